"""Persons of catalogue rows: what other columns say of them, and ID numbers that stand nowhere in the open."""

from __future__ import annotations

import json

import pytest

from lantai.base.common.findings import Severity
from lantai.engines.formats.tables import Table
from lantai.holdings.accessions.planning import Planned, as_json, from_json
from lantai.holdings.catalogue.id_numbers import WRONG_CHECKSUM
from lantai.holdings.imports.describing import describe_row
from lantai.holdings.imports.sheets import catalogue_rows

GROOM, BRIDE = "990101195003070017", "99010119510408002X"
COUPLES = ("档号", "题名", "男方姓名", "男方出生日期", "男方身份证号", "女方姓名", "女方身份证号", "女方住址", "住址")


def described(header, *rows):
    found, _ = catalogue_rows("目录.xlsx", [Table("s", (header, *rows))])
    return [describe_row(row, "J001") for row in found]


def couple(**changed):
    row = ("J001-1", "结婚登记", "甲某", "1950年3月7日", GROOM, "乙某", BRIDE, "西街", "东街")
    cells = dict(zip(COUPLES, row, strict=True)) | changed
    return described(COUPLES, tuple(cells.values()))[0]


def test_it_gives_each_of_two_what_their_columns_say():
    description, _ = couple()
    man, woman = description.persons

    assert (man.name, man.role, man.id_number, man.birth.key) == ("甲某", "groom", GROOM, 19500307)
    assert (woman.name, woman.role, woman.id_number, woman.place) == ("乙某", "bride", BRIDE, "西街")


def test_it_gives_nobody_what_may_be_of_either():
    description, _ = couple()

    assert description.persons[0].place == ""
    assert description.fields["住址"] == "东街"


def test_it_gives_nobody_a_number_that_stands_beside_two_names():
    description, _ = couple(男方姓名="甲某、丙某")

    assert [person.id_number for person in description.persons] == ["", "", BRIDE]


def test_it_gives_a_person_who_is_alone_what_needs_no_word_before_it():
    header = ("档号", "题名", "姓名", "性别", "身份证号", "单位")

    description, _ = described(header, ("J001-2", "关于防汛的通知", "丁某", "女", BRIDE, "人事局"))[0]

    assert [(each.name, each.sex, each.id_number, each.unit) for each in description.persons] == [
        ("丁某", "女", BRIDE, "")
    ]


def test_it_tells_what_is_wrong_with_a_number():
    _, findings = couple(男方身份证号=GROOM[:-1] + "1")

    assert [each.code for each in findings if each.severity == Severity.WARNING] == [WRONG_CHECKSUM]
    assert "甲某" in next(each for each in findings if each.code == WRONG_CHECKSUM).sentence()


def test_it_keeps_whole_numbers_in_no_plan_and_no_trace_and_finds_them_again():
    description, findings = couple()
    plan = as_json(Planned(description, ()))
    text = json.dumps(plan, ensure_ascii=False) + repr(description) + repr(findings)

    assert GROOM not in text
    assert BRIDE not in text
    assert [each.id_number for each in from_json(plan).description.persons] == [GROOM, BRIDE]


@pytest.mark.parametrize("written", ["1985.3", "五十年代", "约1950年", ""])
def test_it_keeps_a_birth_as_exactly_as_it_is_known(written):
    description, _ = couple(男方出生日期=written)

    assert (description.persons[0].birth.raw if description.persons[0].birth else "") == written
