"""The work list and the entry page: works · may · may not · bad input · nothing there · many rows."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import InstitutionFactory, outsider, person
from lantai.base.audit.models import Event
from lantai.engines.formats.model import Line
from lantai.holdings.catalogue.actions import RecordChange, change_records
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory
from lantai.holdings.entry.doubts import doubts_about
from lantai.holdings.entry.models import EnteredRecord
from lantai.holdings.entry.tests.forms import NUMBER, application, marriage, page_with, posted, typed

pytestmark = pytest.mark.django_db
WORK = "/staff/entry"
READING = "/staff/entry/reading"


@pytest.fixture
def archivist(client):
    client.force_login(person(Role.ARCHIVIST))
    return client


@pytest.fixture
def record():
    return page_with(application(), RecordFactory(record_type="marriage", title="", date_text=""))


def address(record):
    return reverse("entry:record", args=[record.ulid])


def seen(told):
    return [doubt.token for doubt in doubts_about(marriage(), told)]


def test_the_work_list_shows_what_has_pages_and_is_not_entered(archivist, record):
    bare, done = RecordFactory(record_type="marriage"), page_with(application())
    EnteredRecord.objects.create(record=done, by="柳文澜")

    text = archivist.get(WORK).content.decode()

    assert address(record) in text
    assert bare.code not in text
    assert address(done) not in text


def test_the_work_list_is_narrowed_by_fonds_type_and_volume(archivist, record):
    other = page_with(application(), RecordFactory(fonds=FondsFactory(code="J002"), record_type="recruitment"))

    by_fonds = archivist.get(WORK, {"fonds": "J002"}).content.decode()
    by_type = archivist.get(WORK, {"type": "marriage"}).content.decode()
    by_volume = archivist.get(WORK, {"volume": "0" * 26}).content.decode()

    assert address(other) in by_fonds
    assert address(record) not in by_fonds
    assert address(record) in by_type
    assert address(other) not in by_type
    assert address(record) not in by_volume


def test_an_empty_work_list_says_how_to_begin(archivist, db):
    answer = archivist.get(WORK)

    assert answer.status_code == 200
    assert "暂无" in answer.content.decode()


def test_a_place_that_is_none_is_refused_in_words(archivist, db):
    assert archivist.get(WORK, {"place": "%%%"}).status_code == 400


def test_the_form_asks_in_both_languages(archivist, record):
    chinese = archivist.get(address(record)).content.decode()
    archivist.cookies["django_language"] = "en"
    english = archivist.get(address(record)).content.decode()

    assert "登记性质" in chinese
    assert "出生日期" in chinese
    assert "kind of registration" in english
    assert "Date of birth" in english


def test_a_person_has_an_address_and_not_a_place(archivist, record):
    text = archivist.get(address(record)).content.decode()

    assert '<label for="e-p.groom.0.place">住址</label>' in text


def test_what_stands_beside_a_field_is_reached_by_tab_where_no_keys_are(archivist, record):
    text = archivist.get(address(record)).content.decode()

    beside = [tag for tag in re.findall(r"<(?:input|button)[^>]*>", text) if "data-keep" in tag or "data-accept" in tag]
    assert len(beside) > 10
    assert not any("tabindex" in tag for tag in beside)


def test_a_page_without_an_image_is_typed_from_its_text(archivist, record):
    record.pages.update(width=0, height=0, text="结婚登记申请书\n姓名：解少明")

    page = archivist.get(address(record)).content.decode()

    assert 'aria-label="页面文字"' in page
    assert "结婚登记申请书\n姓名：解少明</section>" in page
    assert "data-viewer" not in page


def test_proposals_are_shown_with_score_and_box_and_fill_nothing(archivist, record):
    text = archivist.get(address(record)).content.decode()

    assert "程志远" in text
    assert 'data-boxes="1;300,230,88,32"' in text
    assert 'value="accept:p.groom.0.name"' in text
    assert 'name="p.groom.0.name" value=' not in text


def test_a_proposal_is_taken_over_without_javascript_and_nothing_is_saved(archivist, record):
    given = posted(record, do="accept:p.groom.0.name") | {"p.groom.0.name": ""}

    answer = archivist.post(address(record), given)
    text = answer.content.decode()

    assert answer.status_code == 200
    assert 'name="p.groom.0.name" value="程志远"' in text
    assert '<input type="hidden" name="accepted" value="p.groom.0.name">' in text
    assert not EnteredRecord.objects.exists()


def test_all_sure_proposals_fill_empty_fields_only(archivist, record):
    given = {"type": "marriage", "version": 1, "do": "sure", "p.groom.0.name": "程致远", "p.bride.0.name": ""}

    answer = archivist.post(address(record), given)
    text = answer.content.decode()

    assert 'name="p.groom.0.name" value="程致远"' in text
    assert 'name="p.bride.0.name" value="单秀珍"' in text


def test_saving_goes_on_to_the_next_record_and_is_one_event(archivist, record):
    after = page_with(application())

    answer = archivist.post(address(record), posted(record))

    assert answer.headers["Location"] == address(after)
    assert Event.objects.filter(verb="record:enter").count() == 1
    assert Record.objects.get(pk=record.pk).title == "程志远与单秀珍结婚登记"


def test_saving_the_last_goes_back_to_the_work_list_and_staying_stays(archivist, record):
    last = archivist.post(address(record), posted(record))
    record.refresh_from_db()
    stays = archivist.post(address(record), posted(record, do="save"))

    assert last.headers["Location"] == WORK
    assert stays.headers["Location"] == address(record)


def test_what_is_kept_is_carried_over_and_what_is_not_is_offered(archivist, record):
    after = page_with(application(), RecordFactory(record_type="marriage", title="", date_text=""))
    archivist.post(address(record), posted(record, keep=["f.office"]))

    text = archivist.get(address(after)).content.decode()

    assert 'name="f.office" value="红旗公社"' in text
    assert 'data-last="1981年5月4日"' in text
    assert 'name="f.registered" value=' not in text


def test_an_id_number_is_never_carried_over_nor_shown_again(archivist, record):
    after = page_with([Line("空白")])
    told = typed(bride_id_number=NUMBER)
    archivist.post(address(record), posted(record, confirmed=seen(told), keep=["p.bride.0.id_number"]) | told)

    again = archivist.get(address(record), {"type": "document"}).content.decode()
    kept = archivist.get(f"{address(record)}?type=marriage").content.decode().replace(f'data-proposed="{NUMBER}"', "")
    carried = archivist.get(address(after)).content.decode()

    assert Record.objects.get(pk=record.pk).persons.last().id_last4 == "5429"
    assert NUMBER not in again
    assert "••••5429" in kept
    assert f'value="{NUMBER}"' not in kept
    assert NUMBER not in carried


def test_doubts_are_shown_beside_their_fields_and_confirmed(archivist, record):
    told = typed(registered="1981年2月30日")

    doubted = archivist.post(address(record), posted(record) | told)
    saved = archivist.post(address(record), posted(record, confirmed=seen(told)) | told)

    assert doubted.status_code == 422
    assert "1981年2月30日" in doubted.content.decode()
    assert 'name="confirmed"' in doubted.content.decode()
    listed = re.findall(r'<a href="#([\w.-]+)">', doubted.content.decode().partition("data-entry")[0])
    assert len(listed) == len(seen(told))
    assert all(f'id="{place}"' in doubted.content.decode() for place in listed)
    assert saved.status_code == 302


def test_a_record_changed_meanwhile_gives_both_texts_and_overwrites_nothing(archivist, record):
    given = posted(record, code="") | {"r.note": "右下角残缺"}
    change_records(actor=OPERATOR, fonds=record.fonds, changes=[RecordChange(record, {"note": "左上角残缺"})])

    answer = archivist.post(address(record), given)
    text = answer.content.decode()

    assert answer.status_code == 409
    assert "右下角残缺" in text
    assert "左上角残缺" in text
    assert Record.objects.get(pk=record.pk).note == "左上角残缺"
    assert 'name="version" value="2"' in text


@pytest.mark.parametrize(
    "bad",
    [
        {"f.nature": "wedding"},
        {"p.groom.0.name": "长" * 81},
        {"r.title": "长" * 401},
        {"version": "x", "do": "page:9999999999"},
        {"do": "more:nobody"},
        {"count.groom": "99999999999", "do": "more:groom"},
        dict.fromkeys(typed(), ""),
    ],
)
def test_bad_input_is_answered_in_the_form(archivist, record, bad):
    answer = archivist.post(address(record), posted(record) | bad)

    assert answer.status_code in {200, 400, 409, 422}
    assert not EnteredRecord.objects.exists()


def test_one_more_person_and_another_page_lose_nothing(archivist, record):
    page_with([Line("背面")], record, position=2)

    more = archivist.post(address(record), posted(record, do="more:bride")).content.decode()
    turned = archivist.post(address(record), posted(record, do="page:2")).content.decode()

    assert 'name="p.bride.1.name"' in more
    for text in (more, turned):
        assert 'name="p.groom.0.name" value="程志远"' in text
    assert f"/iiif/{record.ulid}/2/info.json" in turned


def test_only_who_describes_sees_it(client, record):
    assert client.get(address(record)).status_code == 302
    client.force_login(person(Role.PROOFREADER))
    assert client.get(address(record)).status_code == 403
    client.force_login(outsider())
    assert client.get(address(record)).status_code == 404
    assert record.code not in client.get(WORK).content.decode()


def test_an_outsider_with_another_right_here_may_not_describe(client, record):
    user = outsider()
    user.roles.create(institution=InstitutionFactory(), role=Role.PROOFREADER)
    client.force_login(user)

    assert client.get(address(record)).status_code == 404
    assert client.post(address(record), posted(record)).status_code == 404


def test_unknown_and_wrong_method(archivist, db):
    assert archivist.get(reverse("entry:record", args=["0" * 26])).status_code == 404
    assert archivist.delete(WORK).status_code == 405
    assert archivist.get(READING).status_code == 405


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "date", "value": "民国三十七年"}, "1948-01-01 – 1948-12-31"),
        ({"kind": "date", "value": "19810504"}, "1981-05-04"),
        ({"kind": "date", "value": "1981年2月30日"}, "不是可能的日期"),
        ({"kind": "id_number", "value": NUMBER[:-1] + "8"}, "校验码不符"),
        ({"kind": "id_number", "value": NUMBER, "sex": "male"}, "1956-11-20"),
        ({"kind": "date", "value": ""}, ""),
    ],
)
def test_a_value_is_read_while_it_is_typed(archivist, db, given, said):
    answer = archivist.post(READING, given)

    told = answer.json()
    assert answer.status_code == 200
    assert said in told["text"] + "".join(told["doubts"])


def test_a_value_of_no_kind_is_refused(archivist, db):
    assert archivist.post(READING, {"kind": "shoe", "value": "42"}).status_code == 400


def test_pages_cost_the_same_for_many_records_and_persons(archivist, record, django_assert_max_num_queries):
    for _ in range(20):
        page_with(application())

    with django_assert_max_num_queries(12):
        archivist.get(WORK)
    with django_assert_max_num_queries(16):
        archivist.get(address(record))


def test_what_the_field_says_already_in_other_words_is_not_proposed(archivist, record):
    given = posted(record, do="page:1") | {"p.groom.0.birth": "19550312", "p.bride.0.birth": "1956"}

    text = archivist.post(address(record), given).content.decode()

    assert 'value="accept:p.groom.0.birth"' not in text
    assert 'value="accept:p.bride.0.birth"' in text
