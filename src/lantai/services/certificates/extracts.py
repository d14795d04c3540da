"""Whether an extract says only what may be seen of the pages it names. Pure functions on texts.

Of a record of which something is withheld an extract is taken as a quotation and nothing else: every character of it
must stand in a run of the text that is given out. Other forms of a character, other writing of it, spaces, line breaks
and punctuation make no difference, so they are no way round the rule. What is withheld whole gives no text at all, and
so it is the source of nothing, however short. Two quotations side by side must not say what is withheld either.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lantai.base.common.text import fold

RUN = 4
"""A quotation is at least so long, or all there is: single characters of a page would make up any sentence."""
_LONGEST = 6
_OF_PASSAGES, _OF_PAGES = 2, 3
"""So many characters in a row tell something: of passages a name of two, of whole pages chance would give them."""
_POINTS = frozenset("，。、；：！？,.;:!?·…—–\"'“”‘’()（）《》〈〉「」『』【】[]〔〕　")


def plain(text: str) -> str:
    """What a text says: in one form, without spaces, line breaks, invisible characters and punctuation.

    Other signs stay: a tick or a plus may be all that is withheld.
    """
    signs = fold(unicodedata.normalize("NFKC", text))
    return "".join(sign for sign in signs if sign not in _POINTS and unicodedata.category(sign)[0] not in "ZC")


def is_quoted(said: str, seen: Sequence[str]) -> bool:
    """Whether everything that is said stands in these texts, in runs of `RUN` characters or as a whole."""
    words, texts = plain(said), [plain(text) for text in seen]
    if len(words) <= RUN:
        return any(words in text for text in texts)
    known = runs(texts, RUN)
    covered = 0
    for at in range(len(words) - RUN + 1):
        if words[at : at + RUN] in known:
            if at > covered:
                return False
            covered = at + RUN
    return covered == len(words)


@dataclass(frozen=True, slots=True)
class Texts:
    """What extracts are held against. `partly`, `whole`: full texts of pages that are covered in part, or whole.

    `chosen`: what may be seen of the pages chosen; `seen`: that, and what may be seen of those covered in part.
    """

    chosen: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    partly: list[str] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)

    def allow(self, extract: str, purpose: str) -> bool:
        """Whether both may be printed: every page chosen has something to quote, and the extract does nothing else.

        A purpose is nobody's quotation: it only must not say what is withheld.
        """
        is_source = all(map(plain, self.chosen)) and is_quoted(extract, self.chosen)
        return is_source and not self.tell(extract) and not self.tell(purpose, least=RUN)

    def tell(self, said: str, least: int = 1) -> bool:
        """Whether characters in a row are said that stand in what is withheld and nowhere in what may be seen."""
        words, shown = plain(said), [plain(text) for text in self.seen]
        for size in range(max(least, _OF_PASSAGES), _LONGEST + 1):
            kept_back = [*self.partly, *(self.whole if size >= _OF_PAGES else ())]
            told = runs([words], size) & runs((plain(text) for text in kept_back), size)
            if told - runs(shown, size):
                return True
        return False


def runs(texts: Iterable[str], size: int) -> set[str]:
    """All runs of so many characters."""
    return {text[at : at + size] for text in texts for at in range(len(text) - size + 1)}
