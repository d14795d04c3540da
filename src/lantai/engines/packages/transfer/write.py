"""Write a transfer package by annex 2: entries come one by one, files are copied and digested in one reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lxml import etree

from lantai.engines.packages.digest_lists import ListsOfDigests
from lantai.engines.packages.model import Progress
from lantai.engines.packages.transfer.carrier import OTHER, RECORDS
from lantai.engines.packages.transfer.places import SEPARATORS
from lantai.engines.packages.transfer.rules import rules
from lantai.engines.packages.writing import NewFile, NewFolder, checked

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Encoding = Literal["utf-8", "gb18030"]


@dataclass(frozen=True, slots=True)
class NewEntry:
    """One entry and its files, named below 电子档案. We write 顺序号 and 电子档案名称; other fields are as given."""

    fields: Mapping[str, str]
    files: Sequence[NewFile] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """`volumes`: the entries are 案卷, in 案卷目录.XML. GB18030 is for receivers that read nothing else."""

    volumes: bool = False
    encoding: Encoding = "utf-8"

    @property
    def level(self) -> str:
        return "案卷" if self.volumes else "文件"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: entries, files and bytes of the records."""

    entries: int
    files: int
    size: int


def write_transfer_package(
    target: Path,
    *,
    statement: Mapping[str, str],
    entries: Iterable[NewEntry],
    other: Iterable[NewFile] = (),
    layout: Layout | None = None,
    progress: Progress | None = None,
) -> Written:
    """Write one carrier.

    In 其他 there is a list of digests for each of SM3 and SHA-256, of everything but the lists; `sha256sum --check`,
    begun in the package, reads the second. `statement` is read last: it may be filled in while entries are given.
    Raises `TargetIsThere`, `NameCannotBeWritten`, `NameIsTaken`, `FileChanged`, OSError.
    """
    layout = layout or Layout()
    with NewFolder(target, progress=progress) as folder, ExitStack() as stack:
        lists = ListsOfDigests(folder, stack, f"{OTHER}/")
        name = f"{layout.level}目录.XML"
        with _Catalogue(folder, name, layout) as catalogue:
            written = _entries(entries, folder, lists, catalogue)
        for file in other:
            lists.copy(NewFile(f"{OTHER}/{file.name}", file.source))
        text = "".join(f"{field}：{_one_line(value)}\r\n" for field, value in statement.items())
        with folder.create("说明文件.TXT") as out:
            out.write(text.encode(layout.encoding))
        lists.digest_written("说明文件.TXT", name)
        (folder.path / RECORDS).mkdir(exist_ok=True)
        return written


def _entries(entries: Iterable[NewEntry], folder: NewFolder, lists: ListsOfDigests, catalogue: _Catalogue) -> Written:
    number = files = size = 0
    for number, entry in enumerate(entries, start=1):
        for file in entry.files:
            size += lists.copy(NewFile(f"{RECORDS}/{file.name}", file.source, file.digests))
            files += 1
        catalogue.write(number, entry.fields, [checked(file.name) for file in entry.files])
    return Written(number, files, size)


class _Catalogue:
    """文件目录.XML or 案卷目录.XML, written entry by entry."""

    def __init__(self, folder: NewFolder, name: str, layout: Layout) -> None:
        self._stream = folder.create(name)
        self._level, self._encoding = layout.level, layout.encoding
        self._root = name.removesuffix(".XML")

    def __enter__(self) -> _Catalogue:
        self._put(f'<?xml version="1.0" encoding="{self._encoding.upper()}"?>\n<{self._root}>\n')
        return self

    def __exit__(self, *_: object) -> None:
        self._put(f"</{self._root}>\n")
        self._stream.close()

    def write(self, number: int, fields: Mapping[str, str], names: Sequence[str]) -> None:
        element = etree.Element(self._level)
        known = [each.name for each in rules().catalogue]
        values = {name: [value] for name, value in fields.items()} | {"顺序号": [str(number)]}
        # One element each where a name holds what stands between names.
        values["电子档案名称"] = list(names) if any(SEPARATORS.search(name) for name in names) else [";".join(names)]
        for name in (*known, *(name for name in fields if name not in known)):
            for value in values.get(name, [""]):
                etree.SubElement(element, name).text = _clean(value)
        etree.indent(element)
        self._put(etree.tostring(element, encoding="unicode") + "\n")

    def _put(self, text: str) -> None:
        self._stream.write(text.encode(self._encoding))


def _clean(text: str) -> str:
    """What XML can hold; control characters and halves of characters have no place in it."""
    return _NOT_XML.sub("�", text)


def _one_line(value: str) -> str:
    """Further lines go on under the first; one that looks like a field would be read as one."""
    first, *more = value.splitlines() or [""]
    return "\r\n".join([first, *(line.replace("：", "，").replace(":", "，") for line in more)])
