"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.actions import Description, describe_records
from lantai.holdings.catalogue.models import Record
from lantai.holdings.merging.actions import merge_records, undo_merge
from lantai.holdings.merging.choosing import Choices
from lantai.holdings.merging.models import Merge
from tests.architecture.acts import Call, example
from tests.support.world import World

REASON = "同一文件重复著录"


def double_of(world: World) -> Record:
    """The unopened record described a second time, without files; made when it is first asked for."""
    known = Record.objects.filter(fonds=world.fonds, code="0001-WS·1979-Y-BGS-0099").first()
    said = Description(
        "0001-WS·1979-Y-BGS-0099", "关于干部任免的批复（复写件）", opening_state=world.unopened.opening_state
    )
    return known or describe_records(actor=OPERATOR, fonds=world.fonds, descriptions=[(new_ulid(), said)])[0]


def merged(world: World) -> Merge:
    """That one merged into the unopened record."""
    known = Merge.objects.filter(fonds=world.fonds).first()
    return known or _merge(world, double_of(world))(OPERATOR)


def _merge(world: World, absorb: Record) -> Call:
    keep = world.unopened
    keep.refresh_from_db()
    versions = (keep.version, absorb.version)
    return lambda actor: merge_records(
        actor=actor, keep=keep, absorb=absorb, choices=Choices(), reason=REASON, versions=versions
    )


@example(merge_records)
def _merge_records(world: World) -> Call:
    return _merge(world, double_of(world))


@example(undo_merge)
def _undo_merge(world: World) -> Call:
    done = merged(world)
    return lambda actor: undo_merge(actor=actor, merge=done)
