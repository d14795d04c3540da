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


def described_twice(world: World) -> tuple[Record, Record]:
    """Two unopened records that say the same, of their own: the world's records may be in somebody's hands."""
    codes = ("0001-WS·1979-Y-BGS-0098", "0001-WS·1979-Y-BGS-0099")
    known = {record.code: record for record in Record.objects.filter(fonds=world.fonds, code__in=codes)}
    for code in codes:
        if code not in known:
            said = Description(code, "关于干部任免的批复（复写件）", opening_state=world.unopened.opening_state)
            known[code] = describe_records(actor=OPERATOR, fonds=world.fonds, descriptions=[(new_ulid(), said)])[0]
    return known[codes[0]], known[codes[1]]


def merged(world: World) -> Merge:
    """The second merged into the first."""
    return Merge.objects.filter(fonds=world.fonds).first() or _merge(world)(OPERATOR)


def _merge(world: World) -> Call:
    keep, absorb = described_twice(world)
    versions = (keep.version, absorb.version)
    return lambda actor: merge_records(
        actor=actor, keep=keep, absorb=absorb, choices=Choices(), reason=REASON, versions=versions
    )


@example(merge_records)
def _merge_records(world: World) -> Call:
    return _merge(world)


@example(undo_merge)
def _undo_merge(world: World) -> Call:
    done = merged(world)
    return lambda actor: undo_merge(actor=actor, merge=done)
