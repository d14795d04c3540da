"""Who is who among the people of one list: the same account, or the same name where no account is known."""

from __future__ import annotations

from collections.abc import Iterable

from lantai.base.accounts.access import Actor
from lantai.holdings.disposal.models import DestructionStep


def is_among(actor: Actor, steps: Iterable[DestructionStep]) -> bool:
    """Whether one of these steps was this person's."""
    return any(
        step.by == actor.label or (actor.user_id is not None and step.user_id == actor.user_id) for step in steps
    )
