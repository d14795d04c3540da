"""What an agreement promises is kept: opening, copying, lending and taking out are refused, what was open closes."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Actor, NotAllowed, Right, Role
from lantai.base.accounts.tests.factories import person
from lantai.base.audit.models import Event
from lantai.holdings.acquisitions.actions import (
    NotOfThisArchive,
    Term,
    add_condition,
    end_condition,
    link_records,
    return_deposit,
    unlink_record,
)
from lantai.holdings.acquisitions.models import Condition
from lantai.holdings.acquisitions.tests.factories import DAY, received
from lantai.holdings.catalogue.actions import (
    Description,
    Selection,
    describe_records,
    move_to_volumes,
    remove_records,
    set_opening_state,
    set_opening_states,
)
from lantai.holdings.catalogue.bindings import Deed, RecordIsBound, obstacles
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import ON_PAPER, FondsFactory, RecordFactory
from lantai.holdings.preservation.tests.factories import StoredFileFactory

pytestmark = pytest.mark.django_db
FAR = dt.date(2051, 1, 1)


def link(acquisition, *records):
    return link_records(actor=OPERATOR, acquisition=acquisition, records=list(records))


def open_it(record):
    return set_opening_state(actor=OPERATOR, record=record, state="open", decision=ON_PAPER, reason="复核")


def test_what_is_closed_until_a_day_is_opened_by_nobody_before_it():
    record = RecordFactory()
    other = RecordFactory(fonds=record.fonds)
    link(received(Term("closed_until", FAR)), record)

    with pytest.raises(RecordIsBound, match="云档捐〔2026〕3号"):
        open_it(record)
    with pytest.raises(RecordIsBound, match="2051-01-01"):
        set_opening_states(
            actor=OPERATOR, fonds=record.fonds, selection=Selection(), state="open", decision=ON_PAPER, reason="复核"
        )
    assert not Record.objects.filter(opening_state="open").exists()
    open_it(other)
    with time_machine.travel(dt.datetime(2051, 1, 1, 12, tzinfo=dt.UTC)):
        open_it(record)


def test_a_record_that_stood_open_is_closed_by_the_linking_act_with_a_decision_of_its_own(client):
    volume = RecordFactory(level="volume", opened=True)
    item = RecordFactory(fonds=volume.fonds, parent=volume, opened=True)
    shown = [reverse("fulltext:record", args=[each.ulid]) for each in (volume, item)]
    assert [client.get(address).status_code for address in shown] == [200, 200]

    link(received(Term("closed_until", FAR)), volume)

    assert [client.get(address).status_code for address in shown] == [404, 404]
    assert set(Record.objects.values_list("opening_state", flat=True)) == {"deferred"}
    said = Event.objects.filter(verb="record:opening:close")
    assert said.count() == 2
    assert "云档捐〔2026〕3号" in said.first().data["reason"]
    assert Event.objects.get(verb="acquisition:link").data["closed"] == 2
    with pytest.raises(RecordIsBound):
        open_it(item)


def test_a_condition_agreed_later_closes_too():
    record, acquisition = RecordFactory(opened=True), received()
    link(acquisition, record)
    assert Record.objects.get().is_open

    add_condition(actor=OPERATOR, agreement=acquisition.agreement, term=Term("closed_for_life"))

    assert Record.objects.get().opening_state == "restricted"


def test_nothing_is_linked_by_who_may_not_close_what_is_open():
    record, acquisition = RecordFactory(opened=True), received(Term("closed_for_life"))
    half = Actor("石望川", "x", None, {acquisition.institution_id: frozenset({Right.ACQUIRE})})

    with pytest.raises(NotAllowed):
        link_records(actor=half, acquisition=acquisition, records=[record])


def test_items_do_not_come_in_opened_below_a_volume_that_may_not_be():
    volume = RecordFactory(level="volume")
    link(received(Term("closed_for_life")), volume)
    said = Description(code="J001-WS·1987-Y-0900", title="日记第一页", parent=volume, opening_state="open")

    with pytest.raises(RecordIsBound):
        describe_records(actor=OPERATOR, fonds=volume.fonds, descriptions=[("01ARZ3NDEKTSV4RRFFQ69G5FAV", said)])


@pytest.mark.parametrize(
    ("kind", "deed"),
    [
        ("no_copying", Deed.COPY),
        ("closed_for_life", Deed.COPY),
        ("no_publication", Deed.OPEN),
        ("on_site", Deed.OPEN),
        ("not_lent", Deed.LEND),
        ("return_on_demand", Deed.DESTROY),
    ],
)
def test_each_condition_stands_in_the_way_of_what_it_names(kind, deed):
    record, free = RecordFactory(), RecordFactory()
    acquisition = received(Term(kind))
    link(acquisition, record)

    found = obstacles([record.pk, free.pk], deed)

    assert [(each.record, each.code, each.source_id) for each in found] == [
        (record.pk, f"acquisitions.{kind}", acquisition.ulid)
    ]
    assert "云档捐〔2026〕3号" in str(found[0].source)


def test_what_came_of_an_acquisition_is_not_taken_out_of_the_catalogue():
    record, acquisition = RecordFactory(), received()
    link(acquisition, record)

    with pytest.raises(RecordIsBound):
        remove_records(actor=OPERATOR, fonds=record.fonds, records=[record])
    unlink_record(actor=OPERATOR, acquisition=acquisition, record=record, reason="误联")
    assert remove_records(actor=OPERATOR, fonds=record.fonds, records=[record]) == []


def test_an_end_with_evidence_frees_and_opens_nothing():
    record, acquisition = RecordFactory(), received(Term("closed_for_life"))
    link(acquisition, record)
    condition = Condition.objects.get()

    end_condition(actor=OPERATOR, condition=condition, why="捐赠人已故", evidence=("证明.pdf", b"%PDF"))

    condition.refresh_from_db()
    assert condition.evidence.size == 4
    assert not Record.objects.get().is_open
    open_it(record)


def test_a_deposit_is_not_destroyed_and_stays_bound_when_it_was_given_back():
    record, acquisition = RecordFactory(), received(kind="deposit")
    link(acquisition, record)

    return_deposit(actor=OPERATOR, acquisition=acquisition, on=DAY, to="柳文澜", reason="期满")

    assert [each.code for each in obstacles([record.pk], Deed.DESTROY)] == ["acquisitions.return_on_demand"]


def test_records_of_another_archive_are_not_linked():
    strange = RecordFactory(fonds=FondsFactory(institution__code="LT77", code="J009"))

    with pytest.raises(NotOfThisArchive):
        link(received(), strange)


def test_bonds_are_asked_in_as_many_queries_for_many_records(django_assert_num_queries):
    fonds = FondsFactory()
    records = [RecordFactory(fonds=fonds) for _ in range(12)]
    link(received(Term("closed_until", FAR), Term("closed_for_life")), *records)

    with django_assert_num_queries(6):  # three here, whether any was destroyed, and two of the review of opening
        assert len(obstacles([each.pk for each in records], Deed.OPEN)) == 24


def test_the_public_page_names_the_source_and_the_staff_page_what_binds(client):
    record = RecordFactory(opened=True)
    acquisition = received(Term("credit_line", words="柳氏家族捐赠"), Term("no_copying"))
    link(acquisition, record)

    public = client.get(reverse("fulltext:record", args=[record.ulid])).content.decode()
    assert "柳氏家族捐赠" in public
    assert acquisition.number not in public
    client.force_login(person(Role.ARCHIVIST, record.institution))
    staff = client.get(reverse("accessions:record", args=[record.ulid])).content.decode()
    assert acquisition.number in staff
    assert "不得复制" in staff
    assert "云档捐〔2026〕3号" in staff


def test_what_may_not_be_copied_is_read_but_not_taken_along_except_by_those_who_keep_it(client):
    record = RecordFactory(opened=True)
    file = StoredFileFactory(stored__record=record)
    link(received(Term("no_copying")), record)
    page, content = reverse("fulltext:record", args=[record.ulid]), reverse("fulltext:file", args=[file.ulid])

    told = client.get(page).content.decode()
    assert "按协议约定，本件不提供复制件" in told
    assert content not in told
    assert client.get(content).status_code == 404
    assert client.get(f"/api/v1/files/{file.ulid}").status_code == 404
    assert client.get(f"/api/v1/records/{record.ulid}/files").json()["count"] == 0

    client.force_login(person(Role.ARCHIVIST, record.institution))
    assert content in client.get(page).content.decode()
    assert client.get(f"/api/v1/files/{file.ulid}").status_code == 200


def test_what_came_with_its_volume_leaves_it_only_when_linked_itself():
    volume = RecordFactory(level="volume")
    item = RecordFactory(fonds=volume.fonds, parent=volume)
    acquisition = received(Term("closed_until", FAR))
    link(acquisition, volume)

    with pytest.raises(RecordIsBound, match=acquisition.number):
        move_to_volumes(actor=OPERATOR, fonds=item.fonds, places=[(item, None)], reason="移出")
    link(acquisition, item)
    move_to_volumes(actor=OPERATOR, fonds=item.fonds, places=[(item, None)], reason="移出")
    with pytest.raises(RecordIsBound):
        open_it(item)
