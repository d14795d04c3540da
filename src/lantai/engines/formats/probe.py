"""The outside programs: which are there, in which version, what is missing without them. They run with a time limit."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_noop


@dataclass(frozen=True, slots=True)
class Tool:
    """One outside program. `version` is None when it is not installed; `needed_for` is a msgid."""

    name: str
    version: str | None
    needed_for: str
    install: str


@dataclass(frozen=True, slots=True)
class Run:
    """What a program answered."""

    code: int
    stdout: bytes
    stderr: bytes


_KNOWN: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("tesseract", ("--version",), gettext_noop("turning pages upright before recognition"), "tesseract-ocr"),
    ("antiword", ("-h",), gettext_noop("Word files of 1993-2003 that our own reader cannot make out"), "antiword"),
    ("gs", ("--version",), gettext_noop("turning PDF into PDF/A"), "ghostscript"),
    (
        "soffice",
        ("--version",),
        gettext_noop("turning office files into PDF/A for keeping"),
        "libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui",
    ),
    ("clamscan", ("--version",), gettext_noop("looking for viruses in what is taken in"), "clamav"),
)
_VERSION = re.compile(r"\d+(?:\.\d+)+")


def tools() -> list[Tool]:
    """Every outside program we would use, whether it is there or not."""
    return [Tool(name, version(name), purpose, f"apt-get install {package}") for name, _, purpose, package in _KNOWN]


@lru_cache(maxsize=32)
def version(name: str) -> str | None:
    """The version a program gives; `?` when it gives none, None when it is not installed."""
    if shutil.which(name) is None:
        return None
    arguments = next((known[1] for known in _KNOWN if known[0] == name), ("--version",))
    answer = run([name, *arguments], seconds=20)
    found = _VERSION.search((answer.stdout + answer.stderr).decode("utf-8", "replace"))
    return found.group(0) if found else "?"


def run(command: list[str], *, seconds: float, stdin: bytes | None = None) -> Run:
    """Run a program without a shell. A program that hangs is killed with its answer lost and code -9."""
    try:
        done = subprocess.run(command, input=stdin, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return Run(-9, b"", b"")
    except OSError as error:
        return Run(127, b"", str(error).encode())
    return Run(done.returncode, done.stdout, done.stderr)
