"""What a record said before: who, when, why, character by character; and saying it again."""

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import outsider, person
from lantai.base.audit.models import Event
from lantai.holdings.catalogue.actions import Person, RecordChange, change_records, persons_of, set_opening_state
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.sealing import person_keys
from lantai.holdings.catalogue.tests.factories import ON_PAPER, RecordFactory
from lantai.holdings.description.queries import SHEET

pytestmark = pytest.mark.django_db
NUMBER, OTHER = "999999195611205429", "999999195903075429"


@pytest.fixture
def archivist(client):
    client.force_login(person(Role.ARCHIVIST))
    return client


def say(record, reason="", **values):
    record = Record.objects.get(pk=record.pk)
    change_records(actor=OPERATOR, fonds=record.fonds, changes=[RecordChange(record, values)], reason=reason)


def address(record):
    return reverse("description:history", args=[record.ulid])


def restore(client, record, earlier, version):
    to = reverse("description:restore", args=[record.ulid, earlier])
    return client.post(to, {"version": version, "reason": "改错了"})


def test_it_says_that_nothing_was_changed_yet(archivist):
    assert "录入后尚未改动" in archivist.get(address(RecordFactory())).content.decode()


def test_it_shows_who_changed_what_and_why_character_by_character(archivist):
    record = RecordFactory(title="关于修渠的批复")
    say(record, "核对原件", title="关于修路的批复")

    text = archivist.get(address(record)).content.decode()

    for said in ("核对原件", "操作员", "渠</del>", "路</ins>"):
        assert said in text


def test_each_step_is_compared_with_what_came_after_it(archivist):
    record = RecordFactory(title="甲", note="")
    for title in ("乙", "丙"):
        say(record, title=title)
    say(record, note="附")

    steps = archivist.get(address(record)).context["history"].steps

    told = [[(change.label, change.before, change.now) for change in step.changes] for step in steps]
    assert told == [[("附注", "", "附")], [("题名", "乙", "丙")], [("题名", "甲", "乙")]]


def test_persons_are_shown_without_their_numbers(archivist):
    record = RecordFactory()
    say(record, persons=(Person("单秀珍", "bride", id_number=NUMBER),))
    say(record, persons=(Person("单秀珍", "bride", id_number=OTHER),))

    text = archivist.get(address(record)).content.decode()

    assert NUMBER not in text
    assert OTHER not in text
    assert "…5429" in text


def test_an_earlier_version_is_said_again_as_a_new_one(archivist):
    record = RecordFactory(title="甲", elements={"language": "汉文"})
    say(record, title="乙", elements={"language": None, "genre": "批复"}, persons=(Person("单秀珍", id_number=NUMBER),))
    say(record, title="丙", persons=(), date={"date_text": "1988"})

    answer = restore(archivist, record, 1, 3)

    record.refresh_from_db()
    assert answer.status_code == 302
    assert (record.title, record.elements, record.date_text) == ("甲", {"language": "汉文"}, "19870312")
    assert (record.version, record.versions.count()) == (4, 3)
    assert Event.objects.get(verb="record:describe").data["restored"] == 1

    restore(archivist, record, 2, 4)

    record = Record.objects.get(pk=record.pk)
    assert record.title == "乙"
    assert persons_of(record, person_keys())[0].id_number == NUMBER


def test_restoring_opens_nothing(archivist):
    record = RecordFactory(opened=True)
    say(record, title="乙")
    set_opening_state(
        actor=OPERATOR, record=Record.objects.get(pk=record.pk), state="restricted", decision=ON_PAPER, reason="复审"
    )

    restore(archivist, record, 1, 3)

    record.refresh_from_db()
    assert (record.opening_state, record.version) == ("restricted", 4)


@pytest.mark.parametrize(("earlier", "version", "status"), [(1, 1, 409), (7, 2, 404), (1, "x", 409), (0, 2, 404)])
def test_what_is_not_as_it_was_seen_is_refused(archivist, earlier, version, status):
    record = RecordFactory(title="甲")
    say(record, title="乙")

    assert restore(archivist, record, earlier, version).status_code == status
    record.refresh_from_db()
    assert record.title == "乙"


def test_an_outsider_sees_nothing(client):
    record = RecordFactory()
    client.force_login(outsider())

    assert client.get(address(record)).status_code == 404
    assert restore(client, record, 1, 1).status_code == 404


def test_many_versions_come_sheet_by_sheet_at_a_constant_cost(archivist, django_assert_max_num_queries):
    record = RecordFactory(title="第0稿")
    for n in range(1, SHEET + 6):
        say(record, title=f"第{n}稿")

    with django_assert_max_num_queries(9):
        first = archivist.get(address(record)).context["history"]
    rest = archivist.get(address(record), {"before": first.before}).context["history"]

    assert len(first.steps) == SHEET
    assert [step.version.version for step in rest.steps] == [5, 4, 3, 2, 1]
    assert rest.steps[0].changes[0].now == "第5稿"
    assert archivist.get(address(record), {"before": "x"}).status_code == 200
