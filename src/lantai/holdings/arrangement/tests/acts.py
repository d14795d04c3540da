"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.dates import parse_date
from lantai.holdings.arrangement.actions import (
    CodeWanted,
    Entry,
    Rule,
    add_file_entry,
    commit_batch,
    correct_file_entry,
    enter_tree,
    give_next_code,
    order_batch,
    plan_classification,
    plan_moving,
    plan_renumbering,
    put_into_class,
    put_into_volume,
    remove_code_rule,
    renumber_record,
    reserve_codes,
    set_code_rule,
    set_unit_code,
    undo_batch,
    withdraw_file_entry,
)
from lantai.holdings.arrangement.choosing import Chosen
from lantai.holdings.arrangement.models import ArrangementBatch, CodeRule, FondsFileEntry
from lantai.holdings.arrangement.plans import Renumbering
from lantai.holdings.arrangement.scheme_files import scheme_named
from lantai.holdings.arrangement.tests.described import described
from lantai.holdings.catalogue.actions import add_series
from lantai.holdings.catalogue.models import Record
from tests.architecture.acts import Call, example
from tests.support.world import World

VALUES = {"class": "WS", "year": 1978, "retention": "Y", "organisation": "BGS"}
RULE = Rule("item", "dat22", 2016)


def plan(world: World) -> ArrangementBatch:
    """One record is to get another number."""
    wanted = Renumbering(scheme_named("dat22"), number="count", start=50)
    return plan_renumbering(actor=OPERATOR, fonds=world.fonds, chosen=Chosen(year_to=1978), wanted=wanted)


def rule(world: World) -> CodeRule:
    """Items are numbered by DA/T 22 from 2016 on."""
    known = CodeRule.objects.filter(fonds=world.fonds).first()
    return known or set_code_rule(actor=OPERATOR, fonds=world.fonds, rule=RULE, reason="方案")


@example(set_code_rule)
def _set_code_rule(world: World) -> Call:
    return lambda actor: set_code_rule(actor=actor, fonds=world.fonds, rule=RULE, reason="方案")


@example(remove_code_rule)
def _remove_code_rule(world: World) -> Call:
    known = rule(world)
    return lambda actor: remove_code_rule(actor=actor, rule=known, reason="误设")


@example(reserve_codes)
def _reserve_codes(world: World) -> Call:
    wanted = CodeWanted(scheme_named("dat22"), VALUES)
    return lambda actor: reserve_codes(actor=actor, fonds=world.fonds, wanted=wanted, count=9, reason="预留")


@example(renumber_record)
def _renumber_record(world: World) -> Call:
    record = world.unopened
    return lambda actor: renumber_record(
        actor=actor, record=record, code="0001-WS·1979-Y-BGS-0077", version=record.version, reason="更正"
    )


@example(give_next_code)
def _give_next_code(world: World) -> Call:
    record = world.unopened
    return lambda actor: give_next_code(
        actor=actor, record=record, scheme=scheme_named("dat22"), values=VALUES, version=record.version, reason="编号"
    )


@example(set_unit_code)
def _set_unit_code(world: World) -> Call:
    return lambda actor: set_unit_code(actor=actor, record=world.unopened, code="79-办-5", reason="室编")


@example(
    plan_renumbering, events=0, because="a plan touches no record: nothing has happened that a register would tell"
)
def _plan_renumbering(world: World) -> Call:
    wanted = Renumbering(scheme_named("dat22"), number="count", start=50)
    return lambda actor: plan_renumbering(actor=actor, fonds=world.fonds, chosen=Chosen(), wanted=wanted)


@example(
    plan_classification, events=0, because="a plan touches no record: nothing has happened that a register would tell"
)
def _plan_classification(world: World) -> Call:
    add_series(actor=OPERATOR, fonds=world.fonds, code="WS", title="文书档案")
    return lambda actor: plan_classification(actor=actor, fonds=world.fonds, chosen=Chosen(), path=["class"])


def a_volume(world: World) -> Record:
    """An empty volume of the fonds."""
    number = 900 + Record.objects.filter(fonds=world.fonds).count()
    return described(world.fonds, f"0001-ZY·HY·1986-Y-{number:04}", level="volume")[0]


@example(plan_moving, events=0, because="a plan touches no record: nothing has happened that a register would tell")
def _plan_moving(world: World) -> Call:
    volume = a_volume(world)
    return lambda actor: plan_moving(actor=actor, fonds=world.fonds, chosen=Chosen(year_to=1978), volume=volume)


@example(put_into_volume)
def _put_into_volume(world: World) -> Call:
    record, volume = world.unopened, a_volume(world)
    return lambda actor: put_into_volume(
        actor=actor, record=record, volume=volume, version=record.version, reason="归卷"
    )


@example(put_into_class)
def _put_into_class(world: World) -> Call:
    record, series = world.unopened, add_series(actor=OPERATOR, fonds=world.fonds, code="GZ", title="改组")
    return lambda actor: put_into_class(
        actor=actor, record=record, series=series, version=record.version, reason="归类"
    )


@example(order_batch, events=0, because="the work itself leaves the event; ordering it only puts it into the queue")
def _order_batch(world: World) -> Call:
    batch = plan(world)
    return lambda actor: order_batch(actor=actor, batch=batch, act="commit", reason="重新编号")


@example(commit_batch, events=2, because="one for the plan, and one for each record it changes")
def _commit_batch(world: World) -> Call:
    batch = plan(world)
    return lambda actor: commit_batch(actor=actor, batch=batch, reason="重新编号")


@example(undo_batch, events=2, because="one for the plan, and one for each record it changes back")
def _undo_batch(world: World) -> Call:
    batch = commit_batch(actor=OPERATOR, batch=plan(world), reason="重新编号")
    return lambda actor: undo_batch(actor=actor, batch=batch, reason="误")


@example(enter_tree)
def _enter_tree(world: World) -> Call:
    text = "WS 文书档案\n  BGS 办公室\n"
    return lambda actor: enter_tree(actor=actor, fonds=world.fonds, scheme_version=1, text=text, reason="分类方案")


@example(add_file_entry)
def _add_file_entry(world: World) -> Call:
    entry = Entry("arranging", "全宗整理说明", parse_date("1999-12-31"), "按年度—期限整理。", [world.unopened])
    return lambda actor: add_file_entry(actor=actor, fonds=world.fonds, entry=entry)


def a_file_entry(world: World) -> FondsFileEntry:
    """An entry that names the unopened record."""
    entry = Entry("keeping", "库房搬迁", parse_date("2003-05-06"), "迁入新库。", [world.unopened])
    return add_file_entry(actor=OPERATOR, fonds=world.fonds, entry=entry)


@example(correct_file_entry)
def _correct_file_entry(world: World) -> Call:
    entry, said = a_file_entry(world), Entry("keeping", "库房搬迁", parse_date("2003-05-16"), "迁入新库房。")
    return lambda actor: correct_file_entry(actor=actor, entry=entry, said=said, version=1, reason="日期有误")


@example(withdraw_file_entry)
def _withdraw_file_entry(world: World) -> Call:
    entry = a_file_entry(world)
    return lambda actor: withdraw_file_entry(actor=actor, entry=entry, version=1, reason="误登")
