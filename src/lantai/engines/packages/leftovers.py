"""Files that operating systems and office programs leave behind: nobody meant to hand them over."""

from __future__ import annotations

from collections.abc import Iterator

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages import codes

_NAMES = frozenset({"thumbs.db", ".ds_store", "desktop.ini", "ehthumbs.db", ".directory"})


def is_leftover(name: str) -> bool:
    *folders, last = name.lower().split("/")
    return last in _NAMES or last.startswith(("~$", "._")) or "__macosx" in folders


def leftover(name: str) -> Iterator[Finding]:
    if is_leftover(name):
        yield Finding(codes.LEFTOVER, Severity.WARNING, name, {"path": name})
