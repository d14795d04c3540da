"""Lists of the old database programs, written here byte by byte: no program that makes them is at hand."""

import struct

import pytest

from lantai.engines.formats.memos import is_memo_of
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


LONG = ["各公社：\r\n今冬明春兴修水利。", "䶮" * 300]


def fpt(texts):
    """Of FoxPro: blocks of 64 bytes from 512 on, and the number of each text."""
    body, numbers = b"", []
    for text in texts:
        numbers.append(8 + len(body) // 64)
        data = text.encode("gb18030")
        entry = struct.pack(">II", 1, len(data)) + data
        body += entry.ljust(-(-len(entry) // 64) * 64, b"\x00")
    return struct.pack(">IHH", 0, 0, 64).ljust(512, b"\x00") + body, numbers


def dbt(texts, *, block=0):
    """Of dBASE III, or with a length of blocks of dBASE IV."""
    body, numbers, size = b"", [], block or 512
    for text in texts:
        numbers.append(1 + len(body) // size)
        data = text.encode("gb18030")
        entry = b"\xff\xff\x08\x00" + struct.pack("<I", len(data) + 8) + data if block else data + b"\x1a\x1a"
        body += entry.ljust(-(-len(entry) // size) * size, b"\x00")
    return struct.pack("<20xH", block).ljust(size, b"\x00") + body, numbers


@pytest.mark.parametrize(
    ("first", "suffix", "make", "in_four_bytes"),
    [
        (0xF5, ".fpt", fpt, False),
        (0x30, ".FPT", fpt, True),
        (0x83, ".dbt", dbt, False),
        (0x8B, ".DBT", lambda texts: dbt(texts, block=1024), False),
    ],
    ids=["FoxPro", "Visual FoxPro", "dBASE III", "dBASE IV"],
)
def test_long_texts_are_read_where_their_file_lies_beside_the_list(given, first, suffix, make, in_four_bytes):
    data, numbers = make(LONG)
    given(data, f"目录{suffix}")
    cells = [struct.pack("<I", number) if in_four_bytes else f"{number:>10}" for number in numbers]
    empty = b"\x00" * 4 if in_four_bytes else ""
    columns = [("TM", "C", 10), ("BZ", "M", 4 if in_four_bytes else 10)]
    rows = [("通知", cells[0]), ("报告", cells[1]), ("无", empty)]

    (table,) = read_tables(given(dbf(columns, rows, first=first)))

    assert [row[1] for row in table.rows] == ["BZ", "各公社：\n今冬明春兴修水利。", "䶮" * 300, ""]


def test_a_screen_line_of_dbase_is_no_line_and_pictures_have_no_text(given):
    given(b"\x00" * 512 + "春耕".encode("gb18030") + b"\x8d\n" + "通知".encode("gb18030") + b"\x1a", "目录.dbt")
    columns = [("BZ", "M", 10), ("TP", "G", 10)]

    (table,) = read_tables(given(dbf(columns, [(f"{1:>10}", f"{1:>10}")], first=0x83)))

    assert table.rows[1] == ["春耕通知", ""]


@pytest.mark.parametrize("cell", ["        99", "   nowhere"])
def test_a_cell_that_points_beside_its_long_texts_is_told_with_its_row(given, cell):
    given(fpt(LONG)[0], "目录.fpt")

    with pytest.raises(Unreadable) as refused:
        read_tables(given(dbf([("TM", "C", 10), ("BZ", "M", 10)], [("通知", cell)], first=0xF5)))

    assert (refused.value.code, refused.value.params) == ("file.damaged", {"detail": "row 1, BZ"})


def test_long_texts_are_not_looked_for_behind_a_link(given, tmp_path):
    given(fpt(LONG)[0], "别处.fpt")
    (tmp_path / "目录.fpt").symlink_to(tmp_path / "别处.fpt")

    with pytest.raises(Unreadable):
        read_tables(given(dbf([("TM", "C", 10), ("BZ", "M", 10)], [("通知", f"{8:>10}")], first=0xF5)))


def test_long_texts_are_of_the_list_of_their_name():
    assert is_memo_of("一/目录.FPT", "一/目录.dbf")
    assert not any(is_memo_of(name, "一/目录.dbf") for name in ("目录.fpt", "一/目录.pdf", "一/目录2.dbt"))
    assert not is_memo_of("一/目录.fpt", "一/目录.xlsx")


@pytest.mark.parametrize("keep", [40, 100, 170, 200])
def test_one_that_is_cut_is_damaged(given, keep):
    with pytest.raises(Unreadable) as refused:
        read_tables(given(dbf(COLUMNS, ROWS)[:keep]))

    assert refused.value.finding("目录.dbf").sentence()


def test_text_that_begins_with_a_byte_of_these_files_is_text(given):
    (table,) = read_tables(given("C类,题名\nC1,通知二三四五六七八九十一二三四五\n".encode(), "目录.csv"))

    assert table.rows[0] == ("C类", "题名")
