"""Examples of the acts of this app: see tests/architecture/acts.py."""

from lantai.base.accounts.access import OPERATOR, actor_of
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.record_types import record_types
from lantai.holdings.entry.actions import (
    Decided,
    Entered,
    Row,
    TaskWanted,
    decide_differences,
    enter_record,
    enter_row,
    make_task,
    type_item,
)
from lantai.holdings.entry.models import EntryItem
from tests.architecture.acts import Call, example
from tests.support.world import World

DOCUMENT = {"r.title": "关于秋收的通知", "r.date": "19791003"}


def _entered(record: Record, **more: str) -> Entered:
    return Entered(record_types()["document"], DOCUMENT | more, record.version)


@example(enter_record)
def _enter_record(world: World) -> Call:
    return lambda actor: enter_record(actor=actor, record=world.unopened, entered=_entered(world.unopened))


@example(enter_row)
def _enter_row(world: World) -> Call:
    row = Row(f"{world.unopened.code}-001", 1, 1)
    return lambda actor: enter_row(actor=actor, volume=world.unopened, row=row, entered=_entered(world.unopened))


def task_item(world: World) -> EntryItem:
    """One record of a task of double entry, to be typed."""
    Record.objects.update(record_type="document")
    task = make_task(actor=OPERATOR, fonds=world.fonds, wanted=TaskWanted("秋收", "document"))
    return task.items.get(record=world.unopened)


@example(make_task)
def _make_task(world: World) -> Call:
    Record.objects.update(record_type="document")
    wanted = TaskWanted("秋收", "document")
    return lambda actor: make_task(actor=actor, fonds=world.fonds, wanted=wanted)


@example(type_item)
def _type_item(world: World) -> Call:
    item = task_item(world)
    return lambda actor: type_item(actor=actor, item=item, entered=_entered(item.record))


def differing_item(world: World) -> EntryItem:
    """One record that two people typed otherwise."""
    item = task_item(world)
    first = actor_of(world.people["archivist"])
    type_item(actor=first, item=item, entered=_entered(item.record))
    return type_item(actor=OPERATOR, item=item, entered=_entered(item.record, **{"r.creator": "县革委会"}))


@example(decide_differences)
def _decide_differences(world: World) -> Call:
    item = differing_item(world)
    return lambda actor: decide_differences(actor=actor, item=item, decided={"r.creator": Decided("second")})
