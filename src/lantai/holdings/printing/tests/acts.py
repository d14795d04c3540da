"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.printing.actions import Order, make_printout, order_printout
from lantai.holdings.printing.models import Printout
from tests.architecture.acts import Call, example
from tests.support.world import World


@example(order_printout)
def _order_printout(world: World) -> Call:
    return lambda actor: order_printout(actor=actor, fonds=world.fonds, order=Order("item_list"))


@example(make_printout)
def _make_printout(world: World) -> Call:
    printout = order_printout(actor=OPERATOR, fonds=world.fonds, order=Order("item_stamp"))
    waiting = Printout.objects.create(
        fonds=world.fonds, form="item_list", form_version=1, wanted=printout.wanted, lines=2, ordered_by="operator"
    )
    return lambda actor: make_printout(actor=actor, printout=waiting)
