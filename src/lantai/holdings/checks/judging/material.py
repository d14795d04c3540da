"""What every group of items works on: the package, the scheme, the tallies, and the helpers it was given."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from lantai.base.common.findings import Finding, Severity
from lantai.engines.formats.workers import ReaderPool
from lantai.engines.packages.model import Package, PackageForm
from lantai.holdings.checks.items import Link, items
from lantai.holdings.checks.judging.notebook import Notebook
from lantai.holdings.checks.results import Expected, ItemResult, Status, Tally, severity_to_status
from lantai.holdings.checks.scanner import Scanner
from lantai.holdings.checks.schemes import Scheme
from lantai.holdings.imports.scan_rules import ScanRules

Told = Callable[[str, int, int], None]
"""Called as (step, files done, bytes done); whatever it raises stops the check and passes through."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The archive's catalogue, when the check runs inside it.

    `known_codes` gives those of some canonical codes that records bear; `sample` reads some records whole and gives how
    many they were. `wanted_scheme` is asked with the code of a fonds, whether of a volume, its year and a written code:
    None where the fonds has set no scheme, empty where the code is of it, else the scheme's name. `lives_of` gives the
    years in which bodies of a name existed, a pair a body, an open end as None. All raise what the database raises.
    """

    known_codes: Callable[[Collection[str]], set[str]]
    sample: Callable[[], int]
    wanted_scheme: Callable[[str, bool, int | None, str], str | None] = lambda *_asked: None
    lives_of: Callable[[str], Sequence[tuple[int | None, int | None]]] = lambda _name: ()


@dataclass
class Tallies:
    """All items' tallies. Every finding is written to `spool`, the first ones are kept."""

    scheme: Scheme
    link: Link
    spool: IO[str] | None = None
    by_number: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))

    def see(self, number: str, count: int = 1) -> None:
        """So many objects were looked at for this item."""
        self.by_number[number].objects += count

    def say(
        self,
        number: str,
        code: str,
        path: str,
        severity: Severity = Severity.ERROR,
        /,
        **params: Any,
    ) -> None:
        """One finding about one object. `found` and `expected` among the parameters are what was seen and expected."""
        self.add(number, Finding(code, severity, path, params))

    def add(self, number: str, finding: Finding) -> None:
        item = items().by_number[number]
        if self.link not in item.links or number in self.scheme.left_out:
            return
        status = severity_to_status(finding.severity, self.scheme.severity(item))
        seen, expected = (str(finding.params.get(name, "")) for name in ("found", "expected"))
        result = ItemResult(number, status or Status.NA, finding, seen[:300], expected[:300])
        self.by_number[number].note(result)
        if self.spool is not None:
            row: dict[str, Any] = {"item": item.code(self.link), "status": str(status or "told"), "code": finding.code}
            row |= {"object": finding.path, "params": finding.params}
            self.spool.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")

    def skip(self, numbers: Iterable[str], status: Status, code: str, **params: Any) -> None:
        """These items have this status for this reason, unless something failed. The first reason stays."""
        for number in numbers:
            tally = self.by_number[number]
            if tally.skipped is None:
                tally.skipped, tally.reason = status, Finding(code, Severity.INFO, "", params)


@dataclass
class Material:
    """One check being made."""

    package: Package
    scheme: Scheme
    tallies: Tallies
    book: Notebook
    pool: ReaderPool
    expected: Expected
    scanner: Scanner | None = None
    catalogue: Catalogue | None = None
    told: Told | None = None
    scans: ScanRules | None = None
    files: int = 0
    size: int = 0
    content_files: int = 0
    record_size: int = 0
    units: int = 0
    volumes: int = 0

    @property
    def scan_rules(self) -> ScanRules | None:
        """What scans of paper are asked for; None where nobody asks, or the scheme is of photographs and the like."""
        classes = set(self.scheme.classes)
        return None if self.scans is None or (classes and classes <= self.scans.left_out) else self.scans

    @property
    def is_plain(self) -> bool:
        return self.package.form is PackageForm.PLAIN

    def tell(self, step: str, files: int, size: int) -> None:
        if self.told is not None:
            self.told(step, files, size)
