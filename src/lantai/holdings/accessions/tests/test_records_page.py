"""The record list of staff, and the record with everything on one page."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import outsider, person
from lantai.base.audit.actions import record as record_event
from lantai.holdings.accessions.happened import ACTS
from lantai.holdings.accessions.tests.factories import TransferFindingFactory
from lantai.holdings.catalogue.tests.factories import (
    FondsFactory,
    PersonEntryFactory,
    RecordFactory,
    ReferenceCodeFactory,
)
from lantai.holdings.fulltext.tests.factories import pages_of

pytestmark = pytest.mark.django_db
LIST = "/staff/records"


def address(record):
    return reverse("accessions:record", args=[record.ulid])


@pytest.fixture
def archivist(client):
    client.force_login(person(Role.ARCHIVIST))
    return client


def codes(answer):
    return [row.record.code for row in answer.context["page"].rows]


def test_it_lists_records_of_every_state_with_their_pages(archivist):
    thin, thick = RecordFactory(opened=True), RecordFactory()
    pages_of(thick, 3)

    rows = archivist.get(LIST).context["page"].rows

    assert [(row.record.pk, row.pages) for row in rows] == [(thin.pk, 0), (thick.pk, 3)]


@pytest.mark.parametrize(
    "query",
    [
        {"words": "水渠"},
        {"words": "WS·1987"},
        {"fonds": "J001"},
        {"state": "unreviewed"},
        {"level": "item"},
        {"type": "document"},
        {"year_from": "1980", "year_to": "1989"},
        {"year_from": "1980.3.7", "year_to": "八十年代"},
        {"grade": "一级"},
    ],
)
def test_it_narrows_by_what_the_address_says(archivist, query):
    wanted = RecordFactory(elements={"grade": "一级"})
    RecordFactory(
        fonds=FondsFactory(code="J002"),
        code="J002-KJ·1999-Y-0001",
        title="别的事情",
        opened=True,
        level="volume",
        record_type="land",
        year=1999,
    )

    assert codes(archivist.get(LIST, query)) == [wanted.code]


def test_it_lists_provisional_codes_alone(archivist):
    RecordFactory()
    wanted = RecordFactory(code_is_provisional=True)

    assert codes(archivist.get(LIST, {"provisional": "1"})) == [wanted.code]


@pytest.mark.parametrize(
    "query", [{"year_from": "x"}, {"year_to": "1985-02-31"}, {"state": "odd"}, {"level": "shelf"}, {"grade": "零级"}]
)
def test_it_explains_a_filter_it_cannot_read_and_still_lists(archivist, query):
    RecordFactory()

    answer = archivist.get(LIST, query)

    assert answer.status_code == 400
    assert len(codes(answer)) == 1


def test_it_lists_only_the_records_of_ones_own_archive(client):
    RecordFactory(opened=True)
    client.force_login(outsider())

    assert codes(client.get(LIST)) == []


def test_it_says_what_will_be_listed_when_there_is_nothing(archivist):
    assert "接收信息包后，档案会列在这里" in archivist.get(LIST).content.decode()
    assert "没有符合条件的档案" in archivist.get(LIST, {"words": "无"}).content.decode()


@pytest.mark.parametrize("count", [2, 60])
def test_it_costs_the_same_for_any_number(archivist, count, django_assert_num_queries):
    RecordFactory.create_batch(count)

    with django_assert_num_queries(8):
        archivist.get(LIST)


def marriage(**more):
    """One couple with what a list said of them."""
    fields = {"登记日期": "1975-05-01", "结婚证号": "=字第17号", "登记类别": "结婚"}
    record = RecordFactory(record_type="marriage", **{"fields": fields} | more)
    PersonEntryFactory(record=record, name="甲大川", role="groom")
    PersonEntryFactory(record=record, name="乙小河", role="bride", position=1)
    return record


def test_a_list_of_one_type_has_the_columns_of_the_type(archivist):
    record = marriage()

    page = archivist.get(LIST, {"type": "marriage"}).context["page"]

    assert [each.label for each in page.columns] == ["男方", "女方", "登记性质", "登记日期", "证号", "登记机关"]
    assert page.rows[0].cells == ("甲大川", "乙小河", "结婚", "1975-05-01", "=字第17号", record.creator)
    assert archivist.get(LIST).context["page"].columns == ()


def test_what_a_list_is_read_under_as_of_every_record_stands_in_the_columns_of_the_type_too(archivist):
    marriage(fields={}, creator="红旗公社", document_number="81婚字第3号", date_text="1981-02-03")

    cells = archivist.get(LIST, {"type": "marriage"}).context["page"].rows[0].cells

    assert cells[3:] == ("1981-02-03", "81婚字第3号", "红旗公社")


@pytest.mark.parametrize("count", [2, 60])
def test_the_columns_of_a_type_cost_one_question_for_any_number(archivist, count, django_assert_num_queries):
    for record in RecordFactory.create_batch(count, record_type="marriage"):
        PersonEntryFactory(record=record)

    with django_assert_num_queries(9):
        archivist.get(LIST, {"type": "marriage"})


def test_the_list_goes_out_with_the_columns_it_shows(archivist):
    record = marriage()
    RecordFactory(record_type="land")

    answer = archivist.get(f"{LIST}/list", {"type": "marriage"})
    head, row = answer.content.decode("utf-8-sig").splitlines()

    assert head == "档号,题名,男方,女方,登记性质,登记日期,证号,登记机关,日期,保管期限,档案等级,开放标识,页,全宗"
    assert row.startswith(f"{record.code},{record.title},甲大川,乙小河,结婚,1975-05-01,'=字第17号,{record.creator},")


def test_the_list_goes_out_as_its_dates_narrow_it_and_not_at_all_when_they_cannot_be_read(archivist):
    march = {"date_start": dt.date(1985, 3, 1), "date_end": dt.date(1985, 3, 31), "year": 1985}
    wanted = RecordFactory(**march)
    RecordFactory(year=1986)

    rows = archivist.get(f"{LIST}/list", {"year_from": "1985-03", "year_to": "1985年3月5日"}).content.decode(
        "utf-8-sig"
    )
    refused = archivist.get(f"{LIST}/list", {"year_from": "前天"})

    assert [row.split(",")[0] for row in rows.splitlines()[1:]] == [wanted.code]
    assert refused.status_code == 400
    assert 'id="id_year_from_error"' in refused.content.decode()
    assert 'aria-describedby="id_year_from_error"' in refused.content.decode()


def test_a_grade_has_a_column_and_what_must_stay_in_the_country_a_warning(archivist):
    first, second = (RecordFactory(elements={"grade": grade}) for grade in ("一级", "二级"))

    assert "一级" in archivist.get(f"{LIST}/list").content.decode("utf-8-sig").splitlines()[1].split(",")
    assert "严禁出境" in archivist.get(address(first)).content.decode()
    page = archivist.get(address(second)).content.decode()
    assert "严禁出境" not in page
    assert "二级" in page


def test_a_long_list_goes_out_to_its_bound_and_says_so(archivist, monkeypatch):
    monkeypatch.setattr("lantai.holdings.accessions.records.LINES", 2)
    monkeypatch.setattr("lantai.holdings.accessions.records.MOST_LINES", 4)
    known = [record.code for record in RecordFactory.create_batch(5)]

    rows = archivist.get(f"{LIST}/list").content.decode("utf-8-sig").splitlines()

    assert [row.split(",")[0] for row in rows[1:5]] == known[:4]
    assert len(rows) == 6


@pytest.mark.parametrize(("role", "reads"), [(Role.ARCHIVIST, True), (Role.PROOFREADER, False)])
def test_sensitive_fields_are_hidden_from_who_may_not_read_id_numbers(client, role, reads):
    said = {"认定结论": "视同工伤", "认定书号": "〔1999〕7号"}
    record = RecordFactory(record_type="work_injury", fields=said)
    client.force_login(person(role))
    wanted = {"type": "work_injury"}

    pages = [client.get(LIST, wanted), client.get(f"{LIST}/list", wanted), client.get(address(record))]

    assert [("视同工伤" in page.content.decode()) for page in pages] == [reads] * 3
    assert [("＊＊＊" in page.content.decode()) for page in pages] == [not reads] * 3
    assert all("〔1999〕7号" in page.content.decode() for page in pages)


def test_it_shows_everything_that_is_known(archivist):
    record = RecordFactory(fields={"盒号": "17"}, lineage={"sheet": "目录"})
    file = pages_of(record, 1)[0].file
    ReferenceCodeFactory(record=record)
    PersonEntryFactory(record=record)
    TransferFindingFactory(record=record)
    record_event("record:take_in", actor=OPERATOR, subject=("record", record.ulid), data={"files": 1})

    text = archivist.get(address(record)).content.decode()

    for said in (record.title, file.sha512, file.sm3, "fmt/43", "17", "程志远", "男方", "接收入库", "操作员", "目录"):
        assert said in text


def test_further_columns_are_called_in_words(archivist):
    record = RecordFactory(fields={"box": "17", "page_numbers": "1-3", "经办": "甲"})

    page = archivist.get(address(record)).content.decode()

    assert "<dt>盒号</dt><dd>17</dd>" in page
    assert "<dt>页号</dt><dd>1-3</dd>" in page
    assert "<dt>经办</dt><dd>甲</dd>" in page


def test_it_costs_the_same_for_a_thick_volume(archivist, django_assert_max_num_queries):
    record = RecordFactory()
    pages_of(record, 30)

    with django_assert_max_num_queries(25):
        archivist.get(address(record))


def test_it_is_for_the_staff_of_this_archive(client):
    record = RecordFactory(opened=True)
    answers = [client.get(address(record)).status_code]
    for user in (person(Role.AUDITOR), outsider(), person(Role.PROOFREADER)):
        client.force_login(user)
        answers.append(client.get(address(record)).status_code)

    assert answers == [302, 403, 404, 200]


@pytest.mark.parametrize("bad", [f"{LIST}/{'0' * 26}", f"{LIST}/1", f"{LIST}/..%2f"])
def test_it_knows_no_other_record(archivist, bad):
    assert archivist.get(bad).status_code == 404


def test_it_refuses_another_method(archivist):
    assert archivist.post(LIST).status_code == 405
    assert archivist.post(address(RecordFactory())).status_code == 405


def test_it_finds_a_date_wherever_it_may_lie(client):
    RecordFactory(date_text="五十年代", date_start=dt.date(1950, 1, 1), date_end=dt.date(1959, 12, 31), year=1950)
    RecordFactory(date_text="1962", date_start=dt.date(1962, 1, 1), date_end=dt.date(1962, 12, 31), year=1962)
    client.force_login(person(Role.ARCHIVIST))

    answer = client.get("/staff/records", {"year_from": "1953", "year_to": "1953"})

    assert [row.record.date_text for row in answer.context["page"].rows] == ["五十年代"]


def test_the_history_is_in_words(archivist):
    record = RecordFactory()
    subject = ("record", record.ulid)
    told = {"fields": ["title", "elements.scope"], "version": 1, "reason": "核对原件"}
    record_event("record:describe", actor=OPERATOR, subject=subject, data=told)
    record_event("record:opening:set", actor=OPERATOR, subject=subject, data={"from": "unreviewed", "to": "deferred"})

    page = archivist.get(address(record), headers={"accept-language": "zh-hans"}).content.decode()
    for words in (
        "修改项目</span> 题名, 范围和提要",
        "理由</span> 核对原件",
        "原</span> 未审核",
        "改为</span> 延期开放",
    ):
        assert words.replace(", ", "、") in page


def test_every_act_on_a_record_has_its_words():
    table = Path(__file__).parents[5] / "docs" / "reference" / "events.md"
    verbs = set(re.findall(r"`(record:[a-z_:]+)`", table.read_text(encoding="utf-8")))
    elsewhere = {"record:pair:decide", "record:hand_out", "record:import:undo"}  # of two, of a package, of one gone

    assert len(verbs) > len(elsewhere)
    assert verbs - elsewhere <= set(ACTS)
