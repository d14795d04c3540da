import pytest

from lantai.engines.formats.tables import Table
from lantai.holdings.imports.sheets import (
    DAY_COUNT,
    ID_MASKED,
    LEFT_OUT,
    LOST_CHARACTERS,
    NO_ENTRY,
    NO_HEADER,
    SAME_FIELD,
    UNKNOWN_COLUMN,
    catalogue_rows,
    told_rows,
)

HEADER = ("序号", "档号", "题名", "责任者", "日期", "保管期限")


def rows_of(*tables):
    return catalogue_rows("目录.xlsx", tables)


def test_it_finds_the_header_below_title_rows():
    table = Table(
        "Sheet1",
        (("临江县档案局归档文件目录", "", "", "", "", ""), HEADER, ("1", "A-1", "通知", "县府", "1987", "永久")),
    )

    rows, findings = rows_of(table)

    assert [(r.get("code"), r.get("title"), r.number, r.place) for r in rows] == [
        ("A-1", "通知", 3, "目录.xlsx#Sheet1!3")
    ]
    assert findings == []


def test_it_drops_repeated_headers_page_footers_and_subtotals():
    body = [("1", "A-1", "甲", "", "", ""), HEADER, ("", "", "第1页 共9页", "", "", ""), ("合计", "", "1", "", "", "")]
    table = Table("s", (HEADER, *body, ("2", "A-2", "乙", "", "", "")))

    rows, findings = rows_of(table)

    assert [r.get("title") for r in rows] == ["甲", "乙"]
    assert [(f.code, f.params["count"], f.params["rows"]) for f in findings] == [(LEFT_OUT, 3, "3, 4, 5")]


@pytest.mark.parametrize(
    "entry",
    [
        ("", "J001-1-1-1", "通知", "", "", ""),
        ("", "J001-1-1-1", "审核一九八七年预算的通知", "", "", ""),
        ("", "J001-1-1-1", "第3页", "", "", ""),
        ("7", "", "总计划", "", "", ""),
        ("7", "", "合计划拨粮食的报告", "县府", "", ""),
        ("7", "", "填表说明", "", "", ""),
        ("", "", "制表技术资料汇编", "", "", ""),
        ("", "", "审核意见书", "县府", "", ""),
    ],
    ids=lambda entry: entry[2],
)
def test_a_narrow_entry_that_only_sounds_like_a_footer_is_an_entry(entry):
    rows, findings = rows_of(Table("s", (HEADER, entry, ("9", "A-9", "末", "", "", ""))))

    assert [r.get("title") for r in rows] == [entry[2], "末"]
    assert LEFT_OUT not in {finding.code for finding in findings}


@pytest.mark.parametrize(
    "footer",
    [
        "第1页",
        "共 9 页",
        "第1页，共9页",
        "共9页 第1页",
        "合计",
        "小计：25件",
        "本页小计 12",
        "制表人：甲某",
        "审核",
        "填表日期：1998.5.1",
    ],
)
def test_what_is_printed_below_a_list_is_no_entry(footer):
    rows, findings = rows_of(Table("s", (HEADER, ("1", "A-1", "甲", "", "", ""), ("", "", footer, "", "", ""))))

    assert [r.get("title") for r in rows] == ["甲"]
    assert [finding.code for finding in findings] == [LEFT_OUT]


def test_a_row_without_title_code_or_number_is_named():
    rows, findings = rows_of(Table("s", (HEADER, ("1", "", "", "县府", "1987", ""), ("2", "A-2", "乙", "", "", ""))))

    assert [r.get("title") for r in rows] == ["乙"]
    assert [(f.code, f.params["rows"]) for f in findings] == [(NO_ENTRY, "2")]


def test_of_two_columns_of_one_field_the_first_that_is_filled_counts_and_nothing_is_lost():
    header = ("档号", "题名", "日期", "起止日期", "备注", "备注")
    body = (
        ("A-1", "甲", "19870305", "", "", "缺页"),
        ("A-2", "乙", "", "1988", "一", "二"),
        ("A-3", "丙", "1989", "1990", "", ""),
    )

    rows, findings = rows_of(Table("s", (header, *body)))

    assert [r.get("date") for r in rows] == ["19870305", "1988", "1989"]
    assert [r.get("note") for r in rows] == ["缺页", "一", ""]
    assert rows[1].extra == {"备注 2": "二"}
    assert rows[2].extra == {"起止日期": "1990"}
    assert [f.params["headers"] for f in findings if f.code == SAME_FIELD] == ["日期, 起止日期", "备注, 备注"]


def test_it_fills_down_ditto_marks_but_leaves_blanks_missing():
    table = Table(
        "s",
        (
            HEADER,
            ("1", "A-1", "甲", "县政府", "", "永久"),
            ("2", "A-2", "乙", "〃", "", ""),
            ("3", "A-3", "丙", "", "", "同上"),
        ),
    )

    rows, _ = rows_of(table)

    assert [r.get("creator") for r in rows] == ["县政府", "县政府", ""]
    assert [r.get("retention") for r in rows] == ["永久", "", ""]


def test_it_fills_vertical_merges_in_identifying_columns_only():
    header = ("年度", "件号", "题名", "备注")
    body = (("1987", "1", "甲", "缺页"), ("", "2", "乙", ""), ("", "3", "丙", ""))
    table = Table("s", (header, *body), merges=((1, 0, 3, 0), (1, 3, 2, 3)))

    rows, _ = rows_of(table)

    assert [(r.get("year"), r.get("note")) for r in rows] == [("1987", "缺页"), ("1987", ""), ("1987", "")]


def test_it_joins_two_header_rows():
    upper = ("档号", "当事人", "", "登记日期", "题名")
    lower = ("", "男方", "女方", "", "")
    merges = ((0, 1, 0, 2), (0, 0, 1, 0), (0, 3, 1, 3), (0, 4, 1, 4))
    table = Table("s", (upper, lower, ("M-1", "甲某", "乙某", "1987.3.5", "结婚登记")), merges=merges)

    rows, _ = rows_of(table)

    assert rows[0].people == {"男方": "甲某", "女方": "乙某"}
    assert (rows[0].get("code"), rows[0].get("date"), rows[0].number) == ("M-1", "1987.3.5", 3)


def test_it_keeps_unknown_columns_with_the_record_and_says_so():
    table = Table("s", ((*HEADER, "责任处室"), ("1", "A-1", "甲", "", "", "", "秘书科")))

    rows, findings = rows_of(table)

    assert rows[0].extra == {"责任处室": "秘书科"}
    assert [f.code for f in findings] == [UNKNOWN_COLUMN]


def test_it_folds_coded_fields_but_never_titles():
    table = Table("s", (HEADER, ("１", "Ａ－１", "关于“Ａ”、“Ｂ”的通知（试行）。", "", "１９８７年３月", "Ｙ")))

    row = rows_of(table)[0][0]

    assert (row.get("code"), row.get("date"), row.get("retention")) == ("A-1", "1987年3月", "Y")
    assert row.get("title") == "关于“Ａ”、“Ｂ”的通知（试行）"


def test_it_reports_sheets_without_header_and_rows_with_destroyed_characters():
    plain = Table("说明", (("本表由办公室制作", ""), ("请勿改动", "")))
    broken = Table("s", (HEADER, ("1", "A-1", "锟斤拷的通知", "", "", "")))

    rows, findings = rows_of(plain, broken)

    assert {f.code for f in findings} == {NO_HEADER, LOST_CHARACTERS}
    assert len(rows) == 1


def test_it_reads_every_sheet():
    rows, _ = rows_of(
        Table("1986", (HEADER, ("1", "A-1", "甲", "", "", ""))), Table("1987", (HEADER, ("1", "A-2", "乙", "", "", "")))
    )

    assert [(r.sheet, r.get("code")) for r in rows] == [("1986", "A-1"), ("1987", "A-2")]


def test_it_keeps_apart_what_two_people_of_one_row_have():
    upper = ("档号", "男方", "", "", "女方", "", "", "题名")
    lower = ("", "姓名", "住址", "身份证号", "姓名", "住址", "身份证号", "")
    merges = ((0, 1, 0, 3), (0, 4, 0, 6), (0, 0, 1, 0), (0, 7, 1, 7))
    row = ("M-1", "甲某", "东街", "000000194001011234", "乙某", "西街", "000000194101015678", "结婚登记")

    rows, findings = rows_of(Table("s", (upper, lower, row), merges=merges))

    assert rows[0].people == {"男方": "甲某", "女方": "乙某"}
    assert rows[0].extra == {
        "男方住址": "东街", "女方住址": "西街", "男方身份证号": "…1234", "女方身份证号": "…5678",
    }  # fmt: skip
    assert [f.code for f in findings].count(ID_MASKED) == 2


def test_it_never_keeps_a_personal_number():
    table = Table("s", ((*HEADER, "身份证号"), ("1", "A-1", "甲", "", "", "", "000000194001011234")))

    rows, _ = rows_of(table)

    assert "000000194001011234" not in str(rows)


def test_it_never_takes_a_merged_title_row_for_a_group_of_columns():
    table = Table(
        "s",
        (("临江县档案目录", *[""] * 6), (*HEADER, "柜号"), ("1", "A-1", "甲", "", "", "", "三")),
        merges=((0, 0, 0, 6),),
    )

    rows, _ = rows_of(table)

    assert rows[0].extra == {"柜号": "三"}


def test_it_reads_day_counts_in_a_column_of_dates_and_keeps_the_number():
    header = ("档号", "题名", "日期")
    table = Table("s", (header, ("A-1", "甲", "1987-03-04"), ("A-2", "乙", "31841"), ("A-3", "丙", "1987年4月")))

    rows, findings = rows_of(table)

    assert [row.get("date") for row in rows] == ["1987-03-04", "1987-03-05", "1987年4月"]
    assert [row.extra for row in rows] == [{}, {"日期原文": "31841"}, {}]
    assert [(f.code, f.path, f.params["date"]) for f in findings] == [(DAY_COUNT, "目录.xlsx#s!3", "1987-03-05")]


def test_it_leaves_numbers_in_a_column_that_is_not_of_dates():
    table = Table("s", (("档号", "题名", "日期"), ("A-1", "甲", "见附件"), ("A-2", "乙", "31841")))

    rows, findings = rows_of(table)

    assert ([row.get("date") for row in rows], findings) == (["见附件", "31841"], [])


@pytest.mark.parametrize(
    ("header", "cells", "number", "unit", "kept"),
    [
        (("题名", "室编件号", "馆编件号"), ("甲", "7", "12"), "12", "7", {}),
        (("题名", "室编件号", "年度"), ("甲", "7", "1987"), "7", "7", {}),
        (("题名", "件号", "馆编件号"), ("甲", "7", "12"), "12", "", {"件号": "7"}),
        (("题名", "件号", "室编件号"), ("甲", "12", "7"), "12", "7", {}),
    ],
)
def test_numbers_of_the_unit_and_of_the_archive_stay_apart(header, cells, number, unit, kept):
    (row,), _ = catalogue_rows("目录.xlsx", [Table("s", [list(header), list(cells)])])

    assert (row.get("item_number"), row.get("unit_number"), row.extra) == (number, unit, kept)


def test_a_grade_is_read_and_stands_under_its_own_header_until_the_type_is_known():
    entries = [(n, {"档号": f"A-{n}", "题名": "甲", "等级": text}) for n, text in enumerate(("一级", "同上", ""), 1)]

    rows, findings = told_rows("目录.xlsx", "s", entries)

    assert [(row.get("grade"), row.extra) for row in rows] == [
        ("一级", {"等级": "一级"}), ("一级", {"等级": "一级"}), ("", {}),
    ]  # fmt: skip
    assert findings == []
