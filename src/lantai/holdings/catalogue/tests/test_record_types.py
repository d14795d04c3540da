"""Record types as data: what is shipped holds together, what an archive adds is read or told with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.utils import translation

from lantai.holdings.catalogue.applicants import applicants, unknown_applicants
from lantai.holdings.catalogue.data_files import BadDataFile, read_data_file
from lantai.holdings.catalogue.labels import role_label
from lantai.holdings.catalogue.record_type_schema import SCHEMA
from lantai.holdings.catalogue.record_types import (
    broken_files,
    own_type_problems,
    person_roles,
    record_types,
    type_of,
    use_folder,
)

STANDARD = {
    "HY", "DS", "ZS", "ZQ", "ZQZ", "ZG", "GB", "TW", "TD",
    "LQ", "JF", "FC", "ZD", "YM", "XJ", "GS", "LD", "GZ", "DB", "BL",
}  # fmt: skip
FERRY = """code: ferry_licence
version: 1
labels: {zh: 渡船执照, en: ferry licences}
words: [渡船执照]
roles:
  - {code: boatman, labels: {zh: 船工, en: boatman}, headers: [船工], prefixes: [船工]}
"""


@pytest.fixture
def own(tmp_path):
    use_folder(tmp_path)
    yield tmp_path
    use_folder(settings.RECORD_TYPES_FOLDER)


def test_it_ships_every_type_of_the_standard_frame():
    assert {kind.standard for kind in record_types().values()} - {""} == STANDARD


def test_it_keeps_the_codes_records_have():
    codes = {"marriage", "sent_down_youth", "recruitment", "veteran", "land", "school", "personnel", "document"}

    assert codes <= record_types().keys()


def test_it_has_both_languages_for_types_fields_and_roles():
    for kind in record_types().values():
        for labels in (kind.labels, *(each.labels for each in (*kind.fields, *kind.roles))):
            assert re.search("[\u4e00-\u9fff]", labels["zh"])
            assert not re.search("[\u4e00-\u9fff]", labels["en"])


def test_it_asks_for_the_clues_of_the_standard_forms():
    clues = {
        code: {each.code for each in (*kind.roles, *kind.fields) if each.clue} for code, kind in record_types().items()
    }

    assert clues["marriage"] == {"groom", "bride", "nature", "registered"}
    assert clues["only_child"] == {"child", "father", "mother"}
    assert clues["sent_down_youth"] == {"youth", "school", "sent_to"}
    assert clues["veteran"] == {"veteran", "enlisted", "discharged", "troop"}


@pytest.mark.parametrize(("code", "header", "column"), [
    ("marriage", "男方姓名", ("groom", "name")),
    ("marriage", " 男方出生日期：", ("groom", "birth")),
    ("marriage", "女方身份证号码", ("bride", "id_number")),
    ("marriage", "女方工作单位", ("bride", "unit")),
    ("marriage", "登记日期", None),
    ("sent_down_youth", "XM", ("youth", "name")),
    ("sent_down_youth", "XB", ("youth", "sex")),
    ("only_child", "父亲单位", ("father", "unit")),
    ("work_injury", "身份证号", ("injured", "id_number")),
])  # fmt: skip
def test_it_knows_to_whom_a_column_belongs(code, header, column):
    assert record_types()[code].person_column(header) == column


@pytest.mark.parametrize(("code", "header", "field"), [
    ("sent_down_youth", "XXDD", "sent_to"), ("sent_down_youth", "xxsj", "sent"), ("recruitment", "ZGDW", "employer"),
    ("recruitment", "DWXZ", "ownership"), ("marriage", "登 记 日 期", "registered"),
    ("personnel", "工资级别", "salary"), ("personnel", "职称", "qualification"), ("personnel", "转正时间", "tenured"),
])  # fmt: skip
def test_it_knows_the_fields_by_the_headers_of_old_databases(code, header, field):
    assert record_types()[code].field_of(header).code == field


def test_it_makes_a_title_of_what_is_known():
    kind = record_types()["marriage"]

    couple = {"groom": ["甲大川"], "bride": ["乙小河"]}
    assert kind.title_for(couple, {"nature": "marriage"}) == "甲大川与乙小河结婚登记"
    assert kind.title_for({"bride": ["乙小河"]}, {"nature": "离婚"}) == "乙小河离婚登记"
    assert kind.title_for({}, {"nature": "离婚"}) == ""


@pytest.mark.parametrize(("fields", "title"), [
    ({"nature": "appointment", "post": "粮站站长"}, "丙远山任免材料"),
    ({"nature": "调动", "post": "粮站站长"}, "丙远山调动材料"),
    ({"nature": "salary"}, "丙远山工资材料"),
    ({"post": "粮站站长"}, "丙远山任免材料（粮站站长）"),
    ({}, "丙远山人事材料"),
])  # fmt: skip
def test_what_a_title_calls_a_paper_of_personnel_is_what_the_list_says_of_it(fields, title):
    assert record_types()["personnel"].title_for({"cadre": ["丙远山"]}, fields) == title


@pytest.mark.parametrize(("title", "record_class", "headers", "code"), [
    ("甲大川、乙小河", "", {"男方", "女方"}, "marriage"),
    ("某村承包", "", {"承包方"}, "land_contract"),
    ("某户林权登记表", "", {"户主"}, "forest"),
    ("某户宅基地审批", "", {"户主"}, "house_building"),
    ("某户", "", {"户主"}, "land"),
    ("关于知青子女落户的批复", "", set(), "youth_children"),
    ("关于知识青年插队的通知", "", set(), "sent_down_youth"),
    ("某某公证书", "", set(), "notary"),
    ("通知", "WS", set(), "document"),
    ("通知", "", set(), ""),
])  # fmt: skip
def test_it_guesses_the_type(title, record_class, headers, code):
    assert type_of(title, record_class, frozenset(headers)) == code


def test_it_names_roles_in_the_language_of_the_page():
    with translation.override("zh-hans"):
        assert (role_label("groom"), role_label("party"), role_label("stranger")) == ("男方", "当事人", "stranger")
    with translation.override("en"):
        assert role_label("youth") == "sent-down youth"


def test_it_names_persons_columns_over_all_types():
    roles = person_roles()

    assert (roles["男方"], roles["户主"], roles["姓名"], roles["承包方"]) == ("groom", "householder", "", "contractor")


def test_it_takes_a_type_of_the_archive_without_code(own):
    (own / "ferry.yaml").write_text(FERRY, encoding="utf-8")
    use_folder(own)

    assert record_types()["ferry_licence"].person_column("船工住址") == ("boatman", "place")
    assert type_of("", "", frozenset({"船工"})) == "ferry_licence"
    assert role_label("boatman") in {"船工", "boatman"}


def test_it_lets_an_archive_replace_a_shipped_type(own):
    (own / "m.yaml").write_text(FERRY.replace("ferry_licence", "marriage"), encoding="utf-8")
    use_folder(own)

    assert record_types()["marriage"].labels["en"] == "ferry licences"


@pytest.mark.parametrize(("wrong", "line"), [
    (FERRY.replace("version: 1", "version: zero"), 2),
    (FERRY.replace("code: boatman", "code: Boat Man"), 6),
    (FERRY.replace("en: ferry licences", "en: ''"), 3),
    (FERRY + "title: '{captain}'\n", 7),
    (FERRY + "other_titles: ['{boatman}', '{captain}']\n", 7),
    (FERRY + "fields: [\n", 8),
    ("", 1),
])  # fmt: skip
def test_it_tells_file_and_line_of_a_mistake_and_goes_on_without(own, wrong, line):
    (own / "wrong.yaml").write_text(wrong, encoding="utf-8")
    (own / "right.yaml").write_text(FERRY, encoding="utf-8")
    use_folder(own)

    told = [each for each in run_checks(tags=[Tags.files]) if each.id == "lantai.W007"]

    assert len(told) == 1
    assert f"wrong.yaml, line {line}:" in told[0].msg
    assert "ferry_licence" in record_types()


@pytest.mark.parametrize(("wrong", "told"), [
    (FERRY.replace("version: 1", "version: zero"), "line 2: “version” must be a whole number"),
    (FERRY.replace("version: 1\n", ""), "line 1: “version” is missing"),
    (FERRY + "rolls: []\n", "line 7: “rolls” is not known here, only: code, standard, version, labels"),
    (FERRY.replace("code: boatman", "code: Boat Man"), "line 6: “Boat Man” is not a code: small letters"),
    (FERRY + "retention: 30 years\n", "line 7: “30 years” is not a retention: Y for permanent, or D and a number"),
    (FERRY + "sensitivity: secret\n", "line 7: “secret” is not one of: ordinary, personal, sensitive"),
    (FERRY + "words: [船工执照]\n", "line 7: “words” stands here twice"),
    (FERRY + "fields:\n  - {code: boatman, labels: {zh: 船, en: boat}, kind: text}\n", "line 8: two of its"),
    (FERRY + "title: 渡船: 执照\n", "line 7: a colon inside a text: put the text in quotes"),
    (FERRY + "\ttitle: x\n", "line 7: a tab, or a sign like @"),
    (FERRY + "fields: [\n", "line 8: a [ that is not closed"),
    (FERRY.encode("gb18030"), "line 1: not written in UTF-8"),
])  # fmt: skip
def test_it_says_in_words_what_is_wrong(own, wrong, told):
    (own / "wrong.yml").write_bytes(wrong if isinstance(wrong, bytes) else wrong.encode())
    use_folder(own)

    (problem,) = own_type_problems()

    assert told in str(problem)
    assert "ferry_licence" not in record_types()


def test_two_files_of_one_code_are_told(own):
    (own / "a.yaml").write_text(FERRY, encoding="utf-8")
    (own / "b.yaml").write_text(FERRY.replace("渡船执照, en", "船工执照, en"), encoding="utf-8")
    use_folder(own)

    assert [str(each) for each in own_type_problems()] == [
        "b.yaml, line 1: “ferry_licence” stands in a.yaml too, and this file takes its place"
    ]
    assert record_types()["ferry_licence"].labels["zh"] == "船工执照"


@pytest.mark.django_db
def test_doctor_reports_it(own, home, capsys):
    (own / "wrong.yaml").write_text("code: 1\n", encoding="utf-8")
    use_folder(own)

    call_command("doctor", json=True)

    assert "wrong.yaml, line 1" in capsys.readouterr().out


def test_it_reads_what_the_documentation_shows(tmp_path):
    page = (Path(settings.CHECKOUT) / "docs" / "running" / "record-types.md").read_text(encoding="utf-8")
    (tmp_path / "shown.yaml").write_text(re.search(r"```yaml\n(.*?)```", page, re.DOTALL)[1], encoding="utf-8")

    assert read_data_file(tmp_path / "shown.yaml", SCHEMA)["code"] == "ferry_licence"


def test_it_refuses_a_file_that_is_not_there(tmp_path):
    with pytest.raises(BadDataFile):
        read_data_file(tmp_path / "none.yaml", SCHEMA)


def test_every_type_names_applicants_that_are_known():
    assert unknown_applicants() == {}


def test_a_slip_in_who_may_ask_is_told(own):
    (own / "ferry.yaml").write_text(FERRY + "may_ask: [self, agnet]\n", encoding="utf-8")
    use_folder(own)

    told = [each.msg for each in run_checks(tags=[Tags.files]) if each.id == "lantai.W007"]

    assert told == ["Record type ferry_licence: may_ask names no kind of applicant: agnet"]


def test_it_lists_the_proofs_an_agent_needs():
    agent = applicants()["agent"]

    with translation.override("zh-hans"):
        assert len(agent.proof_labels()) == 3
        assert agent.label == "委托代理人"


def test_it_finds_no_fault_in_the_types_it_ships():
    assert broken_files() == []


def test_it_names_the_shipped_file_that_breaks_the_schema(tmp_path):
    odd = "code: odd\nversion: 1\nlabels: {zh: 怪, en: odd}\nwords: []\nrolls: {}\n"
    (tmp_path / "odd.yaml").write_text(odd, "utf-8")
    (tmp_path / "torn.yaml").write_text("code: [", "utf-8")

    found = broken_files(tmp_path)

    assert [problem.split()[0] for problem in found] == ["odd.yaml", "torn.yaml"]
    assert "rolls" in found[0]
