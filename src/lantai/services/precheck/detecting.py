"""The engine of hints as the precheck asks it: what is stored of a text, and the version that says by what rules.

Loaded when the first text is read: names are found by a model that no verb, page or check needs.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any, Protocol, TypeAlias

StoredHint: TypeAlias = list[Any]
"""[detector, start, end, score, rule, ground], as JSON keeps it."""


class Detector(Protocol):
    """Whoever finds hints in a text. The same text under the same `version` always gives the same hints."""

    @property
    def version(self) -> str:
        """Changes whenever any rule or lexicon does; at most 40 characters."""
        ...

    def find(self, text: str) -> list[StoredHint]:
        """Hints in the order of their places; offsets count characters of this text."""
        ...


def digest_of(text: str) -> str:
    """Says whether a text is the one that was read."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class EngineDetector:
    """Our own engine, with the lexicons the archive keeps."""

    @property
    def version(self) -> str:
        return _engine_version()

    def find(self, text: str) -> list[StoredHint]:
        from lantai.engines.hints.finding import find_hints  # names are found by a model of some megabytes

        return [
            [each.detector, each.start, each.end, round(each.score, 3), each.rule, each.ground]
            for each in find_hints(text)
        ]


@lru_cache(maxsize=1)
def _engine_version() -> str:
    from lantai.engines.hints.finding import rules_version  # see above

    return rules_version()[:40]


def current_detector() -> Detector:
    return EngineDetector()
