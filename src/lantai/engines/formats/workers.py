"""Hostile files are read in child processes with a limit on time and memory: a child may die, the archive may not."""

from __future__ import annotations

import json
import logging
import os
import pickle
import queue
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from lantai.base.common.findings import SENTENCES, UNEXPECTED, Finding, Severity
from lantai.engines.formats import codes
from lantai.engines.formats.model import FileReading
from lantai.engines.formats.readers import base
from lantai.engines.formats.readers.base import Limits, Unreadable
from lantai.engines.formats.values import loads

logger = logging.getLogger(__name__)


CHUNK = 200
"""Pages read in one go: documents of thousands of pages come in pieces, each with the whole time limit."""
AHEAD = 12
"""Files a child may be ahead of who stores them, so that storing and reading go on side by side."""
_MOST_FAILED_CHUNKS = 3
PATIENCE = 0.5
"""Seconds a file waits for a child before another is started: small files are read faster than a child loads."""
_START_SECONDS = 120.0
_WATCH_SECONDS = 0.05
_SIZES = re.compile(r"(VmHWM|VmRSS):\s+(\d+) kB")
_KEPT_VARIABLES = (
    "PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ", "TESSDATA_PREFIX", "FONTCONFIG_PATH",
    "FONTCONFIG_FILE", "XDG_CACHE_HOME", "LD_LIBRARY_PATH", "COVERAGE_PROCESS_CONFIG",
)  # fmt: skip
_BOOT = (
    "import json,sys; sys.path[:]=json.loads(sys.argv[1]); "
    "from lantai.engines.formats.child import main; main(*map(int,sys.argv[2:5]))"
)


@dataclass(slots=True)
class Peak:
    """The most memory any child of a pool has used, in MB, and how many children were started."""

    megabytes: float = 0.0
    started: int = 0


class _Child:
    """One child process and the line to it."""

    def __init__(self, memory_mb: int) -> None:
        self.memory_mb = memory_mb
        self.calls = 0
        self.ready = False
        self.peak_mb = 0.0
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
        ours, theirs = Pipe(duplex=True)
        self.line: Connection[Any, Any] = ours
        arguments = [json.dumps(sys.path), str(theirs.fileno()), str(os.getpid()), str(memory_mb << 20)]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _BOOT, *arguments],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
        )
        theirs.close()

    def resident_mb(self) -> float:
        """Memory in use now; 0 when the process is gone. The most it ever used is kept in `peak_mb`.

        The kernel's own ru_maxrss is of no use: it starts from the size of the parent.
        """
        try:
            status = Path(f"/proc/{self._process.pid}/status").read_text()
        except OSError:
            return 0.0
        sizes = {name: int(size) / 1024 for name, size in _SIZES.findall(status)}
        self.peak_mb = max(self.peak_mb, sizes.get("VmHWM", 0.0))
        return sizes.get("VmRSS", 0.0)

    def kill(self) -> None:
        """Kill it with all it started; whoever waits for its answer learns that the line is cut."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def end(self) -> int:
        """The answer is how it ended."""
        self.line.close()
        self.kill()
        return self._process.wait()

    def last_words(self) -> str:
        """The end of what it wrote to its error output."""
        self._log.seek(max(0, self._log.seek(0, os.SEEK_END) - 2000))
        return self._log.read().decode("utf-8", "replace")

    def dispose(self) -> None:
        try:
            self.resident_mb()
            self.end()
        finally:
            self._log.close()


def _environment() -> dict[str, str]:
    """No keys and passwords for a process that opens other people's files; one thread for each library."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return {**kept, "VIPS_CONCURRENCY": "1", "OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1", "GOMAXPROCS": "1"}


class ReaderPool:
    """Children that read files, started once and used again. Use it as a context manager; it may be shared by threads.

    One is started at once, the others up to `processes` when files have waited for it.
    `recycle_mb` is the size from which a child is replaced after its call (recognition needs more than reading).
    A file that takes too long, eats too much memory or crashes its child costs that child and becomes a finding.
    """

    def __init__(
        self,
        processes: int = 2,
        *,
        seconds: float = 60.0,
        memory_mb: int = 2500,
        recycle_after: int = 500,
        recycle_mb: int | None = None,
    ) -> None:
        self.processes = max(1, processes)
        self.seconds = seconds
        self.memory_mb = memory_mb
        self.recycle_after = recycle_after
        self.recycle_mb = recycle_mb or int(0.4 * memory_mb)
        self.peak = Peak()
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        # Children are bound to the thread that starts them (PR_SET_PDEATHSIG), so one thread starts all and lives on.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="reader-starter")
        self._busy: set[_Child] = set()
        self._closed = False
        self._to_come = queue.SimpleQueue[None]()

    def __enter__(self) -> ReaderPool:
        self._idle.put(self._start())
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
        if any(found.code not in SENTENCES for found in reading.findings):
            codes.declare_all()
        return reading, _total(reading) < limits.first_page + limits.max_pages

    def map(self, paths: Iterable[Path], *, limits: Limits | None = None) -> Iterator[tuple[Path, FileReading]]:
        """Each path with its reading, as they finish; at most `AHEAD` files a child are read or wait to be taken."""
        waiting: dict[Future[FileReading], Path] = {}
        threads = ThreadPoolExecutor(self.processes, thread_name_prefix="reader")
        try:
            for path in paths:
                waiting[threads.submit(self.read, path, limits=limits)] = path
                if len(waiting) >= AHEAD * self.processes:
                    yield from _finished(waiting)
            while waiting:
                yield from _finished(waiting)
        finally:
            # A caller who stops half way does not wait for files it no longer wants.
            threads.shutdown(wait=False, cancel_futures=True)

    def call(self, function: str | Callable[..., Any], *args: Any, seconds: float | None = None, **kwargs: Any) -> Any:
        """Run a top-level function, named with its module, in a child and return its answer.

        Answers are plain values, findings and readings (pictures as bytes). Raises `Unreadable` when the child had to
        be stopped, crashed, or the function raised.
        """
        name = function if isinstance(function, str) else f"{function.__module__}.{function.__qualname__}"
        limit = seconds or self.seconds
        child = self._take()
        try:
            state, value = self._ask(child, (name, args, kwargs), limit)
        except BaseException:
            self._put_back(child, usable=False)
            raise
        self._put_back(child, usable=state != "memory")
        return self._answer(name, state, value)

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

    def _ask(self, child: _Child, message: tuple[Any, ...], seconds: float) -> tuple[str, Any]:
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

    def _watch(self, child: _Child, seconds: float) -> None:
        """Wait for an answer; stop a child that takes too long or too much."""
        deadline = time.monotonic() + seconds
        while not child.line.poll(_WATCH_SECONDS):
            used = child.resident_mb()
            if used > child.memory_mb:
                raise Unreadable(codes.TOO_MUCH_MEMORY, megabytes=child.memory_mb)
            if time.monotonic() > deadline:
                raise Unreadable(codes.TOOK_TOO_LONG, seconds=round(seconds))

    def _post_mortem(self, child: _Child) -> Unreadable:
        """Why a child is gone: near its memory limit it was memory, whatever signal a library chose to die by."""
        code, words = child.end(), child.last_words()
        if child.peak_mb > 0.6 * child.memory_mb or any(mark in words for mark in _MEMORY_MARKS):
            return Unreadable(codes.TOO_MUCH_MEMORY, megabytes=child.memory_mb)
        logger.warning("a reader ended with %s: %s", code, words[-400:])
        return Unreadable(codes.READER_CRASHED, signal=_signal_name(code))

    def _start(self) -> _Child:
        self.peak.started += 1
        return self._starter.submit(_Child, self.memory_mb).result()

    def _take(self) -> _Child:
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

    def _waited_for(self) -> _Child | None:
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

    def _put_back(self, child: _Child, *, usable: bool) -> None:
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

    def _replacement(self) -> _Child | None:
        """Started while nobody waits; where that fails its place stays, and the next file tries again and is told."""
        with suppress(OSError, RuntimeError):
            return None if self._closed else self._start()
        return None

    def _note_peak(self, child: _Child) -> None:
        self.peak.megabytes = max(self.peak.megabytes, child.peak_mb)


_MEMORY_MARKS = ("out of memory", "cannot allocate memory", "std::bad_alloc", "memory allocation of", "MemoryError")


def _signal_name(code: int) -> str:
    names = {-4: "SIGILL", -6: "SIGABRT", -7: "SIGBUS", -8: "SIGFPE", -9: "SIGKILL", -11: "SIGSEGV"}
    return names.get(code, f"exit {code}")


def _total(reading: FileReading) -> int:
    """How many pages the whole document has; text documents come in one piece."""
    told = reading.metadata.get("pages") or reading.metadata.get("frames") or "0"
    return int(told)


def _finished(waiting: dict[Future[FileReading], Path]) -> Iterator[tuple[Path, FileReading]]:
    done, _ = wait(waiting, return_when=FIRST_COMPLETED)
    for future in done:
        yield waiting.pop(future), future.result()
