"""Writing EAD 3 and EAD 2002 as a stream: one component at a time, whatever the length of the whole.

Every element says which element of DA/T 18-2022 it is (`encodinganalog`); what has no home of its own stands in `odd`.
Our own reader goes by that, others go by the names of EAD.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from lxml import etree
from lxml.etree import _Element as Element

from lantai.holdings.exchange.crosswalk import Place, Row, crosswalk
from lantai.holdings.exchange.said import DateSaid, Said

NAMESPACES = {"ead3": "http://ead3.archivists.org/schema/", "ead2002": "urn:isbn:1-931666-22-9"}
MARK = "DA/T 18-2022; lantai 1"
"""Says in a file that we wrote it, and by which edition of this form: it is read back to the letter."""
CLASS = "class"
OTHER_FACTS, FURTHER, ELEMENTS, PARTS = "facts", "fields", "elements", "components"
_HEADS = {OTHER_FACTS: "系统著录项", FURTHER: "其他著录项", ELEMENTS: "其他著录元素", PARTS: "组成"}
_EAD_LEVELS = {"fonds": "fonds", "series": "series", "volume": "file", "item": "item"}


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who keeps what is described, and when this was written down."""

    code: str
    name: str
    written_at: str


class EadWriter:
    """Writes one file. `begin` the described whole, then `component` for each unit, one inside the other."""

    def __init__(self, target: IO[bytes], version: str, keeper: Keeper) -> None:
        self.version, self.keeper = version, keeper
        self._target = target
        self._walk = crosswalk()
        self._rows = [(row, row.place(version).in_did) for row in self._walk.rows.values()]
        self._in_dsc = False
        # Where elements are made before they find their place: one document for all, not one for each.
        self._desk = etree.Element("desk")

    @contextmanager
    def begin(self, said: Said) -> Iterator[None]:
        """The header, `archdesc` with what is said of the whole, and a `dsc` as soon as a component stands in it."""
        mark = f' relatedencoding="{MARK}"' if self.version == "ead2002" else ""
        self._tag(f"<?xml version='1.0' encoding='UTF-8'?>\n<ead xmlns=\"{NAMESPACES[self.version]}\"{mark}>")
        self._elements(self._header(said))
        self._tag(f'<archdesc level="{_EAD_LEVELS[said.level]}">')
        self._say(said, is_whole=True)
        yield
        self._tag("</dsc>" if self._in_dsc else "", "</archdesc>", "</ead>")

    @contextmanager
    def component(self, said: Said, depth: int) -> Iterator[None]:
        """One `c`; what is written inside belongs to it. `depth` counts series above it."""
        if not self._in_dsc:
            self._tag("<dsc>")
            self._in_dsc = True
        level = "subseries" if said.level == "series" and depth else _EAD_LEVELS[said.level]
        self._tag(f'<c level="{level}">')
        self._say(said)
        yield
        self._tag("</c>")

    def _tag(self, *tags: str) -> None:
        for tag in tags:
            if tag:
                self._target.write(f"{tag}\n".encode())

    def _elements(self, *elements: Element) -> None:
        """Elements are made without a namespace: they stand inside `ead`, which names it for all of them."""
        for element in elements:
            self._target.write(etree.tostring(element, encoding="utf-8") + b"\n")
        self._desk.clear()

    def _say(self, said: Said, *, is_whole: bool = False) -> None:
        did = self._new("did")
        blocks: list[Element] = []
        spoken = {*said.values, *(["date"] if said.date else []), *(["person_names"] if said.persons else [])}
        for row, in_did in self._rows:
            if row.element in spoken:
                (did if in_did else blocks).append(self._said_by(row, said))
        if is_whole:
            did.append(self._nested("repository", ["corpname"], self.keeper.name))
        if not len(did):
            did.append(self._new("unittitle"))
        for element in did:
            element.tail = "\n"
        did.text = "\n"
        if said.above:
            blocks.append(self._class(said))
        self._elements(did, *blocks, *self._odds(said))

    def _class(self, said: Said) -> Element:
        """Where a unit that is told of alone stands in the classification. In a whole its place says it."""
        top = self._new("fileplan", encodinganalog=CLASS)
        top.append(self._new("head", "类别"))
        top.append(self._new("p", said.class_path))
        return top

    def _said_by(self, row: Row, said: Said) -> Element:
        if row.element == "date" and said.date is not None:
            return self._date(said.date)
        if row.element == "person_names":
            return self._persons(row, said.persons)
        return self._value(row, said.values[row.element])

    def _new(self, name: str, text: str | None = None, **attributes: str) -> Element:
        element = etree.SubElement(self._desk, name, attributes)
        element.text = text
        return element

    def _nested(self, name: str, steps: Sequence[str], text: str, **attributes: str) -> Element:
        """`steps` one inside the other below `name`, the text in the last; EAD 3 wants names in parts."""
        top = last = self._new(name, **attributes)
        wanted = [*steps, "part"] if self.version == "ead3" and steps and steps[-1] in {"name", "corpname"} else steps
        for step in wanted:
            last = etree.SubElement(last, step)
        last.text = text
        return top

    def _value(self, row: Row, value: str | list[str]) -> Element:
        place = row.place(self.version)
        top = self._new(place.head, encodinganalog=row.element)
        if place.in_did:
            if row.element not in {"reference_code", "title"}:
                top.set("label", row.label)
        else:
            top.append(self._new("head", row.label))
        if row.element == "open_flag":
            top.set("localtype" if self.version == "ead3" else "type", str(value))
            value = self._walk.opening.get(str(value), str(value))
        self._fill(top, place, value)
        return top

    def _fill(self, top: Element, place: Place, value: str | list[str]) -> None:
        first = place.repeated - (2 if place.in_did else 1)
        if isinstance(value, list):
            for step in place.below[:first]:
                top = etree.SubElement(top, step)
            for each in value:
                self._chain(top, place.below[first:], each)
        elif place.below == ("p",):
            for line in value.split("\n"):
                self._chain(top, place.below, line)
        else:
            self._chain(top, place.below, value)

    def _chain(self, top: Element, steps: Sequence[str], text: str) -> None:
        for step in steps:
            top = etree.SubElement(top, step)
        top.text = text

    def _date(self, date: DateSaid) -> Element:
        element = self._new("unitdate", date.text, encodinganalog="date")
        if date.normal:
            element.set("normal", date.normal)
        if date.precision:
            element.set("certainty", date.precision)
        return element

    def _persons(self, row: Row, persons: Sequence[Mapping[str, str]]) -> Element:
        top = self._new("controlaccess", encodinganalog=row.element)
        top.append(self._new("head", row.label))
        for person in persons:
            top.append(self._person(person))
        return top

    def _person(self, person: Mapping[str, str]) -> Element:
        """EAD 3 has parts for what is known of a person; EAD 2002 has none, so it stands beside the name as JSON."""
        told = {key: value for key, value in person.items() if key not in {"name", "role"}}
        if self.version == "ead3":
            element = self._new("persname")
            for key, value in {"name": person.get("name", ""), **told}.items():
                part = etree.SubElement(element, "part", {"localtype": key})
                part.text = value
        else:
            element = self._new("persname", person.get("name", ""))
            if told:
                element.set("altrender", json.dumps(told, ensure_ascii=False))
        if person.get("role"):
            element.set("relator" if self.version == "ead3" else "role", person["role"])
        return element

    def _odds(self, said: Said) -> Iterator[Element]:
        if said.components:
            yield self._odd(PARTS, [(str(n), part) for n, part in enumerate(said.components, 1)])
        for name, told in ((OTHER_FACTS, said.facts), (FURTHER, said.fields), (ELEMENTS, said.more)):
            if told:
                yield self._odd(name, list(told.items()))

    def _odd(self, name: str, told: Sequence[tuple[str, Any]]) -> Element:
        top = self._new("odd", encodinganalog=name)
        top.append(self._new("head", _HEADS[name]))
        kind = {"listtype" if self.version == "ead3" else "type": "deflist"}
        entries = etree.SubElement(top, "list", kind)
        for label, value in told:
            entry = etree.SubElement(entries, "defitem")
            entry.append(self._new("label", label))
            is_text = isinstance(value, str)
            item = self._new("item", value if is_text else json.dumps(value, ensure_ascii=False))
            if not is_text:
                item.set("altrender", "json")
            entry.append(item)
        return top

    def _header(self, said: Said) -> Element:
        return self._control(said) if self.version == "ead3" else self._eadheader(said)

    def _filedesc(self, said: Said) -> Element:
        described = self._new("filedesc")
        described.append(self._nested("titlestmt", ["titleproper"], f"{said.title}目录"))
        described.append(self._nested("publicationstmt", ["publisher"], self.keeper.name))
        return described

    def _control(self, said: Said) -> Element:
        control = self._new("control", relatedencoding=MARK)
        control.append(self._new("recordid", f"{self.keeper.code}-{said.code}"))
        control.append(self._filedesc(said))
        control.append(self._new("maintenancestatus", value="derived"))
        control.append(self._nested("maintenanceagency", ["agencyname"], self.keeper.name))
        spoken = etree.SubElement(control, "languagedeclaration")
        spoken.append(self._new("language", "中文", langcode="chi"))
        spoken.append(self._new("script", "汉字", scriptcode="Hani"))
        convention = etree.SubElement(control, "conventiondeclaration")
        convention.append(self._new("citation", "DA/T 18-2022 档案著录规则"))
        history = etree.SubElement(control, "maintenancehistory")
        event = etree.SubElement(history, "maintenanceevent")
        event.append(self._new("eventtype", value="derived"))
        event.append(self._new("eventdatetime", self.keeper.written_at))
        event.append(self._new("agenttype", value="machine"))
        event.append(self._new("agent", "Lantai"))
        return control

    def _eadheader(self, said: Said) -> Element:
        header = self._new("eadheader")
        header.append(self._new("eadid", f"{self.keeper.code}-{said.code}"))
        header.append(self._filedesc(said))
        profile = etree.SubElement(header, "profiledesc")
        made = etree.SubElement(profile, "creation")
        made.text = "Lantai "
        made.append(self._new("date", self.keeper.written_at))
        profile.append(self._nested("langusage", ["language"], "中文"))
        profile.append(self._new("descrules", "DA/T 18-2022 档案著录规则"))
        return header
