"""What came of a check: statuses, tallies while it runs, the report. A status is never better than what was seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.common.findings import Finding, Severity
from lantai.engines.formats import codes
from lantai.holdings.checks.items import Automation, Item, Link
from lantai.holdings.checks.schemes import Scheme

KEPT, KEPT_FAILED = 100, 1000
"""So many findings of one item are kept with the run, and so many of what fails or is damaged: a report names every
broken file. All findings are in the file of findings."""
DAMAGE = frozenset({codes.DAMAGED, codes.TRUNCATED, codes.PAGE_DAMAGED, codes.TOOK_TOO_LONG, codes.TOO_MUCH_MEMORY})
"""What readers say of a file that is broken, also where a scheme or a reader counts it as a remark only."""


STORAGE = "storage"
"""The form of a run over what is kept: no package, but objects where they lie."""


class Status(StrEnum):
    """What came of one item. Only `PASS` says that it was looked at and is in order."""

    PASS = "pass"  # noqa: S105 - a status
    FAIL = "fail"
    WARN = "warn"
    NA = "na"
    NOT_RUN = "not_run"
    MANUAL_PENDING = "manual_pending"

    @property
    def label(self) -> str:
        """In words, in the active language."""
        return _(STATUS_WORDS[self])


STATUS_WORDS = {
    Status.PASS: gettext_noop("passed"),
    Status.FAIL: gettext_noop("not passed"),
    Status.WARN: gettext_noop("to be looked at"),
    Status.NA: gettext_noop("not applicable"),
    Status.NOT_RUN: gettext_noop("not checked"),
    Status.MANUAL_PENDING: gettext_noop("waits for a person"),
}


class Outcome(StrEnum):
    """What came of a run."""

    PASSED = "passed"
    PASSED_WITH_ISSUES = "passed_with_issues"
    FAILED = "failed"
    INCOMPLETE = "incomplete"

    @property
    def label(self) -> str:
        return _(OUTCOME_WORDS[self])


OUTCOME_WORDS = {
    Outcome.PASSED: gettext_noop("Passed"),
    Outcome.PASSED_WITH_ISSUES: gettext_noop("Passed, with remarks"),
    Outcome.FAILED: gettext_noop("Not passed"),
    Outcome.INCOMPLETE: gettext_noop("Not complete: items wait or were not checked"),
}


def outcome_of(statuses: Sequence[tuple[Status, bool]]) -> Outcome:
    """From statuses and whether each item is mandatory: passed only where nothing failed, nothing mandatory is open."""
    found = {status for status, _mandatory in statuses}
    is_open = {status for status, mandatory in statuses if mandatory} & {Status.NOT_RUN, Status.MANUAL_PENDING}
    if Status.FAIL in found:
        return Outcome.FAILED
    if is_open or Status.PASS not in found:
        return Outcome.INCOMPLETE
    if found & {Status.WARN, Status.NOT_RUN, Status.MANUAL_PENDING}:
        return Outcome.PASSED_WITH_ISSUES
    return Outcome.PASSED


@dataclass(frozen=True, slots=True)
class Expected:
    """What was registered when the package was announced (登记表): None and empty are not registered.

    `digest` is that of the package, as `sha256:…`; a bare hexadecimal is SHA-256.
    """

    units: int | None = None
    size: int | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One thing seen while one item was looked at: about which object, what was seen, what was expected.

    The message is the finding's (code and params); its place in the package is the evidence.
    """

    number: str
    status: Status
    finding: Finding
    seen: str = ""
    expected: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "object": self.finding.path,
            "code": self.finding.code,
            "status": str(self.status),
            "seen": self.seen,
            "expected": self.expected,
            "message": self.finding.sentence(),
            "remedy": self.finding.remedy(),
        }


def _weight(result: ItemResult) -> int:
    if result.status is Status.FAIL:
        return 0
    return 1 if result.finding.code in DAMAGE else 2 if result.status is Status.WARN else 3


@dataclass
class Tally:
    """What one item has come to so far: counts, and the first findings."""

    objects: int = 0
    failed: int = 0
    warned: int = 0
    told: int = 0
    first: list[ItemResult] = field(default_factory=list)
    skipped: Status | None = None
    reason: Finding | None = None
    broken: int = 0

    def __post_init__(self) -> None:
        self.broken = sum(_weight(each) < 2 for each in self.first)

    def note(self, result: ItemResult) -> None:
        self.failed += result.status is Status.FAIL
        self.warned += result.status is Status.WARN
        self.told += 1
        is_broken = _weight(result) < 2
        self.broken += is_broken
        if len(self.first) < KEPT or (is_broken and self.broken <= KEPT_FAILED):
            self.first.append(result)

    def put_in_order(self) -> None:
        """What fails first, then what is to be looked at: remarks must not hide it. Otherwise as they were seen."""
        self.first.sort(key=_weight)


@dataclass(frozen=True, slots=True)
class ItemOutcome:
    """One item in the report."""

    item: Item
    mandatory: bool
    status: Status
    tally: Tally

    @property
    def more(self) -> int:
        """Findings that are only in the file of all findings."""
        return self.tally.told - len(self.tally.first)


def status_of(item: Item, tally: Tally) -> Status:
    """A failure counts however little was looked at; without failure, only what was looked at can pass."""
    if item.automation is Automation.DISABLED:
        return Status.NA
    if tally.failed:
        return Status.FAIL
    if tally.skipped is not None:
        return tally.skipped
    if item.automation is Automation.MANUAL:
        return Status.MANUAL_PENDING
    if tally.warned:
        return Status.WARN
    return Status.PASS if tally.objects else Status.NOT_RUN


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """The package by what anybody can find again: name, form, numbers and the digest of all its files."""

    name: str
    form: str
    version: str
    files: int
    size: int
    units: int
    digest: str

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "form": self.form,
            "version": self.version,
            "files": self.files,
            "bytes": self.size,
            "units": self.units,
            "digest": self.digest,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """A whole check, before anybody has answered anything."""

    link: Link
    scheme: Scheme
    package: PackageFacts
    started: dt.datetime
    ended: dt.datetime
    results: tuple[ItemOutcome, ...]

    @property
    def outcome(self) -> Outcome:
        return outcome_of([(each.status, each.mandatory) for each in self.results])

    def counts(self) -> dict[str, int]:
        """How many items have each status."""
        statuses = [each.status for each in self.results]
        return {str(status): statuses.count(status) for status in Status}


def severity_to_status(severity: Severity, weight: str) -> Status | None:
    """What a finding's severity makes of its item; None is only told."""
    if severity is Severity.ERROR:
        return Status.FAIL if weight == "error" else Status.WARN
    return Status.WARN if severity is Severity.WARNING else None


def in_english(made: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Call with messages in English: what machines read is the same in every language of the page."""
    with translation.override("en"):
        return made()
