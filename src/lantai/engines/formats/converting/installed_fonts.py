"""The fonts outside programs may use, and which characters these can show.

A text is found in a PDF whose reader sees nothing but empty boxes: so what no font has must be known beforehand. The
Chinese fonts the house brings for printed documents are there for conversions too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn

PROGRAM = "fc-list"
OWN = Path(pylopdf_fonts_zh_cn.__file__).parent
_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
 <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
 <dir>{own}</dir>
 <cachedir>{folder}/fontconfig</cachedir>
</fontconfig>
"""


def lay_out_fonts(folder: Path) -> dict[str, str]:
    """A configuration in this folder: the system's fonts and the house's own; gives the variable that names it."""
    path = folder / "fonts.conf"
    path.write_text(_CONFIGURATION.format(own=OWN, folder=folder), encoding="utf-8")
    return {"FONTCONFIG_FILE": str(path)}


def not_covered(text: str) -> str | None:
    """The characters of a text that no installed font has, each once; None where nobody can say (no fontconfig)."""
    ranges = _ranges()
    if not ranges:
        return None
    begins = [begin for begin, _ in ranges]
    missing = (each for each in dict.fromkeys(text) if not each.isspace() and each.isprintable())
    return "".join(each for each in missing if not _covers(ranges, begins, ord(each)))


def _covers(ranges: list[tuple[int, int]], begins: list[int], code: int) -> bool:
    at = bisect_right(begins, code) - 1
    return at >= 0 and code <= ranges[at][1]


@lru_cache(maxsize=1)
def _ranges() -> list[tuple[int, int]]:
    """What all fonts have together, as ranges that neither overlap nor touch."""
    if shutil.which(PROGRAM) is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        variables = {**os.environ, **lay_out_fonts(Path(folder))}
        command = [PROGRAM, "--format", "%{charset}\n"]
        answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=variables)
    spans = sorted({span for line in set(answer.stdout.splitlines()) for span in line.split()})
    found = sorted(_span(span) for span in spans)
    merged: list[tuple[int, int]] = []
    for begin, end in found:
        if merged and begin <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    return merged


def _span(text: str) -> tuple[int, int]:
    begin, _, end = text.partition("-")
    return int(begin, 16), int(end or begin, 16)
