"""Lists of the old database programs, written here byte by byte: no program that makes them is at hand."""

import struct

import pytest

from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.spool import spool_tables, spooled_tables
from lantai.engines.formats.tables import read_tables


def dbf(columns, rows, *, first=0x03, page=0, deleted=(), encoding="gb18030"):
    """`columns`: (name, kind, width); cells are texts, or bytes as they are to stand."""
    width = 1 + sum(size for _, _, size in columns)
    head = struct.pack("<BBBBIHH16xBBxx", first, 99, 5, 6, len(rows), 32 + 32 * len(columns) + 1, width, 0, page)
    told = b"".join(
        struct.pack("<11sc4xBB14x", name.encode(encoding), kind.encode(), size, 0) for name, kind, size in columns
    )
    body = b""
    for number, row in enumerate(rows):
        cells = (cell if isinstance(cell, bytes) else cell.encode(encoding) for cell in row)
        padded = b"".join(cell.ljust(size) for cell, (_, _, size) in zip(cells, columns, strict=True))
        body += (b"*" if number in deleted else b" ") + padded
    return head + told + b"\r" + body + b"\x1a"


COLUMNS = [("DH", "C", 20), ("TM", "C", 40), ("WJRQ", "D", 8), ("YS", "N", 5)]
ROWS = [
    ("J001-1-1", "关于䶮村春耕的通知", "19870305", "    3"),
    ("J001-1-2", "废", "", ""),
    ("J001-1-3", "报告", "", "12"),
]


@pytest.fixture
def given(tmp_path):
    def given(data, name="目录.dbf"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return given


def test_columns_and_rows_are_read_and_deleted_rows_stay_out(given, tmp_path):
    path = given(dbf(COLUMNS, ROWS, deleted={1}))

    (table,) = read_tables(path)

    assert [list(row) for row in table.rows] == [
        ["DH", "TM", "WJRQ", "YS"],
        ["J001-1-1", "关于䶮村春耕的通知", "1987-03-05", "3"],
        ["J001-1-3", "报告", "", "12"],
    ]
    sheets = spool_tables(path, tmp_path / "rows", name="目录")
    assert [list(row) for row in spooled_tables(tmp_path / "rows", sheets)[0].rows] == [list(row) for row in table.rows]


def test_the_page_of_taiwan_is_believed(given):
    (table,) = read_tables(given(dbf([("TM", "C", 20)], [("雲溪縣公文",)], page=0x4F, encoding="big5")))

    assert table.rows[1] == ["雲溪縣公文"]


def test_long_texts_that_stayed_behind_are_told_and_empty_ones_lose_nothing(given):
    columns = [("TM", "C", 10), ("BZ", "M", 10)]
    assert read_tables(given(dbf(columns, [("通知", "")], first=0xF5)))[0].rows[1] == ["通知", ""]

    with pytest.raises(Unreadable) as refused:
        read_tables(given(dbf(columns, [("通知", "       12")], first=0xF5)))

    assert refused.value.code == "file.memo_apart"


@pytest.mark.parametrize("keep", [40, 100, 170, 200])
def test_one_that_is_cut_is_damaged(given, keep):
    with pytest.raises(Unreadable):
        read_tables(given(dbf(COLUMNS, ROWS)[:keep]))


def test_text_that_begins_with_a_byte_of_these_files_is_text(given):
    (table,) = read_tables(given("C类,题名\nC1,通知二三四五六七八九十一二三四五\n".encode(), "目录.csv"))

    assert table.rows[0] == ("C类", "题名")
