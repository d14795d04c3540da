"""A register volume: each row of a page becomes a record of its own below the volume, with a code and its page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import outsider, person
from lantai.base.audit.models import Event
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.record_types import record_types
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.entry.actions import CodeIsHeld, Entered, NoVolume, Row, enter_row
from lantai.holdings.entry.models import EnteredRecord
from lantai.holdings.entry.queries import next_code
from lantai.holdings.entry.tests.forms import page_with
from lantai.holdings.entry.tests.test_proposals import roster

pytestmark = pytest.mark.django_db
FIRST = {"p.worker.0.name": "万桂英", "p.worker.0.sex": "female", "f.employer": "县棉织厂", "f.hired": "1971年9月"}


@pytest.fixture
def volume():
    made = RecordFactory(record_type="recruitment", level="volume", code="J001-1-003", code_key="J001-1-003")
    return page_with(roster(), made)


@pytest.fixture
def archivist(client):
    client.force_login(person(Role.ARCHIVIST))
    return client


def enter(volume, number=1, code="J001-1-003-001", told=None):
    entered = Entered(record_types()["recruitment"], told or FIRST)
    return enter_row(actor=OPERATOR, volume=volume, row=Row(code, 1, number), entered=entered)


def address(volume):
    return reverse("entry:rows", args=[volume.ulid, 1])


def test_a_row_becomes_a_record_below_the_volume_that_knows_its_page(volume):
    record = Record.objects.get(pk=enter(volume).pk)

    assert (record.parent, record.level, record.title) == (volume, "item", "万桂英招工登记")
    assert record.fields == {"招工单位": "县棉织厂", "招工日期": "1971年9月"}
    assert record.opening_state == "unreviewed"
    assert record.lineage == {"volume": volume.ulid, "volume_page": 1, "row": 1}
    assert [(each.name, each.role, each.sex) for each in record.persons.all()] == [("万桂英", "worker", "female")]
    entered = EnteredRecord.objects.get(record=record)
    assert (entered.volume, entered.page, entered.row) == (volume, 1, 1)


def test_a_row_has_the_retention_of_its_volume_or_else_of_its_type_and_says_so(archivist, volume):
    volume.retention = ""
    volume.save()

    record = enter(volume)

    assert (record.retention, record.lineage["retention_from_type"]) == ("Y", "recruitment@2")
    page = archivist.get(reverse("accessions:record", args=[record.ulid])).content.decode()
    assert "<dt>保管期限取自档案类型</dt><dd>招工" in page
    assert "第2版" in page


def test_it_leaves_one_event_without_names(volume):
    record = enter(volume)

    event = Event.objects.get(subject_id=record.ulid)
    assert event.verb == "record:enter_row"
    assert "万桂英" not in str(event.data)


def test_codes_go_on_from_the_highest(volume):
    assert next_code(volume) == "J001-1-003-001"
    enter(volume)
    assert next_code(volume) == "J001-1-003-002"
    enter(volume, 2, "J001-1-003-999")
    assert next_code(volume) == "J001-1-003-1000"
    enter(volume, 3, "J001-1-003-1000")

    assert next_code(volume) == "J001-1-003-1001"


def test_a_held_code_is_refused_and_nothing_is_entered(volume):
    enter(volume)

    with pytest.raises(CodeIsHeld):
        enter(volume, 2)
    assert volume.children.count() == 1


def test_rows_are_not_entered_below_rows(volume):
    with pytest.raises(NoVolume):
        enter(enter(volume), code="J001-1-003-001-001")


def test_the_page_proposes_code_and_row_and_goes_on(archivist, volume):
    first = archivist.get(address(volume)).content.decode()
    given = FIRST | {"type": "recruitment", "do": "next", "code": "J001-1-003-001", "accepted": "p.worker.0.name"}

    answer = archivist.post(address(volume), given)
    second = archivist.get(answer.headers["Location"]).content.decode()

    assert 'value="J001-1-003-001"' in first
    assert 'data-proposed="万桂英"' in first
    assert "邱大成" not in first
    assert 'value="J001-1-003-002"' in second
    assert 'data-proposed="邱大成"' in second
    (accepted,) = EnteredRecord.objects.get().accepted
    assert accepted["rule"] == "recruitment_list 1"


def test_a_held_code_comes_back_in_the_form_with_what_was_typed(archivist, volume):
    enter(volume)
    given = FIRST | {"type": "recruitment", "code": "J001-1-003-001", "p.worker.0.name": "邱大成"}

    answer = archivist.post(address(volume), given)
    text = answer.content.decode()

    assert answer.status_code == 409
    assert 'value="J001-1-003-001"' in text
    assert 'value="邱大成"' in text
    assert "已有档号" in text


def test_volumes_stand_in_the_work_list_with_their_rows(archivist, volume):
    enter(volume)

    text = archivist.get("/staff/entry", {"volumes": "1"}).content.decode()

    assert address(volume) in text
    assert "已录行数" in text


def test_nothing_is_saved_without_anything_typed(archivist, volume):
    answer = archivist.post(address(volume), {"type": "recruitment", "code": "J001-1-003-001"})

    assert answer.status_code == 422
    assert not EnteredRecord.objects.exists()


def test_only_who_describes_enters_rows(client, volume):
    assert client.get(address(volume)).status_code == 302
    client.force_login(person(Role.PROOFREADER))
    assert client.get(address(volume)).status_code == 403
    client.force_login(outsider())
    assert client.post(address(volume), FIRST).status_code == 404


def test_a_page_that_is_not_there_is_not_found(archivist, volume):
    assert archivist.get(reverse("entry:rows", args=[volume.ulid, 99])).status_code == 404
    assert archivist.get(reverse("entry:rows", args=["0" * 26, 1])).status_code == 404
