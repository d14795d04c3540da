"""Editing one record: works · right reader may · outsider may not · bad input · stale · numbers never shown."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import outsider, person
from lantai.base.audit.models import Event
from lantai.base.common.dates import parse_date
from lantai.holdings.catalogue.actions import Person, change_records, enter_persons, persons_of
from lantai.holdings.catalogue.actions.changing import RecordChange
from lantai.holdings.catalogue.models import Record, RecordVersion
from lantai.holdings.catalogue.sealing import person_keys
from lantai.holdings.catalogue.tests.factories import RecordFactory

pytestmark = pytest.mark.django_db
NUMBER, OTHER = "999999195611205429", "999999195903072310"


@pytest.fixture
def archivist(client):
    client.force_login(person(Role.ARCHIVIST))
    return client


@pytest.fixture
def record():
    return RecordFactory(creator="云溪区民政局", elements={"language": "汉文"}, date_text="19870312")


def address(record):
    return reverse("description:edit", args=[record.ulid])


def posted(record, **changes):
    return {"version": record.version, "title": record.title, **changes}


def named(record):
    enter_persons([(record, [Person("单秀珍", "bride", birth=parse_date("19561120"), id_number=NUMBER)])])
    return record


def row(record, n=0, **changes):
    told = {"name": "单秀珍", "role": "bride", "birth": "19561120", "sex": "female", "was": f"{record.version}-{n}"}
    return {"persons": "1", **{f"persons-{n}-{name}": value for name, value in (told | changes).items()}}


def overtake(record, **values):
    fresh = Record.objects.get(pk=record.pk)
    change_records(actor=OPERATOR, fonds=fresh.fonds, changes=[RecordChange(fresh, values)])


def test_the_form_offers_what_the_level_says_and_marks_what_must_be_said(archivist, record):
    text = archivist.get(address(record)).content.decode()

    for said in ('name="title"', 'name="elements:language"', 'value="汉文"', 'name="date"', 'name="retention"', "必著"):
        assert said in text
    assert 'name="elements:admin_history"' not in text
    assert "读作 1987-03-12" in text


def test_saving_changes_what_was_changed_in_one_act(archivist, record):
    data = posted(record, title="新题名", **{"elements:genre": "批复", "retention": "D30", "reason": "核对原件"})

    answer = archivist.post(address(record), data)

    record.refresh_from_db()
    assert answer.headers["Location"] == reverse("accessions:record", args=[record.ulid])
    assert (record.title, record.retention, record.creator) == ("新题名", "D30", "云溪区民政局")
    assert record.elements == {"language": "汉文", "genre": "批复"}
    event = Event.objects.get(verb="record:describe")
    assert event.data["fields"] == ["elements.genre", "retention", "title"]
    assert RecordVersion.objects.get(record=record).reason == "核对原件"


def test_saving_nothing_new_leaves_no_trace(archivist, record):
    archivist.post(address(record), posted(record))

    record.refresh_from_db()
    assert record.version == 1
    assert not Event.objects.filter(verb="record:describe").exists()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("title", "", "必须著录"),
        ("creator", " ", "必须著录"),
        ("date", "某日", "不能读作日期"),
        ("date", "19870231", "不是可能的日期"),
        ("pages_declared", "三页", "不是整数"),
        ("secrecy", "机密", "涉密档案"),
        ("elements:disclosure", "随便", "不在可选之列"),
        ("record_type", "no_such", "不在可选之列"),
        ("year", "2999", "不是年度"),
    ],
)
def test_it_says_beside_the_field_what_is_wrong_and_keeps_what_was_typed(archivist, record, name, value, said):
    answer = archivist.post(address(record), posted(record, **{"note": "打了一半的字", name: value}))

    text = answer.content.decode()
    assert answer.status_code == 400
    assert said in text
    assert "打了一半的字" in text
    record.refresh_from_db()
    assert record.version == 1


def test_a_date_nobody_can_read_is_kept_when_the_paper_says_so(archivist, record):
    archivist.post(address(record), posted(record, date="□年三月", as_written="1"))

    record.refresh_from_db()
    assert (record.date_text, record.date_start) == ("□年三月", None)


def test_what_was_never_described_keeps_nobody_from_correcting_the_rest(archivist):
    record = RecordFactory(creator="", date_text="")

    text = archivist.get(address(record)).content.decode()
    answer = archivist.post(address(record), posted(record, title="更正", creator="", date=""))

    assert "尚未著录" in text
    assert answer.status_code == 302


def test_a_number_is_never_shown_and_stays_when_it_is_left_alone(archivist, record):
    named(record)

    page = archivist.get(address(record)).content.decode()
    archivist.post(address(record), posted(record, **row(record, place="红旗公社")))

    record = Record.objects.get(pk=record.pk)
    assert NUMBER not in page
    assert "5429" in page
    assert record.persons.get().place == "红旗公社"
    assert persons_of(record, person_keys())[0].id_number == NUMBER
    assert NUMBER not in str(list(Event.objects.values_list("data", flat=True)))


def test_a_number_that_was_typed_comes_back_sealed_and_is_kept_in_the_end(archivist, record):
    named(record)
    data = posted(record, title="", **row(record, number=OTHER))

    page = archivist.post(address(record), data).content.decode()
    sealed = re.search(r'name="persons-0-sealed" value="([^"]+)"', page)[1].replace("&quot;", '"')
    archivist.post(address(record), posted(record, **row(record, sealed=sealed)))

    assert OTHER not in page
    assert persons_of(Record.objects.get(pk=record.pk), person_keys())[0].id_number == OTHER


def test_persons_are_added_and_taken_out_and_numbers_forgotten(archivist, record):
    named(record)
    more = {"persons-1-name": "程志远", "persons-1-role": "groom"}

    archivist.post(address(record), posted(record, **row(record, forgets="1"), **more))

    record.refresh_from_db()
    assert list(record.persons.values_list("name", "id_last4")) == [("单秀珍", ""), ("程志远", "")]

    archivist.post(address(record), posted(record, **row(record, gone="1")))

    record.refresh_from_db()
    assert not record.persons.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"birth": "某年"}, {"number": "4.20107E+17"}, {"was": "x"}, {"was": "1-99"}, {"sealed": "{}"}],
)
def test_bad_rows_of_persons_are_refused_in_words(archivist, record, wrong):
    named(record)

    answer = archivist.post(address(record), posted(record, title="改", **row(record, **wrong)))

    assert answer.status_code in {302, 400, 503}
    assert NUMBER not in answer.content.decode()


def test_more_rows_are_given_without_saving_or_losing_anything(archivist, record):
    answer = archivist.post(address(record), posted(record, title="打了一半", **{"more-persons": "1"}))

    text = answer.content.decode()
    record.refresh_from_db()
    assert record.version == 1
    assert "打了一半" in text
    assert 'name="persons-4-name"' in text


def test_components_are_kept_in_the_order_that_was_typed(archivist, record):
    rows = {
        "components": "1",
        "components-0-order": "2", "components-0-kind": "draft", "components-0-title": "定稿",
        "components-1-order": "1", "components-1-kind": "fair_copy", "components-1-page_from": "1",
        "components-1-page_to": "3",
    }  # fmt: skip

    archivist.post(address(record), posted(record, **rows))

    record.refresh_from_db()
    assert list(record.components.values_list("kind", "page_to")) == [("fair_copy", 3), ("draft", None)]


@pytest.mark.parametrize("wrong", [{"kind": "x"}, {"page_from": "a"}, {"page_from": "4", "page_to": "2"}, {"kind": ""}])
def test_bad_components_are_refused_in_words(archivist, record, wrong):
    told = {"kind": "annex", "title": "名单"} | wrong
    rows = {"components": "1", **{f"components-0-{name}": value for name, value in told.items()}}

    answer = archivist.post(address(record), posted(record, **rows))

    assert answer.status_code == 400
    assert "名单" in answer.content.decode()


def test_a_stale_form_gets_both_texts_and_overwrites_nothing(archivist, record):
    overtake(record, title="他人的题名", note="他人的附注")

    answer = archivist.post(address(record), posted(record, title="我的题名", **{"elements:genre": "批复"}))

    text = " ".join(answer.content.decode().split())
    assert answer.status_code == 409
    assert 'name="other:title" value="他人的题名"' in text
    assert 'name="title" value="我的题名"' in text
    assert f'name="before:title" value="{record.title}"' in text
    assert 'name="elements:genre" value="批复"' in text
    assert Record.objects.get(pk=record.pk).title == "他人的题名"


@pytest.mark.parametrize(("choice", "title"), [("mine", "我的题名"), ("theirs", "他人的题名"), ("before", "旧题名")])
def test_the_chosen_text_is_saved_and_nothing_else_is_lost(archivist, record, choice, title):
    data = posted(
        record, version=1, title="我的题名",
        **{"elements:genre": "批复", "other:title": "他人的题名", "before:title": "旧题名", "choose:title": choice},
    )  # fmt: skip
    overtake(record, title="他人的题名", note="他人的附注")

    archivist.post(address(record), data | {"version": 2})

    record.refresh_from_db()
    assert record.title == title
    assert (record.note, record.elements["genre"]) == ("他人的附注", "批复")


def test_a_stale_form_keeps_the_number_of_a_person_somebody_else_changed(archivist, record):
    named(record)
    rows = row(record, place="我的地址")
    overtake(record, persons=(Person("单秀珍", "bride", place="他人的地址", id_number=NUMBER),))

    page = archivist.post(address(record), posted(record, **rows))
    archivist.post(address(record), posted(record, version=2, **rows, **{"choose:persons": "mine"}))
    mine = persons_of(Record.objects.get(pk=record.pk), person_keys())[0]

    assert page.status_code == 409
    assert "他人的地址" in page.content.decode()
    assert NUMBER not in page.content.decode()
    assert (mine.place, mine.id_number) == ("我的地址", NUMBER)


def test_theirs_may_be_taken_for_persons(archivist, record):
    named(record)
    rows = row(record, place="我的地址")
    overtake(record, persons=(Person("单秀珍", "bride", place="他人的地址", id_number=NUMBER),))

    archivist.post(address(record), posted(record, version=2, title="改", **rows, **{"choose:persons": "theirs"}))

    held = persons_of(Record.objects.get(pk=record.pk), person_keys())[0]
    assert (held.place, held.id_number) == ("他人的地址", NUMBER)


@pytest.mark.parametrize("version", ["", "x", "0", "99", "9" * 30])
def test_a_form_of_no_version_is_answered_like_a_stale_one(archivist, record, version):
    assert archivist.post(address(record), posted(record, version=version, title="我的")).status_code == 409


def test_an_outsider_may_not_and_an_unknown_record_is_not_found(client, record):
    client.force_login(outsider())

    assert client.get(address(record)).status_code == 404
    assert client.post(address(record), posted(record, title="改")).status_code == 404
    assert client.get(reverse("description:edit", args=["0" * 26])).status_code == 404


def test_a_hundred_persons_cost_no_more_queries_than_one(archivist, record, django_assert_max_num_queries):
    people = [Person(f"甲{n:03d}", "party") for n in range(100)]
    enter_persons([(record, people)])

    with django_assert_max_num_queries(12):
        assert archivist.get(address(record)).status_code == 200
    rows = {f"persons-{n}-{part}": text for n in range(100) for part, text in
            (("name", f"甲{n:03d}"), ("role", "party"), ("was", f"1-{n}"), ("place", "红旗公社"))}  # fmt: skip
    with django_assert_max_num_queries(60):
        assert archivist.post(address(record), posted(record, persons="1", **rows)).status_code == 302
    assert record.persons.filter(place="红旗公社").count() == 100


def test_a_field_of_the_type_is_kept_under_the_header_its_list_used(archivist):
    record = RecordFactory(record_type="marriage", fields={"登记时间": "19870312", "备用栏": "甲"})

    archivist.post(address(record), posted(record, **{"fields:登记时间": "19870313", "fields:备用栏": ""}))

    record.refresh_from_db()
    assert record.fields == {"登记时间": "19870313"}


def test_how_a_date_is_read_is_told_while_it_is_typed(archivist):
    told = {text: archivist.get(reverse("description:reading"), {"date": text}).content.decode()
            for text in ("民国三十七年", "19870231", "某日", "")}  # fmt: skip

    assert "1948-01-01" in told["民国三十七年"]
    assert "不是可能的日期" in told["19870231"]
    assert "不能读作日期" in told["某日"]


@pytest.mark.parametrize(("look", "typed", "told"), [
    ("year", {"year": "82x"}, "“82x”不是整数"),
    ("secrecy", {"secrecy": "机密"}, "涉密档案不得存入本系统"),
    ("title", {"title": " "}, "必须著录"),
    ("persons-1", {"persons-1-birth": "昨天", "persons-1-name": "甲大川"}, "“昨天”不能读作日期"),
    ("persons-0", {"persons-0-name": "甲大川", "persons-0-number": "110105194912310021"}, "校验"),
    ("components-2", {"components-2-kind": "annex", "components-2-page_to": "3"}, "止页不能早于起页"),
])  # fmt: skip
def test_one_thing_is_judged_while_the_form_is_filled_in(archivist, record, look, typed, told):
    answer = archivist.post(f"{address(record)}?look={look}", posted(record, **typed))

    text = answer.content.decode()
    record.refresh_from_db()
    assert (answer.status_code, record.version) == (200, 1)
    assert told in text
    assert "<form" not in text


@pytest.mark.parametrize("look", ["year", "nothing", "persons-x", "persons-999999999", "components-"])
def test_nothing_is_told_of_what_is_right_or_not_there(archivist, record, look):
    answer = archivist.post(f"{address(record)}?look={look}", posted(record, year="1982"))

    assert answer.status_code == 200
    assert answer.content.decode().strip() == ""
