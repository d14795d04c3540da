"""Files that operating systems and office programs leave behind: nobody meant to hand them over."""

from __future__ import annotations

from collections.abc import Iterator

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages import codes

_NAMES = frozenset(
    (
        "thumbs.db", ".ds_store", "desktop.ini", "ehthumbs.db", "ehthumbs_vista.db", ".picasa.ini", ".directory",
        ".apdisk",
    )
)  # fmt: skip
_FOLDERS = frozenset(("__macosx", "@eadir", "$recycle.bin", "system volume information", ".trashes", ".fseventsd"))


def is_leftover(name: str) -> bool:
    *folders, last = name.lower().split("/")
    return last in _NAMES or last.startswith(("~$", "._", ".~lock.")) or not _FOLDERS.isdisjoint(folders)


def leftover(name: str) -> Iterator[Finding]:
    if is_leftover(name):
        yield Finding(codes.LEFTOVER, Severity.WARNING, name, {"path": name})
