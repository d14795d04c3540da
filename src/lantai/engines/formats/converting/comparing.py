"""How much of a text is in another: line breaks, width of letters and script do not count."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from lantai.base.common.text import fold


def text_kept(original: str, copy: str) -> float | None:
    """The share of the original's pairs of neighbouring characters that the copy has too, 0 to 1; None without text.

    Counted with multiplicity: a page that is missing shows even when all its words stand elsewhere. What the copy has
    besides (headers on every page, numbers of slides) takes nothing away, nor that it breaks lines elsewhere and sets
    the columns of a table on pages of their own: pairs of the original lie within a line or a cell.
    """
    wanted = Counter(pair for line in re.split(r"[\t\n\r]", original) for pair in _pairs(line))
    total = wanted.total()
    if total == 0:
        return None
    return (wanted & Counter(_pairs(copy))).total() / total


def _pairs(text: str) -> list[str]:
    letters = [each for each in fold(text) if each.isalnum()]
    return list(map("".join, pairwise(letters))) if len(letters) > 1 else letters
