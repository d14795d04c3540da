"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

from lantai.base.common.ids import new_ulid
from lantai.base.limits.actions import Refusal, note_refusal
from tests.architecture.acts import Call, example
from tests.support.world import World


@example(note_refusal, unasked="whoever is refused has no right to be asked for")
def _note_refusal(world: World) -> Call:
    refusal = Refusal(new_ulid(), "enquiries", 404)
    return lambda actor: note_refusal(actor=actor, refusal=refusal, minutes=60, most=200)
