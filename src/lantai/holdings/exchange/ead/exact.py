"""Reading back what we wrote ourselves, to the letter: each element says which element of DA/T 18-2022 it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from lxml.etree import _Element as Element

from lantai.holdings.exchange.crosswalk import Row, crosswalk
from lantai.holdings.exchange.ead.names import local, parts
from lantai.holdings.exchange.ead.writing import ELEMENTS, FURTHER, OTHER_FACTS, PARTS
from lantai.holdings.exchange.said import DateSaid, Said


def said_exactly(level: str, elements: Sequence[Element], version: str) -> Said:
    """What these children of a component say (those of `did` among them)."""
    said = Said(level)
    for element in elements:
        if local(element) == "did":
            for each in parts(element):
                _take(said, each, version)
        else:
            _take(said, element, version)
    return said


def _take(said: Said, element: Element, version: str) -> None:
    code = element.get("encodinganalog", "")
    row = crosswalk().rows.get(code)
    if code == "date":
        normal = element.get("normal", "").partition("/")
        said.date = DateSaid(words(element), normal[0], normal[2] or normal[0], element.get("certainty", ""))
    elif code == "person_names":
        said.persons += [_person(each) for each in parts(element) if local(each) == "persname"]
    elif code == "open_flag":
        said.values[code] = element.get("localtype") or element.get("type") or ""
    elif row is not None:
        said.values[code] = _value(row, element, version)
    elif code in {OTHER_FACTS, FURTHER, ELEMENTS, PARTS}:
        _take_odd(said, code, element)


def _value(row: Row, element: Element, version: str) -> str | list[str]:
    place = row.place(version)
    found = [element]
    for n, step in enumerate(place.below):
        found = [each for above in found for each in parts(above) if local(each) == step]
        if place.below == ("p",):
            return "\n".join(words(each) for each in found)
        if n + (2 if place.in_did else 1) == place.repeated and n + 1 == len(place.below):
            return [words(each) for each in found]
    texts = [words(each) for each in found]
    return texts if place.repeated >= 0 else "".join(texts)


def _person(element: Element) -> dict[str, str]:
    person: dict[str, str] = {}
    named = [each for each in parts(element) if local(each) == "part"]
    if named:
        person = {each.get("localtype", "name"): words(each) for each in named}
    else:
        person = {"name": words(element), **json.loads(element.get("altrender", "{}"))}
    role = element.get("relator") or element.get("role") or ""
    told = {"name": person.pop("name", ""), **({"role": role} if role else {})}
    return told | person


def _take_odd(said: Said, code: str, element: Element) -> None:
    told: dict[str, Any] = {}
    for entry in element.iter("{*}defitem"):
        label, item = ("", "")
        for each in parts(entry):
            if local(each) == "label":
                label = words(each)
            else:
                item = json.loads(words(each)) if each.get("altrender") == "json" else words(each)
        told[label] = item
    if code == PARTS:
        said.components = list(told.values())
    elif code == OTHER_FACTS:
        said.facts = told
    elif code == FURTHER:
        said.fields = told
    else:
        said.more = told


def words(element: Element) -> str:
    """All text of an element, as it stands."""
    return "".join(str(piece) for piece in element.itertext())
