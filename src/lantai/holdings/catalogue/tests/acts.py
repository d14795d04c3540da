"""Examples of the acts of this app: see tests/architecture/acts.py."""

from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.actions import (
    Description,
    RecordChange,
    Selection,
    change_records,
    describe_records,
    found_fonds,
    remove_records,
    rename_fonds,
    set_opening_state,
    set_opening_states,
)
from tests.architecture.acts import Call, example
from tests.support.world import World


@example(found_fonds)
def _found_fonds(world: World) -> Call:
    return lambda actor: found_fonds(actor=actor, institution=world.institution, code="0002", title="云溪区民政局")


@example(describe_records, events=0, because="taking in writes record:take_in for each, in the same transaction")
def _describe_records(world: World) -> Call:
    described = [(new_ulid(), Description(f"0001-WS·1980-Y-BGS-000{n}", "通知")) for n in (1, 2)]
    return lambda actor: describe_records(actor=actor, fonds=world.fonds, descriptions=described)


@example(set_opening_state)
def _set_opening_state(world: World) -> Call:
    return lambda actor: set_opening_state(actor=actor, record=world.unopened, state="open", reason="期满")


@example(rename_fonds)
def _rename_fonds(world: World) -> Call:
    return lambda actor: rename_fonds(actor=actor, fonds=world.fonds, title="云溪区人民政府", reason="更名")


@example(set_opening_states)
def _set_opening_states(world: World) -> Call:
    chosen = Selection(state="unreviewed")
    return lambda actor: set_opening_states(
        actor=actor, fonds=world.fonds, selection=chosen, state="open", reason="期满"
    )


@example(change_records, events=0, because="an import tells of each record it changes, in the same transaction")
def _change_records(world: World) -> Call:
    change = RecordChange(world.unopened, {"title": "关于干部任免的批复"})
    return lambda actor: change_records(actor=actor, fonds=world.fonds, changes=[change])


@example(
    remove_records, events=0, because="undoing an import tells of each record it takes out, in the same transaction"
)
def _remove_records(world: World) -> Call:
    return lambda actor: remove_records(actor=actor, fonds=world.fonds, records=[world.unopened])
