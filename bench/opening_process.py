"""The server of `bench.opening_flow` and `bench.service_load`: the processes `serve` starts, and their sudden end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Self

CHECKOUT = Path(__file__).resolve().parents[1]


class Server:
    """Started when the block begins, stopped when it ends."""

    def __init__(self, home: Path, times: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.kills = 0
        self.environment = {
            **os.environ, "LANTAI_HOME": str(home.resolve()), "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}",
            "LANTAI_BENCH_TIMES": str(times.resolve()),
            "GUNICORN_CMD_ARGS": f"--config {CHECKOUT / 'bench' / 'opening_served.py'}",
        }  # fmt: skip

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "lantai", "serve", "--port", str(self._port)]
        self._process = subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL)
        self.wait()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(timeout=120)

    def wait(self) -> None:
        """Until it answers."""
        for _ in range(3000):
            if self._process.poll() is not None:
                sys.exit(f"the server ended with {self._process.returncode}")
            try:
                connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        sys.exit("the server is not ready after five minutes")

    def kill_web(self) -> None:
        """SIGKILL for the web server and every process of it; the supervisor starts another one."""
        self._kill(lambda command: b"gunicorn" in command)

    def kill_workers(self) -> None:
        """SIGKILL for the indexer, the workers and those that recognise, and what these have started."""
        self._kill(lambda command: b"\0work\0" in command)

    def _kill(self, is_meant: Callable[[bytes], bool]) -> None:
        for process in self._tree(is_meant):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.kills += 1

    def _tree(self, is_meant: Callable[[bytes], bool]) -> list[int]:
        """Those children of the supervisor and what they have started, from the process table (Linux)."""
        parents: dict[int, list[int]] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    text = (entry / "stat").read_text()
                except OSError:
                    continue
                parents.setdefault(int(text.rsplit(")", 1)[1].split()[1]), []).append(int(entry.name))
        found = [pid for pid in parents.get(self._process.pid, []) if is_meant(_command_of(pid))]
        for pid in found:  # it grows by the children of each
            found += parents.get(pid, [])
        return found


def _command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
