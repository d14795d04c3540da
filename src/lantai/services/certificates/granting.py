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

Rule: TypeAlias = Callable[[str, str], None]
"""Asked with the case's number and the kind of certificate before one is issued; raises what refuses it."""

_GRANTS: list[Grant] = []
_RULES: list[Rule] = []


def add_grants(function: Grant) -> None:
    """Said once at the start, by an app that has cases."""
    if function not in _GRANTS:
        _GRANTS.append(function)


def add_rule(function: Rule) -> None:
    """Said once at the start, by an app whose cases have rules of what their applicants are given."""
    if function not in _RULES:
        _RULES.append(function)


def hold_rules(case: str, kind: str) -> None:
    """Go on only where the case may be given this kind. Raises what the app that has the case raises."""
    if case:
        for each in _RULES:
            each(case, kind)


def granted(case: str, records: Collection[int], day: dt.date) -> frozenset[int]:
    """Those of the records that this case may have whole. Without a case there is no grant."""
    if not case:
        return frozenset()
    return frozenset(pk for each in _GRANTS for pk in each(case, records, day))
