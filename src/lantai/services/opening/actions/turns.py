"""Whose turn it is in a batch, and the batch held until an act on it is over, so that no other act comes in between.

What an act reads of a batch (its state, its people, what is decided) is still so when it commits: on PostgreSQL the row
of the batch is locked first, before its items, records and the chain of events, always in this order; on SQLite the
transaction is IMMEDIATE and there is no second writer. Both find out here that the batch has gone on since it was read.
"""

from __future__ import annotations

from collections.abc import Collection

from lantai.base.accounts.access import Actor, Right, require
from lantai.services.opening.actions.refusals import BatchHasMovedOn, NotYourOffice
from lantai.services.opening.models import ReviewBatch
from lantai.services.opening.states import OFFICE_RIGHTS, Office, rules, stage_of

_PEOPLE = tuple(f"{office}_id" for office in Office.values)


def hold_batch(batch: ReviewBatch) -> None:
    """Until the transaction ends nobody else decides in this batch, takes a step, or names other people for it.

    What was read before is read anew after this. Raises `BatchHasMovedOn` when its state is not the one that was read.
    """
    rows = ReviewBatch.objects.order_by().filter(pk=batch.pk, state=batch.state).select_for_update(no_key=True)
    people = list(rows.values(*_PEOPLE))
    if not people:
        raise BatchHasMovedOn(number=batch.number)
    for name, person in people[0].items():
        setattr(batch, name, person)


def hold_batches(pks: Collection[int]) -> None:
    """The same for batches whatever their state is, in an order that no two acts can wait for one another."""
    list(ReviewBatch.objects.filter(pk__in=pks).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def take_turn(actor: Actor, batch: ReviewBatch) -> str:
    """The stage in which this person decides, the batch held. Who may not waits for nobody. Raises as `turn_of`."""
    turn_of(actor, batch)
    hold_batch(batch)
    return turn_of(actor, batch)


def turn_of(actor: Actor, batch: ReviewBatch) -> str:
    """The stage in which this person decides now. Raises `NotAllowed`, `NotYourOffice`, `BatchHasMovedOn`."""
    offices = batch.offices_of(actor)
    stage = stage_of(batch.state, offices)
    wanted = {str(row["by"]) for row in rules()["stages"] if row["state"] == batch.state}
    right = OFFICE_RIGHTS[Office(sorted(wanted & offices)[0])] if stage else _right_in(wanted)
    require(actor, right, batch.institution.code)
    if not wanted:
        raise BatchHasMovedOn(number=batch.number)
    if not stage:
        raise NotYourOffice(person=actor.label, number=batch.number)
    return stage


def _right_in(wanted: set[str]) -> Right:
    """What whoever's turn it is holds; where it is nobody's, what every reviewer holds."""
    return OFFICE_RIGHTS[Office(sorted(wanted)[0])] if wanted else OFFICE_RIGHTS[Office.FIRST_REVIEWER]
