"""Cursors: pages without end, each going on behind the last hit seen, even when records came or went meanwhile."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from lantai.engines.search.document import Sort
from lantai.engines.search.protocol import BadCursor

Key: TypeAlias = int | str | float
Ranked: TypeAlias = tuple[Key, Any]
Fetch: TypeAlias = Callable[[int, int], Sequence[Ranked]]
"""(offset, limit) → hits in order, each with its sort key."""

DESCENDING = frozenset({Sort.NEWEST, Sort.RELEVANCE})


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: behind the hit with `key`, which stood just before `offset`; no key: at the offset."""

    sort: str
    offset: int = 0
    key: int | str | None = None

    def encoded(self) -> str:
        text = json.dumps([self.sort, self.offset, self.key], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def cursor_for_page(number: int, size: int, *, sort: str) -> str:
    """The cursor of a numbered page (from 1); empty for the first."""
    return Cursor(sort, (number - 1) * size).encoded() if number > 1 else ""


def read_cursor(text: str, *, sort: str) -> Cursor:
    """What `encoded` wrote, for the same order; anything else raises `BadCursor`."""
    if not text:
        return Cursor(sort)
    try:
        found, offset, key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, TypeError) as error:
        raise BadCursor from error
    if found != sort or type(offset) is not int or not 0 <= offset < 2**31 or not isinstance(key, int | str | None):
        raise BadCursor
    if isinstance(key, bool) or (key is not None and isinstance(key, str) != (sort == Sort.CODE)):
        raise BadCursor
    return Cursor(sort, offset, key)


def page_behind(cursor: Cursor, size: int, fetch: Fetch, count: Callable[[], int]) -> tuple[int, Sequence[Ranked]]:
    """The page behind the cursor and the offset it begins at.

    Relevance has no lasting key, so it goes by offset alone. Otherwise the hit before the offset is looked at: when it
    is no longer the one the cursor remembers, the place is found by halving.
    """
    if cursor.key is None or cursor.offset == 0:
        return cursor.offset, fetch(cursor.offset, size)
    found = fetch(cursor.offset - 1, size + 1)
    if found and found[0][0] == cursor.key:
        return cursor.offset, found[1:]
    offset = _first_behind(cursor, count(), fetch)
    return offset, fetch(offset, size)


def _first_behind(cursor: Cursor, count: int, fetch: Fetch) -> int:
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        hits = fetch(middle, 1)
        if hits and not _is_behind(hits[0][0], cursor):
            low = middle + 1
        else:
            high = middle
    return low


def _is_behind(key: Any, cursor: Cursor) -> bool:
    return bool(key < cursor.key) if cursor.sort in DESCENDING else bool(key > cursor.key)


def next_cursor(cursor: Cursor, *, begun: int, page: Sequence[Ranked], count: int) -> str:
    """The cursor behind this page; empty when it was the last."""
    end = begun + len(page)
    if not page or end >= count:
        return ""
    key = None if cursor.sort == Sort.RELEVANCE else page[-1][0]
    return Cursor(cursor.sort, end, key if isinstance(key, int | str) else None).encoded()
