from dataclasses import dataclass

import pytest
from django.db import connection

from lantai.base.audit.actions import Act, record, record_all
from lantai.base.audit.models import Event, Head
from lantai.base.audit.queries import chain_breaks

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
