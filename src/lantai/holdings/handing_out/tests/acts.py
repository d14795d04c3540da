"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

import tempfile
from pathlib import Path

from lantai.holdings.exchange.files import Subject
from lantai.holdings.exchange.packages import Wanted
from lantai.holdings.handing_out.actions import hand_out, hand_out_to_fetch
from tests.architecture.acts import Call, example
from tests.support.world import World


@example(hand_out)
def _hand_out(world: World) -> Call:
    path = Path(tempfile.mkdtemp()) / "bag"
    return lambda actor: hand_out(actor=actor, subject=Subject(world.fonds), format="bagit", path=path)


@example(hand_out_to_fetch)
def _hand_out_to_fetch(world: World) -> Call:
    folder, subject = Path(tempfile.mkdtemp()), Subject(world.fonds)
    return lambda actor: hand_out_to_fetch(actor=actor, subject=subject, format="bagit", path=folder, wanted=Wanted())
