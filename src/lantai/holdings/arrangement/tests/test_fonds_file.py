"""The fonds file: entries are numbered once, corrected with their history, withdrawn and never taken out."""

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.base.audit.models import Event
from lantai.base.common.dates import parse_date
from lantai.holdings.arrangement.actions import (
    Entry,
    EntryHasChanged,
    EntryWithdrawn,
    NothingCorrected,
    add_file_entry,
    correct_file_entry,
    number_old_entries,
    withdraw_file_entry,
)
from lantai.holdings.arrangement.models import FondsFileEntry
from lantai.holdings.arrangement.reasons import ReasonMissing
from lantai.holdings.arrangement.tests.described import described
from lantai.holdings.catalogue.tests.factories import FondsFactory
from tests.support.world import add_person

CODE = "J001-WS·1987-Y-BGS-0001"


@pytest.fixture
def fonds(db, home):
    return FondsFactory(code="J001", institution=InstitutionFactory(code="LT01"))


@pytest.fixture
def archivist(client, fonds):
    client.force_login(add_person("archivist", fonds.institution, Role.ARCHIVIST))
    return client


def entry(title="整理说明", text="按年度整理。", **more):
    return Entry(
        more.get("part", "arranging"), title, parse_date(more.get("date", "1999-12")), text, more.get("records", ())
    )


def added(fonds, *titles):
    return [add_file_entry(actor=OPERATOR, fonds=fonds, entry=entry(title)) for title in titles]


def corrected(one, said, **more):
    given = {"version": one.version, "reason": "有误"} | more
    return correct_file_entry(actor=OPERATOR, entry=one, said=said, **given)


def page_of(one, name="file_entry"):
    return reverse(f"arrangement:{name}", args=[one.ulid])


def test_numbers_count_within_a_fonds_and_are_given_once(fonds):
    first, second = added(fonds, "甲", "乙")
    (other,) = added(FondsFactory(code="J002", institution=fonds.institution), "丙")
    withdraw_file_entry(actor=OPERATOR, entry=second, version=1, reason="误登")
    (third,) = added(fonds, "丁")

    assert [each.number for each in (first, second, third, other)] == [1, 2, 3, 1]


def test_a_correction_keeps_what_was_said_with_who_and_why(fonds):
    (record,) = described(fonds, CODE)
    one = add_file_entry(actor=OPERATOR, fonds=fonds, entry=entry(records=[record]))

    corrected(one, entry(text="按年度—期限整理。", date="2000-01"), reason="日期有误")

    one.refresh_from_db()
    kept = one.versions.get()
    assert (one.text, one.date_key, one.version, one.has_been_corrected) == ("按年度—期限整理。", 20000101, 2, True)
    assert kept.said == {"text": "按年度整理。", "date": "1999-12", "records": [CODE]}
    assert (kept.version, kept.by, kept.reason) == (1, OPERATOR.label, "日期有误")
    event = Event.objects.get(verb="fonds_file:correct")
    assert (event.data["number"], event.data["changed"]) == (1, ["date", "records", "text"])


def test_what_cannot_be_corrected_or_withdrawn_is_said_and_stays(fonds):
    (one,) = added(fonds, "整理说明")
    with pytest.raises(NothingCorrected):
        corrected(one, entry())
    with pytest.raises(ReasonMissing):
        corrected(one, entry("另题"), reason=" ")
    with pytest.raises(EntryHasChanged):
        corrected(one, entry("另题"), version=7)
    withdraw_file_entry(actor=OPERATOR, entry=one, version=1, reason="误登")
    for act in (
        lambda: corrected(one, entry("另题")),
        lambda: withdraw_file_entry(actor=OPERATOR, entry=one, version=2, reason="再撤"),
    ):
        with pytest.raises(EntryWithdrawn):
            act()

    one.refresh_from_db()
    assert (one.title, one.version, one.withdrawn_for) == ("整理说明", 2, "误登")
    assert not one.versions.exists()
    assert not one.has_been_corrected


def test_entries_of_before_there_were_numbers_get_them_in_the_order_of_entry(fonds):
    first, second = added(fonds, "甲", "乙")
    FondsFileEntry.objects.update(number=None)

    number_old_entries([fonds.pk])

    assert dict(FondsFileEntry.objects.values_list("pk", "number")) == {first.pk: 1, second.pk: 2}


def test_the_page_of_an_entry_corrects_it_and_shows_what_it_said(archivist, fonds):
    described(fonds, CODE)
    (one,) = added(fonds, "整理说明")
    data = {"part": "keeping", "title": "保管说明", "date": "1999年12月", "text": "防潮。", "records": CODE,
            "version": "1", "reason": "类目有误"}  # fmt: skip

    answer = archivist.post(page_of(one), data)
    page = archivist.get(page_of(one)).content.decode()

    assert answer.status_code == 302
    for said in ("防潮。", CODE, "按年度整理。", "类目有误", "整理说明"):
        assert said in page
    assert "保管说明" in archivist.get(page_of(fonds, "fonds_file")).content.decode()
    assert archivist.post(page_of(one), {**data, "reason": ""}).status_code == 400
    assert archivist.post(page_of(one), {**data, "version": "2"}).status_code == 422


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"records": f"{CODE}；J001-WS·1987-Y-BGS-0099"}, "没有档号为 J001-WS·1987-Y-BGS-0099 的档案"),
        ({"records": " ".join(f"J001-{n}" for n in range(51))}, "一条最多列 50 件档案"),
        ({"date": "不详"}, "不能读作日期"),
        ({"date": "1999-02-30"}, "没有这样的日期或年份"),
        ({"date": "2999年"}, "这一天还没有到"),
    ],
)
def test_what_nobody_can_follow_up_is_refused_in_words_and_stays_in_the_form(archivist, fonds, typed, said):
    described(fonds, CODE)
    data = {"part": "keeping", "title": "保管说明", "date": "民国三十七年", "text": "防潮。", "records": CODE} | typed

    answer = archivist.post(page_of(fonds, "fonds_file"), data)

    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert "防潮。" in answer.content.decode()
    assert not FondsFileEntry.objects.exists()


def test_a_form_that_was_overtaken_gets_both_texts_and_overwrites_nothing(archivist, fonds):
    (one,) = added(fonds, "整理说明")
    corrected(one, entry(text="甲已改为此文。"))
    data = {
        "part": "arranging",
        "title": "整理说明",
        "date": "1999-12",
        "text": "乙所录之文。",
        "version": "1",
        "reason": "补",
    }

    answer = archivist.post(page_of(one), data)
    page = answer.content.decode()

    one.refresh_from_db()
    assert (answer.status_code, one.text) == (409, "甲已改为此文。")
    assert "甲已改为此文。" in page
    assert "乙所录之文。" in page
    assert archivist.post(page_of(one), {**data, "version": "2"}).status_code == 302


def test_a_withdrawn_entry_stays_visible_with_its_reason(archivist, fonds):
    (one,) = added(fonds, "误登之件")
    assert archivist.post(page_of(one, "withdraw_file_entry"), {"version": 1, "reason": ""}).status_code == 400
    assert archivist.post(page_of(one, "withdraw_file_entry"), {"version": 9, "reason": "误登"}).status_code == 409
    assert archivist.post(page_of(one, "withdraw_file_entry"), {"version": 1, "reason": "重复登记"}).status_code == 302

    for page in (page_of(one), page_of(fonds, "fonds_file")):
        said = archivist.get(page).content.decode()
        assert "误登之件" in said
        assert "重复登记" in said
    again = archivist.post(page_of(one, "withdraw_file_entry"), {"version": 2, "reason": "再撤"})
    assert (again.status_code, "已撤销" in again.content.decode()) == (409, True)


def test_the_file_costs_the_same_queries_however_many_entries(archivist, fonds, django_assert_max_num_queries):
    added(fonds, *(f"第{n}条" for n in range(30)))

    with django_assert_max_num_queries(9):
        archivist.get(page_of(fonds, "fonds_file"))
