"""Pairs as pages show them: the sheet of those to decide, one with both texts, and those linked with a record."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise

from lantai.base.accounts.access import Scope
from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.holdings.catalogue.models import Record
from lantai.holdings.description.models import RecordPair
from lantai.holdings.description.slots import label_of_key, shown, text_at
from lantai.holdings.description.twins import WORDS_OF
from lantai.holdings.description.wording import Stretch, difference

SHEET = 25
SHOWN = ("title", "creator", "document_number", "date", "year", "retention", "pages_declared", "record_type", "note")


@dataclass(frozen=True, slots=True)
class Side:
    """One thing said by both: the first one's text, and the second one's beside it."""

    label: str
    here: str
    there: tuple[Stretch, ...]
    agrees: bool


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair side by side."""

    pair: RecordPair

    @property
    def is_of_one_fonds(self) -> bool:
        """Copies in two fonds are never merged: each shows what its unit received."""
        return bool(self.pair.first.fonds_id == self.pair.second.fonds_id)

    @property
    def reasons(self) -> list[str | Promise]:
        """In words; those of another version are left out."""
        return [WORDS_OF[code] for code in self.pair.reasons if code in WORDS_OF]

    @property
    def sides(self) -> list[Side]:
        """What either says; what neither does is left out."""
        told = []
        for key in SHOWN:
            here, there = (shown(key, text_at(record, key)) for record in (self.pair.first, self.pair.second))
            if here or there:
                told.append(Side(label_of_key(key), here, difference(here, there), here == there))
        return told


def pairs_to_decide(scope: Scope, *, fonds: str, place: str) -> Sheet[RecordPair]:
    """A sheet of what is proposed for records of these institutions, the surest first: two queries."""
    rows = RecordPair.objects.within(scope).filter(state=RecordPair.State.PROPOSED)
    if fonds:
        rows = rows.filter(Q(first__fonds__ulid=fonds) | Q(second__fonds__ulid=fonds))
    total = total_of(rows)
    if not total:
        return Sheet((), total)
    return sheet_of(rows.with_records(), by=["doubt", "id"], place=place, size=SHEET, total=total)


def pair_at(ulid: str, *, scope: Scope) -> RecordPair | None:
    """One pair, or None: unknown and not theirs look the same."""
    return RecordPair.objects.within(scope).with_records().filter(ulid=ulid).first()


def linked_with(record: Record, *, scope: Scope) -> list[Record]:
    """The records that belong together with this one: one query.

    The state is looked at here. As a condition it has an index, by which SQLite goes through all linked pairs there
    are instead of the few of this record.
    """
    rows = RecordPair.objects.within(scope).filter(Q(first=record) | Q(second=record)).with_records().order_by("pk")
    return [pair.other_than(record) for pair in rows if pair.state == RecordPair.State.LINKED]
