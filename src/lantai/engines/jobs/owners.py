"""Who is at work, and whether they still live: the one place that tells dead runs, whatever they were doing.

A process is named `host/pid/start`. On this machine it lives when such a process does. Of another machine nothing can
be looked up: a worker there is gone when it has been silent for a minute, any other process when its row has not
changed for a day.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
from collections.abc import Collection
from pathlib import Path

from lantai.engines.jobs.models import WorkerBeat

SILENCE, FORGOTTEN = dt.timedelta(seconds=60), dt.timedelta(days=1)


def process_name() -> str:
    """This process, as rows name who is at work on them."""
    pid = os.getpid()
    return f"{_host()}/{pid}/{process_start(pid)}"


def living_workers(now: dt.datetime) -> frozenset[str]:
    """Workers of all machines that gave a sign of life of late. One of tomorrow was given by a clock gone wrong."""
    late = WorkerBeat.objects.filter(seen_at__gt=now - SILENCE, seen_at__lt=now + FORGOTTEN)
    return frozenset(late.values_list("worker", flat=True))


def worker_is_gone(worker: str, alive: Collection[str]) -> bool:
    """Whether a worker is: they give signs of life."""
    return not _lives_here(worker) if _is_here(worker) else worker not in alive


def owner_is_gone(owner: str, *, changed: dt.datetime, now: dt.datetime, alive: Collection[str]) -> bool:
    """Whether whoever was at work on a row is: a worker, a command or a server, here or on another machine."""
    if _is_here(owner):
        return not _lives_here(owner)
    return owner not in alive and abs(now - changed) > FORGOTTEN


def process_start(pid: int) -> str:
    """When a process of this machine began, in clock ticks since boot; empty when there is none or it is a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def _host() -> str:
    return socket.gethostname()[:30]


def _is_here(name: str) -> bool:
    return name.partition("/")[0] == _host()


def _lives_here(name: str) -> bool:
    _, _, rest = name.partition("/")
    pid, _, started = rest.partition("/")
    return pid.isdigit() and process_start(int(pid)) == started
