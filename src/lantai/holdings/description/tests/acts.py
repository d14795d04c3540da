"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.catalogue.actions import Description, RecordChange
from lantai.holdings.description.actions import (
    carry_out_change,
    count_change,
    decide_pair,
    edit_record,
    edit_records,
    enter_record,
    order_change,
    order_copies,
    order_pairs,
    prepare_change,
    propose_copies,
    propose_pairs,
    restore_version,
    undo_change,
)
from lantai.holdings.description.models import ChangeBatch, RecordPair
from tests.architecture.acts import Call, example
from tests.support.world import World


@example(edit_record)
def _edit_record(world: World) -> Call:
    record, values = world.unopened, {"title": "关于干部任免的批复"}
    return lambda actor: edit_record(actor=actor, record=record, version=record.version, values=values)


@example(edit_records)
def _edit_records(world: World) -> Call:
    change = RecordChange(world.unopened, {"title": "关于干部任免的批复"})
    return lambda actor: edit_records(actor=actor, fonds=world.fonds, changes=[change])


@example(restore_version)
def _restore_version(world: World) -> Call:
    record = world.unopened
    edit_record(actor=OPERATOR, record=record, version=record.version, values={"title": "另一个题名"})
    return lambda actor: restore_version(actor=actor, record=record, version=record.version, earlier=1)


@example(enter_record)
def _enter_record(world: World) -> Call:
    said = Description("0001-WS·1988-Y-BGS-0009", "关于秋收的通知")
    return lambda actor: enter_record(actor=actor, fonds=world.fonds, description=said)


CHANGE = {"key": "creator", "how": "set", "text": "云溪区人民政府"}


def _counted(world: World) -> ChangeBatch:
    batch = prepare_change(actor=OPERATOR, fonds=world.fonds, chosen={"words": "干部"}, change=CHANGE)
    return count_change(actor=OPERATOR, batch=batch)


@example(prepare_change)
def _prepare_change(world: World) -> Call:
    return lambda actor: prepare_change(actor=actor, fonds=world.fonds, chosen={"words": "干部"}, change=CHANGE)


@example(count_change, events=0, because="counting touches no record: nothing has happened that a register would tell")
def _count_change(world: World) -> Call:
    batch = _counted(world)
    return lambda actor: count_change(actor=actor, batch=batch)


@example(order_change, events=0, because="the work itself leaves the event; ordering it only puts it into the queue")
def _order_change(world: World) -> Call:
    batch = _counted(world)
    return lambda actor: order_change(actor=actor, batch=batch, act="carry_out")


@example(carry_out_change, events=2, because="one for the change, and one for each record it changes")
def _carry_out_change(world: World) -> Call:
    batch = _counted(world)
    return lambda actor: carry_out_change(actor=actor, batch=batch)


@example(undo_change, events=2, because="one for the undoing, and one for each record it puts back")
def _undo_change(world: World) -> Call:
    batch = carry_out_change(actor=OPERATOR, batch=_counted(world))
    return lambda actor: undo_change(actor=actor, batch=batch)


@example(propose_pairs, events=0, because="the machine reckons it from the records and may do so again at any time")
def _propose_pairs(world: World) -> Call:
    return lambda actor: propose_pairs(actor=actor, fonds=world.fonds)


@example(order_pairs, events=0, because="it only puts the search into the queue")
def _order_pairs(world: World) -> Call:
    return lambda actor: order_pairs(actor=actor, fonds=world.fonds)


@example(propose_copies, events=0, because="the machine reckons it from the records and may do so again at any time")
def _propose_copies(world: World) -> Call:
    return lambda actor: propose_copies(actor=actor, institution=world.institution)


@example(order_copies, events=0, because="it only puts the search into the queue")
def _order_copies(world: World) -> Call:
    return lambda actor: order_copies(actor=actor, institution=world.institution)


@example(decide_pair)
def _decide_pair(world: World) -> Call:
    first, second = sorted((world.opened, world.unopened), key=lambda record: record.pk)
    pair = RecordPair.objects.create(first=first, second=second, score=400, reasons=["number"])
    return lambda actor: decide_pair(actor=actor, pair=pair, together=True)
