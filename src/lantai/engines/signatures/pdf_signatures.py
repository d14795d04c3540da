"""Every signature in a PDF file, whoever made it: whether what it covers is as it was signed.

Unlike `pades.check_pdf`, which judges our own certificates, this takes files that several people signed one after
another. What cannot be read is unverifiable, which is neither valid nor invalid.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import mmap
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from lantai.engines.signatures import cms
from lantai.engines.signatures.pades import BROKEN, RANGE, container_of, stamp_of
from lantai.engines.signatures.verdict import State

MOST = 100
_BLOCK = 1 << 20
_LARGEST_CONTAINER = 1 << 20


@dataclass(frozen=True, slots=True)
class PdfSignature:
    """One signature. `is_stamped`: True with a time stamp that fits, False with one that does not, None without.

    `behind`: bytes that stand behind what it covers; of the last signature of a file they were signed by nobody.
    """

    state: State
    signer: str = ""
    at: dt.datetime | None = None
    is_stamped: bool | None = None
    behind: int = 0


def signatures_in(path: Path) -> list[PdfSignature]:
    """In the order in which they stand, at most a hundred. Never raises for what is in the file, OSError for the disk.

    The file is read where it lies, never whole in memory.
    """
    with path.open("rb") as file:
        if not path.stat().st_size:
            return []
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            ranges = [tuple(int(each) for each in found.groups()) for found in islice(RANGE.finditer(data), MOST)]
            if not ranges:
                return [PdfSignature(State.UNVERIFIABLE)] if data.find(b"/ByteRange") >= 0 else []
            return [_judged(data, found) for found in ranges]


def _judged(data: mmap.mmap, covered: tuple[int, ...]) -> PdfSignature:
    start, length, again, rest = covered
    behind = len(data) - again - rest
    if behind < 0 or start + length > again:
        return PdfSignature(State.INVALID)  # it covers bytes that are not there
    if again - start - length > _LARGEST_CONTAINER:
        return PdfSignature(State.UNVERIFIABLE, behind=behind)
    try:
        signed = cms.read_signed_data(container_of(data, start + length, again), content_type=cms.DATA)
        state = signed.stands_for(_digest(data, signed.digest, covered))
    except BROKEN:
        return PdfSignature(State.UNVERIFIABLE, behind=behind)
    try:
        stamp = stamp_of(signed)
        is_stamped, at = (True, stamp.at) if stamp else (None, None)
    except BROKEN:
        is_stamped, at = False, None
    return PdfSignature(state, signed.signer.title, at, is_stamped, behind)


def _digest(data: mmap.mmap, method: str, covered: tuple[int, ...]) -> bytes:
    digest = hashlib.new(method)
    for begin, size in (covered[:2], covered[2:]):
        for at in range(begin, begin + size, _BLOCK):
            digest.update(data[at : min(at + _BLOCK, begin + size)])
    return digest.digest()
