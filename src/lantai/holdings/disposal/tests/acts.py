"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

import datetime as dt

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.catalogue.models import Record
from lantai.holdings.disposal.actions import (
    HoldSaid,
    Verdict,
    begin_destruction,
    carry_out_destruction,
    close_appraisal,
    decide_items,
    draw_up_appraisal,
    give_opinion,
    pass_on_appraisal,
    place_hold,
    propose_destruction,
    release_hold,
    strike_item,
    witness_destruction,
)
from lantai.holdings.disposal.models import Appraisal, Destruction, Hold
from lantai.holdings.disposal.tests.lists import (
    EVERY,
    FIRST,
    SECOND,
    THIS_YEAR,
    approved,
    begun,
    closed,
    decided,
    drawn,
    due_records,
    proposed,
    witnessed,
)
from tests.architecture.acts import Call, example
from tests.support.world import World

SAID = HoldSaid("records", "诉讼", "云法〔2026〕3号", dt.date(2026, 1, 1))


def due(world: World) -> None:
    """Two records more, of another year each time, as those before are on a list by then."""
    known = Record.objects.filter(fonds=world.fonds, code__contains="-D10-").count()
    due_records(world.fonds, 2, year=1960 + known // 2)


def to_hold(world: World) -> list[Record]:
    """A record no other example touches."""
    known = Record.objects.filter(fonds=world.fonds, code__contains="·1955-Y-")
    return list(known) or due_records(world.fonds, 1, year=1955, retention="Y")


def a_hold(world: World) -> Hold:
    known = Hold.objects.filter(fonds=world.fonds, released_at=None).first()
    said = HoldSaid("records", SAID.reason, SAID.document, SAID.since, records=to_hold(world))
    return known or place_hold(actor=OPERATOR, fonds=world.fonds, said=said)


def an_appraisal(world: World) -> Appraisal:
    known = Appraisal.objects.filter(fonds=world.fonds, state="first").first()
    if known is None:
        due(world)
        known = drawn(world.fonds)
    return known


def a_destruction(world: World) -> Destruction:
    known = Destruction.objects.filter(fonds=world.fonds, state="proposed").first()
    if known is None:
        due(world)
        known = proposed(world.fonds)
    return known


@example(place_hold)
def _place_hold(world: World) -> Call:
    said = HoldSaid("records", SAID.reason, SAID.document, SAID.since, records=to_hold(world))
    return lambda actor: place_hold(actor=actor, fonds=world.fonds, said=said)


@example(release_hold)
def _release_hold(world: World) -> Call:
    hold = a_hold(world)
    return lambda actor: release_hold(actor=actor, hold=hold, reason="结案")


@example(draw_up_appraisal)
def _draw_up_appraisal(world: World) -> Call:
    due(world)
    return lambda actor: draw_up_appraisal(actor=actor, fonds=world.fonds, years=EVERY, this_year=THIS_YEAR)


@example(decide_items)
def _decide_items(world: World) -> Call:
    appraisal = an_appraisal(world)
    verdict = Verdict("permanent", reason="有凭证价值")
    return lambda actor: decide_items(actor=actor, appraisal=appraisal, positions=[], verdict=verdict)


@example(pass_on_appraisal)
def _pass_on_appraisal(world: World) -> Call:
    appraisal = an_appraisal(world)
    decide_items(actor=FIRST, appraisal=appraisal, positions=[], verdict=Verdict("permanent", reason="有价值"))
    return lambda actor: pass_on_appraisal(actor=actor, appraisal=appraisal)


@example(close_appraisal)
def _close_appraisal(world: World) -> Call:
    due(world)
    appraisal = decided(world.fonds, Verdict("permanent", reason="有价值"))
    decide_items(actor=SECOND, appraisal=appraisal, positions=[], verdict=Verdict())
    return lambda actor: close_appraisal(actor=actor, appraisal=appraisal)


@example(propose_destruction)
def _propose_destruction(world: World) -> Call:
    due(world)
    appraisal = closed(world.fonds)
    return lambda actor: propose_destruction(actor=actor, appraisal=appraisal, reason="期满")


@example(give_opinion)
def _give_opinion(world: World) -> Call:
    destruction = a_destruction(world)
    return lambda actor: give_opinion(actor=actor, destruction=destruction, agree=True, text="同意")


@example(strike_item)
def _strike_item(world: World) -> Call:
    item = a_destruction(world).items.get(position=2)
    return lambda actor: strike_item(actor=actor, item=item, reason="另有用途")


@example(witness_destruction, by="disposal_witness")
def _witness_destruction(world: World) -> Call:
    due(world)
    destruction = approved(world.fonds)
    return lambda actor: witness_destruction(actor=actor, destruction=destruction, text="已核对")


@example(begin_destruction)
def _begin_destruction(world: World) -> Call:
    due(world)
    destruction = witnessed(world.fonds)
    return lambda actor: begin_destruction(actor=actor, destruction=destruction, place="本馆", way="粉碎")


@example(carry_out_destruction, events=3, because="each of the two records that are destroyed has an event of its own")
def _carry_out_destruction(world: World) -> Call:
    due(world)
    destruction = begun(world.fonds)
    return lambda actor: carry_out_destruction(actor=actor, destruction=destruction)
