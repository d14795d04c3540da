"""Why a person is shown: each thing known of them that fits, in words, with the weight it has in the order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from lantai.base.common.text import fold
from lantai.holdings.authority.queries import OtherName, Relation
from lantai.holdings.people.asking import PersonQuestion
from lantai.holdings.people.matching import WORDS, NameFit

BESIDE, NUMBER, LAST4, BORN, BORN_NEAR, PLACE, UNIT, RENAMED = 40, 120, 20, 12, 6, 8, 8, 7

UNIT_WORDS = {
    Relation.FORMERLY: gettext_lazy("unit: %(asked)s, formerly %(name)s"),
    Relation.LATER: gettext_lazy("unit: %(asked)s, later %(name)s"),
    Relation.ALSO: gettext_lazy("unit: %(asked)s, also %(name)s"),
}
PLACE_WORDS = {
    Relation.FORMERLY: gettext_lazy("place: %(asked)s, formerly %(name)s"),
    Relation.LATER: gettext_lazy("place: %(asked)s, later %(name)s"),
    Relation.ALSO: gettext_lazy("place: %(asked)s, also %(name)s"),
}


class Known(Protocol):
    """What of a person is compared besides the name."""

    @property
    def birth_year(self) -> int | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def place(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. `kind` is for machines and for the colour of its mark; `str()` says it in the reader's language."""

    kind: str
    weight: int
    words: str | Promise = ""

    def __str__(self) -> str:
        return str(self.words)


def reasons_for(asked: PersonQuestion, known: Known, fit: NameFit | None, beside: NameFit | None) -> tuple[Reason, ...]:
    """All that fits, the name first. `beside`: how somebody else of the record fits the name asked for beside it."""
    return tuple(_found(asked, known, fit, beside))


def _found(asked: PersonQuestion, known: Known, fit: NameFit | None, beside: NameFit | None) -> Iterator[Reason]:
    if asked.whole_number:
        yield Reason("id_number", NUMBER, gettext_lazy("same ID number"))
    if fit:
        yield _name_reason(fit)
    if beside:
        words = _("together with %(name)s (%(how)s)") % {"name": asked.beside, "how": WORDS[beside.how]}
        yield Reason("beside", BESIDE * beside.weight // 100, words)
    if asked.last4:
        yield Reason("id_last4", LAST4, gettext_lazy("ID number ends so"))
    if asked.born is not None and known.birth_year is not None:
        yield _birth_reason(known.birth_year - asked.born)
    if _holds(known.unit, asked.unit):
        yield Reason("unit", UNIT, gettext_lazy("unit"))
    elif other := _other_name(known.unit, asked.unit_names):
        yield Reason("unit", RENAMED, UNIT_WORDS[other.relation] % {"asked": asked.unit.strip(), "name": other.name})
    if _holds(known.place, asked.place):
        yield Reason("place", PLACE, gettext_lazy("place"))
    elif other := _other_name(known.place, asked.place_names):
        yield Reason("place", RENAMED, PLACE_WORDS[other.relation] % {"asked": asked.place.strip(), "name": other.name})


def _name_reason(fit: NameFit) -> Reason:
    words: str | Promise = WORDS[fit.how]
    if fit.former:
        words = _("former name %(name)s: %(how)s") % {"name": fit.former, "how": words}
    return Reason("former" if fit.former else fit.how.value, fit.weight, words)


def _birth_reason(off: int) -> Reason:
    if not off:
        return Reason("born", BORN, gettext_lazy("year of birth"))
    words = _("born a year off") if abs(off) == 1 else _("born %(years)s years off") % {"years": abs(off)}
    return Reason("born_near", max(1, BORN_NEAR - abs(off)), words)


def _holds(written: str, asked: str) -> bool:
    return bool(asked.strip()) and fold(asked.strip()) in fold(written)


def _other_name(written: str, names: Sequence[OtherName]) -> OtherName | None:
    """The name, of those at other times, that is written there: the nearest, which the names are in order of."""
    if not names:
        return None
    folded = fold(written)
    return next((each for each in names if each.folded in folded), None)
