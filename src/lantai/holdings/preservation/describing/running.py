"""Runs of the writer: one of a machine at a time, asked for at a worker's sign of life or by hand."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from lantai.base.common.locks import lock
from lantai.holdings.preservation.describing import chain, writing
from lantai.holdings.preservation.marking import mark
from lantai.holdings.preservation.own_parts import AUDIT
from lantai.holdings.preservation.parts import kinds

PIECE = 10_000
TURN = 20.0
"""Seconds a run of the worker takes at most; what is left has its turn a quarter of a minute later."""


def write_down_changes(*, at_once: bool = False) -> int:
    """Write what waits; gives how many versions and segments were made. Nothing while another process does so,
    unless it is wanted `at_once`: then the other is waited for.
    """
    with _alone(wait=at_once) as mine:
        if not mine:
            return 0
        written = writing.describe(at_once=at_once, seconds=math.inf if at_once else TURN)
        if at_once or chain.segments_are_due():
            written += chain.write_segments()
        return written


@contextmanager
def _alone(*, wait: bool) -> Iterator[bool]:
    with lock(Path(settings.WORK_FOLDER) / "locks" / "describing.lock", wait=wait) as mine:
        yield mine


def is_due() -> bool:
    return writing.is_due() or chain.segments_are_due()


def mark_everything() -> int:
    """Mark every subject there is, for objects made by an older version or doubted; gives how many."""
    marked = 0
    for kind in kinds():
        if kind.model_class is None:
            marked += mark(kind.name, [0]) if kind.name != AUDIT else 0
            continue
        keys = kind.model_class._base_manager.order_by("pk").values_list("pk", flat=True)
        after = -1
        while piece := list(keys.filter(pk__gt=after)[:PIECE]):
            marked += mark(kind.name, piece)
            after = piece[-1]
    return marked
