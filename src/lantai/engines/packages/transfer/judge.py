"""What annex 2 asks of a transfer package, asked of one: statement, catalogues, files, digests, carriers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages import codes as common, files
from lantai.engines.packages.comparing import compared
from lantai.engines.packages.digests import is_digest
from lantai.engines.packages.files import Found, Kind, safe_name
from lantai.engines.packages.leftovers import is_leftover, leftover
from lantai.engines.packages.model import DeclaredFile, Entry, Progress
from lantai.engines.packages.reading import drained, or_told
from lantai.engines.packages.register import Register
from lantai.engines.packages.sums import sums
from lantai.engines.packages.transfer import codes
from lantai.engines.packages.transfer.carrier import Carrier
from lantai.engines.packages.transfer.catalogue import Catalogue
from lantai.engines.packages.transfer.places import Place, Places, Sure
from lantai.engines.packages.transfer.rules import rules
from lantai.engines.packages.transfer.statement import ReadStatement, counts
from lantai.engines.packages.watch import Watch

if TYPE_CHECKING:
    from lantai.engines.packages.transfer.package import TransferPackage


class Judgement:
    """One package being judged: (1) carriers, (2) lists of digests, (3) files there, (4) entries, (5) what is left."""

    def __init__(self, package: TransferPackage, register: Register, progress: Progress | None) -> None:
        self.package = package
        self.register = register
        self.watch = Watch(progress)
        self.entries: Counter[str] = Counter()

    def findings(self) -> Iterator[Finding]:
        statements = {carrier.prefix: read for carrier, read in self.package.statements()}
        for carrier in self.package.carriers:
            yield from self._layout(carrier)
            if carrier.prefix in statements:
                yield from statements[carrier.prefix].findings
        if not self.package.carriers:
            yield _at("", codes.NO_STATEMENT)
        yield from self._carriers(statements)
        for carrier in self.package.carriers:
            for source, algorithm in carrier.sums():
                yield from or_told(source, self._sums(carrier, source, algorithm))
        for found in files.walk(self.package.path):
            yield from self._file(found)
        yield from self._missing()
        self.register.index_base_names()
        self.register.index_folds()
        by_carrier = {carrier.prefix: Counter[str]() for carrier in self.package.carriers}
        for carrier in self.package.carriers:
            yield from self._catalogues(carrier, by_carrier[carrier.prefix])
        yield from self._counted(statements, by_carrier)
        for carrier in self.package.carriers:
            yield from self._undeclared(carrier)
        if not any(carrier.prefix == "" for carrier in self.package.carriers):
            yield from self._beside()
        yield from self.register.alike()

    # ── 1: carriers ──

    def _layout(self, carrier: Carrier) -> Iterator[Finding]:
        where = carrier.prefix.rstrip("/")
        if not carrier.statements:
            yield _at(where, codes.NO_STATEMENT)
        for other in carrier.statements[1:]:
            path = carrier.named(other)
            yield Finding(codes.STATEMENT_TWICE, Severity.ERROR, path, {"path": carrier.statement(), "other": path})
        if not carrier.catalogues:
            yield _at(where, codes.NO_CATALOGUE)
        if not carrier.records:
            yield _at(where, codes.NO_RECORDS_FOLDER)
        if next(carrier.sums(), None) is None:
            yield _at(where, codes.NO_DIGESTS, Severity.WARNING)

    def _carriers(self, statements: dict[str, ReadStatement]) -> Iterator[Finding]:
        numbers: dict[str, str] = {}
        for prefix, read in statements.items():
            folder, number = prefix.rstrip("/"), read.statement.get("载体编号")
            if number and folder and number != folder:
                yield Finding(codes.CARRIER_NUMBER, Severity.WARNING, folder, {"path": folder, "found": number})
            if number and number in numbers:
                params = {"number": number, "path": numbers[number], "other": folder}
                yield Finding(codes.CARRIER_TWICE, Severity.ERROR, folder, params)
            numbers.setdefault(number, folder)
        for read in statements.values():
            said = "".join(char for char in read.statement.get("载体数量") if char.isdigit())
            if said and len(said) < 7 and int(said) != len(self.package.carriers):
                source, found = read.statement.source, len(self.package.carriers)
                params = {"source": source, "expected": said, "found": str(found)}
                yield Finding(codes.CARRIERS_MISSING, Severity.ERROR, source, params)

    # ── 2: lists of digests ──

    def _sums(self, carrier: Carrier, source: str, algorithm: str) -> Iterator[Finding]:
        for line in sums(partial(self.package.open, source)):
            where = {"source": source, "line": line.line}
            if line.cut:
                yield Finding(common.TOO_LONG_LINE, Severity.ERROR, source, where)
            elif not is_digest(algorithm, line.digest):
                yield Finding(codes.BAD_DIGEST_LINE, Severity.ERROR, source, where)
            elif (name := safe_name(line.name)) is None:
                yield Finding(common.OUTSIDE, Severity.ERROR, source, where | {"name": line.name})
            else:
                file = DeclaredFile(carrier.named(name), source, None, {algorithm: line.digest}, line.line)
                self.register.declare(file.name, file)

    # ── 3: files ──

    def _file(self, found: Found) -> Iterator[Finding]:
        yield from files.oddities(found)
        if found.kind is not Kind.FILE:
            return
        self.register.put(found.name)
        yield from leftover(found.name)
        yield from compared(found, self.register, self.watch)

    def _missing(self) -> Iterator[Finding]:
        for key, source, _ in self.register.missing():
            yield Finding(common.MISSING, Severity.ERROR, key, {"path": key, "source": source})

    # ── 4: entries ──

    def _catalogues(self, carrier: Carrier, count: Counter[str]) -> Iterator[Finding]:
        places = Places(carrier, self.register)
        for catalogue in self.package.catalogues(carrier):
            yield from or_told(catalogue.source, self._catalogue(catalogue, places, count))

    def _catalogue(self, catalogue: Catalogue, places: Places, count: Counter[str]) -> Iterator[Finding]:
        last = 0
        for entry in catalogue.entries():
            yield from drained(catalogue.findings)
            count["卷" if entry.level == "案卷" else "件"] += 1
            yield from self._entry(entry, places)
            number = _number(entry)
            if number is not None and entry.within is None:
                if number != last + 1:
                    params = _of(entry) | {"found": number, "expected": last + 1}
                    yield Finding(codes.ORDER_BROKEN, Severity.WARNING, entry.source, params)
                last = number
        yield from drained(catalogue.findings)

    def _entry(self, entry: Entry, places: Places) -> Iterator[Finding]:
        for each in rules().catalogue:
            if each.wanted != "no" and not entry.fields.get(each.name) and each.name not in entry.repeated:
                params = _of(entry) | {"field": each.name, "line": entry.line}
                yield Finding(codes.ENTRY_INCOMPLETE, Severity(each.wanted), entry.source, params)
        code = entry.fields.get("档号", "")
        if code and self.register.first("档号", code, str(entry.number)):
            yield Finding(codes.CODE_TWICE, Severity.ERROR, entry.source, _of(entry) | {"code": code})
        name = "电子档案名称"
        for written in entry.repeated.get(name) or (entry.fields.get(name, ""),):
            for place in places.of(written):
                yield from self._place(entry, place)

    def _place(self, entry: Entry, place: Place) -> Iterator[Finding]:
        params = _of(entry) | {"name": place.written, "path": place.key, "other": place.other, "line": entry.line}
        if place.is_folder:
            self.register.use_below(place.key)
        elif place.key:
            self.register.use(place.key)
        if place.sure is Sure.OUTSIDE:
            yield Finding(common.OUTSIDE, Severity.ERROR, entry.source, params)
        elif place.sure is Sure.ABSENT:
            yield Finding(codes.RECORD_MISSING, Severity.ERROR, entry.source, params)
        elif place.sure is Sure.GUESSED:
            yield Finding(codes.RECORD_GUESSED, Severity.WARNING, entry.source, params)
        elif place.sure is Sure.AMBIGUOUS:
            yield Finding(codes.RECORD_AMBIGUOUS, Severity.ERROR, entry.source, params)

    def _counted(self, statements: dict[str, ReadStatement], by_carrier: dict[str, Counter[str]]) -> Iterator[Finding]:
        """A statement counts its own carrier or the whole transfer; either is right."""
        whole = sum(by_carrier.values(), Counter[str]())
        for prefix, read in statements.items():
            for unit, said in counts(read.statement.get("档案数量")).items():
                own, all_of_them = (each[unit] if unit else each.total() for each in (by_carrier[prefix], whole))
                if said not in {own, all_of_them}:
                    source = read.statement.source
                    params = {"source": source, "expected": said, "unit": unit or "件", "found": own}
                    yield Finding(codes.COUNT_DIFFERS, Severity.ERROR, source, params)

    # ── 5: what nothing speaks for ──

    def _undeclared(self, carrier: Carrier) -> Iterator[Finding]:
        if carrier.records and carrier.catalogues:
            for key in self.register.unused(carrier.named(carrier.records)):
                if not is_leftover(key):
                    yield Finding(common.UNDECLARED, Severity.ERROR, key, {"path": key})
        known = {carrier.named(name) for name in (*carrier.statements, *carrier.catalogues)}
        inside = tuple(f"{carrier.named(name)}/" for name in (carrier.records, carrier.other) if name)
        other = f"{carrier.named(carrier.other)}/" if carrier.other else "\0"
        lists = {source for source, _ in carrier.sums()}
        for key in self.register.present(carrier.prefix):
            if key not in known and not key.startswith(inside) and not is_leftover(key):
                yield Finding(codes.STRAY, Severity.WARNING, key, {"path": key})
            elif key.startswith(other) and key.rpartition(".")[2].lower() not in rules().other_endings:
                yield Finding(codes.OTHER_FORMAT, Severity.WARNING, key, {"path": key})
            if lists and key not in lists and not self.register.claims(key):
                yield Finding(codes.NOT_DIGESTED, Severity.WARNING, key, {"path": key})

    def _beside(self) -> Iterator[Finding]:
        """Files that lie beside the carriers of a transfer and on none of them."""
        inside = tuple(carrier.prefix for carrier in self.package.carriers)
        for key in self.register.present():
            if not key.startswith(inside) and not is_leftover(key):
                yield Finding(codes.STRAY, Severity.WARNING, key, {"path": key})


def _number(entry: Entry) -> int | None:
    text = entry.fields.get("顺序号", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _of(entry: Entry) -> dict[str, str | int]:
    return {"number": entry.number, "source": entry.source}


def _at(where: str, code: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(code, severity, where, {"path": where or "."})
