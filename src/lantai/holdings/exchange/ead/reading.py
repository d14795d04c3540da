"""Reading EAD of either version as a stream into units, one line of JSON each. Meant to run in a limited process.

1. Entities are never followed: external ones and those made of others are refused, plain ones are read as their text.
2. A component is written down when its first child begins, or when it ends: those above stand before those below.
3. What stands behind the children (which the rules forbid) is added to its unit at the end.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

from lxml import etree
from lxml.etree import _Element as Element

from lantai.base.common.findings import Severity
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.exchange.crosswalk import crosswalk
from lantai.holdings.exchange.ead import codes
from lantai.holdings.exchange.ead.codes import Findings
from lantai.holdings.exchange.ead.exact import said_exactly
from lantai.holdings.exchange.ead.foreign import BESIDE, PREFIX, Reader
from lantai.holdings.exchange.ead.names import attributes_of, emptied, is_component, line_of, local
from lantai.holdings.exchange.ead.units import UNITS, WHOLE, merge, own_parts, told_by, units_in
from lantai.holdings.exchange.ead.validity import find_faults
from lantai.holdings.exchange.ead.writing import MARK, NAMESPACES
from lantai.holdings.exchange.said import Said, said_from

_SPACES = {
    NAMESPACES["ead3"]: "ead3",
    "http://ead3.archivists.org/schema/undeprecated/": "ead3",
    NAMESPACES["ead2002"]: "ead2002",
    "": "ead2002",
}
_ROOT_ATTRIBUTES = frozenset(
    (
        "id",
        "altrender",
        "audience",
        "relatedencoding",
        "lang",
        "script",
        "base",
        "schemaLocation",
        "noNamespaceSchemaLocation",
    )
)
_LEVELS_OF_OURS = {"fonds": "fonds", "series": "series", "subseries": "series", "file": "volume", "item": "item"}
_HEADERS = {"ead3": "control", "ead2002": "eadheader"}


@dataclass(slots=True)
class Outcome:
    """What a file holds: how many units, and what is to be said of it."""

    version: str = ""
    exact: bool = False
    units: int = 0
    whole: bool = False
    title: str = ""
    findings: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """A component whose end has not been met. `number` is 0 for the whole, which is no unit of its own."""

    element: Element
    above: _Open | None
    path: str
    number: int = 0
    level: str = ""
    children: int = 0
    flushed: bool = False


def read_ead(
    path: Path, folder: Path, *, name: str, fonds: str, mark: str, schemas: Path | None = None
) -> dict[str, Any]:
    """Read a file into `folder`; gives an `Outcome` as a dictionary. What is wrong is a finding, never an exception.

    `schemas`: where the archive keeps the schemas of EAD, if it does. `mark` stands in the provisional codes of units
    without one: the same file always gives the same.
    """
    reading = _Reading(path, folder, Findings(name), fonds, mark)
    try:
        reading.read()
        find_faults(path, schemas, reading.findings)
    except etree.XMLSyntaxError as error:
        line = error.position[0] if error.position else 1
        reading.findings.add(codes.NOT_XML, Severity.ERROR, line, reason=str(error.msg)[:200])
    except _Refused:
        pass
    reading.outcome.findings = reading.findings.groups()
    return asdict(reading.outcome)


class _Refused(Exception):
    """A finding has said why nothing more is read."""


class _Reading:
    def __init__(self, path: Path, folder: Path, findings: Findings, fonds: str, mark: str) -> None:
        self.path, self.folder, self.findings = path, folder, findings
        self.fonds, self.mark = fonds, mark
        self.outcome = Outcome()
        self.entities: dict[str, str] = {}
        self.late: dict[int, Said] = {}
        self.whole: Said | None = None
        self.header: dict[str, str] = {}
        self._open: list[_Open] = []
        self._seen: dict[tuple[int, str], int] = {}
        self._reader = Reader(self.entities, self._bad_date)

    def read(self) -> None:
        with self.path.open("rb") as stream, (self.folder / UNITS).open("w", encoding="utf-8") as self._units:
            parser = etree.iterparse(
                stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
                huge_tree=False, remove_comments=True, remove_pis=True,
            )  # fmt: skip
            root: Element | None = None
            for event, element in parser:
                if root is None:
                    root = element
                    self._begin(root)
                if event == "start":
                    self._start(element)
                else:
                    self._end(element, root)
        if self.whole is None and not self.outcome.units:
            self.findings.add(codes.NO_ARCHDESC, Severity.ERROR, 1)
        self._finish()

    def _begin(self, root: Element) -> None:
        space = etree.QName(root).namespace or ""
        version = _SPACES.get(space, "")
        if local(root) != "ead" or not version:
            self.findings.add(codes.WRONG_ROOT, Severity.ERROR, line_of(root), name=local(root), space=space)
            raise _Refused
        self.outcome.version = version
        self._declared(root)
        for name in root.attrib:
            plain = str(name).rpartition("}")[2]
            if plain not in _ROOT_ATTRIBUTES:
                self.findings.add(codes.UNKNOWN_ATTRIBUTE, Severity.WARNING, line_of(root), name="ead", attribute=plain)
        self.outcome.exact = root.get("relatedencoding") == MARK
        if not self.outcome.exact:
            self.header |= dict(attributes_of(root, "ead"))

    def _declared(self, root: Element) -> None:
        """Entities of the internal subset: plain text is read, everything else is refused before anything is."""
        dtd = cast("Any", root.getroottree().docinfo.internalDTD)
        for entity in dtd.iterentities() if dtd is not None else ():
            text = entity.content
            if text is None or re.search(r"&(?!#)|[%<]", text):
                kind = "external" if text is None else "made of others"
                self.findings.add(codes.ENTITY, Severity.ERROR, 1, name=entity.name, kind=kind)
                raise _Refused
            self.entities[entity.name] = html.unescape(text)

    def _start(self, element: Element) -> None:
        name = local(element)
        if name == "archdesc" and not self._open:
            self._open.append(_Open(element, None, "archdesc"))
        elif is_component(element) and self._open:
            above = self._open[-1]
            if not above.flushed:
                self._flush(above, before=element)
            above.children += 1
            self._number_fits(element, above)
            self.outcome.units += 1
            path = f"{above.path}/{name}[{above.children}]"
            self._open.append(_Open(element, above, path, self.outcome.units))

    def _number_fits(self, element: Element, above: _Open) -> None:
        """`c` inside `c`, `c03` inside `c02`; at the top either kind."""
        name, outer = local(element), local(above.element)
        wanted = {"archdesc": ("c", "c01"), "c": ("c",)}.get(outer) or (f"c{int(outer[1:]) + 1:02}",)
        if name not in wanted:
            self.findings.add(codes.WRONG_NUMBER, Severity.WARNING, line_of(element), name=name, above=outer)

    def _end(self, element: Element, root: Element) -> None:
        if self._open and element is self._open[-1].element:
            self._close(self._open.pop())
        elif element.getparent() is root and not self._open:
            self._take_header(element)

    def _close(self, done: _Open) -> None:
        if not done.flushed:
            self._flush(done)
        elif left := self._own_parts(done):
            said = self._said(done, left)
            if done.number:
                merge(self.late.setdefault(done.number, Said(done.level)), said)
                self._misplaced(left[0], done)
            elif self.whole is not None:
                merge(self.whole, said)
        self._strays(done.element, done)
        element = done.element
        if not done.number and self.whole is not None and not self.outcome.exact:
            for each in element.iterchildren("{*}dsc"):
                merge(self.whole, Said("fonds", fields={BESIDE: dict(attributes_of(each, "dsc"))}))
        emptied(element)
        before, parent = element.getprevious(), element.getparent()
        if before is not None and parent is not None and is_component(before):
            self._stray(before.tail, before, done.above)
            parent.remove(before)

    def _misplaced(self, element: Element, done: _Open) -> None:
        self.findings.add(
            codes.MISPLACED_ELEMENT, Severity.WARNING, line_of(element), name=local(element), path=done.path
        )

    def _own_parts(self, unit: _Open, before: Element | None = None) -> list[Element]:
        """What a component says of itself and has not said yet; components and lists of them are not among it.

        The parser is ahead of its events: what stands behind `before` may not be complete yet.
        """
        return list(own_parts(unit.element, set() if before is None else {before, *before.iterancestors()}))

    def _flush(self, unit: _Open, *, before: Element | None = None) -> None:
        """Write a unit down: all of it, or what stands before its first child."""
        own = self._own_parts(unit, before)
        unit.flushed = True
        unit.level = self._level(unit, has_children=before is not None)
        if not any(local(each) == "did" for each in own):
            self.findings.add(codes.NO_DID, Severity.WARNING, line_of(unit.element), path=unit.path)
        said = self._said(unit, own, attributes=True)
        if unit.level == "fonds":
            self.whole = said
            self.outcome.whole, self.outcome.title = True, said.title
        else:
            if not unit.number:
                self.outcome.units += 1
                unit.number = self.outcome.units
            self._write(unit, said)
        for element in own:
            parent = element.getparent()
            if local(element) == "did":
                self._strays(element, unit)
            self._stray(element.tail, element, unit)
            if parent is not None:
                parent.remove(element)

    def _said(self, unit: _Open, own: list[Element], *, attributes: bool = False) -> Said:
        if self.outcome.exact:
            try:
                return said_exactly(unit.level, own, self.outcome.version)
            except (ValueError, TypeError, AttributeError) as error:
                self.findings.add(
                    codes.DAMAGED, Severity.WARNING, line_of(unit.element), path=unit.path, reason=str(error)[:200]
                )
        said = self._reader.said(unit.level, own)
        if attributes:
            self._reader.attributes(unit.element, local(unit.element))
        return said

    def _level(self, unit: _Open, *, has_children: bool) -> str:
        if not unit.number:
            said = unit.element.get("level", "")
            return _LEVELS_OF_OURS.get(said, "fonds") if self.outcome.exact else "fonds"
        said = unit.element.get("level", "").strip()
        if said == "otherlevel":
            said = unit.element.get("otherlevel", "").strip() or said
        in_record = unit.above is not None and unit.above.level in {"volume", "item"}
        level = crosswalk().levels.get(said.lower(), "")
        line = line_of(unit.element)
        if not level:
            level = ("volume" if in_record else "series") if has_children else "item"
            if said:
                self.findings.add(codes.UNKNOWN_LEVEL, Severity.WARNING, line, said=said, level=level)
            else:
                self.findings.add(codes.NO_LEVEL, Severity.INFO, line, path=unit.path, level=level)
        if level == "series" and in_record:
            self.findings.add(codes.LEVEL_BELOW, Severity.INFO, line)
            level = "volume"
        return level

    def _write(self, unit: _Open, said: Said) -> None:
        line = line_of(unit.element)
        provisional = self._coded(unit, said, line)
        if "title" not in said.values:
            stand_in = (said.date.text if said.date else "") or said.code
            said.values["title"] = stand_in
            self.findings.add(codes.NO_TITLE, Severity.INFO, line, path=unit.path, title=stand_in)
        above = unit.above.number if unit.above else 0
        told = {"n": unit.number, "parent": above, "line": line, "provisional": provisional, "said": said.as_json()}
        self._units.write(json.dumps(told, ensure_ascii=False) + "\n")

    def _coded(self, unit: _Open, said: Said, line: int) -> bool:
        """Whether the unit had to be given a code. Series have codes below their parent, records in the whole fonds."""
        written = said.code.strip()
        series_above = unit.above.number if unit.above and said.level == "series" else -1
        key = (series_above, parse_code(written).key)
        provisional = f"{self.fonds}-~{self.mark}-{unit.number}" if said.level != "series" else f"~{unit.number}"
        before = self._seen.get(key)
        if written and len(written) <= (60 if said.level == "series" else 200) and before is None:
            self._seen[key] = line
            return said.facts.get("provisional") == "1"
        if before is not None:
            self.findings.add(
                codes.DUPLICATE_UNITID, Severity.WARNING, line, unitid=written, before=before, code=provisional
            )
        else:
            self.findings.add(codes.NO_UNITID, Severity.INFO, line, path=unit.path, code=provisional)
        if written:
            said.fields[f"{PREFIX}did/unitid"] = "\n".join(
                each for each in (written, said.fields.get(f"{PREFIX}did/unitid", "")) if each
            )
        said.values["reference_code"] = provisional
        return True

    def _take_header(self, element: Element) -> None:
        """What stands outside the description: the header, front matter."""
        name = local(element)
        expected = {_HEADERS[self.outcome.version], "archdesc", "frontmatter"}
        if name not in expected:
            self.findings.add(codes.MISPLACED_ELEMENT, Severity.WARNING, line_of(element), name=name, path="ead")
        if name == "control" and element.get("relatedencoding") == MARK:
            self.outcome.exact = True
        if not self.outcome.exact and name != "archdesc":
            for path, text in told_by(element, name, self.entities):
                self.header[path] = f"{self.header[path]}\n{text}" if path in self.header else text
        emptied(element)

    def _strays(self, element: Element, unit: _Open) -> None:
        """Words directly in what has only elements; those of lists of components are among them."""
        self._stray(element.text, element, unit)
        for child in element:
            if isinstance(child, etree._Entity):
                self._stray(self.entities.get(child.name or "", f"&{child.name};"), element, unit)
            elif local(child) == "dsc":
                self._strays(child, unit)
            self._stray(child.tail, child if isinstance(child.tag, str) else element, unit)

    def _stray(self, text: str | None, element: Element, unit: _Open | None) -> None:
        if text and text.strip() and unit is not None:
            told = text.strip()
            self.findings.add(codes.MISPLACED_TEXT, Severity.WARNING, line_of(element), path=unit.path, text=told[:80])
            late = self.late.setdefault(unit.number, Said(unit.level))
            late.fields[f"{PREFIX}text"] = "\n".join(x for x in (late.fields.get(f"{PREFIX}text", ""), told) if x)

    def _bad_date(self, element: Element, date: str) -> None:
        self.findings.add(codes.BAD_DATE, Severity.WARNING, line_of(element), date=date)

    def _finish(self) -> None:
        """Late words to their units, and the whole into a file of its own."""
        if self.whole is not None:
            if 0 in self.late:
                merge(self.whole, self.late.pop(0))
            if self.header:
                kept = self.whole.fields.setdefault(BESIDE, {})
                kept |= self.header
            (self.folder / WHOLE).write_text(json.dumps(self.whole.as_json(), ensure_ascii=False), encoding="utf-8")
        if not self.late:
            return
        path = self.folder / UNITS
        again = self.folder / "again.jsonl"
        with again.open("w", encoding="utf-8") as target:
            for told in units_in(path):
                if (late := self.late.get(told["n"])) is not None:
                    said = said_from(told["said"])
                    merge(said, late)
                    told["said"] = said.as_json()
                target.write(json.dumps(told, ensure_ascii=False) + "\n")
        again.replace(path)
