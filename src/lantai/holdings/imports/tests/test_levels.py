"""Whether the entries of a list are volumes or items: by its words, columns, codes, the schemes of the fonds."""

import pytest

from lantai.engines.formats.tables import Table
from lantai.holdings.arrangement.models import CodeRule
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.imports.headers import Columns
from lantai.holdings.imports.levels import NOTHING_LAID_DOWN, dialect_of, with_level
from lantai.holdings.imports.sheets import catalogue_rows

VOLUMES = ("档号", "案卷号", "题名", "起止日期", "页数", "保管期限")
ITEMS = ("档号", "案卷号", "顺序号", "文号", "责任者", "题名", "日期", "页号")
BOTH = [("档号", "案卷号", "件号", "题名"), ("J001-1-001", "1", "", "卷"), ("J001-1-001-001", "1", "1", "件")]


def read(sheet, rows, *, file="目录.xlsx", level="", dialect=NOTHING_LAID_DOWN):
    """What each entry is, and the codes of what was found."""
    table = Table(sheet, [list(row) for row in rows])
    found, findings = catalogue_rows(file, [table], columns=Columns(level=level))
    return [with_level(row, dialect).level for row in found], {each.code for each in findings}


@pytest.mark.parametrize(
    ("sheet", "rows"),
    [
        ("Sheet1", [["云溪县民政局案卷目录"], ["档号", "题名"], ["J001-1-001", "第1卷"]]),
        ("案卷级目录", [["档号", "题名"], ["J001-1-001", "第1卷"]]),
        ("案卷", [["档号", "题名"], ["J001-1-001", "第1卷"]]),
        ("Sheet1", [VOLUMES, ("J001-1-001", "1", "第1卷", "1961-1962", "80", "永久")]),
        ("Sheet1", [("档号", "案卷题名", "件数"), ("J001-WS·1961-001", "第1卷", "12")]),
        ("Sheet1", [("档号", "案卷号", "题名"), ("X032-KJ·KY·01-003", "3", "第3卷")]),
    ],
    ids=["title", "sheet", "bare sheet", "columns together", "columns", "codes"],
)
def test_a_list_of_volumes_is_recognised_and_told(sheet, rows):
    levels, codes = read(sheet, rows)

    assert levels == ["volume"]
    assert "catalogue.list_of_volumes" in codes


@pytest.mark.parametrize(
    ("sheet", "rows"),
    [
        ("Sheet1", [["卷内文件目录"], ["档号", "案卷号", "题名"], ["J001-1-001-001", "1", "件"]]),
        ("Sheet1", [["归档文件目录"], ["档号", "题名", "件数"], ["J001-1", "通知", "1"]]),
        ("Sheet1", [ITEMS, ("J001-1-001-001", "1", "1", "", "", "件", "", "")]),
    ],
    ids=["title", "title before columns", "columns"],
)
def test_a_list_of_items_is_recognised(sheet, rows):
    assert read(sheet, rows)[0] == ["item"]


@pytest.mark.parametrize(
    ("header", "entry", "level"),
    [
        (("案卷号", "目录号", "题名"), ("1", "1", "第1卷"), "volume"),
        (("档号", "案卷号", "题名"), ("J001-1-003-002", "3", "件"), ""),
        (("档号", "案卷号", "题名"), ("J001-1-003-003", "3", "件"), ""),
        (("档号", "案卷号", "题名"), ("J001-WS·1987-Y-BGS-0003", "3", "件"), ""),
        (("档号", "题名", "年度"), ("J001-1-001", "通知", "1961"), ""),
    ],
    ids=["no code", "code goes on", "the same by chance", "by item", "nothing"],
)
def test_an_entry_says_it_where_its_list_does_not(header, entry, level):
    assert read("Sheet1", [header, entry]) == ([level], set())


def test_one_code_that_ends_in_the_number_by_chance_makes_no_volume():
    rows = [("档号", "案卷号", "题名"), ("J001-KJ·01-003", "3", "甲"), ("J001-KJ·01-004", "3", "乙")]

    assert read("Sheet1", rows)[0] == ["", ""]


def test_a_list_of_both_is_told_apart_entry_by_entry():
    assert read("全引目录", BOTH)[0] == ["volume", ""]


def test_the_name_of_the_file_says_it_and_a_person_before_it():
    rows = [("档号", "题名"), ("J001-1-001", "第1卷")]

    assert read("Sheet1", rows, file="云溪县案卷目录.xlsx")[0] == ["volume"]
    assert read("Sheet1", rows, file="云溪县案卷目录.xlsx", level="item") == (["item"], set())


@pytest.mark.django_db
def test_the_schemes_of_the_fonds_say_it_where_the_list_does_not():
    fonds = FondsFactory(code="J001")
    for level, scheme in (("volume", "dat13_volume/1"), ("item", "dat22/1")):
        CodeRule.objects.create(fonds=fonds, level=level, scheme=scheme)
    CodeRule.objects.create(fonds=fonds, level="item", scheme="gone/1", from_year=1990)
    rows = [("档号", "题名"), ("J001-KJ·KY·01-003", "卷"), ("J001-WS·1988-Y-BGS-0001", "件"), ("J001-9", "无")]

    assert read("Sheet1", rows, dialect=dialect_of(fonds))[0] == ["volume", "item", ""]


def test_words_about_the_volume_are_not_the_title_of_the_item():
    rows = [("档号", "案卷题名", "文件题名"), ("J001-1-001-001", "第1卷", "通知"), ("J001-1-001", "第1卷", "")]
    found, _ = catalogue_rows("目录.xlsx", [Table("Sheet1", [list(row) for row in rows])])

    assert [(row.get("title"), row.extra) for row in found] == [("通知", {"所属案卷题名": "第1卷"}), ("第1卷", {})]
