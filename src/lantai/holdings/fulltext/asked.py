"""The question a reader came with, carried from the list of hits to every page behind it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.http import urlencode


@dataclass(frozen=True, slots=True)
class Asked:
    """Words and how exactly they are taken. What was found with one wrong character is only marked when asked so."""

    words: str = ""
    tolerant: bool = False

    @property
    def address(self) -> str:
        """What follows the path of a link: `?q=…`, or nothing when nothing was asked."""
        if not self.words:
            return ""
        return "?" + urlencode({"q": self.words, **({"tolerant": "1"} if self.tolerant else {})})
