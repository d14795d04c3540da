"""From what is said to what the catalogue takes: the way back of `describing`. What does not fit is kept beside it."""

from __future__ import annotations

from typing import Any

from lantai.base.common.dates import parse_date
from lantai.holdings.catalogue.actions import Description, Part, Person, SeriesSaid
from lantai.holdings.catalogue.models import Component, OpeningState, Record, Series
from lantai.holdings.exchange.said import PERSON_KEYS, Said, archival_date

_COLUMNS = {"document_number": 200, "creator": 300, "retention": 20, "secrecy": 40, "note": 0}
"""Elements that are columns of a record, with what the column holds (0: any)."""
_OF_ITS_OWN = {"reference_code", "title", "pages", "open_flag", "guide"}
_LONGEST_TITLE = 300
BESIDE = "EAD"


def description_of(
    said: Said, *, series: Series | None, parent: Record | None, provisional: bool, lineage: dict[str, Any]
) -> Description:
    """A record as it is entered."""
    values, fields = said.values, dict(said.fields)
    columns = {}
    for element, longest in _COLUMNS.items():
        text = _text(values.get(element, ""))
        if longest and len(text) > longest:
            fields[f"{BESIDE} {element}"] = text
        columns[element] = text
    year = _number(said.facts.get("year", ""))
    opening = values.get("open_flag", "")
    return Description(
        code=said.code,
        title=said.title,
        record_type=said.facts.get("record_type", "")[:40],
        level=said.level,
        provisional=provisional,
        date=archival_date(said.date, year) if said.date else None,
        year=year if year and year < 3000 else None,
        opening_state=opening if opening in OpeningState.values else OpeningState.UNREVIEWED,
        pages_declared=_number(_text(values.get("pages", ""))),
        persons=tuple(_person(each) for each in said.persons),
        parts=tuple(_part(each) for each in said.components),
        series=series,
        parent=parent,
        elements=_elements(said, set(_COLUMNS) | _OF_ITS_OWN),
        fields=fields,
        lineage=lineage,
        **columns,
    )


def series_of(said: Said, parent: Series | None) -> SeriesSaid:
    """A series as it is entered; it has no fields, so they stand with its elements."""
    elements = _elements(said, {"reference_code", "title"})
    if said.date:
        elements["date"] = said.date.text
    beside = dict(said.fields)
    if len(said.title) > _LONGEST_TITLE:
        beside["title"] = said.title
    if beside:
        elements[BESIDE] = beside
    return SeriesSaid(
        code=said.code,
        title=said.title,
        parent=parent,
        scheme_version=min(_number(said.facts.get("scheme_version", "")) or 1, 30_000),
        position=_number(said.facts.get("position", "")) or 0,
        elements=elements,
    )


def fonds_values(said: Said) -> dict[str, Any]:
    """What a fonds says of itself, by its columns; its code and its archive are settled already."""
    elements = _elements(said, {"reference_code", "title", "guide"})
    unit = said.facts.get("unit", "")
    if unit and elements.get("creator") == unit and said.facts.get("creator") != "own":
        del elements["creator"]
    if said.date and said.facts.get("date") != "years":
        elements["date"] = said.date.text
    if said.fields:
        elements[BESIDE] = dict(said.fields)
    values: dict[str, Any] = {"unit": unit[:300], "guide": _text(said.values.get("guide", "")), "elements": elements}
    if said.title:
        values["title"] = said.title[:300]
        if len(said.title) > _LONGEST_TITLE:
            elements[BESIDE] = {**elements.get(BESIDE, {}), "title": said.title}
    for name in ("year_from", "year_to"):
        year = _number(said.facts.get(name, ""))
        values[name] = year if year and year < 10_000 else None
    return values


def _elements(said: Said, without: set[str]) -> dict[str, Any]:
    """In the order they came, so that they go out again the same."""
    kept = {code: value for code, value in said.values.items() if code not in without}
    return kept | said.more


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _person(told: dict[str, str]) -> Person:
    known = {key: str(told[key]) for key in PERSON_KEYS if told.get(key)}
    birth = known.pop("birth", "")
    return Person(**{"name": "", **known}, birth=parse_date(birth) if birth else None)


def _part(told: dict[str, str]) -> Part:
    kind = told.get("kind", "")
    first, last = (_number(str(told.get(name, ""))) for name in ("page_from", "page_to"))
    if last is not None and (first is None or last < first):
        last = None
    known = kind in Component.Kind.values
    return Part(
        kind if known else Component.Kind.OTHER, str(told.get("title", "")), first, last, str(told.get("note", ""))
    )
