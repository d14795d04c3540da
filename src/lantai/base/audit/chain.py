"""How events are chained: canonical JSON, SHA-256, the hash before inside. A third party can repeat it in ten lines."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

GENESIS = "0" * 64
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(value: Any) -> str:
    """The one way in which a value is written before it is hashed or signed."""
    return _JSON.encode(value)


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
        return hashlib.sha256(self.text().encode()).hexdigest()

    def text(self) -> str:
        """The canonical form itself, as an export carries it."""
        fields = {name: getattr(self, name) for name in self.__slots__}  # `asdict` would copy what is in `data`
        fields["at"] = _moment(self.at)
        return canonical(fields)


@lru_cache(maxsize=64)  # events of one act share their moment
def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")
