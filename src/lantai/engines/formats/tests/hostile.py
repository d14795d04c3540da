"""What a hostile file does to the process that reads it, as top-level functions a child can be asked to run."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from pathlib import Path

from PIL import Image


def size(path: Path) -> int:
    return path.stat().st_size


def process() -> int:
    return os.getpid()


def hang(path: Path) -> None:
    time.sleep(600)


def spin(path: Path) -> None:
    while True:
        pass


def abort(path: Path) -> None:
    os.abort()


def abort_all(paths: list[Path], limits: object) -> None:
    os.abort()


def segfault(path: Path) -> None:
    ctypes.string_at(0)


def leave(path: Path) -> None:
    sys.stdout.flush()
    os._exit(3)


def eat(path: Path) -> int:
    held = []
    while True:
        held.append(bytearray(64 << 20))
        for block in held[-1:]:
            block[::4096] = b"x" * len(block[::4096])


def recurse(path: Path, depth: int = 0) -> int:
    return recurse(path, depth + 1)


def picture() -> Image.Image:
    return Image.new("L", (1, 1))


def environment() -> dict[str, str]:
    return dict(os.environ)


def start_a_child_and_hang(marker: Path) -> None:
    if os.fork() == 0:
        time.sleep(1.5)
        marker.write_text("still here")
        os._exit(0)
    time.sleep(600)
