"""Small transfer packages for tests: one in which every automatic item passes, and changes that break one item each."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from lantai.engines.packages.opening import open_package
from lantai.engines.packages.transfer.write import NewEntry, write_transfer_package
from lantai.engines.packages.writing import NewFile
from lantai.holdings.checks.judging.notebook import Notebook
from lantai.holdings.checks.judging.whole import Given, Means, judge_package
from lantai.holdings.checks.results import Expected, Report, Status
from lantai.holdings.checks.schemes import scheme_named

STATEMENT = {
    "移交单位": "云溪区民政局",
    "内容描述": "2019年度文书档案",
    "起止档号": "X001-WS·2019-Y-0001—0002",
    "档案数量": "2件",
    "软硬件环境": "任何能阅读文本和图像的环境",
    "载体编号": "C1",
    "移交数据量": "0.00 MB",
}
TEXT = "云溪区民政局关于春节期间值班安排的通知\n各科室：现将春节期间值班安排通知如下，请遵照执行。\n"


@cache
def png() -> bytes:
    """A white page of A4 at 200 dpi, in four shades: whole, and with as many pixels as a scan needs."""
    rows = zlib.compress((b"\0" + 414 * b"\xff") * 2339, 9)

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!L", len(data)) + kind + data + struct.pack("!L", zlib.crc32(kind + data))

    head = struct.pack("!LLBBBBB", 1654, 2339, 2, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


ENTRIES = (
    {
        "档号": "X001-WS·2019-Y-0001",
        "责任者": "云溪区民政局",
        "题名": "关于春节期间值班安排的通知",
        "日期": "20190125",
        "密级": "公开",
        "年度": "2019",
        "保管期限": "永久",
        "计算机文件大小": str(len(TEXT.encode())),
    },
    {
        "档号": "X001-WS·2019-Y-0002",
        "责任者": "云溪区民政局",
        "题名": "关于救灾物资分配的决定",
        "日期": "20190612",
        "年度": "2019",
        "保管期限": "永久",
        "页数": "1",
        "计算机文件大小": str(len(png())),
    },
)


@dataclass(frozen=True)
class Made:
    """What a package is made from. `files`: name and content of each entry's file, in the order of the entries."""

    entries: tuple[Mapping[str, str], ...] = ENTRIES
    files: tuple[tuple[str, bytes], ...] = (("2019/1.txt", TEXT.encode()), ("2019/2.png", png()))
    statement: Mapping[str, str] = field(default_factory=lambda: STATEMENT)
    expected: Expected = field(default_factory=Expected)
    afterwards: Callable[[Path], object] = lambda path: None

    def entry(self, number: int, **values: str) -> Made:
        """The same with some values of one entry changed."""
        changed = list(self.entries)
        changed[number] = {**changed[number], **values}
        return replace(self, entries=tuple(changed))

    def without(self, number: int, name: str) -> Made:
        changed = list(self.entries)
        changed[number] = {key: value for key, value in changed[number].items() if key != name}
        return replace(self, entries=tuple(changed))

    def file(self, number: int, name: str, content: bytes) -> Made:
        changed = list(self.files)
        changed[number] = (name, content)
        return replace(self, files=tuple(changed)).without(number, "计算机文件大小")


def write(folder: Path, made: Made) -> Path:
    """The package on disk."""
    sources = folder / "sources"
    sources.mkdir(parents=True)
    entries = []
    for number, (fields, (name, content)) in enumerate(zip(made.entries, made.files, strict=True)):
        source = sources / str(number)
        source.write_bytes(content)
        entries.append(NewEntry(fields, [NewFile(name, source)]))
    target = folder / "C1"
    write_transfer_package(target, statement=made.statement, entries=entries)
    made.afterwards(target)
    return target


def registered(path: Path) -> Expected:
    """The digest of a package as it is, for the register form."""
    import hashlib

    with Notebook() as book:
        for file in open_package(path).present_files():
            book.put_file(file.name, file.size, hashlib.sha256(file.path.read_bytes()).hexdigest(), "", None)
        return Expected(digest=f"sha256:{book.digest()}")


def judged(
    path: Path, pool, *, expected: Expected | None = None, link: str = "YJ", scheme: str = "", **means
) -> Report:
    from lantai.holdings.checks.asking import link_named

    given = Given(expected or Expected())
    with_means = Means(pool, **means)
    return judge_package(
        open_package(path), scheme=scheme_named(scheme), link=link_named(link), means=with_means, given=given
    )


def statuses(report: Report) -> dict[str, Status]:
    return {each.item.number: each.status for each in report.results}


def told(report: Report, number: str) -> list[str]:
    """Codes of what was found for one item."""
    return [
        each.finding.code for result in report.results if result.item.number == number for each in result.tally.first
    ]
