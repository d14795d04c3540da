"""The program as a real process with a home of its own, to be run, killed and asked."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from lantai.base.common.locks import lock
from tests.support.shared import CHECKOUT


@lru_cache
def database_of(home: Path) -> dict[str, str]:
    """A PostgreSQL database of this home's own where the suite runs on PostgreSQL; else nothing: SQLite in the home."""
    url = os.environ.get("LANTAI_DATABASE_URL", "")
    if not url.startswith("postgres"):
        return {}
    name = f"lantai_{uuid.uuid4().hex[:12]}"
    run_on_server(url, f'CREATE DATABASE "{name}"')
    atexit.register(run_on_server, url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    return {"LANTAI_DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=f"/{name}"))}


def put_tables(home: Path) -> None:
    """Into a home without a SQLite database, a copy of the one that the first command of the run made in an empty home.

    Sixty-five migrations take six seconds of the processor, and every journey begins with a home of its own.
    """
    database = home / "lantai.db"
    if database.exists() or os.environ.get("LANTAI_DATABASE_URL"):
        return
    home.mkdir(parents=True, exist_ok=True)
    shared = Path(os.environ["LANTAI_TESTS_SHARED"])
    with lock(shared / "tables.lock", wait=True):
        if not (shared / "tables.db").exists():
            make_tables(shared)
    shutil.copyfile(shared / "tables.db", database)


def make_tables(shared: Path) -> None:
    """By a command in an empty home, as everybody's are made; it ends with a database of one file."""
    first = shared / "first"
    words = [sys.executable, "-m", "lantai", "verify_audit", "--json"]
    subprocess.run(words, env=environment_of(first), check=True, capture_output=True, timeout=170)
    assert [path.name for path in first.glob("lantai.db*")] == ["lantai.db"]
    (first / "lantai.db").rename(shared / "tables.db")


def environment_of(home: Path) -> dict[str, str]:
    """What a program is told: the home, and where its code lies."""
    names = ("PATH", "HOME", "LANG", "TMPDIR", "COVERAGE_PROCESS_START")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return {**kept, "LANTAI_HOME": str(home), "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}"}


def run_on_server(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type] — names made here, no input


@dataclass(frozen=True)
class Program:
    """`bin/lantai` without its set-up, on a home folder."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        put_tables(self.home)
        return {**environment_of(self.home), **database_of(self.home), **self.settings}

    def start(self, *words: str, **options: Any) -> subprocess.Popen[str]:
        """Start a verb in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "lantai", *words],
            env=self.environment,
            text=True,
            encoding="utf-8",
            start_new_session=True,
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
        )

    def run(self, *words: str, seconds: float = 170) -> tuple[int, str, str]:
        """Run a verb to its end: exit code, output, errors."""
        process = self.start(*words)
        out, err = process.communicate(timeout=seconds)
        return process.returncode, out, err

    def json(self, *words: str, seconds: float = 170) -> dict[str, Any]:
        """Run a verb with --json; the last line is the object."""
        code, out, err = self.run(*words, "--json", seconds=seconds)
        assert out.strip(), f"{words} ended with {code} and said: {err[-2000:]}"
        return json.loads(out.strip().splitlines()[-1])

    def run_and_kill(self, after: float, *words: str) -> bool:
        """Start a verb and kill -9 it with all its children after some seconds; False when it had ended before."""
        process = self.start(*words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + after
        while time.monotonic() < deadline:
            if process.poll() is not None:
                return False
            time.sleep(0.005)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
