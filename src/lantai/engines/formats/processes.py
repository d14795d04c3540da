"""One reader in a process of its own and the line to it. It can be started before a program has loaded the rest."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Any

MEMORY_MB = 2500
_SIZES = re.compile(r"(VmHWM|VmRSS):\s+(\d+) kB")
_KEPT_VARIABLES = (
    "PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ", "TESSDATA_PREFIX", "FONTCONFIG_PATH",
    "FONTCONFIG_FILE", "XDG_CACHE_HOME", "LD_LIBRARY_PATH", "COVERAGE_PROCESS_CONFIG",
)  # fmt: skip
_BOOT = (
    "import json,sys; sys.path[:]=json.loads(sys.argv[1]); "
    "from lantai.engines.formats.child import main; main(*map(int,sys.argv[2:5]), *sys.argv[5:])"
)
_early: list[ReaderProcess] = []


class ReaderProcess:
    """One child process and the line to it.

    With `ahead`, a folder, it begins to read small files there before it is asked. What befalls it then is no fault of
    the file it is asked for next: see `is_ahead`.
    """

    def __init__(self, memory_mb: int, ahead: Path | None = None) -> None:
        self.memory_mb = memory_mb
        self.calls = 0
        self.ready = False
        self.peak_mb = 0.0
        self.is_ahead = ahead is not None
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
        ours, theirs = Pipe(duplex=True)
        self.line: Connection[Any, Any] = ours
        arguments = [json.dumps(sys.path), str(theirs.fileno()), str(os.getpid()), str(memory_mb << 20)]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _BOOT, *arguments, *([os.fspath(ahead)] if ahead else [])],
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


def start_early(ahead: Path | None) -> None:
    """Start a reader for a program that will want one, while the program itself is still loading.

    Call it from the main thread: a reader dies with the thread that started it. `end_early` belongs to it.
    """
    _early.append(ReaderProcess(MEMORY_MB, ahead))


def early_reader() -> ReaderProcess | None:
    """The reader started early, given once, if there is one."""
    return _early.pop() if _early else None


def end_early() -> None:
    """End the reader that nobody wanted after all."""
    while _early:
        _early.pop().dispose()


def _environment() -> dict[str, str]:
    """No keys and passwords for a process that opens other people's files; one thread for each library."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return {**kept, "VIPS_CONCURRENCY": "1", "OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1", "GOMAXPROCS": "1"}
