"""A detector that notices given words: whoever tests what becomes of hints decides which there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lantai.services.precheck.detecting import StoredHint

SEEN = {
    "身份证": ("id_number", 1.0, "R3a"),
    "离婚": ("marriage", 0.8, "R3a"),
    "机密★": ("secrecy", 0.95, "R1"),
    "信访": ("petition", 0.6, "R3a"),
}


@dataclass
class WordsDetector:
    """Finds words where they first stand in a text, and remembers what it was given to read."""

    words: Mapping[str, tuple[str, float, str]] = field(default_factory=lambda: SEEN)
    version: str = "words@1"
    read: list[str] = field(default_factory=list)

    def find(self, text: str) -> list[StoredHint]:
        self.read.append(text)
        return [
            [detector, text.index(word), text.index(word) + len(word), score, f"{detector}.word@1", ground]
            for word, (detector, score, ground) in self.words.items()
            if word in text
        ]
