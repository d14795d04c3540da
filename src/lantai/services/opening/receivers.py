"""What opening review does when somebody has entered opening states by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lantai.base.accounts.access import Actor
from lantai.base.accounts.models import Institution
from lantai.holdings.catalogue.models import OpeningState
from lantai.services.opening.publishing import publish_by_hand
from lantai.services.opening.putting_in_force import rule_no_more


def forget_what_ruled(sender: Any, *, pks: Sequence[int], **_signal: Any) -> None:
    """What a review decided of these records rules them no more: somebody has said otherwise."""
    rule_no_more(pks)


def publish_what_was_opened(
    sender: Any,
    *,
    pks: Sequence[int],
    to: str,
    actor: Actor,
    institution: Institution,
    noticed: str,
    **_signal: Any,
) -> str:
    """条例 29: the notice goes out at the moment that opens them, unless they were published when it was decided."""
    return publish_by_hand(actor, institution, pks) if to == OpeningState.OPEN and not noticed else ""
