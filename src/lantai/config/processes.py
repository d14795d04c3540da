"""One process tree: starts the web server and workers, starts again what dies, takes all down together."""

from __future__ import annotations

import ctypes
import errno
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from types import FrameType

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError

logger = logging.getLogger(__name__)
PR_SET_PDEATHSIG = 1
SHORTEST_LIFE = 5.0
GRACE_SECONDS = 20.0
FIRST_ALONE = 10.0
"""Seconds the first child may have the machine to itself while it is not at work yet."""
LAST_PORT = 65535
TASKS, RECOGNITION = 5, 10
"""How far these stand back for the pages, the index and the database: a quarter, and a tenth, of a core beside one."""


class AddressTaken(ArchiveError):
    code = "config.address_taken"
    message = gettext_noop("Another program listens at %(address)s already.")
    hint = gettext_noop("Stop it if it is an earlier start of this one, or take another port: --port %(next)s.")
    exit_code = 4


class AddressUnusable(ArchiveError):
    code = "config.address_unusable"
    message = gettext_noop("Nothing can listen at %(address)s: %(reason)s.")
    hint = gettext_noop("Give an address of this machine with --host, and with --port a number from 1024 to 65535.")
    exit_code = 4


@dataclass(slots=True)
class Child:
    """One process that must always be there. `nice`: how far it stands back for others, as `nice` says it (0 to 19)."""

    name: str
    command: Sequence[str]
    nice: int = 0
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = field(default=0)
    not_before: float = field(default=0.0)


def verb(*words: str) -> list[str]:
    """The command line of another verb of this program."""
    return [sys.executable, "-m", "lantai", *words]


class Supervisor:
    """Keeps children alive until told to stop. A child that dies at once is started again ever more slowly.

    `is_at_work` tells whether the first child, for which people wait, does what it is for: the others begin once it
    does, since loading beside it they would take the processor from it.
    """

    def __init__(self, children: Sequence[Child], *, is_at_work: Callable[[], bool] = lambda: True) -> None:
        self.children = list(children)
        self._is_at_work = is_at_work
        self._may_follow = False
        self._stopping = False

    def run(self) -> int:
        """Block until SIGTERM or SIGINT, then end every child: politely first, then for good."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        begun = time.monotonic()
        while not self._stopping:
            self._may_follow = self._may_follow or time.monotonic() - begun > FIRST_ALONE or self._is_at_work()
            for child in self.children if self._may_follow else self.children[:1]:
                self._keep(child)
            time.sleep(0.2)
        self._end()
        return 0

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _keep(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None:
            code = child.process.poll()
            if code is None:
                return
            short = now - child.started < SHORTEST_LIFE
            child.failures = child.failures + 1 if short else 0
            child.not_before = now + min(60.0, 2.0**child.failures - 1)
            if code != 0:
                logger.error("%s ended with %s and is started again", child.name, code)
            child.process = None
        if now >= child.not_before:
            child.started = now
            child.process = subprocess.Popen(
                child.command, preexec_fn=partial(_begin, child.nice), stdin=subprocess.DEVNULL
            )

    def _end(self) -> None:
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _begin(nice: int) -> None:
    """In the child before its program: end when the supervisor is gone, even by kill -9, and stand back for others.

    Where the kernel shares the processor among sessions first (`sched_autogroup_enabled`), how far a process stands
    back counts only within its own: the session must be told as well.
    """
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    os.setsid()
    if nice:
        os.nice(nice)
        with suppress(OSError), open("/proc/self/autogroup", "w") as session:  # noqa: PTH123 - nothing is imported here
            session.write(str(nice))


def require_free(host: str, port: int) -> None:
    """Refuse an address at which the web server could not listen: it would be started again for ever.

    Raises `AddressTaken` or `AddressUnusable`.
    """
    address = _bind(host, port)
    if not 0 < port <= LAST_PORT:
        raise AddressUnusable(address=address, reason=port)
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise AddressTaken(address=address, next=port + 1 if port < LAST_PORT else port - 1) from error
        raise AddressUnusable(address=address, reason=error.strerror) from error


def _bind(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def is_listening(host: str, port: int) -> bool:
    """Whether a server takes connections there."""
    with suppress(OSError), socket.create_connection((host, port), timeout=0.2):
        return True
    return False


def workers(*, default: int, ocr: int) -> list[Child]:
    """The indexer, the workers of ordinary tasks, and those that recognise page images.

    People wait for pages and for what they saved to be found; nobody sits before a task, and recognition takes days.
    """
    children = [Child("indexer", verb("work", "--only", "index"))]
    children += [Child(f"worker {n + 1}", verb("work", "--only", "default"), TASKS) for n in range(default)]
    children += [Child(f"recognition {n + 1}", verb("work", "--only", "ocr"), RECOGNITION) for n in range(ocr)]
    return children


def web(host: str, port: int, count: int) -> Child:
    """The web server: processes for the processor's sake, threads for slow readers.

    The program is loaded once, before they part (`--preload`): a process that is started again, after its end or after
    so many thousand requests, then answers at once.
    """
    command = [
        sys.executable, "-m", "gunicorn", "lantai.config.wsgi:application", "--bind", _bind(host, port),
        "--workers", str(count), "--preload", "--worker-class", "gthread", "--threads", "8", "--timeout", "120",
        "--graceful-timeout", "15",
        "--max-requests", "20000", "--max-requests-jitter", "2000", "--log-level", "warning",
    ]  # fmt: skip
    return Child("web server", command)
