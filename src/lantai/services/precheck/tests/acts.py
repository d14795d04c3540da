"""Examples of the acts of this app: see tests/architecture/acts.py."""

import datetime as dt

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.fulltext.models import Page
from lantai.services.precheck.actions import (
    Working,
    carry_out_precheck,
    order_precheck,
    pause_precheck,
    train_model,
)
from lantai.services.precheck.learned import NEVER, Figures, Measured, Model, keep_model
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


def a_noticed(world: World, text: str = "申请人身份证附后，信访材料") -> None:
    """The unopened record with a text on its page, looked at, and a model that was not good enough."""
    Page.objects.filter(record=world.unopened).update(text=text, state=Page.State.READY)
    share = a_run(world).shares.select_related("run__fonds").get()
    carry_out_precheck(actor=OPERATOR, share=share, working=WORKING)
    figures = Figures(*[Measured(0.9, 0.5, 20, 18, 36)] * 4)
    code, version = world.institution.code, "2026-11-29/0a1b2c3d"
    keep_model(
        Model(code, version, "2026-11-29", 80, 20, "time", "r", "h", {}, 0.0, NEVER, NEVER, figures, is_in_force=False)
    )


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
