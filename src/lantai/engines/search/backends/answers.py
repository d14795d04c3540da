"""Facets found under one commit of an index, kept for those who ask the same: the sheets behind the first, the same
words in another order. They go with the commit, so nothing kept is ever out of date.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TypeAlias

from lantai.engines.search.document import SearchQuery
from lantai.engines.search.protocol import Lending, Visibility

Facets: TypeAlias = dict[str, tuple[tuple[str, int], ...]]

MOST = 200


@dataclass(frozen=True, slots=True)
class Question:
    """Everything facets depend on: the whole scope, and all of the query but which hits are shown and in what order."""

    everything: bool
    institutions: frozenset[str]
    share: Lending | None
    query: SearchQuery

    @classmethod
    def of(cls, query: SearchQuery, scope: Visibility) -> Question:
        asked = replace(query, sort="", cursor="", size=0)
        return cls(scope.everything, frozenset(scope.institutions), scope.share, asked)


class Answers:
    """The questions asked last, with their facets."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: dict[Question, Facets] = {}
        self._lock = threading.Lock()

    def get(self, question: Question) -> Facets | None:
        with self._lock:
            found = self._kept.pop(question, None)
            if found is not None:
                self._kept[question] = found
            return found

    def keep(self, question: Question, found: Facets) -> None:
        """The one not asked for longest makes room."""
        with self._lock:
            self._kept[question] = found
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
