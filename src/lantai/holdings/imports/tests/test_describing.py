from dataclasses import replace

import pytest

from lantai.holdings.catalogue.actions import Person
from lantai.holdings.imports.describing import (
    IMPOSSIBLE_DATE,
    NO_TITLE,
    describe_row,
    is_secret,
    opening_state,
    retention_code,
)
from lantai.holdings.imports.rows import CatalogueRow


def row(people=None, **cells):
    return CatalogueRow("目录.xlsx", "s", 7, cells, people or {}, {})


def test_it_takes_the_code_as_written_and_reads_year_and_retention_from_it():
    description, findings = describe_row(row(code="Z109-WS·2011-Y-BGS-0001", title="通知"), "Z109")

    assert (description.code, description.year, description.retention) == ("Z109-WS·2011-Y-BGS-0001", 2011, "Y")
    assert (description.record_type, findings) == ("document", [])


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"year": "1998", "retention": "永久", "organisation": "BGS", "item_number": "7"}, "J001-WS·1998-Y-BGS-0007"),
        ({"list_number": "1", "volume_number": "15", "item_number": "3"}, "J001-1-015-003"),
        ({"fonds": "X032", "list_number": "1", "volume_number": "15"}, "X032-1-015"),
        ({"item_number": "12"}, "J001-12"),
    ],
)
def test_it_builds_a_code_from_its_parts(cells, code):
    description, _ = describe_row(row(title="甲", **cells), "J001")

    assert description.code == code
    assert description.lineage["code_built"] is True


@pytest.mark.parametrize(
    ("text", "code"),
    [("永久", "Y"), ("永", "Y"), ("Ｙ", "Y"), ("30年", "D30"), ("定期30年", "D30"), ("三十年", "D30"), ("D10", "D10"),
     ("永久保存", "Y"), ("永久/Y", "Y"), ("定期（30年）", "D30"), ("30年(定期)", "D30"), ("卅年", "D30"),
     ("叁拾年", "D30"), ("三十", "D30"), ("一百年", "D100"), ("10", "D10"), ("1", "1"), ("16-50年", "16-50年"),
     ("长期（30年）", "长期(30年)"), ("长期", "长期"), ("短", "短期"), ("", "")],
)  # fmt: skip
def test_it_maps_retention_without_equating_old_terms(text, code):
    assert retention_code(text) == code


@pytest.mark.parametrize(
    ("text", "state"),
    [("开放", "open"), ("已开放", "open"), ("控制", "restricted"), ("不开放", "restricted"), ("未开放", "restricted"),
     ("延期开放", "deferred"), ("延期", "deferred"), ("未审核", "unreviewed"), ("", "unreviewed"),
     ("待定", "unreviewed"), ("公开", "open"), ("是", "open"), ("准予开放", "open"), ("开放（2001年）", "open"),
     ("2001年开放", "open"), ("2940年开放", "unreviewed"),
     ("开放（2940.1）", "unreviewed"), ("开放审核中", "unreviewed"), ("开放鉴定未完成", "unreviewed"),
     ("是否开放待定", "unreviewed"), ("开放时间待定", "unreviewed"), ("公开属性不明", "unreviewed"),
     ("是，但须审批", "unreviewed"), ("部分开放", "unreviewed"), ("不宜开放", "restricted"), ("不公开", "restricted")],
)  # fmt: skip
def test_it_opens_nothing_that_is_not_plainly_open(text, state):
    assert opening_state(text) == state


def test_it_says_elements_where_they_belong_and_the_rest_beside():
    cells = {
        "class_no": "F32",
        "keywords": "土地；承包、  合同",
        "location": "3 库 2 架",
        "box": "7",
        "unit_number": "12",
    }
    item, _ = describe_row(row(code="A-1", title="甲", **cells), "A")
    volume, _ = describe_row(replace(row(code="A-1", title="甲", **cells), level="volume"), "A")

    assert item.elements == {"class_no": "F32", "keywords": ["土地", "承包", "合同"], "location": "3 库 2 架"}
    assert item.fields == {"box": "7", "unit_number": "12"}
    assert volume.elements == {"class_no": "F32", "location": "3 库 2 架"}
    assert volume.fields["keywords"] == "土地；承包、  合同"  # DA/T 18-2022: no element of a volume


@pytest.mark.parametrize(
    ("header", "text", "grade"),
    [("档案等级", "一级", "一级"), ("等级", "Ⅱ级", "二级"), ("级别", "3 级", "三级"), ("馆藏等级", "1", "一级"),
     ("等级", "1", ""), ("级别", "正科", ""), ("档案等级", "四级", "")],
)  # fmt: skip
def test_the_grade_of_a_holding_is_an_element_and_anything_else_stays_under_its_header(header, text, grade):
    read = replace(row(code="A-1", title="甲", grade=text), extra={header: text, "库别": "甲"})
    described, _ = describe_row(read, "A")

    assert described.elements == ({"grade": grade} if grade else {})
    assert described.fields == ({"库别": "甲"} if grade else {header: text, "库别": "甲"})


def test_the_grade_of_an_injury_is_no_grade_of_holdings():
    read = replace(row(code="A-1", title="甲", grade="三级"), extra={"等级": "三级"})
    described, _ = describe_row(read, "A", kind="work_capacity")

    assert (described.elements, described.fields) == ({}, {"等级": "三级"})


def test_it_names_people_with_the_role_of_their_column():
    description, _ = describe_row(row({"男方": "甲某", "女方": "乙某"}, code="M-1", title="登记表"), "M")

    assert description.persons == (Person("甲某", "groom"), Person("乙某", "bride"))
    assert description.record_type == "marriage"


def test_it_keeps_what_is_wrong_and_says_it():
    description, findings = describe_row(row(code="A-1", date="19870231"), "A")

    assert [f.code for f in findings] == [IMPOSSIBLE_DATE, NO_TITLE]
    assert (description.title, description.date.raw, description.date.start) == ("A-1", "19870231", None)


@pytest.mark.parametrize(
    ("level", "secret"), [("秘密", True), ("机密★10年", True), ("绝密", True), ("内部", False), ("", False)]
)
def test_it_knows_what_is_classified(level, secret):
    assert is_secret(row(secrecy=level)) is secret


def test_it_reads_lists_of_names_and_drops_the_word_for_others():
    description, _ = describe_row(row({"人名": "甲大川、乙小河等"}, code="A-1", title="名册"), "A")

    assert [person.name for person in description.persons] == ["甲大川", "乙小河"]
