"""Hostile files are read in child processes with a limit on time and memory: a child may die, the archive may not."""

from __future__ import annotations

import logging
import pickle
import queue
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any

from lantai.base.common.findings import SENTENCES, UNEXPECTED, Finding, Severity
from lantai.engines.formats import codes
from lantai.engines.formats.model import FileReading
from lantai.engines.formats.processes import MEMORY_MB, ReaderProcess
from lantai.engines.formats.readers import base
from lantai.engines.formats.readers.base import Limits, Unreadable
from lantai.engines.formats.sheaves import CHUNK, sheaves
from lantai.engines.formats.values import loads

logger = logging.getLogger(__name__)


AHEAD, FILES_AHEAD = 24, 48
"""Sheaves, and files, a child may be ahead of who stores them, so that storing and reading go on side by side."""
_MOST_FAILED_CHUNKS = 3
READ_FILES = "lantai.engines.formats.ahead.read_files"
PATIENCE = 0.5
"""Seconds a file waits for a child before another is started: small files are read faster than a child loads."""
_START_SECONDS = 120.0
_WATCH_SECONDS = 0.05


@dataclass(slots=True)
class Peak:
    """The most memory any child of a pool has used, in MB, and how many children were started."""

    megabytes: float = 0.0
    started: int = 0


class _FaultOfAnother(Exception):
    """A child that reads ahead was lost: with what it was asked for, or with a file nobody had asked for yet."""


class ReaderPool:
    """Children that read files, started once and used again. Use it as a context manager; it may be shared by threads.

    One is started at once, the others up to `processes` when files have waited for it.
    `recycle_mb` is the size from which a child is replaced after its call (recognition needs more than reading).
    `first` is a child that was started early (`processes.early_reader`); the pool ends it with its own.
    A file that takes too long, eats too much memory or crashes its child costs that child and becomes a finding.
    """

    def __init__(
        self,
        processes: int = 2,
        *,
        seconds: float = 60.0,
        memory_mb: int = MEMORY_MB,
        recycle_after: int = 500,
        recycle_mb: int | None = None,
        first: ReaderProcess | None = None,
    ) -> None:
        self.processes = max(1, processes)
        self.seconds = seconds
        self.memory_mb = memory_mb
        self.recycle_after = recycle_after
        self.recycle_mb = recycle_mb or int(0.4 * memory_mb)
        self.peak = Peak()
        self._idle: queue.LifoQueue[ReaderProcess | None] = queue.LifoQueue()
        # Children are bound to the thread that starts them (PR_SET_PDEATHSIG), so one thread starts all and lives on.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="reader-starter")
        self._busy: set[ReaderProcess] = set()
        self._closed = False
        self._to_come = queue.SimpleQueue[None]()
        self._first = first

    def __enter__(self) -> ReaderPool:
        self._idle.put(self._first or self._start())
        for _ in range(self.processes - 1):
            self._to_come.put(None)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End all children, those in the middle of a file too: their callers get a finding."""
        self._closed = True
        for busy in list(self._busy):
            busy.kill()
        for _ in range(self.processes - self._never_started()):
            child = self._idle.get()
            if child is not None:
                child.dispose()
                self._note_peak(child)
        self._starter.shutdown()

    def read(self, path: Path, *, limits: Limits | None = None, name: str | None = None) -> FileReading:
        """One file, all its pages together. Never raises for bad input; see `read_parts` for very long documents."""
        readings = list(self.read_parts(path, limits=limits, name=name))
        if len(readings) == 1:
            return readings[0]
        pages = tuple(page for reading in readings for page in reading.pages)
        findings = {(f.code, str(sorted(f.params.items()))): f for reading in readings for f in reading.findings}
        known = next((reading for reading in readings if reading.mime), readings[0])
        return replace(known, pages=pages, findings=tuple(findings.values()))

    def read_parts(self, path: Path, *, limits: Limits | None = None, name: str | None = None) -> Iterator[FileReading]:
        """The file in pieces of at most `CHUNK` pages, so that a book of thousands of pages stays small here."""
        asked = limits or Limits()
        first, last, failed = asked.first_page, asked.first_page + asked.max_pages - 1, 0
        while first <= last:
            piece = replace(asked, first_page=first, max_pages=min(CHUNK, last - first + 1))
            reading, whole = self._read_piece(path, piece, name)
            failed += reading.mime == ""
            first += CHUNK
            if not whole and first > last:
                shown = name or base.shown_name(Path(path))
                cut = Finding(codes.CUT_SHORT, Severity.WARNING, shown, {"detail": f"{last} / {_total(reading)}"})
                reading = replace(reading, findings=(*reading.findings, cut))
            yield reading
            if whole or failed >= _MOST_FAILED_CHUNKS or (failed and first == asked.first_page + CHUNK):
                return

    def _read_piece(self, path: Path, limits: Limits, name: str | None) -> tuple[FileReading, bool]:
        """One piece, and whether the document ends with it. A reading without a media type is one that failed."""
        try:
            reading = self.call("lantai.engines.formats.reading.read_file", path, limits=limits, name=name)
        except Unreadable as failure:
            finding = failure.finding(name or base.shown_name(Path(path)))
            return FileReading("", "", findings=(finding,)), False
        _declare([reading])
        return reading, _total(reading) < limits.first_page + limits.max_pages

    def map(self, paths: Iterable[Path], *, limits: Limits | None = None) -> Iterator[tuple[Path, FileReading]]:
        """Each path with its reading, as they finish; a child is `AHEAD` sheaves or `FILES_AHEAD` files ahead."""
        waiting: dict[Future[list[tuple[Path, FileReading]]], int] = {}
        threads = ThreadPoolExecutor(self.processes, thread_name_prefix="reader")
        try:
            for sheaf in sheaves(paths) if limits is None else ([path] for path in paths):
                waiting[threads.submit(self._read_sheaf, sheaf, limits)] = len(sheaf)
                if len(waiting) >= AHEAD * self.processes or sum(waiting.values()) >= FILES_AHEAD * self.processes:
                    yield from _finished(waiting)
            while waiting:
                yield from _finished(waiting)
        finally:
            # A caller who stops half way does not wait for files it no longer wants.
            threads.shutdown(wait=False, cancel_futures=True)

    def _read_sheaf(self, paths: list[Path], limits: Limits | None) -> list[tuple[Path, FileReading]]:
        """Small files in one call. Where one of them spoils it, or is longer than a piece, each is read for itself."""
        whole: dict[Path, FileReading] = {}
        if len(paths) > 1:
            with suppress(Unreadable):
                readings = self.call(READ_FILES, paths, Limits(max_pages=CHUNK))
                whole = {path: each for path, each in zip(paths, readings, strict=True) if _total(each) <= CHUNK}
        _declare(whole.values())
        return [(path, whole.get(path) or self.read(path, limits=limits)) for path in paths]

    def call(self, function: str | Callable[..., Any], *args: Any, seconds: float | None = None, **kwargs: Any) -> Any:
        """Run a top-level function, named with its module, in a child and return its answer.

        Answers are plain values, findings and readings (pictures as bytes). Raises `Unreadable` when the child had to
        be stopped, crashed, or the function raised.
        """
        name = function if isinstance(function, str) else f"{function.__module__}.{function.__qualname__}"
        message, limit = (name, args, kwargs), seconds or self.seconds
        try:
            return self._answer(name, *self._asked(message, limit))
        except _FaultOfAnother:
            return self._answer(name, *self._asked(message, limit))

    def _asked(self, message: tuple[Any, ...], limit: float) -> tuple[str, Any]:
        child = self._take()
        try:
            state, value = self._ask(child, message, limit)
        except BaseException as error:
            self._put_back(child, usable=False)
            if child.is_ahead and isinstance(error, Unreadable):
                raise _FaultOfAnother from error
            raise
        self._put_back(child, usable=state != "memory")
        if child.is_ahead and state == "memory":
            raise _FaultOfAnother
        return state, value

    def _answer(self, name: str, state: str, value: Any) -> Any:
        if state == "done":
            return value
        if state == "memory":
            raise Unreadable(codes.TOO_MUCH_MEMORY, megabytes=self.memory_mb)
        code, told, params = value
        if not code:
            logger.error("%s raised %s", name, told)
            raise Unreadable(UNEXPECTED, error=told)
        raise Unreadable(code, **params)

    def _ask(self, child: ReaderProcess, message: tuple[Any, ...], seconds: float) -> tuple[str, Any]:
        try:
            if not child.ready:
                self._watch(child, _START_SECONDS)
                child.line.recv_bytes()
                child.ready = True
            child.line.send_bytes(pickle.dumps(message))
            self._watch(child, seconds)
            state, value = loads(child.line.recv_bytes())
        except (EOFError, ConnectionError):
            raise self._post_mortem(child) from None
        return state, value

    def _watch(self, child: ReaderProcess, seconds: float) -> None:
        """Wait for an answer; stop a child that takes too long or too much."""
        deadline = time.monotonic() + seconds
        while not child.line.poll(_WATCH_SECONDS):
            used = child.resident_mb()
            if used > child.memory_mb:
                raise Unreadable(codes.TOO_MUCH_MEMORY, megabytes=child.memory_mb)
            if time.monotonic() > deadline:
                raise Unreadable(codes.TOOK_TOO_LONG, seconds=round(seconds))

    def _post_mortem(self, child: ReaderProcess) -> Unreadable:
        """Why a child is gone: near its memory limit it was memory, whatever signal a library chose to die by."""
        code, words = child.end(), child.last_words()
        if child.peak_mb > 0.6 * child.memory_mb or any(mark in words for mark in _MEMORY_MARKS):
            return Unreadable(codes.TOO_MUCH_MEMORY, megabytes=child.memory_mb)
        logger.warning("a reader ended with %s: %s", code, words[-400:])
        return Unreadable(codes.READER_CRASHED, signal=_signal_name(code))

    def _start(self) -> ReaderProcess:
        self.peak.started += 1
        return self._starter.submit(ReaderProcess, self.memory_mb).result()

    def _take(self) -> ReaderProcess:
        child = self._waited_for()
        try:
            self._refuse_when_closed()
            child = child or self._start()
            self._busy.add(child)
            # Whoever closes kills the busy ones: a child that came too late for that must not begin a file.
            self._refuse_when_closed()
        except BaseException:
            if child is not None:
                self._busy.discard(child)
            self._idle.put(child)
            raise
        return child

    def _refuse_when_closed(self) -> None:
        if self._closed:
            msg = "this reader pool is closed"
            raise RuntimeError(msg)

    def _waited_for(self) -> ReaderProcess | None:
        """A child that is free; None where one is to be started, because none was free for a while or one has ended.

        Nobody waits here once the pool is closed: what comes back then belongs to who closes it.
        """
        while True:
            self._refuse_when_closed()
            with suppress(queue.Empty):
                return self._idle.get(timeout=PATIENCE)
            with suppress(queue.Empty):
                return self._to_come.get_nowait()

    def _never_started(self) -> int:
        """How many children nobody has needed; none will be started any more."""
        count = 0
        with suppress(queue.Empty):
            while True:
                self._to_come.get_nowait()
                count += 1
        return count

    def _put_back(self, child: ReaderProcess, *, usable: bool) -> None:
        """A child that did much, grew fat or failed is replaced; the next one starts while nobody waits."""
        self._busy.discard(child)
        child.calls += 1
        used = child.resident_mb()
        self._note_peak(child)
        if usable and child.calls < self.recycle_after and used < self.recycle_mb and not self._closed:
            self._idle.put(child)
            return
        child.dispose()
        self._idle.put(self._replacement())

    def _replacement(self) -> ReaderProcess | None:
        """Started while nobody waits; where that fails its place stays, and the next file tries again and is told."""
        with suppress(OSError, RuntimeError):
            return None if self._closed else self._start()
        return None

    def _note_peak(self, child: ReaderProcess) -> None:
        self.peak.megabytes = max(self.peak.megabytes, child.peak_mb)


_MEMORY_MARKS = ("out of memory", "cannot allocate memory", "std::bad_alloc", "memory allocation of", "MemoryError")


def _signal_name(code: int) -> str:
    names = {-4: "SIGILL", -6: "SIGABRT", -7: "SIGBUS", -8: "SIGFPE", -9: "SIGKILL", -11: "SIGSEGV"}
    return names.get(code, f"exit {code}")


def _total(reading: FileReading) -> int:
    """How many pages the whole document has; text documents come in one piece."""
    told = reading.metadata.get("pages") or reading.metadata.get("frames") or "0"
    return int(told)


def _declare(readings: Iterable[FileReading]) -> None:
    """A finding of a kind that is not known here yet gets its sentence."""
    if any(found.code not in SENTENCES for reading in readings for found in reading.findings):
        codes.declare_all()


def _finished(waiting: dict[Future[list[tuple[Path, FileReading]]], int]) -> Iterator[tuple[Path, FileReading]]:
    done, _ = wait(waiting, return_when=FIRST_COMPLETED)
    for future in done:
        del waiting[future]
        yield from future.result()
