"""A transfer package on one carrier or several, read by its statement and its catalogues."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import IO, ClassVar

from lantai.base.common.findings import Finding
from lantai.engines.packages import files
from lantai.engines.packages.files import Kind, safe_name
from lantai.engines.packages.model import DeclaredFile, Entry, PackageForm, PresentFile, Progress, Statement
from lantai.engines.packages.reading import BROKEN, until_break
from lantai.engines.packages.register import Register
from lantai.engines.packages.sums import sums
from lantai.engines.packages.transfer.carrier import Carrier, carriers_in
from lantai.engines.packages.transfer.catalogue import Catalogue
from lantai.engines.packages.transfer.judge import Judgement
from lantai.engines.packages.transfer.places import Places
from lantai.engines.packages.transfer.rules import rules
from lantai.engines.packages.transfer.statement import ReadStatement, read_statement


class TransferPackage:
    """The layout of annex 2. Names of several carriers begin with the carrier's folder."""

    form: ClassVar[PackageForm] = PackageForm.TRANSFER

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def carriers(self) -> list[Carrier]:
        return carriers_in(self.path)

    @property
    def version(self) -> str:
        """The layout has no versions: the rule it follows."""
        return rules().standard

    def statement(self) -> Statement | None:
        """That of the first carrier; `statements` gives all."""
        return next((read.statement for _, read in self.statements()), None)

    def statements(self) -> Iterator[tuple[Carrier, ReadStatement]]:
        for carrier in self.carriers:
            name = carrier.statement()
            try:
                if name:
                    yield carrier, read_statement(partial(self.open, name), name)
            except BROKEN:
                continue  # `judge` tells that it cannot be read

    def catalogues(self, carrier: Carrier) -> Iterator[Catalogue]:
        for each in carrier.catalogues:
            name = carrier.named(each)
            try:
                yield Catalogue(partial(self.open, name), name)
            except BROKEN:
                continue  # likewise

    def entries(self) -> Iterator[Entry]:
        with self._names() as register:
            for carrier in self.carriers:
                places = Places(carrier, register)
                for catalogue in self.catalogues(carrier):
                    for entry in until_break(catalogue.entries()):
                        yield replace(entry, files=tuple(_files(entry, places)))

    def declared_files(self) -> Iterator[DeclaredFile]:
        """Files of the lists of digests, and files that entries name."""
        for carrier in self.carriers:
            for source, algorithm in carrier.sums():
                for line in until_break(sums(partial(self.open, source))):
                    name = safe_name(line.name) if line.digest else None
                    if name is not None:
                        yield DeclaredFile(carrier.named(name), source, None, {algorithm: line.digest}, line.line)
        for entry in self.entries():
            for name in entry.files:
                yield DeclaredFile(name, entry.source, line=entry.line)

    def present_files(self) -> Iterator[PresentFile]:
        return files.present_files(self.path)

    def open(self, name: str) -> IO[bytes]:
        return files.open_named(self.path, name)

    def judge(self, *, progress: Progress | None = None) -> Iterator[Finding]:
        with Register() as register:
            yield from Judgement(self, register, progress).findings()

    @contextmanager
    def _names(self) -> Iterator[Register]:
        with Register() as register:
            for found in files.walk(self.path):
                if found.kind is Kind.FILE:
                    register.put(found.name)
            register.index_base_names()
            register.index_folds()
            yield register


def _files(entry: Entry, places: Places) -> Iterator[str]:
    for written in names_of(entry):
        for place in places.of(written):
            yield from places.files_of(place)


def names_of(entry: Entry) -> tuple[str, ...]:
    """What an entry writes as 电子档案名称."""
    field = "电子档案名称"
    return entry.repeated.get(field) or ((entry.fields[field],) if field in entry.fields else ())
