"""What is chosen when two records are merged: which text stays, who is the same person, and why a merge may not be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from lantai.holdings.catalogue.actions import entry_as_json
from lantai.holdings.catalogue.models import Component, PersonEntry, Record
from lantai.holdings.catalogue.secrecy import is_classified, is_secret
from lantai.holdings.description.past import person_line
from lantai.holdings.description.slots import SECRECY, label_of_key, plain, shown, slots_of, text_at
from lantai.holdings.description.wording import Stretch, difference

KEEP, ABSORB = "keep", "absorb"
_DATE = ("date_text", "date_start", "date_end", "date_precision", "date_key")
_MERGED = ("elements", "fields")
_PLACES = ("parent", "series")
_SAID_OF_PERSONS = ("role", "former_names", "sex", "birth_text", "unit", "place", "id_hash")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose: by key whose text stays, absorbed persons by the kept one they are, whether components go.

    What is not named is as it is offered.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[int, int] | None = None
    components: bool = True


@dataclass(frozen=True, slots=True)
class Element:
    """One thing said by either record, side by side. `fixed` says why there is no choice, where there is none."""

    key: str
    label: str
    here: str
    there: str
    chosen: str
    fixed: str = ""

    @property
    def differs(self) -> bool:
        return self.here != self.there

    @property
    def is_filled(self) -> bool:
        """Whether only one of them says anything."""
        return self.differs and not (self.here and self.there)

    @property
    def name(self) -> str:
        """The name of its boxes."""
        return f"text:{self.key}"

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The other's text as it departs from this one; of one that fills an empty place, the text alone."""
        if self.is_filled:
            return difference(self.shown_there, self.shown_there)
        return difference(self.shown_here, self.shown_there)

    @property
    def shown_here(self) -> str:
        return shown(self.key, self.here)

    @property
    def shown_there(self) -> str:
        return shown(self.key, self.there)


def elements_of(keep: Record, absorb: Record, asked: Mapping[str, str] | None = None) -> list[Element]:
    """Everything either of them says, in the order of the rules, with what is chosen or offered.

    A secrecy level is among it at every level: lists give volumes one, which no form asks for.
    """
    asked = asked or {}
    keys = dict.fromkeys([*(slot.key for record in (keep, absorb) for slot in slots_of(record)), "secrecy"])
    found = [_element(key, text_at(keep, key), text_at(absorb, key), asked.get(key, "")) for key in keys]
    if keep.is_open and is_secret(absorb.secrecy) and not is_secret(keep.secrecy):
        closing = _("the stricter level stays, and closes what is open")
        found = [replace(each, fixed=closing) if each.key == "secrecy" else each for each in found]
    found += [_element(name, _place(keep, name), _place(absorb, name), asked.get(name, "")) for name in _PLACES]
    return [each for each in found if each.here or each.there]


def _element(key: str, here: str, there: str, asked: str) -> Element:
    if key == "secrecy" and here != there:
        return Element(key, _label(key), here, there, _stricter(here, there), _("the stricter level stays"))
    offered = ABSORB if there and not here else KEEP
    return Element(key, _label(key), here, there, asked if asked in (KEEP, ABSORB) else offered)


def _label(key: str) -> str:
    words = {"parent": _("Volume it lies in"), "series": _("Series")}
    return words.get(key) or label_of_key(key)


def _place(record: Record, name: str) -> str:
    place = getattr(record, name)
    return str(place) if place else ""


def _stricter(here: str, there: str) -> str:
    return KEEP if _strictness(here) >= _strictness(there) else ABSORB


def _strictness(text: str) -> int:
    return SECRECY.index(text) + 1 if text in SECRECY else 0 if not text else len(SECRECY) + 1


def secrecy_quarrels(keep: Record, absorb: Record) -> bool:
    """Whether nobody can say which of two levels is the stricter, or one of them is of classified records."""
    said = {record.secrecy.strip() for record in (keep, absorb)}
    if len(said) == 1:
        return False
    unknown = [text for text in said if text and text not in SECRECY]
    return bool(unknown) or any(map(is_classified, said))


def values_of(keep: Record, absorb: Record, elements: Sequence[Element]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the kept record takes over, as `Taking` has it: values by name, places by column.

    What stands in `fields` and is not shown (numbers of persons, lists) is filled where the kept record has none.
    """
    values: dict[str, Any] = {}
    places: dict[str, Any] = {}
    for each in elements:
        if not each.differs or each.chosen != ABSORB:
            continue
        name, _sign, inner = each.key.partition(":")
        if name in _PLACES:
            places[name] = getattr(absorb, name)
        elif inner:
            values.setdefault(name, {})[inner] = getattr(absorb, name).get(inner)
        else:
            values[name] = {c: getattr(absorb, c) for c in _DATE} if name == "date" else getattr(absorb, name)
    told = {each.key for each in elements}
    for name in _MERGED:
        for inner, value in getattr(absorb, name).items():
            if f"{name}:{inner}" not in told and plain(value) and not plain(getattr(keep, name).get(inner)):
                values.setdefault(name, {})[inner] = value
    return values, places


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """One person of the absorbed record, and who of the kept one they may be; `same` is the one chosen or offered."""

    entry: PersonEntry
    candidates: tuple[PersonEntry, ...]
    same: int | None

    @property
    def name(self) -> str:
        """The name of its box."""
        return f"same:{self.entry.pk}"

    @property
    def line(self) -> str:
        """Everything said of them, in one line; of an ID number the last four."""
        return person_line(entry_as_json(self.entry))

    @property
    def options(self) -> list[tuple[int, str]]:
        """Row ids and lines of those they may be."""
        return [(each.pk, person_line(entry_as_json(each))) for each in self.candidates]


def persons_of(keep: Record, absorb: Record, asked: Mapping[int, int] | None = None) -> list[PersonChoice]:
    """Everybody the absorbed record names. Offered as the same is only who says nothing that the kept one does not."""
    kept = list(keep.persons.all())
    free, found = {entry.pk for entry in kept}, []
    for entry in absorb.persons.all():
        candidates = tuple(each for each in kept if each.folded == entry.folded and not _contradict(each, entry))
        offered = next((each.pk for each in candidates if each.pk in free and _says_no_more(entry, each)), None)
        same = offered if asked is None else asked.get(entry.pk)
        free -= {same}
        found.append(PersonChoice(entry, candidates, same))
    return found


def _contradict(one: PersonEntry, other: PersonEntry) -> bool:
    return bool(one.id_hash and other.id_hash and one.id_hash != other.id_hash)


def _says_no_more(entry: PersonEntry, kept: PersonEntry) -> bool:
    said = ((getattr(entry, name), getattr(kept, name)) for name in _SAID_OF_PERSONS)
    return all(not mine or mine == theirs for mine, theirs in said)


def components_to_move(keep: Record, absorb: Record) -> list[Component]:
    """The components of the absorbed record that the kept one does not have in the same words."""
    kept = {_in_words(each) for each in keep.components.all()}
    return [each for each in absorb.components.all() if _in_words(each) not in kept]


def _in_words(each: Component) -> tuple[Any, ...]:
    return each.kind, each.title, each.page_from, each.page_to, each.note
