"""Archives inside a package stay closed, as files; whether anybody can open them is looked at all the same."""

from __future__ import annotations

from itertools import islice

from lantai.base.common.findings import Severity
from lantai.engines.formats import codes
from lantai.engines.formats.members import BROKEN, Member, NotAnArchive, opened
from lantai.engines.formats.readers.base import Extract, Source

MOST_MEMBERS, MOST_BYTES, STEP = 10_000, 64 << 20, 1 << 20
"""What is looked at: an archive made to fill disks or time is left at that."""
_KNOWN_HEADS = (b"PK", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")


def read_archive(source: Source) -> Extract:
    """Says that it was kept closed, and as an error when a password guards an entry or what it holds is damaged.

    Entries are unpacked into nothing, `MOST_BYTES` in all. Kinds that are not opened here (7z, rar) are only named.
    """
    extract = Extract()
    extract.note(source, codes.NESTED, Severity.INFO)
    try:
        with opened(source.path) as archive:
            _look_at(source, extract, list(islice(archive.members, MOST_MEMBERS)))
    except NotAnArchive as error:
        with source.path.open("rb") as handle:
            if handle.read(8).startswith(_KNOWN_HEADS):
                extract.note(source, codes.DAMAGED, Severity.ERROR, detail=str(error))
    except BROKEN as error:
        extract.note(source, codes.DAMAGED, Severity.ERROR, detail=f"{type(error).__name__}: {str(error)[:200]}")
    return extract


def _look_at(source: Source, extract: Extract, members: list[Member]) -> None:
    if any(member.encrypted for member in members):
        extract.note(source, codes.ENCRYPTED, Severity.ERROR)
    left = MOST_BYTES
    for member in members:
        if member.folder or member.encrypted or member.special:
            continue
        try:
            left = _unpacked_into_nothing(member, left)
        except BROKEN as error:
            extract.note(source, codes.DAMAGED, Severity.ERROR, detail=f"{member.name}: {str(error)[:200]}")
            return
        if left <= 0:
            return


def _unpacked_into_nothing(member: Member, left: int) -> int:
    """Reading to the end compares the checksum. Gives how many bytes may still be read."""
    stream = member.open()
    try:
        while left > 0 and (block := stream.read(min(STEP, left))):
            left -= len(block)
    finally:
        stream.close()
    return left
