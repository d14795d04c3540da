"""From rows of the catalogue to what is said of them. The way back is `entering`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from lantai.holdings.catalogue.elements import element_set
from lantai.holdings.catalogue.models import Fonds, Record, Series
from lantai.holdings.catalogue.shown import names_unsaid, said_in_public, says_one
from lantai.holdings.exchange.crosswalk import crosswalk
from lantai.holdings.exchange.said import DateSaid, Said, date_said

_COLUMNS = {
    "document_number": "document_number",
    "creator": "creator",
    "retention": "retention",
    "secrecy": "secrecy",
    "note": "note",
}
"""Element → the column of a record that holds it, where that is a text."""
READ = {"persons": "read_persons", "components": "read_components"}
"""What belongs to a record → the attribute that holds it as a list, where it was read together with others."""
_OF_THE_PUBLIC = ("name", "role")
_PARTS_OF_THE_PUBLIC = ("kind", "title", "page_from", "page_to")


def said_of_record(record: Record, *, public: bool = False) -> Said:
    """A record with its persons and components (read together: `READ`). Numbers of identity are never said.

    `public`: what everybody may read of an opened record, as its page and the API say it.
    """
    said = Said(record.level)
    said.values = {"reference_code": record.code, "title": record.title}
    said.values |= {element: text for element, column in _COLUMNS.items() if (text := getattr(record, column))}
    if public:
        said.values.pop("secrecy", None)
    said.values["open_flag"] = record.opening_state
    if record.pages_declared is not None:
        said.values["pages"] = str(record.pages_declared)
    if record.date_text or record.date_start:
        said.date = DateSaid(
            record.date_text, _iso(record.date_start), _iso(record.date_end), str(record.date_precision)
        )
    persons = list(_rows(record, "persons"))
    hidden = [each for each in persons if public and each.is_withheld]
    said.persons = [_person(each, public=public) for each in persons if each not in hidden]
    unsaid = names_unsaid((each.name, each.former_names) for each in hidden)
    said.facts = {
        name: str(value) for name, value in (("record_type", record.record_type), ("year", record.year)) if value
    }
    if record.code_is_provisional:
        said.facts["provisional"] = "1"
    _take_elements(said, said_in_public(record.elements, unsaid) if public else record.elements)
    said.components = [_component(part, public=public, unsaid=unsaid) for part in _rows(record, "components")]
    if not public:
        said.fields = dict(record.fields)
    return said


def class_said(record: Record, line: Sequence[Series], *, public: bool = False) -> list[dict[str, str]]:
    """The class of a record with those above it, the highest first, as `Said.above` has it.

    In public only what the rules mark as such, and no title that names who is withheld from everybody.
    """
    shown = [name for name in ("reference_code", "title") if not public or element_set().is_public(name)]
    withheld = [each for each in _rows(record, "persons") if each.is_withheld] if public and line else []
    unsaid = names_unsaid((each.name, each.former_names) for each in withheld)
    told = [{"reference_code": each.code, "title": each.title} for each in line]
    return [
        {_IN_PATH[name]: each[name] for name in shown if each[name] and not says_one([each[name]], unsaid)}
        for each in told
    ]


_IN_PATH = {"reference_code": "code", "title": "title"}


def _rows(record: Record, name: str) -> Iterable[Any]:
    read: Iterable[Any] | None = getattr(record, READ[name], None)
    return getattr(record, name).all() if read is None else read


def said_of_series(series: Series, *, public: bool = False) -> Said:
    """A series. Its own place in the order and the version of its scheme are facts of this system."""
    said = Said("series", {"reference_code": series.code, "title": series.title})
    said.facts = {"scheme_version": str(series.scheme_version), "position": str(series.position)}
    _take_elements(said, said_in_public(series.elements) if public else series.elements)
    return said


def said_of_fonds(fonds: Fonds, *, public: bool = False) -> Said:
    """A fonds. Its unit stands as the creator, and its years as the date, where no element says more."""
    said = Said("fonds", {"reference_code": fonds.code, "title": fonds.title})
    if fonds.guide:
        said.values["guide"] = fonds.guide
    _take_elements(said, said_in_public(fonds.elements) if public else fonds.elements)
    if fonds.unit:
        said.facts["unit"] = fonds.unit
        said.values.setdefault("creator", fonds.unit)
    for name in ("year_from", "year_to"):
        if (year := getattr(fonds, name)) is not None:
            said.facts[name] = str(year)
    if said.date is None and fonds.year_from:
        said.date = date_said(f"{fonds.year_from}-{fonds.year_to}" if fonds.year_to else str(fonds.year_from))
        said.facts["date"] = "years"
    return said


def _take_elements(said: Said, elements: Mapping[str, Any]) -> None:
    """Those that have a home and the shape it takes; every other one as it is."""
    rows = crosswalk().rows
    for code, value in elements.items():
        row = rows.get(code)
        if code == "date" and said.level in {"fonds", "series"} and isinstance(value, str):
            said.date = date_said(value)
        elif row is None or code in said.values or code in {"date", "person_names", "open_flag", "title", "pages"}:
            said.more[code] = value
        elif _fits(value, is_list=row.ead3.repeated >= 0):
            said.values[code] = value
        else:
            said.more[code] = value


def _fits(value: Any, *, is_list: bool) -> bool:
    if is_list:
        return isinstance(value, list) and bool(value) and all(isinstance(each, str) for each in value)
    return isinstance(value, str)


def _person(entry: Any, *, public: bool) -> dict[str, str]:
    told = {
        "name": entry.name,
        "role": entry.role,
        "former_names": entry.former_names,
        "sex": entry.sex,
        "birth": entry.birth_text,
        "unit": entry.unit,
        "place": entry.place,
    }
    return {name: value for name, value in told.items() if value and (not public or name in _OF_THE_PUBLIC)}


def _component(part: Any, *, public: bool, unsaid: Collection[str]) -> dict[str, str]:
    told = {
        "kind": part.kind,
        "title": "" if says_one([part.title], unsaid) else part.title,
        "page_from": part.page_from,
        "page_to": part.page_to,
        "note": part.note,
    }
    said = {name: str(value) for name, value in told.items() if value not in ("", None)}
    return {name: said[name] for name in said if name in _PARTS_OF_THE_PUBLIC} if public else said


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""
