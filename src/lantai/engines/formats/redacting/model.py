"""What is asked and what comes back: pages with what is withheld of them, the words of the mark, the written file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from lantai.engines.formats.model import Line

FractionBox = tuple[float, float, float, float]
"""x, y, width, height as fractions of the upright page, origin top left."""


class Unplaced(StrEnum):
    """What becomes of a passage whose characters have no boxes: an error, or the whole page is withheld."""

    REFUSE = "refuse"
    WHOLE_PAGE = "whole page"


@dataclass(frozen=True, slots=True)
class WithheldPart:
    """Characters `start` to `end` of the page's text, boxes, or both; neither of them: the whole page."""

    ground: str
    on: dt.date
    start: int | None = None
    end: int | None = None
    boxes: tuple[FractionBox, ...] = ()

    @property
    def is_whole_page(self) -> bool:
        return self.start is None and not self.boxes


@dataclass(frozen=True, slots=True)
class PageToRedact:
    """One page: its picture is page `number` of `source`, turned `rotation` degrees; `lines` lie in width × height.

    A page without a picture (`width` 0) is set anew from its remaining text.
    """

    source: Path
    number: int = 1
    rotation: int = 0
    width: int = 0
    height: int = 0
    lines: Sequence[Line] = ()
    withheld: tuple[WithheldPart, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join([line.text for line in self.lines])


@dataclass(frozen=True, slots=True)
class Mark:
    """The words that stand where something is withheld, in the language of who reads it.

    `text` takes the place of every withheld run in the text layer: always the same, so that its length tells nothing.
    `grounds` gives each ground its words. `made` is the only date of the file beside those of the decisions.
    """

    title: str
    made: dt.datetime
    words: str = "不予公开"
    whole_page: str = "本页不予公开"
    text: str = "［不予公开］"
    grounds: Mapping[str, str] = field(default_factory=dict)
    language: str = "zh-CN"

    def of_ground(self, ground: str) -> str:
        told = self.grounds.get(ground, "")
        return f"{ground} {told}".strip()


@dataclass(frozen=True, slots=True)
class RedactedDocument:
    """What was written: its size and digest, how many pages, regions painted, and pages withheld whole."""

    size: int
    sha512: str
    pages: int
    painted: int
    whole_pages: tuple[int, ...]
