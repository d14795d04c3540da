"""Public identity of things: ULIDs, never row ids, never reference codes (which change)."""

from __future__ import annotations

import re

from ulid import ULID

PATTERN = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")


def new_ulid() -> str:
    """A fresh 26-character identifier, sortable by the moment it was made."""
    return str(ULID())


class UlidConverter:
    """Path converter `<ulid:…>`: anything else in that place is a 404, not an error."""

    regex = "[0-9A-HJKMNP-TV-Z]{26}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
