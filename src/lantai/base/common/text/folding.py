"""Folding: one form for every spelling of a character, so that what a person types meets what the page says.

Full-width and compatibility forms, case, Latin accents, traditional characters and variants become one; invisible
characters vanish. The table looks at single characters only: a part of a text folds as it does inside the whole, which
is what makes exact phrases exact. Never show folded text to anybody.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

TABLE_FILE = Path(__file__).with_name("folding.tsv")
BLACKED_OUT = "█"
"""Stands where something is withheld. It folds to a letter nobody writes here, so that no phrase is found across it."""

_LONG, _MANY = 500, 200
"""A long text has few characters with another form: replacing each goes faster than looking every character up."""


@cache
def table() -> dict[int, str]:
    """The generated table (see `make_folding`), read once: code point → folded text, often one character."""
    lines = TABLE_FILE.read_text(encoding="utf-8").splitlines()
    return {ord(line[0]): line[2:] for line in lines}


@cache
def _uneven() -> frozenset[str]:
    """The characters whose folded form is not exactly one character, so that offsets move behind them."""
    return frozenset(chr(point) for point, folded in table().items() if len(folded) != 1)


@cache
def _forms() -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    """The table by characters: all forms, what has one, and what has one that is in the table again."""
    forms = {chr(point): folded for point, folded in table().items()}
    known = frozenset(forms)
    return forms, known, frozenset(char for char, folded in forms.items() if not known.isdisjoint(folded))


def fold(text: str) -> str:
    """The form all comparing is done on. Context-free: fold(a + b) == fold(a) + fold(b)."""
    if len(text) < _LONG:
        return text.translate(table())
    return _folded(text, _forms()[1].intersection(text))


def _folded(text: str, found: frozenset[str]) -> str:
    """With the characters of it that have another form."""
    forms, _, twice = _forms()
    if len(found) > _MANY or not twice.isdisjoint(found):
        return text.translate(table())
    for character in found:
        text = text.replace(character, forms[character])
    return text


def fold_aligned(text: str) -> tuple[str, list[int] | range]:
    """Folded text, and for each of its characters the index of the character it came from."""
    found = _forms()[1].intersection(text)
    folded = _folded(text, found)
    if _uneven().isdisjoint(found):
        return folded, range(len(folded))
    forms = table()
    sources = [i for i, character in enumerate(text) for _ in forms.get(ord(character), character)]
    return folded, sources
