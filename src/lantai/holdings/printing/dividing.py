"""Where a run of figures and letters may be divided that is wider than its column: 1985.3.5-1986.12.31 after the dash.

Between Chinese characters and at blanks lines break by themselves. Widths are those of the forms' own font, rounded up.
"""

from __future__ import annotations

import re

EM = 10 / 72 * 25.4
"""Millimetres of a full-width character as lists set it (10 points)."""
_RUN = re.compile(r"[!-~·–]+")
_AFTER = (re.compile(r"(?<=[-~–])"), re.compile(r"(?<=[-~–·/_.,:;)\]])"))
_WIDTHS = {
    each: width
    for width, some in {
        0.35: "'!j|,.:;il·[]-/\\", 0.4: "()t{}\"fJ", 0.5: "I?`r1s*z", 0.56: "c$7evy02345689_ax–", 0.6: "#Sg+<=>^~Zo",
        0.66: "kqLFdPbpEuThn", 0.8: "BCYXRVAKGDOQ&NU",
    }.items()
    for each in some
}  # fmt: skip
"""Full-width characters that each takes in Noto Serif SC; the widest take a little more than one."""
_WIDEST = 1.05


def divided(text: str, room: float) -> str | list[str]:
    """The text of a cell with so many millimetres of room: as it is, or the pieces between which a line may end."""
    pieces, rest, most = [], "", room / EM
    end = 0
    for run in _RUN.finditer(text):
        rest += text[end : run.start()]
        end = run.end()
        if _width(run[0]) <= most:
            rest += run[0]
            continue
        *firsts, last = _parts(run[0], most)
        for first in firsts:
            pieces.append(rest + first)
            rest = ""
        rest += last
    return [*pieces, rest + text[end:]] if pieces else text


def _parts(run: str, most: float) -> list[str]:
    """Behind dashes, where that is enough; else behind any mark; else anywhere."""
    for marks in _AFTER:
        parts = [part for part in marks.split(run) if part]
        if all(_width(part) <= most for part in parts):
            return parts
    return list(run)


def _width(run: str) -> float:
    """In full-width characters."""
    return sum(_WIDTHS.get(each, _WIDEST) for each in run)
