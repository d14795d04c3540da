"""Examples of the acts of this app: see tests/architecture/acts.py."""

import tempfile
from pathlib import Path

from django.conf import settings

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.accessions.actions import begin_transfer, carry_out, check_filing, order_transfer
from tests.architecture.acts import Call, example
from tests.support.world import World


def package(*names: str) -> Path:
    """A package with one text file a record, in a new folder below the intake folder."""
    folder = Path(tempfile.mkdtemp(dir=settings.INTAKE_FOLDER))
    for name in names:
        (folder / f"{name}.txt").write_text("各公社:\n抓紧春耕。\n", encoding="utf-8")
    return folder


@example(begin_transfer)
def _begin_transfer(world: World) -> Call:
    source = package()
    return lambda actor: begin_transfer(actor=actor, fonds=world.fonds, source=source)


@example(order_transfer)
def _order_transfer(world: World) -> Call:
    source = package()
    return lambda actor: order_transfer(actor=actor, fonds=world.fonds, source=source)


@example(carry_out, events=3, because="one for each of the two records taken in, and one for the transfer")
def _carry_out(world: World) -> Call:
    source = package("0001-WS·1981-Y-BGS-0001", "0001-WS·1981-Y-BGS-0002")
    transfer = begin_transfer(actor=OPERATOR, fonds=world.fonds, source=source)
    return lambda actor: carry_out(actor=actor, transfer=transfer)


@example(check_filing)
def _check_filing(world: World) -> Call:
    transfer = begin_transfer(actor=OPERATOR, fonds=world.fonds, source=package("0001-WS·1981-Y-BGS-0003"))
    return lambda actor: check_filing(actor=actor, transfer=transfer)
