"""Questions to the log: hashes and sizes only, so that anybody may ask them."""

from __future__ import annotations

import re
from typing import Any

from lantai.services.certificates.log import consistency, inclusion
from lantai.services.certificates.models import LogLeaf, SignedCheckpoint


def checkpoint_at(size: int | None = None) -> SignedCheckpoint | None:
    """That of a size, or the newest."""
    rows = SignedCheckpoint.objects.order_by("-size")
    return (rows.filter(size=size) if size is not None else rows).first()


def inclusion_of(leaf: str, size: int | None) -> dict[str, Any] | None:
    """The way from a leaf to the root of a checkpoint; None where the log of that size does not have it."""
    if not re.fullmatch(r"[0-9a-f]{64}", leaf):
        return None
    found, checkpoint = LogLeaf.objects.filter(hash=leaf).first(), checkpoint_at(size)
    if found is None or checkpoint is None or found.index >= checkpoint.size:
        return None
    path = [each.hex() for each in inclusion(found, checkpoint.size)]
    return {"index": found.index, "size": checkpoint.size, "proof": path, "checkpoint": checkpoint.note}


def consistency_of(old: int, new: int) -> dict[str, Any] | None:
    """That the log of `new` leaves begins with that of `old`; None for sizes it did not have."""
    later = checkpoint_at(new)
    if later is None or not 0 < old <= new:
        return None
    return {"old": old, "new": new, "proof": [each.hex() for each in consistency(old, new)], "checkpoint": later.note}
