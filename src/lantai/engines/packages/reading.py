"""Sources that cannot be read to their end: a scratched disc, a file without rights, a link where a file should be.

Readers give what came before; `judge` says where it broke off. Neither ever raises for what is in a package.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages import codes
from lantai.engines.packages.errors import FileNotThere

T = TypeVar("T")
BROKEN = (OSError, FileNotThere)


def until_break(items: Iterable[T]) -> Iterator[T]:
    """What can be read; then it ends as if the source did."""
    try:
        yield from items
    except BROKEN:
        return


def or_told(source: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings made while a source is read; where it breaks off, one that says so. Not for what calls `progress`."""
    try:
        yield from findings
    except BROKEN as error:
        yield unreadable(source, error)


def unreadable(name: str, error: Exception) -> Finding:
    reason = (error.strerror if isinstance(error, OSError) else "") or "it is a link or no regular file"
    return Finding(codes.UNREADABLE, Severity.ERROR, name, {"path": name, "reason": reason})


def drained(findings: list[Finding]) -> Iterator[Finding]:
    """What a reader has noted so far, taken out of its list: a hostile file cannot make that grow."""
    given, findings[:] = findings[:], []
    yield from given
