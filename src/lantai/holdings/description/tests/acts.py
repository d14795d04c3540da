"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.catalogue.actions import Description
from lantai.holdings.description.actions import edit_record, enter_record, restore_version
from tests.architecture.acts import Call, example
from tests.support.world import World


@example(edit_record)
def _edit_record(world: World) -> Call:
    record, values = world.unopened, {"title": "关于干部任免的批复"}
    return lambda actor: edit_record(actor=actor, record=record, version=record.version, values=values)


@example(restore_version)
def _restore_version(world: World) -> Call:
    record = world.unopened
    edit_record(actor=OPERATOR, record=record, version=record.version, values={"title": "另一个题名"})
    return lambda actor: restore_version(actor=actor, record=record, version=record.version, earlier=1)


@example(enter_record)
def _enter_record(world: World) -> Call:
    said = Description("0001-WS·1988-Y-BGS-0009", "关于秋收的通知")
    return lambda actor: enter_record(actor=actor, fonds=world.fonds, description=said)
