"""Whether a regular expression takes time in proportion to the text, whatever the text: judged from the pattern alone.

The standard library's engine goes back and tries again. What that can cost at one place of a text is bounded by the
number of ways in which the pattern can be laid over it; a pattern without an unbounded repeat has finitely many, and is
linear. This is stricter than need be (`a*` alone is linear, and refused), but never wrong, and says what to write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as signs, _parser as parser  # type: ignore[attr-defined]
from typing import Any

MOST_WAYS = 10_000
"""So many at most at one place: above it a page of a thousand characters takes a second."""
_ALONE = frozenset(
    {signs.LITERAL, signs.NOT_LITERAL, signs.ANY, signs.IN, signs.AT, signs.GROUPREF, signs.RANGE, signs.CATEGORY}
)
_ENOUGH = MOST_WAYS + 1


def ways_of(pattern: str) -> int | None:
    """In how many ways it can be laid over a text at one place, None for no bound. Counted to a little over the bound.

    Raises re.error for what is no pattern.
    """
    re.compile(pattern)
    return _of_all(parser.parse(pattern))


def _of_all(items: Iterable[tuple[Any, Any]]) -> int | None:
    ways = 1
    for sign, told in items:
        own = _of(sign, told)
        if own is None:
            return None
        ways = min(ways * own, _ENOUGH)
    return ways


def _of(sign: Any, told: Any) -> int | None:
    if sign in _ALONE:
        return 1
    if sign in (signs.MAX_REPEAT, signs.MIN_REPEAT, signs.POSSESSIVE_REPEAT):
        return _of_repeat(*told)
    if sign is signs.BRANCH:
        return _sum(_of_all(each) for each in told[1])
    if sign is signs.GROUPREF_EXISTS:
        return _sum(_of_all(each) for each in told[1:] if each is not None)
    if sign in (signs.SUBPATTERN, signs.ATOMIC_GROUP, signs.ASSERT, signs.ASSERT_NOT):
        return _of_all(told if sign is signs.ATOMIC_GROUP else told[-1])
    return None  # what a later version of the language may add is not known to be bounded


def _of_repeat(least: int, most: Any, inner: Any) -> int | None:
    if most is signs.MAXREPEAT or most > MOST_WAYS:
        return None
    once = _of_all(inner)
    if once is None:
        return None
    ways = 0
    for times in range(least, most + 1):
        ways = min(ways + once**times, _ENOUGH)
        if ways == _ENOUGH:
            break
    return ways


def _sum(each: Iterable[int | None]) -> int | None:
    known = list(each)
    return None if None in known else min(sum(ways for ways in known if ways is not None), _ENOUGH)
