"""A folder of EEP packages: how several records are handed over, as DA/T 48 seals each by itself."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, ClassVar

from lantai.base.common.findings import Finding
from lantai.engines.packages import files
from lantai.engines.packages.eep.judging import judge
from lantai.engines.packages.eep.package import EepPackage
from lantai.engines.packages.errors import FileNotThere
from lantai.engines.packages.files import Kind
from lantai.engines.packages.leftovers import is_leftover, leftover
from lantai.engines.packages.model import DeclaredFile, Entry, PackageForm, PresentFile, Progress, Statement
from lantai.engines.packages.watch import Watch
from lantai.engines.signatures.certificates import Certificate

INSIDE = "!/"
"""Stands between the name of a package and the name of a file in it."""
_TOGETHER = 400


class EepFolder:
    """Packages are read one after the other, however many there are. Leftovers of systems are told."""

    form: ClassVar[PackageForm] = PackageForm.EEP

    def __init__(self, path: Path, *, trusted: Sequence[Certificate] = ()) -> None:
        self.path, self.trusted = path, tuple(trusted)
        self._known: OrderedDict[str, EepPackage] = OrderedDict()

    def packages(self) -> Iterator[tuple[str, EepPackage]]:
        """Each with its name in the folder."""
        for found in files.walk(self.path):
            if found.kind is Kind.FILE and not is_leftover(found.name):
                yield found.name, self._package(found.name, found.path)

    def _package(self, name: str, path: Path) -> EepPackage:
        """Its tree is kept with those of its neighbours, so that a folder of some hundreds is surveyed once."""
        package = self._known.pop(name, None) or EepPackage(path, trusted=self.trusted)
        self._known[name] = package
        if len(self._known) > _TOGETHER:
            self._known.popitem(last=False)
        return package

    @property
    def version(self) -> str:
        return next((package.version for _, package in self.packages()), "")

    def statement(self) -> Statement | None:
        """That of the first package, under its name: each says something of itself only."""
        name, package = next(self.packages(), ("", None))
        said = package.statement() if package else None
        return replace(said, source=name) if said else None

    def entries(self) -> Iterator[Entry]:
        for name, package in self.packages():
            for entry in package.entries():
                yield replace(entry, source=name, files=tuple(f"{name}{INSIDE}{each}" for each in entry.files))

    def declared_files(self) -> Iterator[DeclaredFile]:
        for name, package in self.packages():
            for file in package.declared_files():
                yield replace(file, name=f"{name}{INSIDE}{file.name}", source=name)

    def present_files(self) -> Iterator[PresentFile]:
        for found in files.walk(self.path):
            if found.kind is not Kind.FILE:
                continue
            yield PresentFile(found.name, found.size, found.path)
            if not is_leftover(found.name):
                inside = self._package(found.name, found.path).present_files()
                yield from (replace(each, name=f"{found.name}{INSIDE}{each.name}") for each in inside if not each.path)

    def open(self, name: str) -> IO[bytes]:
        """The bytes of a package, or of a file in one. Raises `FileNotThere`."""
        package, inside, member = name.partition(INSIDE)
        path = files.find(self.path, package) if inside else None
        if path is None:
            return files.open_named(self.path, name)
        if not files.is_plain_file(path):
            raise FileNotThere(name=name)
        return self._package(package, path).open(member)

    def judge(self, *, progress: Progress | None = None) -> Iterator[Finding]:
        watch = Watch(progress)
        for found in files.walk(self.path):
            yield from files.oddities(found)
            if found.kind is not Kind.FILE:
                continue
            yield from leftover(found.name)
            if not is_leftover(found.name):
                package = self._package(found.name, found.path)
                yield from map(_under(found.name, package.title), judge(package, watch))


def _under(name: str, title: str) -> Callable[[Finding], Finding]:
    """Findings of a package say where they are by its name in the folder."""

    def named(finding: Finding) -> Finding:
        if finding.path in ("", title):
            return replace(finding, path=name)
        return replace(finding, path=f"{name}{INSIDE}{finding.path}")

    return named
