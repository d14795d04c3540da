"""What a reading page says of a description besides its columns: further elements, components, the class as its path.

Everybody reads of an opened record what the rules of description mark as public (`elements.yaml`); who reads the
unopened records of its archive reads all of it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lantai.base.accounts.access import Scope
from lantai.base.common.text import fold
from lantai.holdings.catalogue.elements import Element, element_set
from lantai.holdings.catalogue.models import Component, PersonEntry, Record, Series
from lantai.holdings.catalogue.person_keys import names_in

_DEEPEST = 20
_STEP = "parent__parent__parent"


@dataclass(frozen=True, slots=True)
class Further:
    """One element that has no column, with its name in the language of the page and what it says, a text a value."""

    code: str
    label: str
    values: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it on one line."""
        return "；".join(" ".join(value.split()) for value in self.values)


@dataclass(frozen=True, slots=True)
class Beyond:
    """Of one record what its columns do not say. `series` is its class with those above it, the highest first.

    `is_whole`: the reader sees all of it, notes of administration included.
    """

    further: tuple[Further, ...]
    components: tuple[Component, ...]
    series: tuple[Series, ...]
    is_whole: bool


def beyond(record: Record, scope: Scope, *, as_everybody: bool = False) -> Beyond:
    """What this reader reads of it: three queries at most, one more for each four classes above its own.

    `as_everybody`: no more of the description than is public, for the page that shows a record as readers see it.
    """
    in_full = scope.reads_in_full(record.institution_id)
    is_whole = in_full and not as_everybody
    parts = tuple(record.components.all())
    unsaid = frozenset[str]() if in_full or not (record.elements or parts) else _names_withheld(record)
    return Beyond(
        further_of(record.elements, is_whole=is_whole, unsaid=unsaid),
        parts if is_whole else tuple(_as_public(part, unsaid) for part in parts),
        class_of(record),
        is_whole,
    )


def further_of(
    elements: Mapping[str, Any], *, is_whole: bool = False, unsaid: Collection[str] = ()
) -> tuple[Further, ...]:
    """The further elements in the order of the rules; what these do not know comes last, and never in public.

    `unsaid`: names as `plain` that are withheld; what says one of them is not public.
    """
    if not elements:
        return ()
    rules = element_set()
    known = [each for each in rules.elements if each.code in elements]
    found = [Further(each.code, each.label, values) for each in known if (values := _values(elements[each.code]))]
    if is_whole:
        strange = [code for code in elements if rules.element(code) is None]
        return (*found, *(Further(code, code, values) for code in strange if (values := _values(elements[code]))))
    return tuple(each for each in found if rules.is_public(each.code) and not says_one(each.values, unsaid))


def words_searched(elements: Mapping[str, Any], unsaid: Collection[str] = ()) -> tuple[Further, ...]:
    """What of the further elements is found by the search and shown as the piece that was found."""
    if not elements:
        return ()
    codes = {each.code for each in _searched()}
    return tuple(each for each in further_of(elements, unsaid=unsaid) if each.code in codes)


def said_in_public(elements: Mapping[str, Any], unsaid: Collection[str] = ()) -> dict[str, Any]:
    """Of the elements of any level, those everybody may read, as they are kept."""
    rules = element_set()
    return {
        code: value
        for code, value in elements.items()
        if rules.is_public(code) and not says_one(_values(value), unsaid)
    }


def names_unsaid(entries: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The (name, former names) of persons who are withheld, as texts are compared with them."""
    names = (plain for name, former in entries for each in (name, *names_in(former)) if len(plain := _plain(each)) > 1)
    return frozenset(names)


def says_one(texts: Iterable[str], unsaid: Collection[str]) -> bool:
    """Whether one of the names stands in one of the texts."""
    return bool(unsaid) and any(name in said for said in map(_plain, texts) for name in unsaid)


def class_of(record: Record) -> tuple[Series, ...]:
    """The path of its class, the highest first: one query for each four."""
    line: list[Series] = []
    above = record.series_id
    while above is not None and len(line) < _DEEPEST:
        step = Series.objects.select_related(_STEP).get(pk=above)
        line.append(step)
        for _ in range(_STEP.count("parent")):
            if step.parent is not None:
                step = step.parent
                line.append(step)
        above = step.parent_id
    return tuple(reversed(line))


def _names_withheld(record: Record) -> frozenset[str]:
    return names_unsaid(PersonEntry.objects.filter(record=record, is_withheld=True).values_list("name", "former_names"))


def _as_public(part: Component, unsaid: Collection[str]) -> Component:
    """Kind, title and pages: its note is the archive's own. A title that names who is withheld is not said."""
    title = "" if says_one([part.title], unsaid) else part.title
    return Component(
        record_id=part.record_id,
        position=part.position,
        kind=part.kind,
        title=title,
        page_from=part.page_from,
        page_to=part.page_to,
    )


def _searched() -> Iterator[Element]:
    return (each for each in element_set().elements if each.searched)


def _values(value: Any) -> tuple[str, ...]:
    """Texts as they are, one by one; what has another shape as it would be written down."""
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    if isinstance(value, list):
        return tuple(text for each in value for text in _values(each))
    if value is None or value == {}:
        return ()
    return (json.dumps(value, ensure_ascii=False),)


def _plain(text: str) -> str:
    return "".join(fold(text).split())
