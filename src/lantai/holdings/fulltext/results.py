"""The results of a search as its page shows them: facets as links that keep the question, filters with a way back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict  # noqa: TID251 — facets are links: they are made from the address they change
from django.utils.translation import gettext as _, gettext_lazy

from lantai.base.common.dates.asked import first_day, last_day
from lantai.holdings.catalogue.labels import retention_label
from lantai.holdings.fulltext.finding import Facet, Results

GROUPS = {
    "fonds": gettext_lazy("Fonds"),
    "type": gettext_lazy("Record type"),
    "decade": gettext_lazy("Decades"),
    "retention": gettext_lazy("Retention"),
    "state": gettext_lazy("Opening state"),
}
SHOWN = 12
_YEAR = re.compile(r"(?:[0-9]{4})?")


@dataclass(frozen=True, slots=True)
class FacetLink:
    """One value of a facet. `href` sets it, or takes it off when it is on."""

    label: str
    count: int
    href: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """One facet with its values."""

    label: str
    links: tuple[FacetLink, ...]


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """A filter that is on, and the address without it."""

    label: str
    value: str
    href: str


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Everything below the search box."""

    results: Results
    groups: tuple[FacetGroup, ...]
    active: tuple[ActiveFilter, ...]
    kept: tuple[tuple[str, str], ...]
    is_continued: bool


class _Addresses:
    """The same question with some parameters set or dropped, from its first sheet."""

    def __init__(self, asked: QueryDict) -> None:
        self._parts = [
            (name, urlencode({name: value})) for name, values in asked.lists() if name != "cursor" for value in values
        ]

    def __call__(self, changes: dict[str, str], *, drop: bool) -> str:
        kept = [part for name, part in self._parts if name not in changes]
        return "?" + "&".join(kept if drop else [*kept, urlencode(changes)])


def result_page(results: Results, asked: QueryDict) -> ResultPage:
    """Facets in a fixed order; one with a single value that is not chosen says nothing and is left out."""
    groups, address = [], _Addresses(asked)
    for name, label in GROUPS.items():
        links = tuple(_link(name, facet, asked, address) for facet in results.facets.get(name, ())[:SHOWN])
        if len(links) > 1 or any(link.is_on for link in links):
            groups.append(FacetGroup(str(label), links))
    kept = tuple((name, value) for name in GROUPS for value in asked.getlist(name))
    active = _active(results, asked, address)
    return ResultPage(results, tuple(groups), active, kept, bool(asked.get("cursor")))


def _link(name: str, facet: Facet, asked: QueryDict, address: _Addresses) -> FacetLink:
    if name == "decade":  # a decade is a span of years in the address, where a reader can change it
        first, last = facet.value, str(int(facet.value) + 9)
        is_on = asked.get("from") == first and asked.get("to") == last
        href = address({"from": first, "to": last}, drop=is_on)
        return FacetLink(f"{first}–{last}", facet.count, href, is_on)
    is_on = facet.value in asked.getlist(name)
    return FacetLink(_label(name, facet), facet.count, address({name: facet.value}, drop=is_on), is_on)


def _label(name: str, facet: Facet) -> str:
    return retention_label(facet.value) if name == "retention" else facet.label


def _active(results: Results, asked: QueryDict, address: _Addresses) -> tuple[ActiveFilter, ...]:
    found = []
    for name, label in GROUPS.items():
        labels = {facet.value: _label(name, facet) for facet in results.facets.get(name, ())}
        for value in filter(None, asked.getlist(name)):
            href = address({name: value}, drop=True)
            found.append(ActiveFilter(str(label), labels.get(value, value), href))
    first, last = asked.get("from", ""), asked.get("to", "")
    if first or last:
        href = address({"from": "", "to": ""}, drop=True)
        found.append(ActiveFilter(_("Dates"), _said(first, last), href))
    return tuple(found)


def _said(first: str, last: str) -> str:
    """Years as they were typed; of anything else the days it was read as, because an era says them to few."""
    if all(_YEAR.fullmatch(typed) for typed in (first, last)):
        return f"{first}–{last}"
    begins, ends = first_day(first), last_day(last)
    return f"{begins or ''} – {ends or ''}".strip()
