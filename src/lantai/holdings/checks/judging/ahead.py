"""Files are opened in a limited process while those before them are digested; small ones go to it many at a time.

A question and its answer, and the new process that is due after some hundred of them, cost more than a small file.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.sheaves import SMALL
from lantai.engines.formats.workers import ReaderPool
from lantai.engines.packages.model import PresentFile
from lantai.holdings.checks.judging.looking import Look

LOOK = "lantai.holdings.checks.judging.looking.look_at"
LOOK_AT_ALL = "lantai.holdings.checks.judging.looking.look_at_all"
FILES_AHEAD = 96
MOST_FILES, MOST_BYTES = 24, 768 << 10
"""Of one sheaf: nobody waits here for the first, as where records are stored one batch after the other."""

Answer = Callable[[], Look]
"""Waits for what the limited process says of a file. Raises `Unreadable`, or OSError where it cannot be opened."""


def looked_ahead(
    files: Iterable[PresentFile], is_wanted: Callable[[PresentFile], bool], pool: ReaderPool
) -> Iterator[tuple[PresentFile, Answer | None]]:
    """All files in their order, with the answer for those that are wanted and lie on the disk as they are.

    None for the others, which may be inside a sealed package. `FILES_AHEAD` files at most are ahead of the caller.
    """
    source, waiting = iter(files), deque[tuple[PresentFile, Answer | None]]()
    threads = ThreadPoolExecutor(pool.processes, thread_name_prefix="looker")
    try:
        while True:
            if len(waiting) <= FILES_AHEAD // 2:
                more = list(islice(source, FILES_AHEAD - len(waiting)))
                waiting.extend(_asked(more, is_wanted, pool, threads))
            if not waiting:
                return
            yield waiting.popleft()
    finally:
        # Who stops half way does not wait for files nobody wants any more.
        threads.shutdown(wait=False, cancel_futures=bool(waiting))


@dataclass(slots=True)
class _Sheaf:
    """Small files that are asked about together."""

    files: list[tuple[Path, str]] = field(default_factory=list)
    room: int = MOST_BYTES
    looks: Future[list[Look | None]] | None = None

    def takes(self, file: PresentFile) -> bool:
        return len(self.files) < MOST_FILES and file.size <= self.room

    def add(self, path: Path, file: PresentFile, pool: ReaderPool) -> Answer:
        number = len(self.files)
        self.files.append((path, file.name))
        self.room -= file.size
        return lambda: self._look(number, pool)

    def _look(self, number: int, pool: ReaderPool) -> Look:
        """Where one of them spoils the sheaf, or cannot be read, each is asked about for itself and says why."""
        try:
            look = self.looks.result()[number] if self.looks else None
        except Unreadable:
            look = None
        path, name = self.files[number]
        return look or pool.call(LOOK, path, name=name)


def _asked(
    files: list[PresentFile], is_wanted: Callable[[PresentFile], bool], pool: ReaderPool, threads: ThreadPoolExecutor
) -> Iterator[tuple[PresentFile, Answer | None]]:
    sheaves = [_Sheaf()]
    asked: list[tuple[PresentFile, Answer | None]] = []
    for file in files:
        if file.path is None or not is_wanted(file):
            asked.append((file, None))
        elif file.size > SMALL:
            asked.append((file, threads.submit(pool.call, LOOK, file.path, name=file.name).result))
        else:
            if not sheaves[-1].takes(file):
                sheaves.append(_Sheaf())
            asked.append((file, sheaves[-1].add(file.path, file, pool)))
    for sheaf in sheaves:
        if len(sheaf.files) > 1:
            sheaf.looks = threads.submit(pool.call, LOOK_AT_ALL, sheaf.files)
    yield from asked
