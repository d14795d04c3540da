"""Units: what text is made of for finding, and where they stand in the original.

One character of a script written without spaces (U+2E80 and above: Han, kana, hangul, Yi) is one unit; a run of other
letters and digits is one unit. Punctuation, spaces and line breaks are no units and separate nothing, so a phrase is
found across a line end and in whatever brackets it was typed.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from lantai.base.common.text.folding import fold, fold_aligned

LONGEST_WORD = 64
"""A longer run (hash values, base64) is cut into pieces of this length, as index terms have a limit."""

SEPARATOR = "\u241f"
"""Stands between two words in one bigram: `1987` + `12` must not equal `19871` + `2`."""

_LETTER = r"[^\W_\u2e80-\U0010ffff]"
# Python 3.11 does not know the ideographs of Unicode 15 yet, so they are named.
_NEW_HAN = r"\U00031350-\U000323af"
_WIDE = rf"(?:[^\W\x00-\u2e7f]|[{_NEW_HAN}])"
_BETWEEN = rf"(?:[^\w{_NEW_HAN}]|_)*"
UNIT = re.compile(rf"[^\W\x00-\u2e7f]|{_LETTER}{{1,{LONGEST_WORD}}}|[{_NEW_HAN}]")
_WORD = re.compile(rf"({_LETTER}{{1,{LONGEST_WORD}}})")
_NO_UNITS = re.compile(r"[\W_]+")
_ABOVE = re.compile(r"[\U00020000-\U0010ffff]")
_UTF32 = f"utf-32-{'le' if sys.byteorder == 'little' else 'be'}"
_CODE = "I" if array("I").itemsize == 4 else "L"
_BLANK = array(_CODE, [ord(" ")])


def units(text: str) -> list[str]:
    """The folded units of a text, in order."""
    return UNIT.findall(fold(text))


def is_word(unit: str) -> bool:
    """Whether the unit is a run of letters or digits, not one wide character."""
    return unit < "\u2e80"


def bigrams(sequence: Sequence[str]) -> list[str]:
    """All pairs of neighbouring units, the terms phrases are looked up by; one fewer than there are units."""
    return [a + SEPARATOR + b if a < "\u2e80" and b < "\u2e80" else a + b for a, b in pairwise(sequence)]


def joined(text: str) -> tuple[str, str]:
    """All bigrams of a text, and all its units, each with blanks between: what an index takes of a long text.

    The same as joining `bigrams(units(text))` and `units(text)`, but in runs of characters instead of one by one.
    """
    folded = fold(text)
    if _ABOVE.search(folded):  # the rare ideographs are cut with more care
        found = units(text)
        return " ".join(bigrams(found)), " ".join(found)
    pairs: list[str] = []
    singles: list[str] = []
    last = ""
    for n, piece in enumerate(_WORD.split(folded)):
        run = piece if n % 2 else _NO_UNITS.sub("", piece)
        if not run:
            continue
        if last:
            pairs += bigrams((last, run if n % 2 else run[0]))
        if n % 2:
            singles.append(run)
            last = run
        else:
            pairs += _pairs_of(run)
            singles.append(_between_blanks(_codes(run), 1))
            last = run[-1]
    return " ".join(pairs), " ".join(singles)


def _pairs_of(run: str) -> list[str]:
    """All pairs in a run of wide characters as one text, or none."""
    codes = _codes(run)
    return [_between_blanks(codes, 2)] if len(codes) > 1 else []


def _codes(run: str) -> array[int]:
    codes = array(_CODE)
    codes.frombytes(run.encode(_UTF32))
    return codes


def _between_blanks(codes: array[int], width: int) -> str:
    """Each `width` neighbours, a blank, the next ones: whole columns are laid at once."""
    rows, step = len(codes) - width + 1, width + 1
    laid = _BLANK * (rows * step - 1)
    for column in range(width):
        laid[column::step] = codes[column : column + rows]
    return laid.tobytes().decode(_UTF32)


def spans(text: str, sequence: Sequence[str | None]) -> Iterator[tuple[int, int]]:
    """Where the units stand in a row in `text`, as offsets into the original; `None` stands for any one unit.

    Folds anew at each call: for several sequences in one text, fold once and use `spans_in`.
    """
    folded, sources = fold_aligned(text)
    return spans_in(folded, sources, pattern(tuple(sequence)))


def spans_in(folded: str, sources: Sequence[int], wanted: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Matches in folded text as offsets into the text it came from."""
    for match in wanted.finditer(folded):
        yield sources[match.start()], sources[match.end() - 1] + 1


@lru_cache(maxsize=512)
def pattern(sequence: tuple[str | None, ...]) -> re.Pattern[str]:
    """A regular expression for the units in a row in folded text, whatever stands between them."""
    return re.compile(_BETWEEN.join(_one(unit) for unit in sequence))


def _one(unit: str | None) -> str:
    if unit is None:
        return rf"(?:{_WIDE}|(?<!{_LETTER}){_LETTER}{{1,{LONGEST_WORD}}}(?!{_LETTER}))"
    if not is_word(unit):
        return unit
    end = "" if len(unit) == LONGEST_WORD else f"(?!{_LETTER})"
    return f"(?<!{_LETTER}){re.escape(unit)}{end}"
