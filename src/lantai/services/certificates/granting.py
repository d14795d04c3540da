"""What a case lets be handed out. Cases stand above: each app that has some registers a function when it starts.

A certificate of an unopened record, or of passages that are withheld, asks whether the case it is issued for was
granted these records for copying; an app that knows no case of this number says nothing of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import TypeAlias

Grant: TypeAlias = Callable[[str, Collection[int], dt.date], Collection[int]]
"""Asked with the case's number, row ids of records, and the day; gives those that may be copied in full for it."""

_GRANTS: list[Grant] = []


def add_grants(function: Grant) -> None:
    """Said once at the start, by an app that has cases."""
    if function not in _GRANTS:
        _GRANTS.append(function)


def granted(case: str, records: Collection[int], day: dt.date) -> frozenset[int]:
    """Those of the records that this case may have whole. Without a case there is no grant."""
    if not case:
        return frozenset()
    return frozenset(pk for each in _GRANTS for pk in each(case, records, day))
