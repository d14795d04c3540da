"""What a component of another archive's file says: the crosswalk gives each element its home here, and nothing is lost.

What has no home keeps its text under `EAD <path>`; attributes and headings stand together under `EAD`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from lxml.etree import _Element as Element

from lantai.holdings.catalogue.elements import element_set
from lantai.holdings.exchange.crosswalk import crosswalk
from lantai.holdings.exchange.ead.dates import NotADate, said_date
from lantai.holdings.exchange.ead.names import attributes_of, local, parts
from lantai.holdings.exchange.ead.text import flat, one_line
from lantai.holdings.exchange.said import Said, date_said

PREFIX = "EAD "
BESIDE = "EAD"
LONGEST = {"creator": 300, "date": 100, "reference_code": 200}
_THROUGH = frozenset({"did", "controlaccess", "descgrp", "dsc", "dscgrp"})
_NAMED = frozenset({"did", "controlaccess"})
_FIRST_ONLY = frozenset({"title", "date", "reference_code"})
_HEAD = frozenset({"head"})
BadDate = Callable[[Element, str], None]


@dataclass(slots=True)
class Reader:
    """Reads components of one file. `bad_date` hears of dates that are none."""

    entities: Mapping[str, str]
    bad_date: BadDate
    _said: Said = field(init=False)

    def said(self, level: str, elements: Sequence[Element]) -> Said:
        self._said = Said(level)
        for element, path in self._leaves(elements, ""):
            self._take(element, path)
        return self._said

    def attributes(self, element: Element, path: str) -> None:
        """Those of one element, beside what was said last."""
        for where, value in attributes_of(element, path):
            self._note(where, value)

    def beside(self, element: Element, path: str) -> None:
        """Attributes of an element and of all below it."""
        self.attributes(element, path)
        for child in parts(element):
            self.beside(child, f"{path}/{local(child)}")

    def _note(self, path: str, text: str) -> None:
        kept = self._said.fields.setdefault(BESIDE, {})
        kept[path] = f"{kept[path]}\n{text}" if path in kept else text

    def _leaves(self, elements: Sequence[Element], above: str) -> Iterator[tuple[Element, str]]:
        """Elements that say something by themselves, with their path: wrappers are gone through."""
        for element in elements:
            name = local(element)
            if name in _THROUGH:
                self.attributes(element, name)
                yield from self._leaves(list(parts(element)), f"{name}/" if name in _NAMED else "")
            else:
                yield element, f"{above}{name}"

    def _take(self, element: Element, path: str) -> None:
        self.beside(element, path)
        for head in (each for each in parts(element) if local(each) == "head"):
            if text := flat(head, self.entities):
                self._note(f"{path}/head", text)
        text = self._text(element, path)
        code = _home(path, self._said.level)
        if code == "date":
            self._take_date(element, path, text)
        elif code and self._may_hold(code, text):
            self._hold(code, text)
        else:
            self._keep(path, text)
        if path == "did/unittitle":
            for dated in element.iter("{*}unitdate"):
                self._take_date(dated, "did/unittitle/unitdate", one_line(dated, self.entities))

    def _text(self, element: Element, path: str) -> str:
        text = flat(element, self.entities, without=_HEAD)
        return text.replace("\n", " ") if path.startswith(("did/", "controlaccess/")) else text

    def _take_date(self, element: Element, path: str, text: str) -> None:
        if self._said.date is not None or not text or len(text) > LONGEST["date"]:
            if path != "did/unittitle/unitdate":  # its words stand in the title
                self._keep(path, text)
            return
        try:
            self._said.date = said_date(text, _normal(element))
        except NotADate as problem:
            self.bad_date(element, str(problem))
            self._said.date = date_said(text)

    def _may_hold(self, code: str, text: str) -> bool:
        if code in _FIRST_ONLY and code in self._said.values:
            return False
        held = self._said.values.get(code, "")
        return len(text) + len(held) < LONGEST.get(code, len(text) + len(held) + 1)

    def _hold(self, code: str, text: str) -> None:
        if not text:
            return
        values: dict[str, Any] = self._said.values
        if code == "keywords":
            values.setdefault(code, []).append(text)
        else:
            between = "; " if code in {"creator", "extent_medium", "location", "language"} else "\n"
            values[code] = f"{values[code]}{between}{text}" if code in values else text

    def _keep(self, path: str, text: str) -> None:
        """Text without a home, and the code of a unit as it was written beside the one it gets here."""
        if text:
            name, kept = f"{PREFIX}{path}", self._said.fields
            kept[name] = f"{kept[name]}\n{text}" if name in kept else text


@cache
def _known(level: str) -> frozenset[str]:
    return frozenset(each.code for each in element_set().at(level))


def _home(path: str, level: str) -> str:
    code = _HOMES().get(path, "")
    return code if code in _known(level) else ""


@cache
def _HOMES() -> Mapping[str, str]:
    return {**crosswalk().homes(), "controlaccess/subject": "keywords"}


def _normal(element: Element) -> str:
    """The date for machines: of the element itself, or of the two ends of EAD 3's structured dates."""
    if normal := element.get("normal"):
        return normal
    ends = [each.get("standarddate", "") for each in element.iter("{*}datesingle", "{*}fromdate", "{*}todate")]
    told = [each for each in ends if each]
    return "/".join((told[0], told[-1])) if len(told) > 1 else "".join(told)
