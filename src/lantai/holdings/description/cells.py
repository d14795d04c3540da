"""A sheet of cells: many records by some of what they say, as it is, as it was typed, and what is wrong where."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from lantai.base.accounts.access import Actor
from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.holdings.catalogue.actions import RecordChange
from lantai.holdings.catalogue.elements import Need, element_set
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.description.change_form import ChosenForm
from lantai.holdings.description.choosing import chosen_records, slots_by_level, slots_to_change
from lantai.holdings.description.more_forms import dressed
from lantai.holdings.description.past import texts_at
from lantai.holdings.description.slots import NotSayable, Slot, merged
from lantai.holdings.entry.blind import not_blind
from lantai.holdings.imports.headers import SYNONYMS

SIZES = (50, 100, 200)
COLUMNS = ("title", "creator", "document_number", "date", "retention")
MOST_COLUMNS = 12
MOST_TOLD = 20
"""So many wrong cells are named at the head of a sheet, with a way to each."""
_HEADED = {"pages_declared": "pages"}
"""Where lists' headers know a thing by another name than records do."""


class CellsForm(ChosenForm):
    """Which records, which columns, how many rows on a sheet: the address of a sheet of cells."""

    columns = forms.MultipleChoiceField(required=False, label=gettext_lazy("Columns"))
    size = forms.TypedChoiceField(
        required=False, coerce=int, label=gettext_lazy("Rows"),
        choices=[(size, str(size)) for size in SIZES],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = {slot.key: slot for slot in slots_to_change() if slot.kind != "list"}
        self.fields["columns"].choices = [(slot.key, slot.label) for slot in self.slots.values()]  # type: ignore[attr-defined]
        dressed(self)

    @property
    def choosing(self) -> list[forms.BoundField]:
        """Everything but the columns."""
        return [self[name] for name in self.fields if name != "columns"]

    def shown_columns(self) -> list[Slot]:
        """Those chosen, in the order of the rules; the usual ones when none is."""
        keys = self.cleaned_data.get("columns") or COLUMNS
        return [slot for key, slot in self.slots.items() if key in keys][:MOST_COLUMNS]


def heads_of(key: str, label: str) -> str:
    """Every header under which a list may have what one column holds, in plain form, with | between them."""
    name = key.rpartition(":")[2]
    named = next((each.labels.values() for each in element_set().elements if name in {each.kept, each.code}), ())
    words = (label, *named, *SYNONYMS.get(_HEADED.get(name, name), ()))
    return "|".join(dict.fromkeys(_plain(word) for word in words))


def _plain(header: str) -> str:
    """As the sheet makes it of a cell that is pasted: see `cells.js`."""
    return re.sub(r"[\s*:：_]+", "", unicodedata.normalize("NFKC", header)).upper()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: what is said in it, and the headers a block that is pasted may have for it."""

    slot: Slot

    @property
    def heads(self) -> str:
        return heads_of(self.slot.key, self.slot.label)

    @property
    def choices(self) -> list[str]:
        """In words."""
        return [self.slot.shown(code) for code in self.slot.choices]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `theirs` is what somebody else saved meanwhile; a level that does not have it has no `slot`."""

    name: str
    slot: Slot | None
    text: str
    before: str = ""
    problem: str = ""
    theirs: str | None = None
    value: Any = None

    @property
    def is_changed(self) -> bool:
        return not _same(self.slot, self.text, self.before)

    @property
    def shown(self) -> str:
        """On one line and in words, as an input holds it."""
        return _shown(self.slot, self.text)

    @property
    def was(self) -> str:
        """What the record says, as it would stand in the input."""
        return _shown(self.slot, self.before)


@dataclass(frozen=True, slots=True)
class CellRow:
    """One record of a sheet."""

    record: Record
    cells: tuple[Cell, ...]

    @property
    def is_stale(self) -> bool:
        return any(cell.theirs is not None for cell in self.cells)

    @property
    def wrong(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.problem]

    def change(self) -> RecordChange | None:
        """What was typed anew, as the catalogue takes it."""
        said = {cell.slot.key: cell.value for cell in self.cells if cell.slot and cell.is_changed}
        return RecordChange(self.record, merged(said)) if said else None


def cells_sheet(fonds: Fonds, chosen: Mapping[str, Any], actor: Actor, *, place: str, size: int) -> Sheet[Record]:
    """A sheet of the records that are meant, in order of their codes, but those they type blind: two queries."""
    rows = not_blind(chosen_records(fonds, chosen), actor)
    return sheet_of(rows.select_related("fonds"), by=["code_key"], place=place, size=size, total=total_of(rows))


def cell_rows(records: Sequence[Record], columns: Sequence[Slot]) -> list[CellRow]:
    """As the records are."""
    levels = slots_by_level()
    return [CellRow(record, tuple(_cell(record, column, levels) for column in columns)) for record in records]


def _cell(record: Record, column: Slot, levels: Mapping[str, Mapping[str, Slot]]) -> Cell:
    slot = levels[record.level].get(column.key)
    text = slot.text(record) if slot else ""
    return Cell(f"{record.ulid}:{column.key}", slot, text, text)


def typed_rows(records: Sequence[Record], columns: Sequence[Slot], data: Mapping[str, Any]) -> list[CellRow]:
    """As they were typed; a row is stale when somebody saved the record since and this person changed it too."""
    rows = []
    for row in cell_rows(records, columns):
        typed = str(data.get(f"{row.record.ulid}:v", ""))
        version = int(typed) if typed.isdecimal() and len(typed) < 10 else 0
        base = None
        if version != row.record.version:
            base = texts_at(row.record, max(version, 1), [cell.slot.key for cell in row.cells if cell.slot])
        rows.append(CellRow(row.record, tuple(_typed(cell, data, base) for cell in row.cells)))
    return [_read(row) for row in rows]


def _typed(cell: Cell, data: Mapping[str, Any], base: Mapping[str, str] | None) -> Cell:
    if cell.slot is None or cell.name not in data:
        return cell
    text = str(data[cell.name]).replace("\0", "")
    if base is not None and _same(cell.slot, text, base[cell.slot.key]):
        return cell  # not typed here: what it says now stands
    if _same(cell.slot, text, cell.before):
        return cell
    return replace(cell, text=text, theirs=cell.was if base is not None else None)


def _read(row: CellRow) -> CellRow:
    typed = next((cell.text for cell in row.cells if cell.slot and cell.slot.key == "year"), "")
    year = int(typed) if typed.isdecimal() and len(typed) == 4 else row.record.year
    return CellRow(row.record, tuple(_valued(cell, year) for cell in row.cells))


def _valued(cell: Cell, year: int | None) -> Cell:
    if cell.slot is None or not cell.is_changed:
        return cell
    if not cell.text.strip() and cell.slot.need == Need.MUST:
        return replace(cell, problem=_("This must be described."))
    try:
        return replace(cell, value=cell.slot.value(cell.text, year=year))
    except NotSayable as refusal:
        return replace(cell, problem=str(refusal.params["problem"]))


def _same(slot: Slot | None, typed: str, kept: str) -> bool:
    """Whether an input says what is kept: on one line, and a word for its code (永久 for Y)."""
    line = _line(typed)
    return _line(kept) in {line, slot.code_of(line) if slot else line}


def _shown(slot: Slot | None, text: str) -> str:
    return slot.shown(_line(text)) if slot else _line(text)


def _line(text: str) -> str:
    return " ".join(text.split())
