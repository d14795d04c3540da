"""A bag, read by its manifests and tag files. fetch.txt is read, never followed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import IO, ClassVar

from lantai.base.common.findings import Finding
from lantai.engines.packages import files
from lantai.engines.packages.bag.judge import Judgement
from lantai.engines.packages.bag.tags import DECLARATION, Declaration, read_declaration, read_info, tag_encoding
from lantai.engines.packages.digests import algorithm
from lantai.engines.packages.errors import FileNotThere
from lantai.engines.packages.files import is_plain_file, safe_name
from lantai.engines.packages.model import DeclaredFile, Entry, PackageForm, PresentFile, Progress, Statement
from lantai.engines.packages.reading import until_break
from lantai.engines.packages.register import Register
from lantai.engines.packages.sums import Sum, sums
from lantai.engines.packages.text import Line, lines

_MANIFEST = re.compile(r"^(tag)?manifest-([A-Za-z0-9_-]+)\.txt$", re.IGNORECASE)
INFO_NAMES = ("bag-info.txt", "package-info.txt")  # the second until 0.95
FETCH = "fetch.txt"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One manifest by its file name. `is_tag`: it lists tag files instead of the payload."""

    source: str
    algorithm: str
    is_tag: bool


class Bag:
    """One bag of any version."""

    form: ClassVar[PackageForm] = PackageForm.BAG

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def declaration(self) -> Declaration | None:
        """What bagit.txt says, or None when it is not there."""
        try:
            return read_declaration(partial(self.open, DECLARATION))
        except (OSError, FileNotThere):
            return None

    @property
    def version(self) -> str:
        return self.declaration.version if self.declaration else ""

    @property
    def encoding(self) -> str:
        return self.declaration.encoding if self.declaration else "utf-8"

    def manifests(self) -> list[Manifest]:
        """Those in the top folder, manifests of the payload first."""
        try:
            names = sorted(name for name in os.listdir(self.path) if is_plain_file(self.path / name))  # noqa: PTH208
        except OSError:
            return []
        matches = [match for name in names if (match := _MANIFEST.match(name))]
        found = [Manifest(match[0], algorithm(match[2]), bool(match[1])) for match in matches]
        return sorted(found, key=lambda manifest: manifest.is_tag)

    def sums(self, manifest: Manifest) -> Iterator[Sum]:
        """The lines of a manifest. Raises OSError and `FileNotThere` where it cannot be read."""
        opened = partial(self.open, manifest.source)
        encoding, _ = tag_encoding(opened, self.encoding, manifest.source)
        yield from sums(opened, encoding.codec, escapes=False)

    def fetch_lines(self) -> Iterator[Line]:
        opened = partial(self.open, FETCH)
        try:
            encoding, _ = tag_encoding(opened, self.encoding, FETCH)
        except (OSError, FileNotThere):
            return
        for line in lines(opened, encoding.codec):
            if line.text.strip():
                yield line

    def info(self) -> tuple[Statement, list[Finding]] | None:
        for name in INFO_NAMES:
            try:
                return read_info(partial(self.open, name), name, self.encoding)
            except (OSError, FileNotThere):
                continue
        return None

    def statement(self) -> Statement | None:
        info = self.info()
        return info[0] if info else None

    def entries(self) -> Iterator[Entry]:
        """A bag describes nothing: it only holds."""
        return iter(())

    def declared_files(self) -> Iterator[DeclaredFile]:
        for manifest in self.manifests():
            for line in until_break(self.sums(manifest)):
                name = self.name_of(line.name) if line.digest else None
                if name is not None:
                    yield DeclaredFile(name, manifest.source, None, {manifest.algorithm: line.digest}, line.line)

    def name_of(self, written: str) -> str | None:
        """The file a manifest means, or None when it leads out of the bag.

        CR, LF and (from 1.0 on) the percent sign are percent-encoded, nothing else (2.1.3). Where no file bears the
        decoded name but one the written, the maker did not know that.
        """
        plain = safe_name(written)
        decoded = safe_name(decode_name(written, percent=self.declaration is None or self.declaration.is_strict))
        if decoded != plain and decoded is not None and plain is not None and files.find(self.path, decoded) is None:
            return plain if files.find(self.path, plain) else decoded
        return decoded

    def present_files(self) -> Iterator[PresentFile]:
        return files.present_files(self.path)

    def open(self, name: str) -> IO[bytes]:
        return files.open_named(self.path, name)

    def judge(self, *, progress: Progress | None = None) -> Iterator[Finding]:
        with Register() as register:
            yield from Judgement(self, register, progress).findings()


def decode_name(name: str, *, percent: bool) -> str:
    """`%0A` and `%0D` always; `%25` where the version has it."""
    if "%" not in name:
        return name
    kinds = "0[AaDd]|25" if percent else "0[AaDd]"
    return re.sub(f"%({kinds})", lambda match: chr(int(match[1], 16)), name)
