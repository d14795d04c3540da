"""Double entry: the second types blind, a person decides differences, the error rate follows; no number shows."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from lantai.base.accounts.access import Role, actor_of
from lantai.base.accounts.tests.factories import outsider, person
from lantai.base.audit.models import Event
from lantai.engines.formats.model import Line
from lantai.engines.search.actions import mark_changed
from lantai.engines.search.indexing import drain_all
from lantai.holdings.catalogue.actions import RecordChange, change_records, persons_of
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.sealing import person_keys
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.entry.actions import (
    Decided,
    Entered,
    ItemNotYours,
    NothingToDecide,
    NothingToType,
    TaskWanted,
    decide_differences,
    make_task,
    type_item,
)
from lantai.holdings.entry.comparing import distance, same
from lantai.holdings.entry.doubts import doubts_about
from lantai.holdings.entry.models import Difference, EntryTask, Typing
from lantai.holdings.entry.quality import quality_of
from lantai.holdings.entry.queries import next_item
from lantai.holdings.entry.tests.forms import NUMBER, application, marriage, page_with, typed

pytestmark = pytest.mark.django_db
OTHER_NUMBER = "999999195611205445"
"""Differs in its last four; OTHER_FRONT in the first six alone."""
OTHER_FRONT = "999998195611205429"


@pytest.fixture
def first():
    return person(Role.ARCHIVIST)


@pytest.fixture
def second():
    return person(Role.ARCHIVIST)


@pytest.fixture
def records():
    blank = {"record_type": "marriage", "title": "", "date_text": ""}
    return [page_with(application(), RecordFactory(**blank)) for _ in range(3)]


@pytest.fixture
def task(first, records):
    return make_task(actor=actor_of(first), fonds=records[0].fonds, wanted=TaskWanted("一九八一年婚姻登记", "marriage"))


def entered(item, told):
    confirmed = frozenset(doubt.token for doubt in doubts_about(marriage(), told))
    return Entered(marriage(), told, Record.objects.get(pk=item.record_id).version, confirmed)


def type_by(user, item, **changes):
    item.record.refresh_from_db()
    return type_item(actor=actor_of(user), item=item, entered=entered(item, typed(**changes)))


def item_of(task, position=1):
    return task.items.select_related("record__fonds__institution", "task").get(position=position)


@pytest.fixture
def differing(task, first, second):
    """The office and the bride's ID number differ; the rest says the same in other words."""
    type_by(first, item_of(task), bride_id_number=NUMBER, office="红旗公社")
    type_by(second, item_of(task), bride_id_number=OTHER_NUMBER, office="红旗人民公社", registered="19810504")
    return item_of(task)


def signed_in(client, user):
    client.force_login(user)
    return client


def test_the_first_typing_waits_beside_the_record_and_leaves_one_event(task, first):
    type_by(first, item_of(task), bride_id_number=NUMBER)

    assert item_of(task).record.title == ""
    assert not item_of(task).record.persons.exists()
    assert item_of(task).state == "typed"
    event = Event.objects.get(subject_id=item_of(task).record.ulid)
    assert (event.verb, event.data["waits"], "f.office" in event.data["fields"]) == ("record:enter", True, True)
    assert NUMBER not in json.dumps(Typing.objects.get().waiting)


def test_when_both_are_compared_the_record_says_what_was_typed_first(differing):
    record = Record.objects.get(pk=differing.record_id)

    assert record.title == "程志远与单秀珍结婚登记"
    assert record.fields["登记机关"] == "红旗公社"
    assert record.persons.last().id_last4 == NUMBER[-4:]
    assert [each.id_number for each in persons_of(record, person_keys())] == ["", NUMBER]
    assert differing.state == "differs"
    assert [typing.waiting for typing in Typing.objects.all()] == [{}, {}]
    assert record.versions.count() == 1


def test_a_place_changed_by_somebody_else_meanwhile_is_kept_and_decided(task, first, second):
    type_by(first, item_of(task))
    item = item_of(task)
    values = {"fields": {"登记机关": "云溪镇政府"}, "note": "缺一页"}
    change_records(actor=actor_of(first), fonds=item.record.fonds, changes=[RecordChange(item.record, values)])

    type_by(second, item_of(task))

    record = Record.objects.get(pk=item.record_id)
    assert (record.fields["登记机关"], record.note) == ("云溪镇政府", "缺一页")
    assert record.title == "程志远与单秀珍结婚登记"
    assert [each.name for each in Difference.objects.all()] == ["f.office"]
    decide_differences(actor=actor_of(first), item=item_of(task), decided={"f.office": Decided("first")})
    assert Record.objects.get(pk=record.pk).fields["登记机关"] == "红旗公社"


def test_it_compares_what_was_meant_and_not_how_it_was_written(differing):
    assert {each.name for each in differing.differences.all()} == {"f.office", "p.bride.0.id_number"}


@pytest.mark.parametrize(
    ("name", "first", "second", "alike"),
    [
        ("p.groom.0.name", "張三", "张三", True),
        ("p.groom.0.unit", "县 农机厂", "县农机厂", True),
        ("f.registered", "民国三十七年五月", "1948-05", True),
        ("p.groom.0.birth", "1955年", "1955年3月", False),
        ("p.groom.0.name", "1955年", "1955", False),
        ("f.office", "", "红旗公社", False),
    ],
)
def test_two_values_are_the_same_after_folding(name, first, second, alike):
    assert same(name, first, second) is alike


def test_what_was_typed_is_kept_without_any_number_in_the_clear(differing):
    kept = json.dumps([typing.values for typing in Typing.objects.all()], ensure_ascii=False)

    assert NUMBER not in kept
    assert OTHER_NUMBER not in kept
    assert "红旗人民公社" in kept


def test_two_equal_typings_agree(task, first, second):
    type_by(first, item_of(task), bride_id_number=NUMBER)
    type_by(second, item_of(task), bride_id_number=NUMBER)

    assert item_of(task).state == "agreed"
    assert quality_of(task).total.wrong_fields == 0


def test_nobody_types_a_record_twice(task, first, second):
    type_by(first, item_of(task))

    with pytest.raises(ItemNotYours):
        type_by(first, item_of(task))
    assert next_item(task, actor_of(first)).position == 2
    assert next_item(task, actor_of(second)).position == 1
    type_by(second, item_of(task))
    with pytest.raises(ItemNotYours):
        type_by(person(Role.ARCHIVIST), item_of(task))


def test_named_people_and_nobody_else(records, first, second):
    wanted = TaskWanted("指定", "marriage", first=first, second=second)
    task = make_task(actor=actor_of(first), fonds=records[0].fonds, wanted=wanted)

    assert next_item(task, actor_of(second)) is None
    type_by(first, item_of(task))
    assert next_item(task, actor_of(person(Role.ARCHIVIST))) is None
    assert next_item(task, actor_of(second)).position == 1


def test_one_person_cannot_be_both(task, first):
    task.first = task.second = first

    with pytest.raises(IntegrityError), transaction.atomic():
        task.save()


def test_a_sample_is_drawn_and_the_rest_is_typed_once(records, first, second):
    task = make_task(actor=actor_of(first), fonds=records[0].fonds, wanted=TaskWanted("抽样", "marriage", share=34))

    assert (task.records, task.checked) == (3, 2)
    unchecked = task.items.get(checked=False)
    type_by(first, item_of(task, unchecked.position))
    with pytest.raises(ItemNotYours):
        type_by(second, item_of(task, unchecked.position))


def test_a_task_of_nothing_is_refused(first, records):
    with pytest.raises(NothingToType):
        make_task(actor=actor_of(first), fonds=records[0].fonds, wanted=TaskWanted("空", "forest"))


def test_a_decision_is_written_into_the_record(differing, first):
    decided = {"f.office": Decided("second"), "p.bride.0.id_number": Decided("second")}

    decide_differences(actor=actor_of(person(Role.ARCHIVIST)), item=differing, decided=decided)

    record = Record.objects.get(pk=differing.record_id)
    assert record.fields["登记机关"] == "红旗人民公社"
    assert [each.id_number for each in persons_of(record, person_keys())] == ["", OTHER_NUMBER]
    assert item_of(differing.task).state == "decided"
    event = Event.objects.get(verb="record:decide_entry")
    assert event.data["choices"] == {"f.office": "second", "p.bride.0.id_number": "second"}
    assert OTHER_NUMBER not in str(event.data)


def test_a_third_text_may_be_right_and_what_is_not_chosen_stays_open(differing, first):
    decide_differences(actor=actor_of(first), item=differing, decided={"f.office": Decided("other", "红旗公社管委会")})

    assert Record.objects.get(pk=differing.record_id).fields["登记机关"] == "红旗公社管委会"
    assert item_of(differing.task).state == "differs"
    assert quality_of(differing.task).undecided == 1


def test_nothing_is_decided_twice(differing, first):
    decide_differences(actor=actor_of(first), item=differing, decided={"f.office": Decided("first")})

    with pytest.raises(NothingToDecide):
        decide_differences(actor=actor_of(first), item=differing, decided={"f.office": Decided("second")})


def test_the_title_the_type_made_follows_a_decided_name(task, first, second):
    type_by(first, item_of(task), groom_name="程志元")
    type_by(second, item_of(task))

    decide_differences(actor=actor_of(first), item=item_of(task), decided={"p.groom.0.name": Decided("second")})

    assert item_of(task).record.title == "程志远与单秀珍结婚登记"


def test_the_error_rate_counts_what_was_decided_wrong_by_field_and_person(differing, first, second):
    decided = {"f.office": Decided("second"), "p.bride.0.id_number": Decided("first")}
    decide_differences(actor=actor_of(first), item=differing, decided=decided)

    quality = quality_of(differing.task)
    by_person = {rate.label: rate for rate in quality.persons}
    by_field = {rate.label: rate for rate in quality.fields}
    assert by_person[first.display_name].wrong_fields == 1
    assert by_person[first.display_name].wrong_characters == 2
    assert by_person[second.display_name].wrong_characters == distance(NUMBER, OTHER_NUMBER)
    assert by_person[first.display_name].fields == 8
    assert quality.total.wrong_fields == 2
    assert by_field["登记机关"].wrong_characters == 2
    assert quality.undecided == 0


def test_the_command_prints_the_error_rate_as_json(differing, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("entry_quality", differing.task.ulid, "--json")

    told = json.loads(capsys.readouterr().out)
    assert ended.value.code == 1
    assert told["undecided"] == 2
    assert told["states"] == {"waiting": 2, "differs": 1}
    assert {rate["name"] for rate in told["persons"]} == {each.by for each in Typing.objects.all()}
    assert NUMBER not in json.dumps(told)


def test_the_second_sees_nothing_of_what_the_first_typed(client, task, first, second):
    type_by(first, item_of(task), office="张家湾公社", bride_id_number=NUMBER, bride_former_names="小珍")

    text = signed_in(client, second).get(reverse("entry:item", args=[task.ulid, 1])).content.decode()

    for said in ("程志远与", "张家湾公社", "5429", "小珍", "程志远"):
        assert said not in text
    assert item_of(task).record.code in text


def test_typing_a_task_goes_on_to_the_next(client, task, first):
    told = typed() | {"type": "marriage", "version": item_of(task).record.version, "do": "next"}

    answer = signed_in(client, first).post(reverse("entry:item", args=[task.ulid, 1]), told)

    assert answer.headers["Location"] == reverse("entry:item", args=[task.ulid, 2])
    assert client.get(reverse("entry:item", args=[task.ulid, 1])).status_code == 409


def test_differences_are_shown_side_by_side_with_masked_numbers(client, differing, first):
    page = signed_in(client, first)
    listed = page.get(reverse("entry:differences", args=[differing.task.ulid])).content.decode()

    text = page.get(reverse("entry:decide", args=[differing.task.ulid, 1])).content.decode()

    assert differing.record.code in listed
    for said in ("红旗公社", "红旗人民公社", "••••5429", "••••5445"):
        assert said in text
    assert NUMBER not in text
    assert OTHER_NUMBER not in text


SHOWN = ("accessions:record", "description:edit", "description:history", "entry:record", "fulltext:record")
TYPED_FIRST = ("甄临川", "偏桥公社")


def everything_kept() -> dict[str, str]:
    """Every row of every table that may hold texts, as text."""
    return {
        model._meta.db_table: json.dumps(list(model._base_manager.values()), default=str, ensure_ascii=False)
        for model in apps.get_models()
    }


@pytest.mark.parametrize("state", ["open", "restricted"])
def test_what_was_typed_first_is_found_nowhere_until_both_are_compared(client, home, task, first, second, state):
    """No table but the typings holds it, so no list, count, facet, search, export or version can tell it to anybody."""
    Record.objects.update(opening_state=state)
    type_by(first, item_of(task), groom_name=TYPED_FIRST[0], office=TYPED_FIRST[1])
    record = Record.objects.get(pk=item_of(task).record_id)
    mark_changed([record.pk])
    drain_all()
    addresses = [reverse(name, args=[record.ulid]) for name in SHOWN] + [f"/api/v1/records/{record.ulid}"]
    addresses += [
        f"/records/{record.ulid}/dc.xml",
        f"/records/{record.ulid}/ead3.xml",
        reverse("entry:item", args=[task.ulid, 1]),
    ]
    addresses += ["/api/v1/records", "/search?q=", "/staff/records", "/staff/changes", "/staff/entry/tasks"]
    addresses += [
        f"/{page}?q={quote(word[0])}" for word in TYPED_FIRST for page in ("api/v1/suggest", "search/suggestions")
    ]
    asking = [address for word in TYPED_FIRST for address in _asking_for(word)]

    held = everything_kept()
    assert [table for table, text in held.items() if any(word in text for word in TYPED_FIRST)] == ["entry_typing"]
    for who in (None, second, person(Role.PROOFREADER)):
        client.logout() if who is None else client.force_login(who)
        for address in addresses + asking:
            answer = client.get(address)
            told = (b"".join(answer) if answer.streaming else answer.content).decode()
            assert answer.status_code in {200, 302, 403, 404}, address
            if address in asking:  # a page says what it was asked for, so what counts is what it has found
                assert record.ulid not in told, address
            else:
                assert not any(word in told for word in TYPED_FIRST), address

    type_by(second, item_of(task))
    drain_all()
    client.force_login(second)
    assert TYPED_FIRST[1] in client.get(f"/api/v1/search?q={quote(TYPED_FIRST[1])}").content.decode()


def _asking_for(word: str) -> list[str]:
    asked = quote(word)
    pages = ("/search?q=", "/api/v1/search?q=", "/staff/records?words=", "/staff/persons?name=")
    return [page + asked for page in pages]


def test_pages_of_a_record_typed_before_typings_waited_stay_shut_to_the_second(client, task, first, second):
    """Then what was typed first stands in the record: whoever may yet be the second sees none of it there."""
    item = type_by(first, item_of(task))
    Typing.objects.update(waiting={})
    Record.objects.filter(pk=item.record_id).update(title="程志远与单秀珍结婚登记")
    record = Record.objects.get(pk=item.record_id)
    addresses = [reverse(name, args=[record.ulid]) for name in SHOWN]

    client.force_login(second)
    shut = [client.get(address) for address in addresses]
    assert {answer.status_code for answer in shut} == {403}
    assert not any(record.title in answer.content.decode() for answer in shut)
    assert reverse("entry:item", args=[task.ulid, item.position]) in shut[0].content.decode()
    cells = client.get(reverse("description:cells"), {"fonds": record.fonds.code}).content.decode()
    assert record.title not in cells
    for user in (first, person(Role.PROOFREADER)):
        client.force_login(user)
        assert client.get(addresses[0]).status_code == 200
    type_by(second, item)
    client.force_login(second)
    assert {client.get(address).status_code for address in addresses} == {200}


def test_who_is_not_named_for_the_second_time_is_shut_out_of_nothing(client, records, first, second):
    wanted = TaskWanted("婚姻登记", "marriage", first=first, second=person(Role.ARCHIVIST))
    task = make_task(actor=actor_of(first), fonds=records[0].fonds, wanted=wanted)
    item = type_by(first, item_of(task))
    client.force_login(second)
    assert client.get(reverse("accessions:record", args=[item.record.ulid])).status_code == 200


def test_numbers_that_differ_before_their_last_four_are_told(client, task, first, second):
    type_by(first, item_of(task), bride_id_number=NUMBER)
    type_by(second, item_of(task), bride_id_number=OTHER_FRONT)

    text = signed_in(client, first).get(reverse("entry:decide", args=[task.ulid, 1])).content.decode()

    assert "末四位之前" in text
    assert OTHER_FRONT not in text


def test_a_decision_is_posted_and_a_second_one_finds_nothing(client, differing, first):
    where = reverse("entry:decide", args=[differing.task.ulid, 1])
    given = {"choice.f.office": "second", "choice.p.bride.0.id_number": "other", "other.p.bride.0.id_number": NUMBER}

    answer = signed_in(client, first).post(where, given)

    assert answer.status_code == 302
    assert not Difference.objects.filter(choice="").exists()
    assert client.post(where, given).status_code == 422


@pytest.mark.parametrize("given", [{}, {"choice.f.office": "both"}, {"choice.nothing": "first"}])
def test_no_choice_is_no_decision(client, differing, first, given):
    answer = signed_in(client, first).post(reverse("entry:decide", args=[differing.task.ulid, 1]), given)

    assert answer.status_code == 422
    assert Difference.objects.filter(choice="").count() == 2


def test_a_task_is_set_on_its_page(client, records, first, second):
    given = {
        "name": "一九八一年", "fonds": records[0].fonds.pk, "record_type": "marriage", "share": "50",
        "first": first.pk, "second": second.pk,
    }  # fmt: skip

    answer = signed_in(client, first).post("/staff/entry/tasks", given)

    task = EntryTask.objects.get()
    assert answer.headers["Location"] == reverse("entry:task", args=[task.ulid])
    assert "一九八一年" in client.get("/staff/entry/tasks").content.decode()
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200
    assert "0.00" not in page.content.decode()  # nothing was compared: no rate, rather than a perfect one


@pytest.mark.parametrize(
    "bad", [{"share": "0"}, {"share": "101"}, {"record_type": "x"}, {"volume": "没有"}, {"name": ""}, {"fonds": "9999"}]
)
def test_a_bad_task_comes_back_in_its_form(client, records, first, bad):
    given = {"name": "一九八一年", "fonds": records[0].fonds.pk, "record_type": "marriage", "share": "50"} | bad

    answer = signed_in(client, first).post("/staff/entry/tasks", given)

    assert answer.status_code == 400
    assert not EntryTask.objects.exists()


def test_another_archive_s_task_is_not_there(client, differing):
    signed_in(client, outsider())

    for page in ("task", "differences"):
        assert client.get(reverse(f"entry:{page}", args=[differing.task.ulid])).status_code == 404
    for page in ("item", "decide"):
        assert client.get(reverse(f"entry:{page}", args=[differing.task.ulid, 1])).status_code == 404
    assert differing.task.name not in client.get("/staff/entry/tasks").content.decode()


def test_pages_of_a_task_cost_the_same_for_many_records(client, first, second, django_assert_max_num_queries):
    made = [page_with([Line("空白")], RecordFactory(record_type="marriage")) for _ in range(12)]
    task = make_task(actor=actor_of(first), fonds=made[0].fonds, wanted=TaskWanted("多件", "marriage"))
    for position in range(1, 11):
        type_by(first, item_of(task, position))
        type_by(second, item_of(task, position), office="南街")
    signed_in(client, first)

    with django_assert_max_num_queries(14):
        client.get(reverse("entry:task", args=[task.ulid]))
    with django_assert_max_num_queries(12):
        client.get(reverse("entry:differences", args=[task.ulid]))
    with django_assert_max_num_queries(14):
        client.get("/staff/entry/tasks")
