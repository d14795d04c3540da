"""What an answer costs: the addresses of `bench.pages` asked of the program in this process.

Processor time is counted, of this process with all its threads and of the PostgreSQL process behind its connection, so
that waiting for others counts nothing; and the queries of each answer.
"""

from __future__ import annotations

import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext


class Inside:
    """One reader; nobody is signed in when no name is given."""

    def __init__(self, username: str) -> None:
        self._username = username
        self.times: list[tuple[float, str]] = []
        self.queries: list[int] = []

    def __call__(self, address: str) -> str:
        """The body. Anything but 200 stops the measurement."""
        reset_queries()  # the log holds nine thousand: full, it would count none
        began = _spent()
        with CaptureQueriesContext(connection) as asked:
            answer = _client(self._username).get(address)
            body = b"".join(answer) if answer.streaming else answer.content
        self.times.append(((_spent() - began) * 1000, address))
        self.queries.append(len(asked))
        if answer.status_code != 200:
            sys.exit(f"{address} answered {answer.status_code}")
        return body.decode("utf-8", "replace")


@cache
def _client(username: str) -> Any:
    from lantai.base.accounts.models import User

    client = Client(SERVER_NAME="127.0.0.1")
    if username:
        client.force_login(User.objects.get(username=username))
    return client


def _spent() -> float:
    """Seconds of processor time until now."""
    return time.process_time() + (_behind() if connection.vendor == "postgresql" else 0.0)


def _behind() -> float:
    """What PostgreSQL's process of this connection has used (Linux, same machine, without its parallel workers)."""
    return int(Path(f"/proc/{_backend()}/schedstat").read_text().split()[0]) / 1e9


@cache
def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])
