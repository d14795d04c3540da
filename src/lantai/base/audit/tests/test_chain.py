import datetime as dt
import json
from contextlib import redirect_stdout
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from lantai.base.audit import actions
from lantai.base.audit.actions import Act, record, record_all
from lantai.base.audit.chain import GENESIS
from lantai.base.audit.models import Event, Head
from lantai.base.audit.queries import count_since
from lantai.base.audit.tests.conftest import OPERATOR
from lantai.base.audit.verification import Break, stored_entries, walk_chain

pytestmark = pytest.mark.django_db


def chain_breaks() -> list[Break]:
    """Every place where the stored chain itself does not hold; empty when it is whole. Checkpoints are not asked."""
    head = Head.objects.filter(pk=1).values_list("number", "hash").first() or (0, GENESIS)
    return walk_chain(stored_entries(until=head[0]), head=head).found.breaks


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

    assert problems() == [(3, "deleted")]


def test_it_finds_a_deleted_event_when_those_behind_it_moved_up(chain):
    Event.objects.filter(number=3).delete()
    for number in (4, 5, 6):
        Event.objects.filter(number=number).update(number=number - 1)
    Head.objects.update(number=5)

    assert problems() == [(3, "deleted"), (3, "renumbered"), (4, "renumbered"), (5, "renumbered")]


def test_it_finds_a_changed_hash_and_says_that_the_event_stands(chain):
    Event.objects.filter(number=3).update(hash="1" * 64)

    assert problems() == [(3, "hash_changed")]


def test_it_finds_an_event_put_in_with_a_right_hash(chain):
    for number in (6, 5, 4):
        Event.objects.filter(number=number).update(number=number + 1)
    Head.objects.update(number=7)
    event = Event.objects.get(number=3)
    event.number, event.previous, event.verb = 4, event.hash, "thing:forge"
    event.hash = actions.entry_of(event).digest()
    event.save(force_insert=True)

    assert problems()[:2] == [(4, "inserted"), (5, "renumbered")]


def test_it_finds_an_inserted_event(chain):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_event SET number = number + 100 WHERE number > 3")
    Event.objects.create(
        number=4, at=Event.objects.get(number=3).at, verb="x", actor_label="", capacity="", subject_kind="",
        subject_id="", data={}, previous="0" * 64, hash="1" * 64,
    )  # fmt: skip

    assert {number for number, _ in problems()} >= {4, 5}


def test_it_finds_a_cut_off_end(chain):
    Event.objects.filter(number__gt=4).delete()

    assert [(found.number, found.problem, found.last) for found in chain_breaks()] == [(5, "truncated", 6)]


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
    assert told() == (0, "6 events, 0 checkpoints, 0 breaks\n")
    assert json.loads(told("--json")[1]) == {"events": 6, "checkpoints": 0, "found": 0, "breaks": []}


def test_the_command_names_each_event_that_does_not_hold(chain):
    Event.objects.filter(number=3).update(verb="thing:undo")

    assert told() == (1, "6 events, 0 checkpoints, 1 breaks\n  event 3: changed\n")
    code, words = told("--json")
    assert (code, json.loads(words)["breaks"]) == (1, [{"number": 3, "problem": "changed", "last": 3, "checkpoint": 0}])
