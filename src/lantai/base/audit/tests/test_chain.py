import datetime as dt
import json
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from lantai.base.audit import actions
from lantai.base.audit.actions import Act, record, record_all
from lantai.base.audit.models import Event, Head
from lantai.base.audit.queries import chain_breaks, count_since

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Somebody:
    label: str = "档案员"
    capacity: str = "archivist"
    user_id: int | None = None


OPERATOR = Somebody()


@pytest.fixture
def chain():
    for n in range(6):
        record("thing:do", actor=OPERATOR, subject=("thing", str(n)), data={"n": n, "字": "档"})


def problems():
    return [(found.number, found.problem) for found in chain_breaks()]


def test_it_holds_when_nothing_was_touched(chain):
    assert problems() == []
    assert Event.objects.count() == 6


def test_it_holds_over_batches_and_single_events(chain):
    record_all([Act("a:b", ("x", str(n))) for n in range(200)], actor=OPERATOR)
    record("a:c", actor=OPERATOR, subject=("x", "y"))

    assert problems() == []
    assert Head.objects.get().number == 207


def test_it_costs_the_same_number_of_queries_for_one_and_for_many(django_assert_num_queries):
    record("a:b", actor=OPERATOR, subject=("x", "0"))

    with django_assert_num_queries(5):  # savepoint, head, claim, insert, release
        record_all([Act("a:b", ("x", str(n))) for n in range(50)], actor=OPERATOR)


def test_it_finds_an_edited_event(chain):
    Event.objects.filter(number=3).update(actor_label="somebody else")

    assert problems() == [(3, "changed")]


def test_it_finds_an_edited_event_whose_hash_was_made_anew(chain):
    event = Event.objects.get(number=3)
    event.data = {"n": 99}
    from lantai.base.audit.actions import entry_of

    event.hash = entry_of(event).digest()
    event.save()

    assert problems() == [(4, "false_link")]


def test_it_finds_a_deleted_event(chain):
    Event.objects.filter(number=3).delete()

    assert (4, "missing_before") in problems()


def test_it_finds_an_inserted_event(chain):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_event SET number = number + 100 WHERE number > 3")
    Event.objects.create(
        number=4, at=Event.objects.get(number=3).at, verb="x", actor_label="", capacity="", subject_kind="",
        subject_id="", data={}, previous="0" * 64, hash="1" * 64,
    )  # fmt: skip

    assert {number for number, _ in problems()} >= {4, 104}


def test_it_finds_a_cut_off_end(chain):
    Event.objects.filter(number__gt=4).delete()

    assert problems() == [(6, "truncated")]


def test_it_takes_its_place_anew_when_somebody_else_was_first(chain, monkeypatch):
    """As on PostgreSQL, where a second writer waits for the first and then finds the number moved."""
    chained, between = actions._chained, []

    def late(acts, actor, head):
        events = chained(acts, actor, head)
        if not between:
            between.append(True)
            record("other:act", actor=OPERATOR, subject=("thing", "first"))
        return events

    monkeypatch.setattr(actions, "_chained", late)
    events = record_all([Act("own:act", ("thing", "a")), Act("own:act", ("thing", "b"))], actor=OPERATOR)

    assert [event.number for event in events] == [8, 9]
    assert str(Event.objects.get(number=7)) == "7 other:act thing first"
    assert str(Head.objects.get()).startswith("9 ")
    assert problems() == []


def test_it_leaves_the_chain_alone_when_nothing_was_done(chain):
    assert record_all([], actor=OPERATOR) == []
    assert Head.objects.get().number == 6


def test_it_counts_what_happened_to_one_subject_since_a_moment(chain):
    record("thing:do", actor=OPERATOR, subject=("thing", "3"))
    last = Event.objects.get(number=7).at

    assert count_since("thing:do", subject=("thing", "3"), since=last - dt.timedelta(hours=1)) == 2
    assert count_since("thing:do", subject=("thing", "3"), since=last + dt.timedelta(seconds=1)) == 0
    assert count_since("thing:undo", subject=("thing", "3"), since=last - dt.timedelta(hours=1)) == 0


def told(*options):
    """Exit code and words of the command."""
    with redirect_stdout(StringIO()) as out:
        try:
            call_command("verify_audit", *options)
        except SystemExit as ended:
            return ended.code, out.getvalue()
    return 0, out.getvalue()


def test_the_command_says_that_the_chain_holds(chain):
    assert told() == (0, "6 events, 0 breaks\n")
    assert json.loads(told("--json")[1]) == {"events": 6, "breaks": []}


def test_the_command_names_each_event_that_does_not_hold(chain):
    Event.objects.filter(number=3).update(verb="thing:undo")

    assert told() == (1, "6 events, 1 breaks\n  event 3: changed\n")
    code, words = told("--json")
    assert (code, json.loads(words)["breaks"]) == (1, [{"number": 3, "problem": "changed"}])
