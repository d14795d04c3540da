"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

import tempfile
from pathlib import Path

from lantai.holdings.exchange.actions import export_description
from lantai.holdings.exchange.files import Subject
from tests.architecture.acts import Call, example
from tests.support.world import World


@example(export_description)
def _export_description(world: World) -> Call:
    folder = Path(tempfile.mkdtemp())
    return lambda actor: export_description(actor=actor, subject=Subject(world.fonds), format="ead3", path=folder)
