"""The shapes every form of package is read into. Values and iterators only: a package may hold 200,000 files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import IO, ClassVar, Protocol

from lantai.base.common.findings import Finding


class PackageForm(StrEnum):
    """In which form something is handed over. `PLAIN` is a folder or file that declares nothing."""

    PLAIN = "plain"
    TRANSFER = "transfer"
    BAG = "bag"
    EEP = "eep"
    EARK = "eark"


@dataclass(frozen=True, slots=True)
class Statement:
    """What a package says of itself as a whole: 说明文件.TXT, bag-info.txt, the METS header.

    `fields` are in the order of the file, under the names the form's standard gives them where it has one, else as they
    stand. A field that is there several times keeps all its values. `rest` are lines that fit nothing.
    """

    source: str
    fields: Mapping[str, tuple[str, ...]]
    rest: tuple[str, ...] = ()
    encoding: str = "utf-8"

    def get(self, name: str) -> str:
        """The first value of a field, or an empty text."""
        return next(iter(self.fields.get(name, ())), "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One described unit. `level` is the standard's word (案卷, 件, 文件), `fields` by the standard's names.

    `number` counts the entries of one `source` from 1, `line` is where it stands there (0 when unknown). `files` are
    names as the package gives them, with `/`, relative to the package; `within` is the number of the entry it lies in.
    `fields` holds what has one value; `repeated` what has several, in order.
    """

    source: str
    number: int
    level: str
    fields: Mapping[str, str]
    files: tuple[str, ...] = ()
    repeated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    within: int | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class DeclaredFile:
    """A file the package says it holds: name relative to the package with `/`, size if told, digests by algorithm.

    Algorithms are named in lower case without dashes as `hashlib` does (`sm3`, `sha256`, `sha512`, `md5`); digests are
    lower-case hexadecimal. `source` is the file inside the package that says so.
    """

    name: str
    source: str
    size: int | None = None
    digests: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True, slots=True)
class PresentFile:
    """A file that is there. `name` is readable and in normal form C; `path` is where its bytes are.

    `path` is None where the bytes lie inside another file (base64 of an EEP): then only `Package.open` gives them.
    """

    name: str
    size: int
    path: Path | None = None


# Called now and then while bytes are read: how many files and bytes are done, and which file is being read. Whatever it
# raises ends the work and passes through to the caller: that is how long work is cancelled.
Progress = Callable[[int, int, str], None]


class Package(Protocol):
    """One package, opened for reading. Opening never raises for what is in it: that is for `judge` to say.

    Every iterator begins anew at each call, reads as it goes and holds no more than one entry; stopping early is fine.
    Nothing is followed out of the package: links are not opened, names that lead outside are never resolved.
    """

    form: ClassVar[PackageForm]
    path: Path

    @property
    def version(self) -> str:
        """The version of the form, as the package declares it; empty when it declares none."""

    def statement(self) -> Statement | None:
        """What the package says of itself, or None when it says nothing."""

    def entries(self) -> Iterator[Entry]:
        """The described units in the order of their sources; of a source that breaks off, those before the break."""

    def declared_files(self) -> Iterator[DeclaredFile]:
        """Every file the package says it holds, once per declaration: two manifests give a file twice."""

    def present_files(self) -> Iterator[PresentFile]:
        """Every regular file that is there, the form's own ones included."""

    def open(self, name: str) -> IO[bytes]:
        """The bytes of one file that is there. Raises `FileNotThere` when there is none of that name."""

    def judge(self, *, progress: Progress | None = None) -> Iterator[Finding]:
        """Everything that is wrong or worth knowing: structure, manifests, digests, undeclared and missing files.

        Severity ERROR breaks a MUST of the form's rules, WARNING a SHOULD or what a person must look at. Digests are
        computed here, so that it reads every byte; a package without an ERROR conforms.
        """
