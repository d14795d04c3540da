"""Runs of digits as they stand in scans: letters in the place of digits, blanks and line breaks within.

A run is cut into groups at its blanks and marks. What a detector takes is always whole groups, so that a part of a
longer number is never taken for a number of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product

# Letters (the text is folded, hence small) and signs that recognition gives for a digit, the likeliest first.
CONFUSED = {
    "o": "0", "d": "0", "q": "09", "c": "0", "〇": "0", "l": "1", "i": "1", "|": "1", "!": "1", "j": "1", "t": "17",
    "z": "2", "s": "5", "b": "86", "g": "96", "y": "4", "a": "4", "r": "4", "e": "6", "?": "7",
}  # fmt: skip
_LIKE = "".join(map(re.escape, CONFUSED))
GAP = r"[ \n\t\u3000.·()（）—–_-]"
RUN = rf"[0-9{_LIKE}+][0-9{_LIKE}xk×]{{0,40}}(?:{GAP}{{1,3}}[0-9{_LIKE}xk×]{{1,40}}){{0,12}}"
_GROUP = re.compile(rf"[0-9{_LIKE}xk×]+")
_RUN = re.compile(rf"(?=[0-9]|[{_LIKE}]{{1,3}}[0-9]|[+（(]{{1,2}}[0-9]){RUN}")
PATTERNS = (_RUN.pattern, _GROUP.pattern)
_MOST_READINGS = 16
_FEWEST = 5
"""No detector looks at runs with fewer digits."""


@dataclass(frozen=True, slots=True)
class Number:
    """Neighbouring groups of one run. `gaps` are the marks between them, all blanks as they are."""

    start: int
    end: int
    digits: str
    gaps: tuple[str, ...]
    sizes: tuple[int, ...]

    @property
    def readings(self) -> Iterator[str]:
        """The digits as they may have been meant, the likeliest first; nothing where too much of it is no digit."""
        plain = sum(each in "0123456789" for each in self.digits)
        if plain == len(self.digits):
            return iter((self.digits,))
        if plain < 0.6 * len(self.digits):
            return iter(())
        choices = [CONFUSED.get(each, each) for each in self.digits]
        return ("".join(each) for each, _ in zip(product(*choices), range(_MOST_READINGS), strict=False))

    @property
    def letters(self) -> int:
        """How many of its characters are no digits."""
        return sum(each not in "0123456789" for each in self.digits)

    @property
    def is_unbroken(self) -> bool:
        """Whether the marks within are such as lines and fields of a form leave, not those of a date."""
        return all(not gap.strip() for gap in self.gaps)


@dataclass(frozen=True, slots=True)
class Run:
    """Groups of digit-like characters: their spans in the text, and the text."""

    text: str
    groups: tuple[tuple[int, int], ...]

    def numbers(self, least: int, most: int) -> Iterator[Number]:
        """Every sequence of whole groups with so many characters."""
        for first, (start, _) in enumerate(self.groups):
            if _is_letter(self.text[start - 1 : start]):
                continue
            length = 0
            for last in range(first, len(self.groups)):
                length += self.groups[last][1] - self.groups[last][0]
                if length > most:
                    break
                if length >= least and not _is_letter(self.text[self.groups[last][1] : self.groups[last][1] + 1]):
                    yield self._number(start, first, last)

    def _number(self, start: int, first: int, last: int) -> Number:
        chosen = self.groups[first : last + 1]
        digits = "".join(self.text[a:b] for a, b in chosen)
        gaps = tuple(self.text[a[1] : b[0]] for a, b in pairwise(chosen))
        return Number(start, chosen[-1][1], digits, gaps, tuple(b - a for a, b in chosen))


def _is_letter(character: str) -> bool:
    """A letter that is no digit: what it touches is a word or a code."""
    return "a" <= character <= "z"


def runs(text: str) -> Iterator[Run]:
    """All runs of a folded text that hold enough digits."""
    for match in _RUN.finditer(text):
        start, end = match.span()
        if sum(map(str.isdigit, match.group())) >= _FEWEST:
            yield Run(text, tuple(each.span() for each in _GROUP.finditer(text, start, end)))
