"""Which archive may hold it: a ranking of archives by their guides, for cases whose holder nobody knows. Pure.

What is compared are names of places and bodies (with every name they had: 公社 → 乡 → 镇 → 街道), years and kinds of
records with what the guides say. A ranking is a proposal with its reasons; people decide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lantai.base.common.text import fold

ENDINGS = ("公社", "街道", "大队", "乡", "镇", "村", "县", "区", "市", "州", "盟", "旗")
"""What names of places end with; the first that fits counts."""
_ENDING = re.compile("|".join(ENDINGS))
LONGEST, MOST_NAMES, MOST = 8, 60, 5
_BY_NAME, _BY_OTHER_NAME, _BY_STEM, _BY_BODY, _BY_TYPE, _IN_YEARS, _OF_ITSELF = 6.0, 5.0, 2.0, 6.0, 3.0, 2.0, 4.0


class Why(StrEnum):
    """Kinds of reasons."""

    PLACE = "place"
    FORMER = "former"
    STEM = "stem"
    BODY = "body"
    TYPE = "type"
    YEARS = "years"
    ITSELF = "itself"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an archive was proposed: `said` is the applicant's word, `found` what the guide says."""

    why: Why
    said: str
    found: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """One line of a guide: a fonds of an archive, in the words everybody may read.

    `go`: where a case is sent to an archive outside of the house; empty for those within.
    """

    archive: str
    name: str
    text: str
    first: int | None = None
    last: int | None = None
    title: str = ""
    types: frozenset[str] = frozenset()
    go: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of what is sought. `others`: of a name, the names the same place or body has or had.

    `types`: code and words of kinds of records.
    """

    places: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    types: tuple[tuple[str, str], ...] = ()
    others: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def names(self) -> tuple[str, ...]:
        """Everything a guide is looked through for."""
        more = (name for _known, names in self.others for name in names)
        kinds = (words for _code, words in self.types)
        return tuple(dict.fromkeys([*self.bodies, *self.places, *more, *kinds]))[:MOST_NAMES]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One archive that may hold it, with the reasons, the strongest first."""

    archive: str
    name: str
    score: float
    reasons: tuple[Reason, ...]
    go: str = ""


_outside: list[Callable[[Wanted], Iterable[Holding]]] = []


def add_guides(asked: Callable[[Wanted], Iterable[Holding]]) -> None:
    """Said at the start by the part above that knows archives outside of the house."""
    if asked not in _outside:
        _outside.append(asked)


def guides_outside(wanted: Wanted) -> Iterator[Holding]:
    """What those archives say of themselves."""
    for asked in _outside:
        yield from asked(wanted)


def places_in(text: str) -> tuple[str, ...]:
    """What may be names of places in a sentence: everything before an ending, as far as names reach; longest first."""
    found: dict[str, None] = {}
    for match in _ENDING.finditer(text[:2000]):
        for length in range(LONGEST, 1, -1):
            name = text[max(0, match.start() - length) : match.end()]
            if len(name) == length + len(match[0]) and all("一" <= each <= "鿿" for each in name):
                found.setdefault(name)
    return tuple(found)[:MOST_NAMES]


def rank(wanted: Wanted, guides: Iterable[Holding]) -> list[Suggestion]:
    """The archives that may hold it, the likeliest first; none without a reason. Of a fonds counts its best name."""
    weighed: dict[str, tuple[Holding, dict[Reason, float]]] = {}
    for holding in guides:
        _first, reasons = weighed.setdefault(holding.archive, (holding, {}))
        for reason, score in _reasons(wanted, holding):
            reasons[reason] = max(score, reasons.get(reason, 0.0))
    made = [_suggestion(holding, reasons) for holding, reasons in weighed.values() if reasons]
    return sorted(made, key=lambda each: (-each.score, each.archive))[:MOST]


def _suggestion(holding: Holding, reasons: dict[Reason, float]) -> Suggestion:
    """Of one kind the strongest reason counts whole, the others little: many fonds are no proof."""
    ordered = sorted(reasons.items(), key=lambda each: (-each[1], each[0].why, each[0].found))
    best: dict[Why, float] = {}
    for reason, score in ordered:
        best[reason.why] = best.get(reason.why, 0.0) + (score if reason.why not in best else 0.1)
    shown = tuple(reason for reason, _score in ordered[:6])
    return Suggestion(holding.archive, holding.name, round(sum(best.values()), 2), shown, holding.go)


def _reasons(wanted: Wanted, holding: Holding) -> Iterator[tuple[Reason, float]]:
    text, shown = fold(holding.text), holding.title or holding.text[:60]
    named = [
        max(ways, key=lambda each: each[1])
        for ways in (list(_places(wanted, text, shown)), list(_bodies(wanted, text, shown)))
        if ways
    ]
    fits = _overlap(wanted.years, holding)
    for reason, score in named:
        yield reason, score / 2 if fits is False else score
    if named and fits and wanted.years:
        yield Reason(Why.YEARS, f"{wanted.years[0]}–{wanted.years[1]}", shown), _IN_YEARS
    for code, words in wanted.types:
        if code in holding.types or fold(words) in text:
            yield Reason(Why.TYPE, words, "" if code in holding.types else shown), _BY_TYPE
    for place in wanted.places:
        if fold(place) in fold(holding.name):
            yield Reason(Why.ITSELF, place, holding.name), _OF_ITSELF
            return


def _places(wanted: Wanted, text: str, shown: str) -> Iterator[tuple[Reason, float]]:
    others = dict(wanted.others)
    for place in wanted.places:
        if fold(place) in text:
            yield Reason(Why.PLACE, place, shown), _BY_NAME + len(place) / 100
        yield from (
            (Reason(Why.FORMER, place, f"{other} · {shown}"), _BY_OTHER_NAME + len(other) / 100)
            for other in others.get(place, ())
            if fold(other) in text
        )
        stem = _stem(place)
        if stem and any(fold(stem + ending) in text for ending in ENDINGS[:5]):
            yield Reason(Why.STEM, place, shown), _BY_STEM + len(stem) / 100


def _stem(place: str) -> str:
    """红旗 of 红旗公社; nothing where so little is left that it says nothing."""
    ending = next((each for each in ENDINGS if place.endswith(each)), "")
    stem = place.removesuffix(ending) if ending else ""
    return stem if len(stem) >= 2 and ending in ENDINGS[:5] else ""


def _bodies(wanted: Wanted, text: str, shown: str) -> Iterator[tuple[Reason, float]]:
    others = dict(wanted.others)
    for body in wanted.bodies:
        if len(body) > 1 and fold(body) in text:
            yield Reason(Why.BODY, body, shown), _BY_BODY + len(body) / 100
        yield from (
            (Reason(Why.FORMER, body, f"{other} · {shown}"), _BY_OTHER_NAME + len(other) / 100)
            for other in others.get(body, ())
            if fold(other) in text
        )


def _overlap(years: Sequence[int] | None, holding: Holding) -> bool | None:
    """Whether the fonds may have records of these years; None where nobody knows."""
    if years is None or holding.first is None or holding.last is None:
        return None
    return holding.first <= years[1] and years[0] <= holding.last
