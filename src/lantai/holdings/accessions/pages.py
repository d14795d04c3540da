"""What the desk and the intake pages show, read within a scope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.paginator import Page as Sheet, Paginator
from django.db.models import Count, Q, QuerySet, Sum

from lantai.base.accounts.access import Actor, Right, Scope
from lantai.base.common.findings import Severity
from lantai.holdings.accessions.models import Transfer, TransferFinding
from lantai.holdings.catalogue.models import Fonds, OpeningState, Record, RecordTally
from lantai.holdings.fulltext.models import Page
from lantai.holdings.withholding.queries import pages_to_confirm

SHEET = 50
SHOWN_FINDINGS = 20
WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
PACKAGES = {".zip"}
CATALOGUES = {".xlsx", ".xls", ".csv"}


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for this person: figures that each lead to a list."""

    running: tuple[Transfer, ...]
    failed: int
    errors: int
    unreviewed: int
    provisional: int
    waiting_pages: int
    failed_pages: int
    to_confirm: int
    records: int


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """All findings of one code in one transfer, the first of them in full."""

    code: str
    severity: str
    count: int
    findings: tuple[TransferFinding, ...]

    @property
    def remedy(self) -> str:
        return self.findings[0].as_finding().remedy()

    @property
    def label(self) -> str:
        return self.findings[0].severity_label

    @property
    def example(self) -> str:
        """What was found first, in words: the code alone says nothing to who reads the list."""
        return self.findings[0].as_finding().sentence()

    @property
    def more(self) -> int:
        return self.count - len(self.findings)


@dataclass(frozen=True, slots=True)
class TransferView:
    """One transfer: how far it is, what it brought, what was found, by severity and by code."""

    transfer: Transfer
    items: dict[str, int]
    severities: dict[str, int]
    groups: tuple[FindingGroup, ...]
    waiting_pages: int

    @property
    def is_running(self) -> bool:
        return self.transfer.state not in {Transfer.State.STORED, Transfer.State.FAILED}

    @property
    def item_total(self) -> int:
        return sum(self.items.values())

    @property
    def name(self) -> str:
        return Path(self.transfer.source).name


def transfers_within(scope: Scope) -> QuerySet[Transfer]:
    """Transfers of the institutions whose unopened records this person may see; never anyone else's."""
    rows = Transfer.objects.select_related("fonds__institution", "job")
    return rows if scope.everything else rows.filter(fonds__institution__code__in=scope.institutions)


def records_within(scope: Scope) -> QuerySet[Record]:
    """The records of these institutions: what staff work on, not what they may read elsewhere."""
    return Record.objects.within(scope).listed()


def desk(scope: Scope) -> Desk:
    """Eight queries, whatever there is: how many records there are stands in their tallies."""
    transfers, tallies = transfers_within(scope), RecordTally.objects.within(scope)
    ended = {Transfer.State.STORED, Transfer.State.FAILED}
    counts = tallies.aggregate(n=Sum("records"), new=Sum("records", filter=Q(opening_state=OpeningState.UNREVIEWED)))
    return Desk(
        running=tuple(transfers.exclude(state__in=ended)[:5]),
        failed=transfers.filter(state=Transfer.State.FAILED).count(),
        errors=TransferFinding.objects.filter(transfer__in=transfers.order_by(), severity=Severity.ERROR).count(),
        unreviewed=counts["new"] or 0,
        provisional=Record.objects.within(scope).filter(code_is_provisional=True).count(),
        waiting_pages=pages_within(scope).filter(state=Page.State.WAITING).count(),
        failed_pages=pages_within(scope).filter(state=Page.State.FAILED).count(),
        to_confirm=pages_to_confirm({"*"} if scope.everything else scope.institutions).count(),
        records=counts["n"] or 0,
    )


def pages_within(scope: Scope) -> QuerySet[Page]:
    """The pages of these institutions' records."""
    pages = Page.objects.order_by()
    return pages if scope.everything else pages.filter(record__institution__code__in=scope.institutions)


def transfer_sheet(scope: Scope, *, sheet: str) -> Sheet[Transfer]:
    """Transfers newest first, each with the number of its errors and warnings."""
    counted: QuerySet[Any] = transfers_within(scope).annotate(
        errors=Count("findings", filter=Q(findings__severity=Severity.ERROR)),
        warnings=Count("findings", filter=Q(findings__severity=Severity.WARNING)),
    )
    return Paginator(counted.order_by("-started_at", "-pk"), SHEET).get_page(sheet)


def transfer_view(ulid: str, scope: Scope, *, severity: str = "", code: str = "") -> TransferView | None:
    """One transfer with its findings in groups, worst first; filters narrow the groups, not the counts."""
    transfer = transfers_within(scope).filter(ulid=ulid).first()
    if transfer is None:
        return None
    items = dict(transfer.items.order_by().values_list("state").annotate(n=Count("pk")))
    severities = dict(transfer.findings.order_by().values_list("severity").annotate(n=Count("pk")))
    records = transfer.items.filter(record__isnull=False).order_by().values("record_id")
    waiting = Page.objects.filter(record_id__in=records, state=Page.State.WAITING).count()
    return TransferView(transfer, items, severities, _groups(transfer, severity, code), waiting)


def _groups(transfer: Transfer, severity: str, code: str) -> tuple[FindingGroup, ...]:
    findings = transfer.findings.order_by("pk")
    if severity:
        findings = findings.filter(severity=severity)
    if code:
        findings = findings.filter(code=code)
    counts = findings.order_by().values_list("code", "severity").annotate(n=Count("pk"))
    limit = 1000 if code else SHOWN_FINDINGS
    groups = [
        FindingGroup(code, level, n, tuple(findings.filter(code=code, severity=level)[:limit]))
        for code, level, n in counts
    ]
    return tuple(sorted(groups, key=lambda group: (WEIGHT[Severity(group.severity)], -group.count, group.code)))


def fonds_to_fill(actor: Actor) -> QuerySet[Fonds]:
    """The fonds this person may take in for."""
    rows = Fonds.objects.select_related("institution")
    if actor.may(Right.TAKE_IN, "*"):
        return rows
    codes = [code for code, held in actor.rights.items() if Right.TAKE_IN in held]
    return rows.filter(institution__code__in=codes)


def packages_in(folder: Path) -> list[str]:
    """Folders and zips lying in the intake folder, by name: what can be chosen without typing a path."""
    return _names(folder, lambda path: path.is_dir() or path.suffix.lower() in PACKAGES)


def catalogues_in(folder: Path) -> list[str]:
    """Spreadsheets lying in the intake folder."""
    return _names(folder, lambda path: path.is_file() and path.suffix.lower() in CATALOGUES)


def _names(folder: Path, wanted: Callable[[Path], bool]) -> list[str]:
    if not folder.is_dir():
        return []
    listed = [path for path in folder.iterdir() if not path.name.startswith(".") and not path.is_symlink()]
    return sorted(path.name for path in listed if wanted(path))
