"""The pace of senders, counted beside the database: one small file that all web processes of a machine share.

A search writes nothing, and must not begin to only because it is counted. Each sender has a slot of sixteen bytes that
holds when it will have been answered for everything it asked (the generic cell rate algorithm, ITU-T I.371): who keeps
to the pace never waits, who goes faster may be a minute ahead and then waits for exactly as long as they are too early.
"""

from __future__ import annotations

import hashlib
import logging
import mmap
import struct
from functools import lru_cache
from pathlib import Path

logger = logging.getLogger(__name__)
_SLOT = struct.Struct("<8sd")
SLOTS, NEAR = 1 << 14, 4
"""Of the file (256 KB), and how many a sender may stand in: of these the one that rests longest is given away."""
AHEAD = 60.0
"""Seconds somebody may be ahead of the pace: a page with its pictures comes at once."""


class Paces:
    """`path` is made on first use. Two processes that write one slot at once may lose one request: nobody is refused
    for that. Several machines count each for itself."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as file:
            if file.seek(0, 2) < SLOTS * _SLOT.size:
                file.truncate(SLOTS * _SLOT.size)
            self._slots = mmap.mmap(file.fileno(), SLOTS * _SLOT.size)

    def take(self, sender: str, a_minute: int, now: float) -> float:
        """One more request. Gives the seconds after which it would not be too early; 0 when it is not, and is counted.

        `now` is in seconds of a clock that all processes share; `a_minute` 0 or less: nothing is counted.
        """
        if a_minute <= 0:
            return 0.0
        mark, first = _place_of(sender)
        offset, done = self._slot(mark, first, now)
        done = max(done, now) + 60.0 / a_minute
        if done > now + AHEAD + 1e-6:
            return done - now - AHEAD
        _SLOT.pack_into(self._slots, offset, mark, done)
        return 0.0

    def _slot(self, mark: bytes, first: int, now: float) -> tuple[int, float]:
        """The sender's own slot, or the one that rests longest, which is empty for whoever comes new."""
        offsets = [(first + n) % SLOTS * _SLOT.size for n in range(NEAR)]
        held = [_SLOT.unpack_from(self._slots, offset) for offset in offsets]
        for offset, (owner, done) in zip(offsets, held, strict=True):
            if owner == mark:
                return offset, done
        oldest = min(range(NEAR), key=lambda n: held[n][1])
        return offsets[oldest], now


def _place_of(sender: str) -> tuple[bytes, int]:
    digest = hashlib.blake2b(sender.encode(), digest_size=12).digest()
    return digest[:8], int.from_bytes(digest[8:], "little") % SLOTS


@lru_cache(8)
def _opened(path: Path) -> Paces | None:
    try:
        return Paces(path)
    except (OSError, ValueError):
        logger.exception("opening the counts of senders")
        return None


def too_early(path: Path, sender: str, a_minute: int, now: float) -> float:
    """Seconds to wait, as `Paces.take`; 0 where the file cannot be used: readers are not refused for that."""
    paces = _opened(path)
    return paces.take(sender, a_minute, now) if paces else 0.0
