"""Whose each person is when a merge is taken back after the list of persons was changed: told by what each says.

Changing the persons of a record enters all of them anew, so the rows a merge moved may be gone though nobody changed
what they say. Who still is as the merge left them goes back. The absorbed record has everybody it had, and nothing is
taken from the kept one that somebody has changed since: who is left there is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lantai.holdings.catalogue.actions.persons import enter_persons, entry_as_json, person_from_json
from lantai.holdings.catalogue.models import PersonEntry, Record


def persons_merged(keep: Record, *, before: Sequence[PersonEntry], came: Mapping[int, int]) -> list[dict[str, Any]]:
    """Everybody of a record right after a merge, in order: what each says, and where it comes from.

    `before`: its own persons as they were; `came`: the position each had at the absorbed record. ID numbers are sealed.
    """
    was = {entry.pk: entry_as_json(entry) for entry in before}
    told = []
    for entry in PersonEntry.objects.filter(record=keep).order_by("position", "pk"):
        one: dict[str, Any] = {"pk": entry.pk, "now": entry_as_json(entry)}
        if entry.pk in came:
            one["at"] = came[entry.pk]
        elif was.get(entry.pk, one["now"]) != one["now"]:
            one["was"] = was[entry.pk]
        told.append(one)
    return told


@dataclass(slots=True)
class Parting:
    """What is to be done to persons when a merge is taken back, and the names of those who were changed since.

    `back`: entries that go to the absorbed record, and where they stand there; `anew`: whom it gets back as they were,
    since the entry is not; `unfilled`: entries of the kept record that say again what they said before.
    """

    back: list[tuple[int, int]] = field(default_factory=list)
    anew: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    unfilled: list[tuple[PersonEntry, dict[str, Any]]] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)
    left: list[str] = field(default_factory=list)

    def entries(self, journal: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """The journal without what it would do to persons who were changed since."""
        model = PersonEntry._meta.label_lower
        return [
            {**entry, "were": [row for row in entry["were"] if row[0] not in self.changed]}
            if entry["model"] == model and "were" in entry
            else entry
            for entry in journal
        ]


def parting_of(keep: Record, merged: Sequence[Mapping[str, Any]]) -> Parting:
    """Find everybody of the merge among the persons of now: first by the row, then whoever says the same."""
    now = {entry.pk: entry for entry in PersonEntry.objects.filter(record=keep).order_by("position", "pk")}
    says = {pk: _meaning(entry_as_json(entry)) for pk, entry in now.items()}
    stood = [(one, _meaning(one["now"])) for one in merged]
    parting = Parting()
    found: dict[int, int] = {}
    for n, (one, meaning) in enumerate(stood):
        if says.get(one["pk"]) == meaning:
            found[n] = one["pk"]
            del says[one["pk"]]
        elif one["pk"] in now:
            parting.changed.add(one["pk"])
    for n, (one, meaning) in enumerate(stood):
        pk = found.get(n) or next((pk for pk, said in says.items() if said == meaning), 0)
        says.pop(pk, None)
        _settle(parting, one, now.get(pk))
    return parting


def _settle(parting: Parting, one: Mapping[str, Any], entry: PersonEntry | None) -> None:
    if entry is None and ("at" in one or "was" in one):
        parting.left.append(one["now"]["name"])
    if "at" in one:
        if entry is None:
            parting.anew.append((one["at"], one["now"]))
        elif entry.pk != one["pk"]:
            parting.back.append((entry.pk, one["at"]))
    elif "was" in one and entry is not None and entry.pk != one["pk"]:
        parting.unfilled.append((entry, one["was"]))


def part_persons(parting: Parting, *, keep: Record, absorb: Record) -> None:
    """Carry it out, after the journal has been taken back."""
    for pk, position in parting.back:
        PersonEntry.objects.filter(pk=pk).update(record=absorb, position=position)
    for entry, was in parting.unfilled:
        entry.delete()
        _enter(keep, entry.position, was)
    for position, said in parting.anew:
        _enter(absorb, position, said)


def _enter(record: Record, position: int, said: Mapping[str, Any]) -> None:
    (entry,) = enter_persons([(record, [person_from_json(said)])])
    PersonEntry.objects.filter(pk=entry.pk).update(position=position)


def _meaning(said: Mapping[str, Any]) -> dict[str, Any]:
    """The same number is sealed otherwise each time."""
    number = said.get("id_number")
    told = {name: number[name] for name in ("hash", "last4", "problem")} if number else None
    return {**said, "id_number": told}
