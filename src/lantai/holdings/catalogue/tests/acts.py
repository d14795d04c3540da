"""Examples of the acts of this app: see tests/architecture/acts.py."""

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.actions import (
    CodeChange,
    Description,
    RecordChange,
    Selection,
    SeriesSaid,
    add_series,
    begin_scheme_version,
    change_codes,
    change_records,
    change_series,
    change_unit_code,
    close_as_agreed,
    describe_fonds,
    describe_records,
    enter_openings,
    enter_series,
    fonds_for,
    found_fonds,
    found_new_fonds,
    move_series,
    move_to_volumes,
    place_records,
    remove_records,
    remove_series,
    rename_fonds,
    restate_fonds,
    retire_series,
    set_opening_state,
    set_opening_states,
)
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.catalogue.models import Series
from lantai.holdings.catalogue.tests.factories import ON_PAPER
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
    return lambda actor: set_opening_state(
        actor=actor, record=world.unopened, state="open", decision=ON_PAPER, reason="期满"
    )


@example(close_as_agreed)
def _close_as_agreed(world: World) -> Call:
    reason = "协议 云档捐〔2026〕3号"
    given = [(new_ulid(), Description("0001-WS·1979-Y-BGS-0001", "捐赠的日记"))]
    (record,) = describe_records(actor=OPERATOR, fonds=world.fonds, descriptions=given)
    record = set_opening_state(actor=OPERATOR, record=record, state="open", decision=ON_PAPER)
    return lambda actor: close_as_agreed(actor=actor, record=record, state="restricted", reason=reason)


@example(found_new_fonds)
def _found_new_fonds(world: World) -> Call:
    return lambda actor: found_new_fonds(actor=actor, institution=world.institution, code="0004", title="云溪区水利局")


@example(fonds_for)
def _fonds_for(world: World) -> Call:
    return lambda actor: fonds_for(world.institution.code, "0003", title="云溪区教育局", actor=actor)


@example(rename_fonds)
def _rename_fonds(world: World) -> Call:
    return lambda actor: rename_fonds(actor=actor, fonds=world.fonds, title="云溪区人民政府", reason="更名")


@example(describe_fonds)
def _describe_fonds(world: World) -> Call:
    values = {"guide": "本全宗起于一九四九年。", "elements": {"custodial_history": "一九八五年移交"}}
    return lambda actor: describe_fonds(actor=actor, fonds=world.fonds, values=values, version=world.fonds.version)


@example(set_opening_states)
def _set_opening_states(world: World) -> Call:
    chosen = Selection(state="unreviewed")
    return lambda actor: set_opening_states(
        actor=actor, fonds=world.fonds, selection=chosen, state="open", decision=ON_PAPER, reason="期满"
    )


@example(enter_openings)
def _enter_openings(world: World) -> Call:
    states = {"restricted": [world.unopened.pk]}
    return lambda actor: enter_openings(
        actor=actor, institution=world.institution, states=states, reason="KF2026-00001"
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


PART = "a renumbering tells of each record it changes, in the same transaction"


@example(change_codes, events=0, because=PART)
def _change_codes(world: World) -> Call:
    change = CodeChange(world.unopened, parse_code("0001-WS·1979-Y-BGS-0077"))
    return lambda actor: change_codes(actor=actor, fonds=world.fonds, changes=[change], reason="更正")


@example(change_unit_code, events=0, because=PART)
def _change_unit_code(world: World) -> Call:
    code = parse_code("79-办-5")
    return lambda actor: change_unit_code(actor=actor, record=world.unopened, code=code, reason="室编")


def _series(world: World) -> Series:
    return add_series(actor=OPERATOR, fonds=world.fonds, code="WS", title="文书档案")


@example(place_records, events=0, because="a classification tells of each record it places, in the same transaction")
def _place_records(world: World) -> Call:
    places = [(world.unopened, _series(world))]
    return lambda actor: place_records(actor=actor, fonds=world.fonds, places=places, reason="整理")


@example(move_to_volumes, events=0, because="a move tells of each record it places, in the same transaction")
def _move_to_volumes(world: World) -> Call:
    places = [(world.unopened, None)]
    return lambda actor: move_to_volumes(actor=actor, fonds=world.fonds, places=places, reason="整理")


@example(add_series)
def _add_series(world: World) -> Call:
    return lambda actor: add_series(actor=actor, fonds=world.fonds, code="WS", title="文书档案")


@example(change_series)
def _change_series(world: World) -> Call:
    series = _series(world)
    return lambda actor: change_series(actor=actor, series=series, version=1, title="文书", reason="改称")


@example(move_series)
def _move_series(world: World) -> Call:
    series = _series(world)
    return lambda actor: move_series(actor=actor, series=series, version=1, parent=None, position=0, reason="顺序")


@example(retire_series)
def _retire_series(world: World) -> Call:
    series = _series(world)
    return lambda actor: retire_series(actor=actor, series=series, version=1, reason="停用")


@example(begin_scheme_version)
def _begin_scheme_version(world: World) -> Call:
    _series(world)
    return lambda actor: begin_scheme_version(actor=actor, fonds=world.fonds, reason="新方案")


@example(enter_series, events=0, because="loading a description tells of what it entered, in the same transaction")
def _enter_series(world: World) -> Call:
    return lambda actor: enter_series(actor=actor, fonds=world.fonds, series=[SeriesSaid("01", "党群类")])


@example(remove_series, events=0, because="undoing a load tells of what it took out, in the same transaction")
def _remove_series(world: World) -> Call:
    series = Series.objects.create(fonds=world.fonds, code="02", title="行政类")
    return lambda actor: remove_series(actor=actor, fonds=world.fonds, series=[series])


@example(restate_fonds, events=0, because="loading a description tells of it, in the same transaction")
def _restate_fonds(world: World) -> Call:
    return lambda actor: restate_fonds(actor=actor, fonds=world.fonds, values={"guide": "起于一九四九年。"})
