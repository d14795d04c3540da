"""Running an outside program with limits: a folder of its own, so much time and memory, no network, killed as a group.

Whoever calls waits for the end in the same thread: the program dies with that thread, whatever kills it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_LAUNCH = (sys.executable, "-I", "-S", str(Path(__file__).parent / "launch.py"))
_LAST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a program may take. `seconds` of the clock; of the processor it gets as many."""

    seconds: float = 300.0
    memory_mb: int = 2000


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: its code, or `timed_out`; the last it said; whether it could have reached a network."""

    code: int
    said: str
    timed_out: bool
    network_cut: bool


def run_limited(
    command: Sequence[str],
    *,
    folder: Path,
    bounds: Bounds,
    variables: Mapping[str, str] | None = None,
    readable: Sequence[Path] = (),
) -> Ended:
    """Run a program by its full path; it reads and writes in `folder` and may read where programs and fonts lie.

    `readable`: more folders it may read.

    Never raises for what the program does. A program that is not there ends with code 127.
    """
    cut = network_can_be_cut()
    with tempfile.TemporaryFile() as log:
        limits = _limits(bounds, "cut" if cut else "keep", folder, readable)
        process = _started([*limits, *command], folder, dict(variables or {}), log.fileno())
        timed_out = False
        try:
            process.wait(bounds.seconds)
        except subprocess.TimeoutExpired:
            timed_out = True
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        log.seek(max(0, log.seek(0, os.SEEK_END) - _LAST_WORDS))
        said = log.read().decode("utf-8", "replace").strip()
    return Ended(process.returncode, said, timed_out, cut)


def _limits(bounds: Bounds, network: str, folder: Path, readable: Sequence[Path]) -> list[str]:
    memory, seconds = bounds.memory_mb << 20, int(bounds.seconds)
    return [*map(str, (os.getpid(), memory, seconds, network, folder)), os.pathsep.join(map(str, readable))]


def _started(arguments: Sequence[str], folder: Path, variables: dict[str, str], log: int) -> subprocess.Popen[bytes]:
    """Isolated and without site packages: the launcher needs neither, and the program inherits none of our settings."""
    known = {"PATH": os.defpath, "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    return subprocess.Popen(
        [*_LAUNCH, *arguments],
        cwd=folder,
        env={**known, **variables},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )


@lru_cache(maxsize=1)
def network_can_be_cut() -> bool:
    """Whether this kernel lets us give a program a network of its own; containers often do not."""
    true = shutil.which("true") or "/bin/true"
    with tempfile.TemporaryDirectory() as folder:
        limits = _limits(Bounds(seconds=10), "cut", Path(folder), ())
        return subprocess.run([*_LAUNCH, *limits, true], capture_output=True, check=False, timeout=20).returncode == 0
