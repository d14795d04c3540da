"""What the public pages of the catalogue show, read within a scope: fonds with their records, and where to begin."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from lantai.base.accounts.access import Scope
from lantai.base.common.keyset import Sheet, Total, sheet_of
from lantai.holdings.catalogue.models import Fonds, OpeningState, Record, RecordTally

SHEET = 50
SHORTCUTS = 8


@dataclass(frozen=True, slots=True)
class FondsRow:
    """One fonds and how many of its records this reader may see."""

    fonds: Fonds
    records: int

    @property
    def years(self) -> str:
        """The span of years, said here: a template included for each row was the dearest part of the page."""
        first, last = self.fonds.year_from, self.fonds.year_to
        return f"{first}–{last}" if first and last and first != last else str(first or "")


@dataclass(frozen=True, slots=True)
class Beginnings:
    """The home page: how much there is, the largest fonds, and examples that are sure to find something."""

    records: int
    fonds_count: int
    fonds: tuple[FondsRow, ...]
    document_number: str


@dataclass(frozen=True, slots=True)
class FondsGuide:
    """One fonds with a sheet of its records."""

    fonds: Fonds
    sheet: Sheet[Record]


def fonds_rows(scope: Scope) -> tuple[FondsRow, ...]:
    """Every fonds in order of its code: two queries. The list of fonds itself is public, its counts are not."""
    counts = _counts(scope)
    return tuple(FondsRow(fonds, counts.get(fonds.pk, 0)) for fonds in Fonds.objects.select_related("institution"))


def fonds_row(fonds: Fonds, scope: Scope) -> FondsRow:
    """One fonds with the same count the list gives."""
    return FondsRow(fonds, RecordTally.objects.visible_to(scope).filter(fonds=fonds).total())


def _counts(scope: Scope) -> dict[int, int]:
    rows = RecordTally.objects.visible_to(scope).order_by().values_list("fonds").annotate(n=Sum("records"))
    return dict(rows)


def beginnings(scope: Scope) -> Beginnings:
    """Examples come from what everyone may see: none leads nowhere. A fonds with nothing to see is not counted."""
    rows = fonds_rows(scope)
    numbered = Record.objects.filter(opening_state=OpeningState.OPEN).exclude(document_number="").order_by("pk")
    held = sorted((row for row in rows if row.records), key=lambda row: -row.records)
    example = numbered.values_list("document_number", flat=True).first() or ""
    return Beginnings(sum(row.records for row in held), len(held), tuple(held[:SHORTCUTS]), example)


def fonds_by_code(code: str, archive: str = "") -> list[Fonds]:
    """The fonds of this code: several when archives that share this installation use the same code."""
    found = Fonds.objects.filter(code=code).select_related("institution")
    return list(found.filter(institution__code=archive) if archive else found)


def fonds_guide(fonds: Fonds, scope: Scope, *, place: str) -> FondsGuide:
    """A fonds with one sheet of the records this reader may see, in order of their codes: two queries."""
    records = Record.objects.of_fonds(fonds, scope).listed()
    total = Total(fonds_row(fonds, scope).records)
    return FondsGuide(fonds, sheet_of(records, by=["code_key"], place=place, size=SHEET, total=total))
