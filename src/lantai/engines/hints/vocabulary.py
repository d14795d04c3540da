"""All words of all rules in one automaton: a text is looked through once, however many words there are.

The automaton (Aho and Corasick) takes time in proportion to the text whatever the text is; no regular expression with a
thousand branches does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation

from lantai.base.common.text import fold
from lantai.engines.hints.rule_files import word_lists

_HALVES = re.compile("[\ud800-\udfff]")


class Vocabulary:
    """Words, and for each the lists it stands in."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        groups: dict[str, list[str]] = {}
        for name, words in lists.items():
            for word in words:
                plain = "".join(fold(word).split())
                if plain and name not in groups.setdefault(plain, []):
                    groups[plain].append(name)
        self.words: Sequence[str] = tuple(groups)
        self.groups: Sequence[tuple[str, ...]] = tuple(map(tuple, groups.values()))
        self._automaton = AhoCorasick(self.words, implementation=Implementation.ContiguousNFA)

    def matches(self, text: str) -> list[tuple[int, int, int]]:
        """Index of the word, start, end: every place of every word, also of words inside others."""
        if not self.words:
            return []
        try:
            return self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # half a character, from a damaged file: no word has one
            return self._automaton.find_matches_as_indexes(_HALVES.sub("\ufffd", text), overlapping=True)


@cache
def vocabulary() -> Vocabulary:
    """Of the shipped rules, made once a process."""
    return Vocabulary(word_lists())
