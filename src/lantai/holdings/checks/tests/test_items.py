"""Every automatic item: a package that passes it, and one that fails exactly it. Nothing unseen is called passed."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from lantai.engines.formats.workers import ReaderPool
from lantai.holdings.checks.items import Automation, broken_items, items
from lantai.holdings.checks.results import Expected, Outcome, Status
from lantai.holdings.checks.tests.packages import (
    ENTRIES,
    STATEMENT,
    TEXT,
    Made,
    judged,
    registered,
    statuses,
    told,
    write,
)

GOOD = Made()


def _append(name: str, data: bytes):
    def change(path: Path) -> None:
        with (path / name).open("ab") as stream:
            stream.write(data)

    return change


def _catalogue(old: str, new: str):
    """As another program would have written it: the lists of digests speak of it as it is."""

    def change(path: Path) -> None:
        file = path / "文件目录.XML"
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        _redigest(path)

    return change


def _redigest(path: Path) -> None:
    for sums in (path / "其他").glob("数字摘要清单*"):
        algorithm = "sm3" if "SM3" in sums.name else "sha256"
        files = [each for each in sorted(path.rglob("*")) if each.is_file() and each.parent.name != "其他"]
        lines = (f"{hashlib.new(algorithm, f.read_bytes()).hexdigest()}  {f.relative_to(path)}\n" for f in files)
        sums.write_text("".join(lines), encoding="utf-8")


def _lost(path: Path) -> None:
    (path / "电子档案/2019/2.png").unlink()
    _redigest(path)


def _surplus(path: Path) -> None:
    (path / "电子档案/2019/3.txt").write_text(TEXT, encoding="utf-8")
    _redigest(path)


def _phantom(path: Path) -> None:
    for sums in (path / "其他").glob("数字摘要清单_SHA256*"):
        with sums.open("a", encoding="utf-8") as stream:
            stream.write(f"{'0' * 64}  电子档案/2019/9.txt\n")


def _mojibake(path: Path) -> None:
    """Bytes that fit no encoding, in a value nothing else asks for."""
    file = path / "说明文件.TXT"
    file.write_bytes(file.read_bytes() + "备注：".encode() + b"\xff\xfe\x81\n")
    _redigest(path)


def _zip(**options: object) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "a")
    return buffer.getvalue()


BROKEN = {
    "1-1": replace(GOOD, afterwards=_append("电子档案/2019/1.txt", b"\n")).without(0, "计算机文件大小"),
    "1-2": GOOD.entry(1, 题名="长" * 501),
    "1-3": GOOD.entry(1, 页数="一页半"),
    "1-4": GOOD.entry(1, 密级="密而不宣"),
    "1-5": GOOD.entry(1, 日期="20190230"),
    "1-6": GOOD.entry(1, 题名="关于救灾\ue000物资分配的决定"),
    "1-7": GOOD.entry(1, 档号="民政2019第二号"),
    "1-8": GOOD.entry(1, 档号=ENTRIES[0]["档号"]),
    "1-10": GOOD.entry(0, 计算机文件大小="999999"),
    "1-11": replace(GOOD, afterwards=_lost),
    "1-12": replace(GOOD, statement={k: v for k, v in STATEMENT.items() if k != "内容描述"}),
    "1-13": replace(GOOD, afterwards=lambda path: (path / "电子档案/2019/链").symlink_to("1.txt")),
    "1-14": replace(GOOD, expected=Expected(digest="0" * 64)),
    "2-1": replace(GOOD, statement={**STATEMENT, "档案数量": "3件"}),
    "2-2": replace(GOOD, statement={**STATEMENT, "移交数据量": "3.000 GB"}),
    "2-3": replace(GOOD, afterwards=_catalogue("责任者", "拟稿人")),
    "2-4": GOOD.entry(1, 责任者="不详"),
    "2-6": GOOD.entry(1, 档号="X001-WS·2019-Y-0004"),
    "2-7": GOOD.entry(1, 页数="2"),
    "2-10": replace(GOOD, afterwards=_catalogue("<顺序号>2</顺序号>", "<顺序号></顺序号>")),
    "2-11": replace(GOOD, afterwards=_phantom),
    "3-1": replace(GOOD, afterwards=_mojibake),
    "3-3": GOOD.file(
        0,
        "2019/1.gif",
        b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;",
    ),
    "3-4": GOOD.file(0, "2019/1.txt", "é¡ºåºå·æ¡£å·é¢åè´£ä»»èæ¥æ".encode() * 3),
    "3-5": GOOD.file(
        0,
        "2019/1.html",
        "<!DOCTYPE html><html><head><title>通知</title></head><body><p>关于春节值班的通知</p></body></html>".encode(),
    ),
    "3-8": GOOD.file(0, "2019/1.zip", _zip()),
    "4-3": replace(GOOD, afterwards=_surplus),
}
WARNED = {"2-6", "2-10", "3-5"}
"""What is weighed as a warning, or found as one."""
ELSEWHERE = {"3-2", "4-2"}
"""Those of the catalogue and of the scanner have tests of their own."""


@pytest.fixture(scope="module")
def pool():
    with ReaderPool(1) as pool:
        yield pool


@pytest.fixture(scope="module")
def good(pool, tmp_path_factory):
    path = write(tmp_path_factory.mktemp("good"), GOOD)
    return judged(path, pool, expected=registered(path))


def test_each_automatic_item_has_a_package_that_breaks_it():
    automatic = {item.number for item in items().by_number.values() if item.automation is Automation.AUTO}

    assert automatic == set(BROKEN) | ELSEWHERE
    assert broken_items() == []


def test_a_package_in_order_passes_every_automatic_item(good):
    found = statuses(good)

    assert {number: str(found[number]) for number in BROKEN} == dict.fromkeys(BROKEN, "pass")
    assert found["4-2"] is Status.NOT_RUN
    assert found["3-2"] is Status.NA
    assert good.outcome is Outcome.INCOMPLETE


@pytest.mark.parametrize("number", list(BROKEN))
def test_a_package_that_breaks_one_item_fails_exactly_that(number, good, pool, tmp_path):
    made = BROKEN[number]

    path = write(tmp_path, made)
    report = judged(path, pool, expected=made.expected if made.expected.digest else registered(path))

    before, after = statuses(good), statuses(report)
    changed = {each: str(after[each]) for each in after if after[each] != before[each]}
    assert changed == {number: "warn" if number in WARNED else "fail"}, [(each, told(report, each)) for each in changed]
