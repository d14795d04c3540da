"""The page that finds persons, and the two acts on ID numbers: works · may · may not · wrong method · unknown."""

import re

import pytest
import time_machine
from django.urls import reverse

from lantai.base.audit.models import Event
from lantai.base.common.dates import parse_date
from lantai.holdings.authority.tests.factories import hongqi
from lantai.holdings.catalogue.actions import Person, replace_persons
from lantai.holdings.people.forms import PersonForm

NUMBER = "999999195611205429"


@pytest.fixture
def entry(world):
    """A person of the unopened record, with a number."""
    (made,) = replace_persons(world.unopened, [Person("单秀珍", "bride", id_number=NUMBER)])
    world.opened.persons.all().delete()
    return made


@pytest.fixture
def archivist(client, world):
    client.force_login(world.people["archivist"])
    return client


def address(record, position=0):
    return reverse("people:id_number", args=[record.ulid, position])


def test_it_begins_with_a_word_on_what_it_can(archivist):
    page = archivist.get(reverse("people:persons"))

    assert page.status_code == 200
    assert "同音、形近、曾用名" in page.content.decode()


def test_it_shows_who_was_found_and_why(archivist, entry):
    page = archivist.get(reverse("people:persons"), {"name": "單秀珍", "born": "1956", "born_within": "2"})
    text = page.content.decode()

    assert page.status_code == 200
    assert "同名（字形不同）" in text
    assert "出生年份相符" in text
    assert entry.record.code in text
    assert "…5429" in text
    assert NUMBER not in text


@pytest.mark.parametrize(("typed", "year"), [
    ("1956", 1956), ("一九五六年", 1956), ("1956-11-20", 1956), ("民国三十年", 1941), ("1956年冬", 1956),
    ("约1956年", 1956), ("70岁", 1956), ("70 years old", 1956), ("七十岁", 1956), ("虚岁71", 1956), ("1956年生", 1956),
    ("生于民国三十年", 1941), ("一九五六生", 1956), ("", None),
])  # fmt: skip
@time_machine.travel("2026-11-30")
def test_a_year_of_birth_is_read_as_people_say_it(typed, year):
    form = PersonForm({"name": "单秀珍", "born": typed})

    assert form.is_valid()
    assert form.question().born == year


@pytest.mark.parametrize("typed", ["五十年代", "56", "属马", "民国九十年", "3000", "300岁", "1950-1955", "王生"])
def test_what_leaves_the_year_of_birth_open_is_refused_in_words(archivist, typed):
    page = archivist.get(reverse("people:persons"), {"name": "单秀珍", "born": typed})

    assert page.status_code == 400
    assert "出生年份: 无法读作出生年份。请写作1952" in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "read"), [("５４２９", "5429"), ("542x", "542X"), ("12", ""), ("abcd", ""), ("54290", "")]
)
def test_the_last_four_are_read_as_a_chinese_keyboard_types_them(typed, read):
    form = PersonForm({"name": "单秀珍", "last4": typed})

    assert form.is_valid() is bool(read)
    assert form.errors.get("last4", []) == ([] if read else ["请填末四位：三位数字，最后一位为数字或X。"])
    assert form.cleaned_data.get("last4", "") == read


def test_what_is_wrong_with_a_field_is_said_where_the_field_says_it_is(archivist):
    page = archivist.get(reverse("people:persons"), {"name": "单秀珍", "born": "x", "last4": "1", "year_from": "y"})
    text = page.content.decode()

    named = set(re.findall(r'aria-describedby="(\w+_error)"', text))
    assert named == {"id_born_error", "id_last4_error", "id_year_from_error"}
    assert named <= set(re.findall(r'id="(\w+)"', text))


def test_a_hit_says_what_lists_of_its_type_show(archivist, world, entry):
    world.opened.record_type = world.unopened.record_type = "marriage"
    for record in (world.opened, world.unopened):
        record.fields = {"证号": f"第{record.pk}号", "登记机关": "云溪公社", "经办人": "丙"}
        record.save()
    replace_persons(world.opened, [Person("单秀珍", "bride")])

    own = archivist.get(reverse("people:persons"), {"name": "单秀珍"}).content.decode()
    archivist.force_login(world.people["outsider"])
    elsewhere = archivist.get(reverse("people:persons"), {"name": "单秀珍"}).content.decode()

    assert f"第{world.unopened.pk}号" in own
    assert "经办人" not in own
    assert world.opened.code in elsewhere
    assert f"第{world.opened.pk}号" not in elsewhere


def test_a_type_says_by_what_it_is_found_and_a_clerk_goes_on_without(archivist, world, entry):
    world.unopened.record_type = "marriage"
    world.unopened.save()
    asked = {"name": "单秀珍", "type": "marriage"}

    few = archivist.get(reverse("people:persons"), asked).content.decode()
    enough = {"beside": "某人", "year_from": "1975"}
    more = archivist.get(reverse("people:persons"), asked | enough).content.decode()

    assert "男方 · 女方 · 登记性质 · 登记日期" in few
    assert re.search("尚缺：</strong> 男方/女方中的另一人 · 登记日期\\s*<", few)
    assert "尚缺" not in more  # there is no field for the kind of registration: nobody is told to fill it
    assert "请与查到的结果核对： 登记性质" in more
    couple = archivist.get(reverse("people:persons"), asked | {"name": "某人 单秀珍"}).content.decode()
    assert re.search("尚缺：</strong> 登记日期\\s*<", couple)
    assert world.unopened.code in few
    assert "尚缺" not in archivist.get(reverse("people:persons"), {"name": "单秀珍"}).content.decode()


def test_many_are_shown_sheet_by_sheet_and_cost_no_more_queries(archivist, world, django_assert_max_num_queries):
    given = "红兰梅英芳秀珍桂玉凤霞琴云莲香娥娟菊巧素淑惠美丽"
    people = [Person(f"单秀{each}", "bride", birth=parse_date("1956")) for each in given]
    replace_persons(world.unopened, people)
    asked = {"name": "单秀珍"}

    with django_assert_max_num_queries(14):
        first = archivist.get(reverse("people:persons"), asked).content.decode()
    second = archivist.get(reverse("people:persons"), asked | {"after": "20"}).content.decode()

    assert (first.count("data-row\n"), second.count("data-row\n")) == (20, len(people) - 20)
    assert 'href="?name=%E5%8D%95%E7%A7%80%E7%8F%8D&amp;after=20"' in first
    assert 'rel="next"' not in second
    assert archivist.get(reverse("people:persons"), asked | {"after": "many"}).status_code == 400


def test_it_says_under_which_other_name_of_the_place_somebody_was_found(archivist, world):
    hongqi()
    replace_persons(world.unopened, [Person("单秀珍", "bride", place="红旗公社石桥大队")])

    text = archivist.get(reverse("people:persons"), {"name": "单秀珍", "place": "红旗镇"}).content.decode()

    assert "住址：红旗镇，曾称红旗公社" in text


def test_where_nobody_fits_it_says_what_had_to_and_looks_for_the_name_alone(archivist, entry):
    asked = {"name": "单秀珍", "beside": "甲", "type": "medical", "born": "1956", "unit": "县酒厂"}

    narrowed = archivist.get(reverse("people:persons"), asked).content.decode()
    nobody = archivist.get(reverse("people:persons"), {"name": "龘靐齉"}).content.decode()

    assert "除姓名外还限定了： 出生年份 · 档案类型 <a" in narrowed
    assert 'href="/staff/persons?name=%E5%8D%95%E7%A7%80%E7%8F%8D">只按姓名查找' in narrowed
    assert "除姓名外还限定了" not in nobody


def test_an_outsider_sees_nobody_of_unopened_records(client, world, entry):
    client.force_login(world.people["outsider"])

    text = client.get(reverse("people:persons"), {"name": "单秀珍"}).content.decode()

    assert entry.record.code not in text
    assert "没有同名" in text


def test_without_a_name_it_says_what_to_type(archivist):
    for name in ("", "、、"):
        page = archivist.get(reverse("people:persons"), {"name": name})

        assert page.status_code == 400
        assert 'role="alert"' in page.content.decode()
        assert "bound method" not in page.content.decode()


def test_a_number_is_posted_and_its_asking_is_kept_without_it(archivist, entry):
    page = archivist.post(reverse("people:by_number"), {"id_number": NUMBER})
    event = Event.objects.get(verb="person:find_by_number")

    assert page.status_code == 200
    assert "单秀珍" in page.content.decode()
    assert page.headers["Cache-Control"].count("no-store")
    assert event.data == {"hits": 1}
    assert NUMBER not in event.subject_id


@pytest.mark.parametrize("typed", ["", "12345", "5429"])
def test_what_is_no_whole_number_is_refused_and_not_repeated_in_the_chain(archivist, typed):
    page = archivist.post(reverse("people:by_number"), {"id_number": typed})

    assert page.status_code == 400
    assert not Event.objects.filter(verb="person:find_by_number").exists()


@pytest.mark.parametrize(("typed", "told"), [
    ("830000195611205425", ""), (NUMBER[:-1] + "8", "校验码不符"), ("999999195613205422", "出生日期不存在"),
    ("999999209911205425", "出生日期不存在或在将来"), ("999999195611205496", "行政区划代码在其出生日期时不存在"),
])  # fmt: skip
def test_a_number_that_cannot_be_right_is_told_beside_what_was_found(archivist, world, typed, told):
    page = archivist.post(reverse("people:by_number"), {"id_number": typed}).content.decode()

    assert ("请与证件核对后重新输入" in page) is bool(told)
    assert told in page
    assert "没有查到此身份证号的条目" in page
    assert re.findall('name="([^"]+)"[^>]* autofocus', page) == ["id_number"]
    assert "没有同名" not in page  # nobody asked for a name


def test_a_number_is_never_taken_from_an_address(archivist):
    assert archivist.get(reverse("people:by_number"), {"id_number": NUMBER}).status_code == 405


def test_a_number_in_full_needs_a_reason_and_leaves_one_event(archivist, entry):
    refused = archivist.post(address(entry.record), {"reason": " 查 "})
    shown = archivist.post(address(entry.record), {"reason": "核对退休工龄"})
    event = Event.objects.get(verb="person:reveal_id_number")

    assert (refused.status_code, shown.status_code) == (422, 200)
    assert NUMBER not in refused.content.decode()
    assert NUMBER in shown.content.decode()
    assert shown.headers["Cache-Control"].count("no-store")
    assert event.data == {"person": 0, "last4": "5429", "reason": "核对退休工龄"}


@pytest.mark.parametrize(("held", "shown"), [("830000561120542", "830000195611205425"), (NUMBER, "")])
def test_a_number_of_fifteen_digits_is_shown_with_eighteen_too(archivist, world, held, shown):
    replace_persons(world.unopened, [Person("单秀珍", "bride", id_number=held)])

    page = archivist.post(address(world.unopened), {"reason": "核对退休工龄"}).content.decode()

    assert held in page
    assert shown in page
    assert ("由档案所记15位号码推算" in page) is bool(shown)


def test_a_number_in_full_is_not_for_proofreaders_nor_for_other_archives(client, world, entry):
    for name, answer in (("proofreader", 403), ("outsider", 404)):
        client.force_login(world.people[name])

        assert client.post(address(entry.record), {"reason": "核对退休工龄"}).status_code == answer


def test_a_person_that_is_not_there_is_not_found(archivist, entry):
    assert archivist.post(address(entry.record, 9), {"reason": "核对退休工龄"}).status_code == 404
    assert archivist.get(address(entry.record)).status_code == 405


def test_an_outsider_who_sees_an_opened_record_does_not_see_its_numbers(client, world):
    client.force_login(world.people["outsider"])

    assert client.post(address(world.opened), {"reason": "核对退休工龄"}).status_code == 403


def test_the_record_page_shows_what_is_known_and_the_way_to_the_number(archivist, entry):
    text = archivist.get(reverse("accessions:record", args=[entry.record.ulid])).content.decode()

    assert "…5429" in text
    assert address(entry.record) in text
    assert NUMBER not in text
