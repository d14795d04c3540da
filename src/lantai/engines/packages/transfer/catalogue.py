"""文件目录.XML and 案卷目录.XML, entry by entry, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages.model import Entry
from lantai.engines.packages.text import Opener
from lantai.engines.packages.transfer import codes
from lantai.engines.packages.transfer.rules import rules
from lantai.engines.packages.xml import XmlFile, local, shed, text_of

ROOTS = {"文件目录": "文件", "案卷目录": "案卷"}
LEVELS = frozenset({"文件", "案卷", "件", "卷内文件"})
_MOST_FIELDS = 20_000
_MOST_PARTS = 100  # of one field; counting them costs time that grows with their number
_LARGEST = 1 << 23


@dataclass
class _Open:
    """An entry whose end has not come."""

    level: str
    number: int
    line: int
    within: int | None
    values: dict[str, list[str]] = field(default_factory=dict)
    fields: int = 0
    size: int = 0
    given: bool = False
    too_large: bool = False


class Catalogue:
    """One catalogue. `findings` is filled while `entries` runs; what names files is still as it stands in the file."""

    def __init__(self, opened: Opener, source: str) -> None:
        self.source = source
        self.count: dict[str, int] = {}
        self._xml = XmlFile(opened, source)
        self.findings = self._xml.findings
        self._open: list[_Open] = []
        self._numbers = 0

    def entries(self) -> Iterator[Entry]:
        depth = 0
        for event, element in self._xml.events():
            if event == "start":
                depth += 1
                yield from self._start(element, depth)
            else:
                yield from self._end(element, depth)
                depth -= 1
        if not self._numbers:
            self._say(codes.NO_ENTRIES, Severity.ERROR)

    def _start(self, element: Any, depth: int) -> Iterator[Entry]:
        name = local(element)
        if depth == 1:
            if name not in ROOTS:
                self._say(codes.WRONG_ROOT, Severity.WARNING, name=name)
        elif name in LEVELS and (depth == 2 or self._open):
            above = self._open[-1] if self._open else None
            if above is not None and not above.given:
                yield self._give(above)
            self._numbers += 1
            line = element.sourceline or 0
            self._open.append(_Open(name, self._numbers, line, above.number if above else None))
            for attribute, value in element.attrib.items():
                self._take(self._open[-1], str(attribute).rpartition("}")[2], str(value))
        elif depth == 2:
            self._say(codes.NOT_AN_ENTRY, Severity.WARNING, line=element.sourceline or 0, name=name)

    def _end(self, element: Any, depth: int) -> Iterator[Entry]:
        if depth == 1:
            return
        name = local(element)
        if name in LEVELS and self._open and len(self._open) == self._nesting(element):
            done = self._open.pop()
            if not done.given:
                yield self._give(done)
        elif self._open and local(element.getparent()) in LEVELS:
            self._field(self._open[-1], name, text_of(element))
        elif self._open and len(element.getparent()) < _MOST_PARTS:
            return  # a part of a field: its text is taken with the field
        shed(element)

    def _nesting(self, element: Any) -> int:
        return 1 + sum(local(above) in LEVELS for above in element.iterancestors())

    def _field(self, entry: _Open, name: str, value: str) -> None:
        if entry.given:
            self._say(codes.LATE_FIELD, Severity.WARNING, number=entry.number, field=name)
        else:
            self._take(entry, name, value)

    def _take(self, entry: _Open, name: str, value: str) -> None:
        entry.fields += 1
        entry.size += len(value)
        if entry.fields <= _MOST_FIELDS and entry.size <= _LARGEST:
            entry.values.setdefault(rules().catalogue_names.get(name, name), []).append(value)
        elif not entry.too_large:
            entry.too_large = True
            self._say(codes.ENTRY_TOO_LARGE, Severity.ERROR, number=entry.number, line=entry.line)

    def _give(self, entry: _Open) -> Entry:
        entry.given = True
        self.count[entry.level] = self.count.get(entry.level, 0) + 1
        single = {name: values[0] for name, values in entry.values.items() if len(values) == 1}
        several = {name: tuple(values) for name, values in entry.values.items() if len(values) > 1}
        return Entry(
            self.source, entry.number, entry.level, single, repeated=several, within=entry.within, line=entry.line
        )

    def _say(self, code: str, severity: Severity, **params: Any) -> None:
        self.findings.append(Finding(code, severity, self.source, {"source": self.source, **params}))
