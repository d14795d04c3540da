"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

from lantai.base.accounts.access import Role, actor_of
from lantai.base.accounts.models import User
from lantai.services.opening.actions import (
    advance_batch,
    decide,
    decide_many,
    leave_out,
    name_people,
    plan_batch,
    undo_decision,
)
from lantai.services.opening.models import BatchItem, ReviewBatch
from lantai.services.opening.tests.batches import at_first, due_items, plan, planned, somebody
from tests.architecture.acts import Call, example
from tests.support.world import World

PLANNER, REVIEWER, APPROVER = (str(role) for role in (
    Role.OPENING_PLANNER, Role.OPENING_REVIEWER, Role.OPENING_APPROVER,
))  # fmt: skip


def cast(world: World) -> dict[str, User]:
    """The four people of a batch of this world: its own, and a second reviewer beside them."""
    second = somebody("second-reviewer", "复审员 江", Role.OPENING_REVIEWER, world.institution)
    return {
        "planner": world.people[PLANNER],
        "first_reviewer": world.people[REVIEWER],
        "second_reviewer": second,
        "approver": world.people[APPROVER],
    }


def a_batch(world: World) -> ReviewBatch:
    return planned(world.fonds, people=cast(world), count=2)


def a_batch_in_review(world: World) -> ReviewBatch:
    return at_first(world.fonds, people=cast(world), count=2)


def an_item(world: World) -> BatchItem:
    return a_batch_in_review(world).items.select_related("batch__institution", "record").get(position=1)


@example(plan_batch)
def _plan_batch(world: World) -> Call:
    due_items(world.fonds, 2, year=1961)
    asked = plan(world.fonds, people={}, year_from=1961, year_to=1961)
    return lambda actor: plan_batch(actor=actor, institution=world.institution, plan=asked)


@example(name_people)
def _name_people(world: World) -> Call:
    batch, people = a_batch(world), cast(world)
    return lambda actor: name_people(actor=actor, batch=batch, people=people)


@example(leave_out)
def _leave_out(world: World) -> Call:
    batch = a_batch(world)
    return lambda actor: leave_out(actor=actor, batch=batch, positions=[1], reason="原件待修复")


@example(advance_batch, by=PLANNER)
def _advance_batch(world: World) -> Call:
    batch = a_batch(world)
    return lambda actor: advance_batch(actor=actor, batch=batch, step="begin")


@example(decide, by=REVIEWER)
def _decide(world: World) -> Call:
    item = an_item(world)
    return lambda actor: decide(actor=actor, item=item, value="controlled", reasons=["R2"], seconds=9)


@example(decide_many, by=REVIEWER)
def _decide_many(world: World) -> Call:
    batch = a_batch_in_review(world)
    return lambda actor: decide_many(actor=actor, batch=batch, positions=[1, 2], value="open")


@example(undo_decision, by=REVIEWER)
def _undo_decision(world: World) -> Call:
    item = an_item(world)
    first: User = world.people[REVIEWER]
    decide(actor=actor_of(first), item=item, value="open")
    return lambda actor: undo_decision(actor=actor, item=item)
