"""Which records of a fonds are meant, as data that can be kept; and what a change makes of the text of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from lantai.holdings.catalogue.actions import RecordChange, Selection
from lantai.holdings.catalogue.elements import Need
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.catalogue.models.record import RecordQuerySet
from lantai.holdings.description.models import ChangeBatch
from lantai.holdings.description.slots import NotSayable, Slot, merged, slots_of

WHOLE_KINDS = {"date", "number", "year", "retention", "type", "choice", "list"}
"""Of which a part makes no sense: they are set, not added to."""
_SELECTED = ("state", "type", "level", "retention", "year_from", "year_to")


def chosen_records(fonds: Fonds, chosen: Mapping[str, Any]) -> RecordQuerySet:
    """The records that are meant, in no order. `series` is an identifier, `words` a part of the title."""
    selection = Selection(**{name: chosen[name] for name in _SELECTED if name in chosen})
    wanted = selection.condition()
    if chosen.get("series"):
        wanted &= Q(series__ulid=chosen["series"])
    if chosen.get("words"):
        wanted &= Q(title__icontains=chosen["words"])
    return Record.objects.filter(wanted, fonds=fonds).order_by()


def slots_by_level() -> dict[str, dict[str, Slot]]:
    """What a record of each level lets be said, whatever its type."""
    return {level: {slot.key: slot for slot in slots_of(Record(level=level))} for level in Record.Level.values}


def slots_to_change() -> list[Slot]:
    """What can be changed in many records: what an item has, in its order, then what only a volume has."""
    levels = slots_by_level()
    item = levels[Record.Level.ITEM]
    return [*item.values(), *(slot for key, slot in levels[Record.Level.VOLUME].items() if key not in item)]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one record: a new text and value, or why not. Neither: it says so already."""

    record: Record
    before: str
    after: str = ""
    value: Any = None
    refusal: str = ""

    @property
    def is_change(self) -> bool:
        return not self.refusal and self.after != self.before


class Changing:
    """A change, ready to be applied to any number of records."""

    def __init__(self, batch: ChangeBatch) -> None:
        self.batch = batch
        self._levels = slots_by_level()

    def outcomes(self, records: Sequence[Record]) -> Iterator[Outcome]:
        for record in records:
            yield self._outcome(record)

    def _outcome(self, record: Record) -> Outcome:
        slot = self._levels[record.level].get(self.batch.key)
        if slot is None:
            return Outcome(record, "", refusal=_("its level does not have this"))
        before = slot.text(record)
        after = self._text(before)
        if after == before:
            return Outcome(record, before, before)
        if not after and slot.need == Need.MUST:
            return Outcome(record, before, refusal=_("This must be described."))
        try:
            value = slot.value(after, year=record.year)
        except NotSayable as refusal:
            return Outcome(record, before, refusal=str(refusal.params["problem"]))
        return Outcome(record, before, after, value)

    def _text(self, before: str) -> str:
        text = self.batch.text
        match self.batch.how:
            case ChangeBatch.How.REPLACE:
                return before.replace(self.batch.find, text)
            case ChangeBatch.How.APPEND:
                return before + text
            case ChangeBatch.How.PREPEND:
                return text + before
        return text

    def change(self, outcome: Outcome) -> RecordChange:
        """As the catalogue takes it."""
        return RecordChange(outcome.record, merged({self.batch.key: outcome.value}))
