"""Examples of the acts of this app: see tests/architecture/acts.py."""

import datetime as dt

from lantai.base.accounts.access import OPERATOR
from lantai.services.precheck.actions import (
    Working,
    carry_out_precheck,
    order_precheck,
    pause_precheck,
    train_model,
)
from lantai.services.precheck.models import UNFINISHED, PrecheckRun
from lantai.services.precheck.tests.decided import decide, few_needed, looked_at
from lantai.services.precheck.tests.words import WordsDetector
from tests.architecture.acts import Call, example
from tests.support.world import World

WORKING = Working(detector=WordsDetector)


def a_run(world: World) -> PrecheckRun:
    """A run of the world's fonds that waits; what was under way is over."""
    PrecheckRun.objects.filter(state__in=UNFINISHED).update(state=PrecheckRun.State.DONE)
    return order_precheck(actor=OPERATOR, institution=world.institution, fonds=world.fonds)


@example(order_precheck)
def _order_precheck(world: World) -> Call:
    PrecheckRun.objects.filter(state__in=UNFINISHED).update(state=PrecheckRun.State.DONE)
    return lambda actor: order_precheck(actor=actor, institution=world.institution, fonds=world.fonds)


@example(carry_out_precheck)
def _carry_out_precheck(world: World) -> Call:
    share = a_run(world).shares.get()
    return lambda actor: carry_out_precheck(actor=actor, share=share, working=WORKING)


@example(pause_precheck)
def _pause_precheck(world: World) -> Call:
    run = a_run(world)
    return lambda actor: pause_precheck(actor=actor, run=run, paused=True)


@example(train_model)
def _train_model(world: World) -> Call:
    looked_at(decide(world.fonds, 12))
    rules, today = few_needed(), dt.date(2026, 11, 29)
    return lambda actor: train_model(actor=actor, institution=world.institution, today=today, rules=rules)
