"""The plain folder or single file: what is in it is there. Lists of digests beside the files are all it declares."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import IO, ClassVar

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages import codes, files
from lantai.engines.packages.comparing import compared
from lantai.engines.packages.digest_lists import DigestList, lists_beside
from lantai.engines.packages.digests import is_digest
from lantai.engines.packages.files import Kind, safe_name
from lantai.engines.packages.leftovers import is_leftover, leftover
from lantai.engines.packages.model import DeclaredFile, Entry, PackageForm, PresentFile, Progress, Statement
from lantai.engines.packages.reading import or_told, until_break
from lantai.engines.packages.register import Register
from lantai.engines.packages.sums import Sum, sums
from lantai.engines.packages.transfer.codes import BAD_DIGEST_LINE
from lantai.engines.packages.watch import Watch


class PlainFolder:
    """A folder without a form. Without lists of digests it can be neither complete nor incomplete."""

    form: ClassVar[PackageForm] = PackageForm.PLAIN

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def version(self) -> str:
        return ""

    @cached_property
    def digest_lists(self) -> tuple[DigestList, ...]:
        """The lists of digests on top of it."""
        return lists_beside(self.path)

    def statement(self) -> Statement | None:
        return None

    def entries(self) -> Iterator[Entry]:
        return iter(())

    def declared_files(self) -> Iterator[DeclaredFile]:
        for each in self.digest_lists:
            for line in until_break(self._lines(each)):
                if (declared := _declared(each, line)) is not None:
                    yield declared

    def present_files(self) -> Iterator[PresentFile]:
        return files.present_files(self.path)

    def open(self, name: str) -> IO[bytes]:
        return files.open_named(self.path, name)

    def judge(self, *, progress: Progress | None = None) -> Iterator[Finding]:
        """Links, devices, names alike, leftovers; and where there are lists of digests, each file held against them."""
        if not self.digest_lists:
            yield Finding(codes.NOTHING_DECLARED, Severity.INFO, "")
        watch = Watch(progress)
        with Register() as register:
            for each in self.digest_lists:
                yield from or_told(each.name, self._declare(each, register))
            for found in files.walk(self.path):
                yield from files.oddities(found)
                if found.kind is Kind.FILE:
                    register.put(found.name)
                    yield from leftover(found.name)
                    yield from compared(found, register, watch)
            if not watch.files:
                yield Finding(codes.EMPTY, Severity.ERROR, "")
            if self.digest_lists:
                yield from self._against(register)
            yield from register.alike()

    def _lines(self, listed: DigestList) -> Iterator[Sum]:
        return sums(partial(self.open, listed.name))

    def _declare(self, listed: DigestList, register: Register) -> Iterator[Finding]:
        for line in self._lines(listed):
            where = {"source": listed.name, "line": line.line}
            if line.cut:
                yield Finding(codes.TOO_LONG_LINE, Severity.ERROR, listed.name, where)
            elif not is_digest(listed.algorithm, line.digest):
                yield Finding(BAD_DIGEST_LINE, Severity.ERROR, listed.name, where)
            elif (declared := _declared(listed, line)) is None:
                yield Finding(codes.OUTSIDE, Severity.ERROR, listed.name, where | {"name": line.name})
            else:
                register.declare(declared.name, declared)

    def _against(self, register: Register) -> Iterator[Finding]:
        """What the lists name and is not there, and what is there and none of them names."""
        for key, source, _ in register.missing():
            yield Finding(codes.MISSING, Severity.ERROR, key, {"path": key, "source": source})
        known = {each.name for each in self.digest_lists}
        for key in register.unclaimed():
            if key not in known and not is_leftover(key):
                yield Finding(codes.UNDECLARED, Severity.WARNING, key, {"path": key})


def _declared(listed: DigestList, line: Sum) -> DeclaredFile | None:
    name = safe_name(line.name) if is_digest(listed.algorithm, line.digest) else None
    if name is None:
        return None
    return DeclaredFile(listed.prefix + name, listed.name, None, {listed.algorithm: line.digest}, line.line)
