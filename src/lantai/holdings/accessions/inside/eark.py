"""E-ARK packages (CSIP: SIP, AIP, DIP): METS and PREMIS are about the records, `data` of representations is theirs.

A representation with a description of its own is a record, as in what we hand out; several of one description are
one. What has none belongs to what the package as a whole describes; a package that describes nothing is one record
under the name its METS gives.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from lantai.base.common.findings import Finding, Severity
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.packages.eark.package import EarkPackage
from lantai.engines.packages.reading import BROKEN
from lantai.engines.packages.xml import XmlFile, local, shed, text_of
from lantai.holdings.accessions.exact_lists import exact_list
from lantai.holdings.accessions.inside.parts import Inside, Part
from lantai.holdings.accessions.package import PackageFile
from lantai.holdings.accessions.units import Unit, unit_of
from lantai.holdings.catalogue.actions import Description
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.secrecy import is_classified
from lantai.holdings.exchange.ead.units import UNITS, WHOLE, units_in
from lantai.holdings.exchange.entering import description_of
from lantai.holdings.exchange.said import Said, said_from
from lantai.holdings.imports.matching import NO_CODE
from lantai.holdings.imports.sheets import told_rows

READ_EAD = "lantai.holdings.exchange.ead.reading.read_ead"
_REPRESENTATIONS, _DATA, _DESCRIPTIVE = "representations/", "data/", "metadata/descriptive/"
_OWN_FOLDERS = ("metadata/", "schemas/", "documentation/")
_DC = {"http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"}
_AS_IN_LISTS = {
    "identifier": "档号", "title": "题名", "creator": "责任者", "date": "日期", "created": "日期", "subject": "主题词",
    "description": "备注", "rights": "开放标识",
}  # fmt: skip
_LARGEST = 16 << 20
"""Descriptions larger than this are lists of a whole archive: they are for the import of EAD."""


@dataclass(slots=True)
class _Folder:
    """The package or one of its representations: what describes it, and its data. `prefix` ends in a slash."""

    prefix: str
    descriptive: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)


def read(part: Part, fonds_code: str) -> Inside:
    package = EarkPackage(part.path)
    folders = _folders(part, package)
    reading = _Reading(part, package, fonds_code)
    whole = folders.pop("")
    units: list[Unit] = []
    left: list[str] = []
    for each in folders.values():
        found = reading.units(each) if each.data else []
        if len(found) == 1:
            units.append(replace(found[0], files=tuple(map(part.named, each.data))))
        else:
            left += each.data
    units = _joined(units)
    if left or not units:
        units += reading.whole(whole, left)
    about = frozenset(part.named(name) for name in part.names if _is_about(name))
    return Inside(tuple(units), about, tuple(reading.findings))


def _is_about(name: str) -> bool:
    """Whether it is a place of the package's own: METS, metadata, schemas, documentation, of it or a representation."""
    below = name
    if name.startswith(_REPRESENTATIONS):
        below = name.removeprefix(_REPRESENTATIONS).partition("/")[2]
    return bool(below) and ("/" not in below or below.startswith(_OWN_FOLDERS))


def _folders(part: Part, package: EarkPackage) -> dict[str, _Folder]:
    folders: dict[str, _Folder] = defaultdict(lambda: _Folder(""))
    folders[""] = _Folder("")
    for name in sorted(part.names):
        prefix = _prefix(name)
        folder = folders.setdefault(prefix, _Folder(prefix))
        below = name.removeprefix(prefix)
        if prefix and below.startswith(_DATA):
            folder.data.append(name)
        elif below.startswith(_DESCRIPTIVE):
            folder.descriptive.append(name)
    for reference in package.references():
        prefix = _prefix(reference.source)
        is_new = reference.section == "dmdSec" and reference.name in part.names and _is_about(reference.name)
        if is_new and prefix in folders and reference.name not in folders[prefix].descriptive:
            folders[prefix].descriptive.append(reference.name)
    return dict(folders)


def _prefix(name: str) -> str:
    """The folder of the representation a file is of, or an empty text."""
    if not name.startswith(_REPRESENTATIONS):
        return ""
    folder, slash, _below = name.removeprefix(_REPRESENTATIONS).partition("/")
    return f"{_REPRESENTATIONS}{folder}/" if slash else ""


def _joined(units: Sequence[Unit]) -> list[Unit]:
    """Representations of one description are one unit with the files of all."""
    by_key: dict[str, Unit] = {}
    for unit in units:
        known = by_key.get(unit.key)
        by_key[unit.key] = replace(known, files=known.files + unit.files) if known else unit
    return list(by_key.values())


class _Reading:
    """Descriptions of one package. Where there is a list of ours, EAD need not be read: the list says the same."""

    def __init__(self, part: Part, package: EarkPackage, fonds_code: str) -> None:
        self.part, self.package, self.fonds_code = part, package, fonds_code
        self.findings: list[Finding] = []
        lists = (PackageFile(name, part.path, name) for name in part.names if name.startswith("documentation/"))
        self._is_ours = exact_list(lists, part.pool) is not None

    def units(self, folder: _Folder) -> list[Unit]:
        """What the first document that can be read says; one unit, or those below a whole that is none itself."""
        readers = (self._dublin_core,) if self._is_ours else (self._ead, self._dublin_core)
        for read_one in readers:
            for name in folder.descriptive:
                if found := read_one(name):
                    return found
        return []

    def whole(self, folder: _Folder, data: Sequence[str]) -> list[Unit]:
        """What the package describes. Data belong to it if that is one unit; of several, names tell which."""
        found = [] if self._is_ours else self.units(folder)
        if len(found) == 1 and data:
            return [replace(found[0], files=tuple(map(self.part.named, data)))]
        if found or not data:
            return found
        if self._is_ours:
            return []
        name = self.package.header.get("OBJID", "") or self.part.path.name
        self.findings.append(Finding(NO_CODE, Severity.WARNING, name, {"path": name}))
        title = self.package.header.get("LABEL", "") or name
        source = self.part.named(self.package.root_document())
        code = f"{self.fonds_code}-{name}"[:180]
        description = Description(code=code, title=title, provisional=True, lineage={"file": source})
        return [Unit(description, (source, "mets", 1), files=tuple(map(self.part.named, data)))]

    # ── Dublin Core ──

    def _dublin_core(self, name: str) -> list[Unit]:
        values: dict[str, list[str]] = defaultdict(list)
        for element, text in self._elements(name):
            if text and text not in values[element]:
                values[element].append(text)
        if not values:
            return []
        cells = dict(_cells(values))
        rows, said = told_rows(self.part.named(name), "dc", [(1, cells)])
        self.findings += [finding for finding in said if finding.severity is not Severity.INFO]
        if not (cells.get("档号") or cells.get("题名")):
            return []
        return [unit_of(row, self.fonds_code, dialect=self.part.dialect) for row in rows]

    def _elements(self, name: str) -> Iterator[tuple[str, str]]:
        try:
            file = XmlFile(partial(self.package.open, name), name)
            for event, element in file.events():
                if event == "end" and str(element.tag).rpartition("}")[0].lstrip("{") in _DC:
                    yield local(element), text_of(element)
                    shed(element)
        except BROKEN:
            return

    # ── EAD ──

    def _ead(self, name: str) -> list[Unit]:
        place, shown = self.part.path / name, self.part.named(name)
        if not place.is_file() or not 0 < place.stat().st_size <= _LARGEST:
            return []
        folder = self.part.work / "ead"
        folder.mkdir(parents=True, exist_ok=True)
        for left in (UNITS, WHOLE):
            (folder / left).unlink(missing_ok=True)
        mark = self.package.header.get("OBJID", "")[:40] or "ead"
        try:
            answer: dict[str, Any] = self.part.pool.call(
                READ_EAD, place, folder, name=shown, fonds=self.fonds_code, mark=mark
            )
        except Unreadable:
            return []
        if not answer.get("version"):
            return []
        whole = said_from(json.loads((folder / WHOLE).read_text("utf-8"))) if (folder / WHOLE).exists() else None
        if whole is not None and whole.level in Record.Level.values:
            return [self._said(whole, shown, 1)] if whole.code or whole.title else []
        return list(self._below(units_in(folder / UNITS), shown)) if (folder / UNITS).exists() else []

    def _below(self, units: Iterable[Mapping[str, Any]], shown: str) -> Iterator[Unit]:
        known: dict[int, Unit] = {}
        for unit in units:
            said = said_from(unit["said"])
            above = known.get(unit["parent"])
            found = self._said(said, shown, unit["n"], provisional=unit["provisional"])
            if above is not None:
                hidden = found.is_secret or above.is_secret
                is_volume = above.description.level == Record.Level.VOLUME
                found = replace(found, is_secret=hidden, parent=above.description.code if is_volume else "")
            known[unit["n"]] = found
            if said.level in Record.Level.values:
                yield found

    def _said(self, said: Said, shown: str, number: int, *, provisional: bool = False) -> Unit:
        lineage = {"file": shown, "line": number}
        made = description_of(said, series=None, parent=None, provisional=provisional, lineage=lineage)
        if not made.code:
            code = f"{self.fonds_code}-{self.package.header.get('OBJID', '') or made.title}"[:180]
            made = replace(made, code=code, provisional=True)
        levels = (made.secrecy, str(said.values.get("open_flag", "")))
        made = replace(made, title=made.title or made.code)
        return Unit(made, (shown, "ead", number), is_secret=any(map(is_classified, levels)))


def _cells(values: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Elements under the headers of lists; of identifiers the first is the code, others stay under their own name."""
    for element, several in values.items():
        header = _AS_IN_LISTS.get(element, element)
        if element == "identifier":
            yield header, several[0]
            if len(several) > 1:
                yield element, "；".join(several[1:])
        else:
            yield header, "；".join(several)
        if element == "rights" and (level := next(filter(is_classified, several), "")):
            yield "密级", level
