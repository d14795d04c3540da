"""The project's Markdown pages as the tests read them: links, headings, fenced blocks."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(.*?)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*$", re.MULTILINE)


def pages() -> list[Path]:
    """Every page of docs, and those at the top of the checkout."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", text))


def links(page: Path) -> list[str]:
    return LINK.findall(without_code(page.read_text(encoding="utf-8")))


def anchors(page: Path) -> set[str]:
    """The anchors that hosting sites make of headings: lower case, no punctuation, hyphens for blanks."""
    headings = HEADING.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def blocks(page: Path, language: str) -> list[str]:
    """Fenced blocks whose first line after the fence is exactly `language`."""
    text = page.read_text(encoding="utf-8")
    return [body for label, body in FENCE.findall(text) if label.strip() == language]


def shell_lines(page: Path) -> Iterator[str]:
    for block in blocks(page, "sh"):
        for line in block.replace("\\\n", " ").splitlines():
            if line.strip() and not line.lstrip().startswith("#"):
                yield line.strip()


def lantai_calls(page: Path) -> list[list[str]]:
    """The words after `bin/lantai` of every call a page tells people to type, in blocks and in running text."""
    text = page.read_text(encoding="utf-8")
    spoken = re.findall(r"`(?:[A-Z_]+=\S+ )*(?:\S*/)?bin/lantai ([^`]*)`", FENCE.sub("", text))
    typed = [line.split("bin/lantai ", 1)[1] for line in shell_lines(page) if "bin/lantai " in line]
    calls = [re.split(r"\s[|>&;]", call)[0] for call in [*typed, *spoken]]
    return [shlex.split(call, comments=True) for call in calls if call.split()[0][0].islower()]
