"""What a person types, read into parts with limits, so that no index ever sees raw text and all of them agree.

`"…"` is an exact phrase. Without quotes, parts are separated by spaces and every part must occur: short parts as exact
phrases, long ones and questions as free text. `-part` excludes, `?` stands for any one character, Latin letters also
find names by pinyin, and a document number is found in whatever brackets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation.trans_real import gettext_noop  # unlike its public name, needs no settings

from lantai.base.common.errors import ArchiveError
from lantai.base.common.text.folding import fold
from lantai.base.common.text.numbers import document_number_key
from lantai.base.common.text.units import UNIT, bigrams, units

MOST_CHARACTERS = 2_000
MOST_UNITS = 64
MOST_PARTS = 16
MOST_HOLES_IN_A_ROW = 4
LONGEST_PINYIN = 48
PHRASE_UNTIL = 12
QUESTION_FROM = 5
LEAST_SHARE = 0.4
"""Of the terms of a question must occur: 0.6 loses 2 to 6 % of the answers (bench/search_quality.py)."""

STOP = frozenset(
    "的了在是和与及或而于之其也就都这那哪被把给让从到对为以因由将并等有没不我你他她它们吗呢吧啊么什谁怎如何几多少"
)
"""Function characters, left out of free text (never of phrases): what is left carries the meaning."""

_QUESTION = re.compile(
    "什么|怎么|怎样|如何|为何|何[时地人年处种]|哪|谁|第几|几[个年月次人所种位名条]|多[少大长远高]|是否|有没有|吗$|呢$"
)
_HOLES = {ord("?"): "?", ord("？"): "?", ord("﹖"): "?"}
_QUOTES = {ord(c): '"' for c in "“”„‟＂「」『』«»"}
_PART = re.compile(r'(?P<minus>(?<!\S)[-－−])?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))')


class NothingToFind(ArchiveError):
    """The words typed contain no letter, digit or character at all."""

    code = "search.nothing_to_find"
    message = gettext_noop("There is nothing to look for in “%(words)s”.")
    hint = gettext_noop("Type at least one character, letter or digit.")
    http_status = 400
    exit_code = 2


@dataclass(frozen=True, slots=True)
class Phrase:
    """Units in a row; `None` is any one unit. Never begins or ends with `None`.

    `number` is set when the part is a document number, `letters` when it may be a name in pinyin: either is another
    way to match.
    """

    units: tuple[str | None, ...]
    number: str | None = None
    letters: str | None = None


@dataclass(frozen=True, slots=True)
class FreeText:
    """A question: at least `least` of the terms must occur (in title or text), and more is better.

    Terms are units and bigrams without function characters; `phrase` is the whole, for ranking only.
    """

    units: tuple[str, ...]
    bigrams: tuple[str, ...]
    least: int
    phrase: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What was typed, understood: all of `parts` and none of `excluded`. No parts: everything matches."""

    text: str
    parts: tuple[Phrase | FreeText, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    shortened: bool = False


def parse_query(text: str, *, loose: bool = False) -> Words:
    """Read what a person typed. Blank text matches everything; text without any unit raises `NothingToFind`.

    `loose` reads every unquoted part as free text. More than 64 units or 16 parts are cut off, and `shortened` says so.
    """
    return _parsed(text[:MOST_CHARACTERS], loose=loose, cut=len(text) > MOST_CHARACTERS)


@lru_cache(maxsize=1024)
def _parsed(text: str, *, loose: bool, cut: bool) -> Words:
    reader = _Reader(loose=loose)
    reader.shortened = cut
    for match in _PART.finditer(text.translate(_QUOTES)):
        reader.take(match)
    reader.parts = reader.parts or [*reader.asking]
    if text.strip() and not reader.parts and not reader.excluded:
        raise NothingToFind(words=text.strip()[:80])
    return Words(text, tuple(reader.parts), tuple(reader.excluded), reader.shortened)


class _Reader:
    """Collects parts while units and parts last."""

    def __init__(self, *, loose: bool) -> None:
        self.loose = loose
        self.parts: list[Phrase | FreeText] = []
        self.excluded: list[Phrase] = []
        self.asking: list[Phrase] = []
        self.shortened = False
        self._units_left = MOST_UNITS

    def take(self, match: re.Match[str]) -> None:
        quoted = match["quoted"] is not None
        typed: str = match["quoted"] if quoted else match["plain"].translate(_HOLES)
        sequence = self._within_limits(_with_holes(typed))
        if not sequence:
            return
        if match["minus"]:
            self.excluded.append(Phrase(tuple(sequence)))
        elif not quoted and _only_asks(typed, sequence):
            self.asking.append(_phrase(typed, sequence, quoted=False))
        elif not quoted and self._is_free(typed, sequence):
            self.parts.append(_free_text([unit for unit in sequence if unit is not None]))
        else:
            self.parts.append(_phrase(typed, sequence, quoted=quoted))

    def _within_limits(self, sequence: list[str | None]) -> list[str | None]:
        if len(self.parts) + len(self.excluded) >= MOST_PARTS:
            self.shortened = self.shortened or bool(sequence)
            return []
        kept = sequence[: self._units_left]
        self.shortened = self.shortened or len(kept) < len(sequence)
        self._units_left -= len(kept)
        return _trimmed(kept)

    def _is_free(self, typed: str, sequence: list[str | None]) -> bool:
        if document_number_key(typed) is not None:
            return False
        count = len(sequence)
        if self.loose:
            return count > 1
        signs = typed.endswith("?") + (_QUESTION.search(fold(typed)) is not None)
        return count > PHRASE_UNTIL or (signs > 0 and count >= QUESTION_FROM) or (signs > 1 and count > 1)


def _only_asks(typed: str, sequence: list[str | None]) -> bool:
    """A question word beside the real words (什么是 “乡里制”), which need not be in the text."""
    return _QUESTION.search(fold(typed)) is not None and all(unit in STOP for unit in sequence)


def _with_holes(typed: str) -> list[str | None]:
    """Units of the text; each ASCII question mark between them is a hole."""
    found: list[str | None] = []
    for index, piece in enumerate(typed.split("?")):
        if index and (found[-MOST_HOLES_IN_A_ROW:] != [None] * MOST_HOLES_IN_A_ROW):
            found.append(None)
        found.extend(units(piece))
    return _trimmed(found)


def _trimmed(sequence: list[str | None]) -> list[str | None]:
    """Without holes at the ends: they would ask for nothing but some character more."""
    start, end = 0, len(sequence)
    while start < end and sequence[start] is None:
        start += 1
    while end > start and sequence[end - 1] is None:
        end -= 1
    return sequence[start:end]


def _phrase(typed: str, sequence: list[str | None], *, quoted: bool) -> Phrase:
    letters = None if quoted else _letters(typed)
    return Phrase(tuple(sequence), number=document_number_key(typed), letters=letters)


def _letters(typed: str) -> str | None:
    """`zhangsan`, `Lü`, `Xi'an` as one run of letters; None for anything that cannot be pinyin."""
    joined = "".join(UNIT.findall(fold(typed)))
    return joined if joined.isascii() and joined.isalpha() and 1 < len(joined) <= LONGEST_PINYIN else None


def _free_text(sequence: list[str]) -> FreeText:
    kept = [unit for unit in dict.fromkeys(sequence) if unit not in STOP] or list(dict.fromkeys(sequence))
    pairs = [
        gram
        for first, second, gram in zip(sequence, sequence[1:], bigrams(sequence), strict=False)
        if first not in STOP and second not in STOP
    ]
    pairs = list(dict.fromkeys(pairs))
    least = max(1, round(LEAST_SHARE * (len(kept) + len(pairs))))
    return FreeText(tuple(kept), tuple(pairs), least, tuple(sequence))
