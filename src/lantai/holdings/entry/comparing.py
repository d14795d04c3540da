"""What two people typed for one record, compared place by place after folding; ID numbers by their keyed hash alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lantai.base.common.dates import parse_date
from lantai.base.common.text import fold
from lantai.holdings.catalogue.actions import sealed_of
from lantai.holdings.catalogue.id_numbers import read_id_number
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.record_types import RecordType
from lantai.holdings.catalogue.sealing import as_text, from_text, person_keys, seal, unseal
from lantai.holdings.entry.layout import ID_NUMBER, person_name
from lantai.holdings.entry.values import NONE, placed

MASK = "••••"


@dataclass(frozen=True, slots=True)
class Compared:
    """One place in which somebody typed something: what each typed as it is shown, and whether both mean the same."""

    name: str
    first: str
    second: str
    same: bool


def is_compared(kind: RecordType, name: str) -> bool:
    """Titles and notes are no two people's the same; of a type that asks for nothing else, the title is."""
    if name.startswith("r."):
        return not kind.fields and name != "r.note"
    return True


def field_key(name: str) -> str:
    """One field, whichever person of its role: `p.groom.0.name` and `p.groom.1.name` are typed alike."""
    parts = name.split(".")
    return ".".join((parts[0], parts[1], parts[3])) if parts[0] == "p" else name


def typed_as_kept(record: Record, kind: RecordType, typed: Mapping[str, str], *, keep: bool) -> dict[str, Any]:
    """What is kept of a typing: texts as they are, ID numbers sealed. `keep`: a number left empty is the record's."""
    held = {}
    if keep:
        held = {person_name(role, n, ID_NUMBER): sealed_of(entry) for entry, role, n in placed(record, kind)}
    kept: dict[str, Any] = {}
    for name, value in typed.items():
        if not is_compared(kind, name):
            continue
        if name.endswith(f".{ID_NUMBER}"):
            number = read_id_number("" if value == NONE else value)
            sealed = seal(number, person_keys()) if value else held.get(name)
            if sealed and sealed.cipher:
                kept[name] = as_text(sealed)
        elif value:
            kept[name] = value
    return kept


def typed_in_full(typed: Mapping[str, str]) -> dict[str, Any]:
    """Everything that was typed, empty places too, as it can be kept: numbers sealed. `in_full` reads each again."""
    return {
        name: as_text(seal(read_id_number(value), person_keys()))
        if name.endswith(f".{ID_NUMBER}") and value not in ("", NONE)
        else value
        for name, value in typed.items()
    }


def compared(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[Compared]:
    """Every place that either of them filled."""
    names = [*first, *(name for name in second if name not in first)]
    return [
        Compared(name, shown(first.get(name)), shown(second.get(name)), same(name, first.get(name), second.get(name)))
        for name in names
    ]


def same(name: str, first: Any, second: Any) -> bool:
    """Whether two values mean the same: texts after folding and without blanks, dates by what they say of time."""
    if isinstance(first, dict) or isinstance(second, dict):
        return bool(first and second and first["hash"] == second["hash"] and (first["hash"] or first == second))
    one, other = _plain(first or ""), _plain(second or "")
    if one == other:
        return True
    a, b = parse_date(first or ""), parse_date(second or "")
    return _may_be_date(name) and a.start is not None and a == b


def _may_be_date(name: str) -> bool:
    return name.startswith("f.") or name in {"r.date"} or name.endswith(".birth")


def _plain(text: str) -> str:
    return "".join(fold(text).split())


def shown(value: Any) -> str:
    """A value as it may be looked at: of an ID number the last four."""
    return f"{MASK}{value['last4']}" if isinstance(value, dict) else value or ""


def in_full(value: Any) -> str:
    """A value as it is written into the record: for acts, never for pages."""
    return unseal(from_text(value), person_keys()) if isinstance(value, dict) else value or ""


def distance(a: str, b: str) -> int:
    """How many characters must be changed, added or dropped (Levenshtein)."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]
