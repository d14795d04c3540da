"""Two acts on one batch at once, in transactions of their own: what the one rests on is not undone by the other.

On PostgreSQL each reads what was committed when its statement began, so that without the batch being held a decision
slips into a stage that is over, or a gate passes what is taken back in the same moment.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from lantai.services.opening.actions import (
    Answer,
    BatchHasMovedOn,
    DecisionUnfit,
    GateIsShut,
    advance_batch,
    answer_letter,
    decide_many,
    leave_out,
    record_overdue,
    send_letter,
    undo_decision,
)
from lantai.services.opening.models import BatchItem, Decision, ReviewBatch
from lantai.services.opening.tests.batches import actor_in, at_consultation, at_first, said_of_all

pytestmark = pytest.mark.django_db(transaction=True)


def afresh(batch: ReviewBatch) -> ReviewBatch:
    """As another process has read it."""
    return ReviewBatch.objects.select_related("institution").get(pk=batch.pk)


def meanwhile(first: Callable[[], Any], second: Callable[[], Any]) -> Exception | None:
    """Do the second while the first is done and not committed yet; gives what the second is refused for.

    The second has ended or waits for the first before that commits: of PostgreSQL it is asked who waits for whom; on
    SQLite there is no second writer, and who comes later waits where its transaction begins.
    """
    refused: list[Exception] = []
    begun, ended = threading.Event(), threading.Event()

    def act() -> None:
        try:
            begun.set()
            second()
        except Exception as error:  # noqa: BLE001 - what it is refused for is what the test asks
            refused.append(error)
        finally:
            ended.set()
            connection.close()

    other = threading.Thread(target=act)
    with transaction.atomic():
        first()
        other.start()
        begun.wait()
        while not ended.is_set() and not _somebody_waits():
            time.sleep(0.01)
    other.join()
    return refused[0] if refused else None


def _somebody_waits() -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
        return cursor.fetchone() is not None


def test_nothing_is_decided_or_taken_back_in_a_stage_that_ends(fonds):
    batch = at_first(fonds, count=2)
    said_of_all(batch, "first_reviewer", "open")
    actor, seen = actor_in(batch, "first_reviewer"), afresh(batch)
    item = seen.items.select_related("batch__institution", "record").get(position=2)

    refused = meanwhile(
        lambda: advance_batch(actor=actor, batch=afresh(batch), step="pass_on"),
        lambda: decide_many(actor=actor, batch=seen, positions=[1, 2], value="controlled", reasons=["R2"]),
    )

    assert isinstance(refused, BatchHasMovedOn)
    assert set(batch.items.values_list("first_value", flat=True)) == {"open"}
    assert Decision.objects.filter(item__batch=batch).count() == 2
    with pytest.raises(BatchHasMovedOn):
        undo_decision(actor=actor, item=item)


def test_no_stage_ends_over_what_is_taken_back_in_the_same_moment(fonds):
    batch = at_first(fonds, count=2)
    said_of_all(batch, "first_reviewer", "open")
    actor, item = actor_in(batch, "first_reviewer"), batch.items.select_related("batch__institution").get(position=1)

    refused = meanwhile(
        lambda: undo_decision(actor=actor, item=item),
        lambda: advance_batch(actor=actor, batch=afresh(batch), step="pass_on"),
    )

    assert isinstance(refused, GateIsShut)
    assert afresh(batch).state == "first_review"


def test_many_are_decided_twice_at_once_and_one_of_them_stands(fonds):
    batch = at_first(fonds, count=2)
    actor, places = actor_in(batch, "first_reviewer"), [1, 2]

    refused = meanwhile(
        lambda: decide_many(actor=actor, batch=afresh(batch), positions=places, value="open"),
        lambda: decide_many(actor=actor, batch=afresh(batch), positions=places, value="controlled", reasons=["R2"]),
    )

    assert refused is None
    standing = Decision.objects.filter(item__batch=batch, withdrawn_at__isnull=True)
    assert list(standing.values_list("value", "item__first_value")) == [("controlled", "controlled")] * 2


def test_what_is_left_out_is_not_decided_with_the_others(fonds):
    batch = at_first(fonds, count=3)

    refused = meanwhile(
        lambda: leave_out(actor=actor_in(batch, "planner"), batch=afresh(batch), positions=[2], reason="原件待修复"),
        lambda: decide_many(
            actor=actor_in(batch, "first_reviewer"), batch=afresh(batch), positions=[1, 2, 3], value="open"
        ),
    )

    assert isinstance(refused, DecisionUnfit)
    assert not Decision.objects.filter(item__batch=batch).exists()
    assert batch.items.get(position=2).state == BatchItem.State.LEFT_OUT


def test_no_opinion_of_the_unit_comes_in_when_the_summing_up_has_begun(fonds):
    """Summed up as if the unit were silent, its objection would stand in the register and rule nothing."""
    batch = at_consultation(fonds, count=1, sample_percent=0)
    actor, today = actor_in(batch, "planner"), timezone.localdate()
    letter = batch.consultations.select_related("batch__institution", "fonds", "unit").get()
    send_letter(actor=actor, consultation=letter, number="1", due_on=today + dt.timedelta(days=1), asked="云溪区民政局")
    letter.due_on = today - dt.timedelta(days=1)
    letter.save(update_fields=["due_on"])
    record_overdue(actor=actor, consultation=letter)
    letter = batch.consultations.select_related("batch__institution", "fonds", "unit").get()

    refused = meanwhile(
        lambda: advance_batch(actor=actor, batch=afresh(batch), step="pass_on"),
        lambda: answer_letter(actor=actor, consultation=letter, answers=[Answer(1, "controlled", ("R2",))]),
    )

    assert isinstance(refused, BatchHasMovedOn)
    assert batch.items.get().unit_value == ""
