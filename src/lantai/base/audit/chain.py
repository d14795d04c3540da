"""How events are chained: canonical JSON, SHA-256, the hash before inside. A third party can repeat it in ten lines."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

GENESIS = "0" * 64
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Entry:
    """The fields of an event that its hash covers, in the order of the canonical form."""

    number: int
    at: dt.datetime
    verb: str
    actor_id: int | None
    actor_label: str
    capacity: str
    subject_kind: str
    subject_id: str
    data: dict[str, Any]
    previous: str

    def digest(self) -> str:
        """SHA-256 of the canonical JSON: sorted keys, no blanks, UTF-8, UTC time to the microsecond."""
        fields = {name: getattr(self, name) for name in self.__slots__}  # `asdict` would copy what is in `data`
        fields["at"] = _moment(self.at)
        return hashlib.sha256(_CANONICAL.encode(fields).encode()).hexdigest()


@lru_cache(maxsize=64)  # events of one act share their moment
def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True)
class Break:
    """One place where the chain does not hold."""

    number: int
    problem: str


def breaks(entries: Iterable[tuple[Entry, str]], *, head: tuple[int, str]) -> list[Break]:
    """Walk the chain: changed events, gaps, false links, and an end that is not the head (truncation)."""
    found: list[Break] = []
    number, last = 0, GENESIS
    for entry, stored in entries:
        if entry.number != number + 1:
            found.append(Break(entry.number, "missing_before"))
        if entry.previous != last:
            found.append(Break(entry.number, "false_link"))
        if entry.digest() != stored:
            found.append(Break(entry.number, "changed"))
        number, last = entry.number, stored
    if (number, last) != head:
        found.append(Break(head[0], "truncated"))
    return found
