"""What pages, commands and other apps ask of runs: lists, one run, its report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from lantai.base.accounts.access import Actor, Right, Scope
from lantai.base.common.findings import SENTENCES, Finding, Severity
from lantai.base.common.keyset import Sheet, Total, sheet_of
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.catalogue.record_types import label_of
from lantai.holdings.checks.answers import may_answer
from lantai.holdings.checks.as_json import FORM, FORM_VERSION, finding_as_json
from lantai.holdings.checks.items import Link, items
from lantai.holdings.checks.keeping.progress import progress_of
from lantai.holdings.checks.models import CheckEvidence, CheckFinding, CheckResult, CheckRun, CheckRunQuerySet
from lantai.holdings.checks.results import Status, in_english


def runs_of(subject: str) -> QuerySet[CheckRun]:
    """The runs of one subject, newest first. Whoever asks has seen to it that the subject may be seen."""
    return CheckRun.objects.filter(subject=subject).select_related("institution").order_by("-pk")


def report_of(run: CheckRun) -> dict[str, Any]:
    """The report as JSON: what the command says of the same package, with what people have answered and `run`."""
    return in_english(lambda: run_in_words(run))


def run_in_words(run: CheckRun) -> dict[str, Any]:
    """The same in the active language: what is printed."""
    results = list(run.results.prefetch_related("findings", "evidence"))
    return {
        "form": FORM,
        "form_version": FORM_VERSION,
        "standard": items().standard,
        "items_version": run.items_version,
        "link": run.link,
        "scheme": {"code": run.scheme, "version": run.scheme_version, "name": run.scheme_label},
        "package": run.package,
        "outcome": run.outcome,
        "counts": run.counts,
        "results": [_result(each, Link(run.link)) for each in results],
        "run": {
            "id": run.ulid,
            "subject": run.subject,
            "institution": run.institution_id,
            "state": run.state,
            "operator": run.operator,
            "started": run.started_at.isoformat(),
            "ended": run.ended_at.isoformat() if run.ended_at else None,
        },
    }


def _result(result: CheckResult, link: Link) -> dict[str, Any]:
    item, status = result.item, Status(result.status)
    shown = {
        "code": item.code(link),
        "property": dict(items().properties[item.group]),
        "name": dict(item.names),
        "aliases": list(item.aliases),
        "automation": str(item.automation),
        "mandatory": result.mandatory,
        "status": str(status),
        "status_in_words": status.label,
        "objects": result.objects_seen,
        "failed": result.failed,
        "warned": result.warned,
        "reason": _reason(result),
        "findings": [_finding(each) for each in result.findings.all()],
        "more_findings": result.told - len(result.findings.all()),
    }
    if result.answered_at:
        shown["answer"] = {
            "found": result.found,
            "note": result.note,
            "by": result.answered_by,
            "at": result.answered_at.isoformat(),
            "evidence": [{"name": each.name, "sha256": each.sha256} for each in result.evidence.all()],
        }
    return shown


def _reason(result: CheckResult) -> dict[str, str] | None:
    finding = reason_of(result)
    return finding_as_json(finding) if finding else None


def reason_of(result: CheckResult) -> Finding | None:
    """Why the program has no result of its own for this item; None where it has one, or the code is not known now."""
    has_one = result.found in {Status.PASS, Status.FAIL, Status.WARN}
    if has_one or not result.reason_code or result.reason_code not in SENTENCES:
        return None
    return Finding(result.reason_code, Severity.INFO, "", result.reason_params)


def _finding(row: CheckFinding) -> dict[str, Any]:
    return {
        "object": row.object,
        "code": row.code,
        "status": row.status,
        "seen": row.seen,
        "expected": row.expected,
        "message": row.sentence,
        "remedy": row.remedy,
    }


# ── pages ──

SHEET = 30
ON_THE_PAGE = 5
"""Findings of one item on the page of the run; the item's own page has all that are kept."""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item of a run on a page."""

    result: CheckResult
    status: Status
    reason: Finding | None
    findings: tuple[CheckFinding, ...]
    may_answer: bool

    @property
    def icon(self) -> str:
        return ICONS[self.status]

    @property
    def state_class(self) -> str:
        return CLASSES[self.status]

    @property
    def more(self) -> int:
        return self.result.told - len(self.findings)


ICONS = {
    Status.PASS: "circle-check",
    Status.FAIL: "circle-x",
    Status.WARN: "alert-triangle",
    Status.NA: "minus",
    Status.NOT_RUN: "ban",
    Status.MANUAL_PENDING: "user",
}
CLASSES = {
    Status.PASS: "state-done",
    Status.FAIL: "state-error",
    Status.WARN: "state-warning",
    Status.NA: "state-info",
    Status.NOT_RUN: "state-info",
    Status.MANUAL_PENDING: "state-waiting",
}


@dataclass(frozen=True, slots=True)
class RunView:
    """One run on its page: counts by status, and the items by property."""

    run: CheckRun
    counts: tuple[tuple[Status, str, str, int], ...]
    groups: tuple[tuple[str, tuple[ItemRow, ...]], ...]


def run_sheet(actor: Actor, place: str) -> Sheet[CheckRun]:
    """The runs of the archives where this person checks packages, newest first; `place` is the last one seen."""
    rows = _theirs(actor).select_related("institution").order_by("-ulid")
    if place:
        rows = rows.filter(ulid__lt=place[:26])
    found = list(rows[: SHEET + 1])
    shown = tuple(found[:SHEET])
    return Sheet(shown, Total(len(shown)), next=shown[-1].ulid if len(found) > SHEET else "")


def _theirs(actor: Actor) -> CheckRunQuerySet:
    codes = actor.institutions_with(Right.CHECK_PACKAGES)
    return CheckRun.objects.within(Scope("*" in codes, codes))


SHARES = (1, 10, 20, 100)
"""One object in so many, as the page offers it."""


def fonds_to_check(actor: Actor) -> QuerySet[Fonds]:
    """The fonds whose stored objects this person may have checked."""
    rows = Fonds.objects.select_related("institution").order_by("code")
    if actor.may(Right.CHECK_PACKAGES, "*"):
        return rows
    return rows.filter(institution__code__in=actor.institutions_with(Right.CHECK_PACKAGES))


def how_far(run: CheckRun) -> tuple[int, int] | None:
    """Objects looked at, and of how many; None where nothing is under way."""
    progress = progress_of(run) if run.is_running and run.is_of_storage else None
    return (progress.objects, progress.total) if progress else None


def run_for(ulid: str, actor: Actor) -> CheckRun | None:
    """One run of an archive where this person checks packages, or None: unknown and not theirs look the same."""
    return _theirs(actor).select_related("institution").filter(ulid=ulid).first()


def run_view(run: CheckRun) -> RunView:
    """Three queries, however many findings there are."""
    first = Prefetch("findings", CheckFinding.objects.filter(place__lt=ON_THE_PAGE))
    rows = [item_row(each) for each in run.results.prefetch_related(first, "evidence")]
    counts = tuple(
        (status, ICONS[status], CLASSES[status], run.counts.get(str(status), 0))
        for status in Status
        if run.counts.get(str(status))
    )
    groups = tuple(
        (label_of(names), tuple(row for row in rows if row.result.number[0] == number))
        for number, names in items().properties.items()
    )
    return RunView(run, counts, groups)


def item_row(result: CheckResult) -> ItemRow:
    """One item with those of its findings that were fetched with it."""
    findings = tuple(result.findings.all())
    return ItemRow(result, Status(result.status), reason_of(result), findings, may_answer(result))


def findings_sheet(result: CheckResult, place: str) -> Sheet[CheckFinding]:
    """The findings of one item that are kept, a sheet at a time."""
    rows = result.findings.all()
    return sheet_of(rows, by=["place"], place=place, size=SHEET, total=Total(result.told))


def evidence_at(run: CheckRun, ulid: str) -> CheckEvidence | None:
    return CheckEvidence.objects.filter(result__run=run, ulid=ulid).first()
