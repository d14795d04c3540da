"""The program as a real process with a home of its own, to be run, killed and asked."""

from __future__ import annotations

import atexit
import ctypes
import json
import os
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

from tests.support.tables import (
    address_of,
    copy_tables,
    environment_of,
    on_postgresql,
    run_on_server,
    template_database,
)


@lru_cache
def database_of(home: Path, *, with_tables: bool = False) -> dict[str, str]:
    """A PostgreSQL database of this home's own where the suite runs on PostgreSQL; else nothing: SQLite in the home."""
    if not on_postgresql():
        return {}
    name = f"lantai_{uuid.uuid4().hex[:12]}"
    template = f' TEMPLATE "{template_database()}"' if with_tables else ""
    run_on_server(f'CREATE DATABASE "{name}"{template}')
    atexit.register(run_on_server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    return {"LANTAI_DATABASE_URL": address_of(name)}


_PR_CAPBSET_DROP = 24
_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 1, 2


def obey_modes() -> None:
    """Give up root's right to overlook the modes of files, before another program is begun; others have none."""
    for right in (_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH):
        ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, right, 0, 0, 0)


@dataclass(frozen=True)
class Program:
    """`bin/lantai` without its set-up, on a home folder."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    obeys_modes: bool = False
    """As root too: what a file's mode forbids is forbidden, as to every other account."""

    @property
    def environment(self) -> dict[str, str]:
        if not (on_postgresql() or (self.home / "lantai.db").exists()):
            copy_tables(self.home / "lantai.db")
        return {**environment_of(self.home), **database_of(self.home, with_tables=True), **self.settings}

    def start(self, *words: str, **options: Any) -> subprocess.Popen[str]:
        """Start a verb in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "lantai", *words],
            env=self.environment,
            text=True,
            encoding="utf-8",
            start_new_session=True,
            preexec_fn=obey_modes if self.obeys_modes else None,
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
