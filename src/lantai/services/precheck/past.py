"""What people decided before: apps register where final decisions are kept, and which secrecy levels have ended.

The precheck lies below the review of opening and imports nothing of it: whoever keeps decisions or declassifications
says so once at the start (`register_decisions`, `register_declassified`), as apps do with `catalogue.bindings`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class PastDecision:
    """What became of one record in the end. A record opened in part is none: it is neither."""

    record: int
    value: Literal["open", "delay"]
    on: dt.date


Decisions = Callable[[str], Iterable[PastDecision]]
"""Final decisions on the records of one institution, by its code; a record may come more than once."""
Declassified = Callable[[Sequence[int]], Collection[int]]
"""Which of these records (row ids) bear a secrecy level that the original body has ended, in one question."""

_decisions: dict[str, Decisions] = {}
_declassified: dict[str, Declassified] = {}


def register_decisions(name: str, function: Decisions) -> None:
    """Let the model learn from decisions kept elsewhere. Raises ValueError for a name that is taken."""
    if _decisions.setdefault(name, function) is not function:
        msg = f"decisions named {name} are registered twice"
        raise ValueError(msg)


def register_declassified(name: str, function: Declassified) -> None:
    """Say where records of declassification are kept. Raises ValueError for a name that is taken."""
    if _declassified.setdefault(name, function) is not function:
        msg = f"declassifications named {name} are registered twice"
        raise ValueError(msg)


def past_decisions(institution: str) -> dict[int, PastDecision]:
    """The last decision on each record, by row id. Of one day, the source registered last has the last word."""
    last: dict[int, PastDecision] = {}
    for function in _decisions.values():
        for each in function(institution):
            known = last.get(each.record)
            if known is None or each.on >= known.on:
                last[each.record] = each
    return last


def declassified_among(records: Sequence[int]) -> frozenset[int]:
    """Records whose secrecy level has been ended by the body that gave it, as some source says."""
    return frozenset(pk for function in _declassified.values() for pk in function(records))
