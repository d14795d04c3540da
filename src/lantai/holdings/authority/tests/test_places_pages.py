"""The pages of places and bodies: works · may · may not · wrong method · unknown; all of it without JavaScript."""

import pytest
from django.urls import reverse

from lantai.base.accounts.access import Role
from lantai.base.accounts.tests.factories import InstitutionFactory, outsider, person
from lantai.holdings.authority.models import Authority, Succession
from lantai.holdings.authority.tests.factories import follow, hongqi, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def archivist(client):
    client.force_login(person(Role.ARCHIVIST))
    return client


@pytest.fixture
def commune(db):
    return place(("红旗公社", 1958, 1983))


def at(name, *arguments):
    return reverse(f"authority:{name}", args=[getattr(each, "ulid", each) for each in arguments])


def named(name="红旗乡", since="1983", until="", kind="official", version=1, **more):
    return {"name": name, "since": since, "until": until, "kind": kind, "version": version, **more}


def test_the_list_says_what_will_be_there(archivist):
    text = archivist.get(at("authorities")).content.decode()

    assert "历年名称会列在这里" in text
    assert at("new") in text


def test_the_list_finds_by_a_former_name_and_shows_all(archivist):
    hongqi()
    place("石桥乡")

    text = archivist.get(at("authorities"), {"words": "紅旗公社"}).content.decode()

    assert "红旗街道" in text
    assert "1958–1983" in text
    assert "石桥乡" not in text


def test_a_name_that_is_not_found_can_be_entered(archivist):
    text = archivist.get(at("authorities"), {"words": "青龙乡"}).content.decode()

    assert f"{at('new')}?name=%E9%9D%92" in text
    assert 'value="青龙乡"' in archivist.get(at("new"), {"name": "青龙乡"}).content.decode()


def test_the_list_goes_on_sheet_by_sheet_at_a_constant_cost(archivist, django_assert_max_num_queries):
    for n in range(60):
        place(f"第{n:02d}村")

    with django_assert_max_num_queries(8):
        first = archivist.get(at("authorities"))
    second = archivist.get(at("authorities"), {"place": first.context["page"].sheet.next})

    assert len(first.context["page"].sheet.items) == 50
    assert len(second.context["page"].sheet.items) == 10
    assert archivist.get(at("authorities"), {"place": "nonsense"}).status_code == 400


def test_it_is_an_entry_of_the_rail(archivist):
    assert "地名、机构与人物" in archivist.get(at("authorities")).content.decode()


def test_a_place_is_entered(archivist):
    InstitutionFactory()
    given = {"institution": "LT01", "is_a": "place", "name": "青龙乡", "since": "1984", "until": "", "note": "见县志"}

    answer = archivist.post(at("new"), given)
    again = archivist.post(at("new"), given)

    made = Authority.objects.get()
    assert answer.headers["Location"] == at("authority", made)
    assert (made.heading, made.note) == ("青龙乡", "见县志")
    assert again.status_code == 409
    assert "青龙乡已录入" in again.content.decode()


@pytest.mark.parametrize("wrong", [{"name": ""}, {"since": "x"}, {"institution": "LT99"}, {"since": "0"}])
def test_a_form_that_is_wrong_comes_back(archivist, wrong):
    given = {"institution": "LT01", "is_a": "place", "name": "青龙乡", "since": "1984"} | wrong

    answer = archivist.post(at("new"), given)

    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_a_page_shows_names_in_order_of_years_and_what_it_came_from(archivist, django_assert_max_num_queries):
    street, before = hongqi(), place("石桥乡")
    follow(before, street, 1958)

    with django_assert_max_num_queries(8):
        text = archivist.get(at("authority", street)).content.decode()

    places = [text.index(f'<span class="name">{name}</span>') for name in ("红旗公社", "红旗乡", "红旗镇", "红旗街道")]
    assert places == sorted(places)
    assert at("authority", before) in text
    assert "更名 1958" in text


def test_a_name_is_added_changed_and_removed(archivist, commune):
    assert archivist.post(at("add_name", commune), named()).status_code == 302
    added = commune.names.get(name="红旗乡")

    form = archivist.get(at("authority", commune), {"name": added.ulid}).content.decode()
    assert at("name", commune, added) in form
    assert 'value="1983"' in form

    archivist.post(at("name", commune, added), named("红旗镇", "2001", version=2))
    added.refresh_from_db()
    assert (added.name, added.since_year) == ("红旗镇", 2001)

    archivist.post(at("name", commune, added), named(version=3, remove="1"))
    assert [name.name for name in commune.names.all()] == ["红旗公社"]


@pytest.mark.parametrize("wrong", [{"name": ""}, {"since": "abc"}, {"kind": "x"}, {"version": "x"}])
def test_a_name_that_is_wrong_comes_back_on_the_page(archivist, commune, wrong):
    answer = archivist.post(at("add_name", commune), named() | wrong)

    assert answer.status_code == 400
    assert commune.names.count() == 1


def test_what_the_act_refuses_is_said_on_the_page_with_what_was_typed(archivist, commune):
    answer = archivist.post(at("add_name", commune), named("红旗乡", "2001", "1983"))
    text = answer.content.decode()

    assert answer.status_code == 422
    assert "不能止于1983年" in text
    assert 'value="2001"' in text


def test_a_stale_form_gets_409_with_what_is_there_now_and_can_be_saved_then(archivist, commune):
    archivist.post(at("add_name", commune), named())

    stale = archivist.post(at("add_name", commune), named("红旗镇", "2001"))
    text = stale.content.decode()

    assert stale.status_code == 409
    assert "红旗公社 1958–1983, 红旗乡 1983–" in text
    assert 'value="红旗镇"' in text
    assert commune.names.count() == 2
    assert stale.context["adding"]["version"].value() == 2
    assert archivist.post(at("add_name", commune), named("红旗镇", "2001", version=2)).status_code == 302


def test_kind_and_note_are_saved(archivist, commune):
    archivist.post(at("describe", commune), {"kind": "body", "note": "见县志", "version": 1})
    stale = archivist.post(at("describe", commune), {"kind": "place", "note": "", "version": 1})

    commune.refresh_from_db()
    assert (commune.kind, commune.note, stale.status_code) == ("body", "见县志", 409)


def link(other="石桥乡", way="earlier", year="1958", kind="renamed", version=1, **more):
    return {"other": other, "way": way, "year": year, "kind": kind, "version": version, **more}


def test_another_is_linked_by_its_name_and_unlinked(archivist, commune):
    before = place("石桥乡")

    assert archivist.post(at("link", commune), link()).status_code == 302
    made = Succession.objects.get()
    assert (made.predecessor, made.successor, made.year) == (before, commune, 1958)

    assert archivist.post(at("unlink", commune, made), {"version": 1}).status_code == 409
    assert archivist.post(at("unlink", commune, made), {"version": "x"}).status_code == 409
    assert archivist.post(at("unlink", commune, made), {"version": 2}).status_code == 302
    assert not Succession.objects.exists()
    assert archivist.post(at("unlink", commune, made), {"version": 3}).status_code == 404


def test_of_several_with_the_name_one_is_chosen(archivist, commune):
    place(("石桥乡", 1950))
    meant = place(("石桥乡", 1930))

    asked = archivist.post(at("link", commune), link())
    assert asked.status_code == 400
    assert f'<option value="{meant.ulid}">' in asked.content.decode()

    archivist.post(at("link", commune), link(which=meant.ulid))
    assert Succession.objects.get().predecessor == meant


def test_a_name_nobody_bears_cannot_be_linked(archivist, commune):
    answer = archivist.post(at("link", commune), link("没有的乡"))

    assert answer.status_code == 400
    assert "没有录入叫此名称" in answer.content.decode()


def test_it_does_not_follow_itself(archivist, commune):
    assert archivist.post(at("link", commune), link("红旗公社")).status_code == 422


def test_staff_of_other_archives_read_and_do_not_change(client, commune):
    client.force_login(outsider())
    name = commune.names.get()

    text = client.get(at("authority", commune)).content.decode()

    assert "红旗公社" in text
    assert at("add_name", commune) not in text
    assert client.get(at("authority", commune), {"name": name.ulid}).status_code == 200
    assert client.post(at("add_name", commune), named()).status_code == 403
    assert client.post(at("name", commune, name), named()).status_code == 403
    assert client.post(at("describe", commune), {"kind": "body", "version": 1}).status_code == 403


def test_proofreaders_read_only_and_readers_sign_in(client, commune):
    assert client.get(at("authorities")).status_code == 302
    client.force_login(person(Role.PROOFREADER))

    assert client.get(at("authority", commune)).status_code == 200
    assert at("new") not in client.get(at("authorities")).content.decode()
    assert client.get(at("new")).status_code == 403
    assert client.post(at("add_name", commune), named()).status_code == 403


def test_unknown_ones_are_not_found_and_forms_are_posted(archivist, commune):
    nothing = "0" * 26

    assert archivist.get(at("authority", nothing)).status_code == 404
    assert archivist.post(at("name", commune, nothing), named()).status_code == 404
    assert archivist.get(at("add_name", commune)).status_code == 405
    assert archivist.get("/staff/places/x").status_code == 404
