"""One package judged from beginning to end: form, files, entries, totals. Every item of the link has a result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

from lantai.base.common.findings import Finding, Severity
from lantai.engines.formats.workers import ReaderPool
from lantai.engines.packages.eep.folder import EepFolder
from lantai.engines.packages.eep.package import EepPackage
from lantai.engines.packages.model import Package
from lantai.holdings.checks.items import Automation, Item, Link, items
from lantai.holdings.checks.judging import codes
from lantai.holdings.checks.judging.content import judge_files
from lantai.holdings.checks.judging.linking import Links
from lantai.holdings.checks.judging.material import Catalogue, Material, Tallies, Told
from lantai.holdings.checks.judging.metadata import Entries, values_of
from lantai.holdings.checks.judging.notebook import Notebook
from lantai.holdings.checks.judging.structure import judge_form
from lantai.holdings.checks.judging.totals import judge_totals
from lantai.holdings.checks.results import (
    Expected,
    ItemOutcome,
    PackageFacts,
    Report,
    Status,
    Tally,
    status_of,
)
from lantai.holdings.checks.scanner import Scanner
from lantai.holdings.checks.schemes import Scheme
from lantai.holdings.imports.scan_rules import ScanRules

EVERY = 100


@dataclass(frozen=True, slots=True)
class Means:
    """What a check has besides the package: who reads files, scans them, knows the catalogue; where findings go.

    `scans`: what page images are asked for, where somebody asks.
    """

    pool: ReaderPool
    scanner: Scanner | None = None
    catalogue: Catalogue | None = None
    spool: IO[str] | None = None
    told: Told | None = None
    scans: ScanRules | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What came with the package: what was registered, the name it was given under, what unpacking found."""

    expected: Expected = field(default_factory=Expected)
    name: str = ""
    unpacked: Sequence[Finding] = ()


def judge_package(package: Package, *, scheme: Scheme, link: Link, means: Means, given: Given | None = None) -> Report:
    """Look at every item of the link. Never raises for what is in the package; passes on what `told` raises.

    Memory is bounded: of each item counts and the first findings are held, all findings go to the spool.
    """
    started, given = dt.datetime.now(dt.UTC), given or Given()
    tallies = Tallies(scheme, link, means.spool)
    with Notebook() as book:
        material = Material(
            package,
            scheme,
            tallies,
            book,
            means.pool,
            given.expected,
            means.scanner,
            means.catalogue,
            means.told,
            means.scans,
        )
        for finding in given.unpacked:
            tallies.add(items().number_for(finding.code), finding)
        judge_form(material)
        judge_files(material)
        annexes = _judge_entries(material)
        judge_totals(material, _events(package), annexes)
        facts = PackageFacts(
            given.name or package.path.name,
            str(package.form),
            package.version,
            material.files,
            material.size,
            material.units,
            f"sha256:{book.digest()}",
        )
    results = tuple(result_of(item, scheme, tallies) for item in scheme.items_of(link))
    return Report(link, scheme, facts, started, dt.datetime.now(dt.UTC), results)


def _judge_entries(material: Material) -> int:
    entries, links, count = Entries(material), Links(material), 0
    for entry in material.package.entries():
        if entry.level == "representation":
            continue  # of an E-ARK package: a way of showing, not a described unit
        count += 1
        if entry.level == "案卷":
            material.volumes += 1
        else:
            material.units += 1
        values = values_of(entry)
        entries.one(entry, values)
        links.one(entry, values)
        if count % EVERY == 0:
            material.tell("entries", count, material.size)
    entries.done(count)
    links.done(count)
    return links.annexes


def _events(package: Package) -> int:
    """业务实体 of a sealed package, or of a folder of them."""
    if isinstance(package, EepFolder):
        return sum(_events(each) for _, each in package.packages())
    if not isinstance(package, EepPackage) or package.survey.root is None:
        return 0
    return sum(1 for _ in package.survey.root.iter("{*}业务实体"))


def result_of(item: Item, scheme: Scheme, tallies: Tallies) -> ItemOutcome:
    """What one item has come to."""
    if item.number in scheme.left_out:
        tally = Tally(skipped=Status.NA, reason=Finding(codes.LEFT_OUT, Severity.INFO, ""))
        return ItemOutcome(item, mandatory=False, status=Status.NA, tally=tally)
    tally = tallies.by_number[item.number]
    if item.automation is Automation.DISABLED:
        tally.skipped, tally.reason = Status.NA, Finding(codes.DISABLED, Severity.INFO, "")
    tally.put_in_order()
    return ItemOutcome(item, scheme.is_mandatory(item), status_of(item, tally), tally)


def statuses(report: Report) -> Iterator[tuple[str, Status]]:
    """Code and status of each item, in the order of the list."""
    for each in report.results:
        yield each.item.code(report.link), each.status
