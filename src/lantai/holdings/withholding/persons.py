"""Persons of a record of which something is withheld: who of them everybody may still find and read.

Only who is named by a record whose type is ordinary, and stands in nothing that is withheld. A record without a type,
or of one that is about persons, says no name in public once something of it is withheld.
"""

from __future__ import annotations

from collections.abc import Iterable

from lantai.base.common.text import fold
from lantai.holdings.catalogue.models import PersonEntry, Record
from lantai.holdings.catalogue.person_keys import names_in
from lantai.holdings.catalogue.record_types import record_types
from lantai.holdings.withholding.queries import partly_withheld, words_withheld

_ORDINARY = "ordinary"


def hide_persons(record_ids: Iterable[int]) -> set[int]:
    """Mark again whose entries are withheld: in the transaction that changed records, persons, pages or decisions.

    Gives those of the records of which something is withheld.
    """
    partly = partly_withheld(record_ids)
    for pk in partly:
        _hide(Record.every.get(pk=pk))
    return partly


def show_persons(record: Record) -> None:
    """Nothing is withheld of this record any more."""
    PersonEntry.objects.filter(record=record, is_withheld=True).update(is_withheld=False)


def _hide(record: Record) -> None:
    said = _plain(words_withheld(record.pk)) if names_are_public(record) else None
    withheld, shown = list[int](), list[int]()
    for entry in PersonEntry.objects.filter(record=record):
        names = [entry.name, *names_in(entry.former_names)]
        is_hidden = said is None or any(_plain(name) in said for name in names if name.strip())
        (withheld if is_hidden else shown).append(entry.pk)
    PersonEntry.objects.filter(pk__in=withheld, is_withheld=False).update(is_withheld=True)
    PersonEntry.objects.filter(pk__in=shown, is_withheld=True).update(is_withheld=False)


def names_are_public(record: Record) -> bool:
    """Whether who is named may still be found once something of the record is withheld: its type is ordinary."""
    kind = record_types().get(record.record_type)
    return kind is not None and kind.sensitivity == _ORDINARY


def _plain(text: str) -> str:
    return "".join(fold(text).split())
