"""One pool of limited readers a long-lived process: web servers and workers open foreign files through it."""

from __future__ import annotations

import atexit
import os
from functools import lru_cache

from lantai.engines.formats.workers import ReaderPool

RECOGNITION_SECONDS = 180.0
RECYCLE_MB = 2300
"""Recognition keeps 1.5 GB of models; a child that has grown beyond this is replaced by a fresh one."""


def shared_pool() -> ReaderPool:
    """The pool of this process with one child, started on first use; a forked process gets its own."""
    return _pool(os.getpid())


@lru_cache(maxsize=1)
def _pool(process: int) -> ReaderPool:
    pool = ReaderPool(1, seconds=RECOGNITION_SECONDS, recycle_mb=RECYCLE_MB)
    pool.__enter__()

    def close() -> None:
        if os.getpid() == process:
            pool.close()

    atexit.register(close)
    return pool
