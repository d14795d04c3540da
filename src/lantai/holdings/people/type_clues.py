"""What a record type needs to be found (`clue` in its file): as fields of the search for persons, and what is lacking.

These are the things an archive's request forms ask for. None of them is a condition: whoever remembers less is searched
for all the same, and told that who was found may be somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from lantai.holdings.catalogue.record_types import RecordType, TypeField, label_of, record_types

_ROLES = ("name", "beside")
_KINDS = {"date": "year", "place": "place", "unit": "unit"}


@dataclass(frozen=True, slots=True)
class TypeClue:
    """One clue. `fills`: the part of the search it becomes (name, beside, year, place, unit); empty for none.

    `is_alone`: the only person by whom the type is found. `of`: it is one more of these persons, whichever was given.
    """

    code: str
    labels: Mapping[str, str]
    fills: str = ""
    is_date: bool = False
    is_alone: bool = False
    of: tuple[Mapping[str, str], ...] = ()

    @property
    def label(self) -> str:
        if self.of:
            return _("another of: %(persons)s") % {"persons": "/".join(label_of(labels) for labels in self.of)}
        return label_of(self.labels)


def clues_of_type(kind: RecordType) -> tuple[TypeClue, ...]:
    """Persons first: the first two are name and whoever stands beside it, in whichever column."""
    roles = [role for role in kind.roles if role.clue]
    persons = [
        TypeClue(role.code, role.labels, _ROLES[n] if n < len(_ROLES) else "", is_alone=len(roles) == 1)
        for n, role in enumerate(roles)
    ]
    return (*persons, *(_of_field(asked) for asked in kind.fields if asked.clue))


def _of_field(asked: TypeField) -> TypeClue:
    return TypeClue(asked.code, asked.labels, _KINDS.get(asked.kind, ""), is_date=asked.kind == "date")


def clues_of_types(codes: Sequence[str]) -> tuple[TypeClue, ...]:
    """What all of these types need, as far as they need anything: a clue only one of several has is no need."""
    known = record_types()
    needed = [each for each in (clues_of_type(known[code]) for code in codes if code in known) if each]
    if not needed:
        return ()
    shared = set.intersection(*({clue.code for clue in each} for each in needed))
    return tuple(clue for clue in needed[0] if clue.code in shared)


def lacking(clues: Iterable[TypeClue], given: Mapping[str, Any]) -> list[TypeClue]:
    """Those that were not given, neither by their code nor as the part of the search they fill."""
    years = bool(given.get("year_from") or given.get("year_to"))
    said = {name for name, value in given.items() if value not in (None, "", 0)} | ({"year"} if years else set())
    return [clue for clue in clues if clue.code not in said and not (clue.fills and clue.fills in said)]


@dataclass(frozen=True, slots=True)
class CluesAsked:
    """For a page: everything the type is found by, what of it was not given, and what the search has no field for.

    `to_compare`: whoever searches can give it nowhere (a kind of registration, a unit of the army); the hits show it.
    """

    needed: tuple[TypeClue, ...]
    lacking: tuple[TypeClue, ...]
    to_compare: tuple[TypeClue, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.needed)


def clues_asked(codes: Sequence[str], given: Mapping[str, Any]) -> CluesAsked:
    """Of one search for records of these types. Who is looked for may stand in any of the columns of persons."""
    needed, persons = clues_of_types(codes), _persons_of(codes)
    unsaid = lacking(needed, given)
    named = given.get("name") and not any(given.get(code) for code in persons)
    if named:
        unsaid = [replace(clue, of=tuple(persons.values())) if clue.fills == "beside" else clue for clue in unsaid]
        unsaid = [clue for clue in unsaid if clue.fills or clue.code not in persons]
    return CluesAsked(
        needed, tuple(clue for clue in unsaid if clue.fills), tuple(clue for clue in unsaid if not clue.fills)
    )


def _persons_of(codes: Sequence[str]) -> dict[str, Mapping[str, str]]:
    """By code, what the persons are called by whom these types are found."""
    known = record_types()
    kinds = [known[code] for code in codes if code in known]
    return {role.code: role.labels for kind in kinds for role in kind.roles if role.clue}
