"""Byte ranges (RFC 9110, 14): one range of a file, so that a broken download can go on."""

from __future__ import annotations

import re


class RangeNotSatisfiable(ValueError):
    """A well-formed range that lies outside the file."""


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for; None when the header asks for everything, for several ranges, or is not valid."""
    found = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", header.strip())
    if not found or not (found[1] or found[2]):
        return None
    if not found[1]:
        first, last = max(0, size - int(found[2])), size - 1
        if not int(found[2]):
            raise RangeNotSatisfiable
    else:
        first, last = int(found[1]), min(int(found[2]) if found[2] else size - 1, size - 1)
        if found[2] and int(found[2]) < int(found[1]):
            return None
    if first >= size:
        raise RangeNotSatisfiable
    return first, last
