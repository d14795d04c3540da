"""The plain folder or single file: everything in it is there, nothing declares it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, ClassVar

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages import codes, files
from lantai.engines.packages.files import Kind
from lantai.engines.packages.leftovers import leftover
from lantai.engines.packages.model import DeclaredFile, Entry, PackageForm, PresentFile, Progress, Statement
from lantai.engines.packages.register import Register
from lantai.engines.packages.watch import Watch


class PlainFolder:
    """A folder without a form. It can be neither complete nor incomplete; what is odd in it is told all the same."""

    form: ClassVar[PackageForm] = PackageForm.PLAIN

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def version(self) -> str:
        return ""

    def statement(self) -> Statement | None:
        return None

    def entries(self) -> Iterator[Entry]:
        return iter(())

    def declared_files(self) -> Iterator[DeclaredFile]:
        return iter(())

    def present_files(self) -> Iterator[PresentFile]:
        return files.present_files(self.path)

    def open(self, name: str) -> IO[bytes]:
        return files.open_named(self.path, name)

    def judge(self, *, progress: Progress | None = None) -> Iterator[Finding]:
        """Links, devices, names alike and leftovers; bytes are not read, because nothing says what they should be."""
        yield Finding(codes.NOTHING_DECLARED, Severity.INFO, "")
        watch = Watch(progress)
        with Register() as register:
            for found in files.walk(self.path):
                yield from files.oddities(found)
                if found.kind is Kind.FILE:
                    register.put(found.name)
                    watch.file_done(found.name)
                    yield from leftover(found.name)
            if not watch.files:
                yield Finding(codes.EMPTY, Severity.ERROR, "")
            yield from register.alike()
