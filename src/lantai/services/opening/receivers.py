"""What opening review does when somebody has entered opening states by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lantai.services.opening.putting_in_force import rule_no_more


def forget_what_ruled(sender: Any, *, pks: Sequence[int], **_signal: Any) -> None:
    """What a review decided of these records rules them no more: somebody has said otherwise."""
    rule_no_more(pks)
