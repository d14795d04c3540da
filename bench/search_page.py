"""What a page of results needs besides the count and ten row ids, as we make it: facets, titles, snippets.

Titles and texts lie in a SQLite table, as they lie in the database of an archive; facets are counted each time, though
the index remembers those of questions it was asked before.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from bench.search_rivals import TOP
from lantai.base.common.text import parse_query
from lantai.engines.search.backends.answers import Answers
from lantai.engines.search.backends.tantivy import TantivyIndex
from lantai.engines.search.document import SearchDocument, SearchQuery
from lantai.engines.search.protocol import Visibility
from lantai.engines.search.snippets import best_snippet


class OurPage:
    """Asks the index and the table of texts."""

    def __init__(self, folder: Path, index: TantivyIndex) -> None:
        self._index = index
        path = folder / "texts.db"
        path.unlink(missing_ok=True)
        self._db = sqlite3.connect(path)

    def fill(self, documents: Iterable[SearchDocument]) -> None:
        self._db.execute("CREATE TABLE record (num INTEGER PRIMARY KEY, title TEXT, body TEXT)")
        self._db.executemany("INSERT INTO record VALUES (?, ?, ?)", ((d.num, d.title, d.body) for d in documents))
        self._db.commit()

    def ask(self, query: SearchQuery, *, scope: Visibility) -> float:
        """Milliseconds of one page, from the words to the ten hits that are shown."""
        if opened := self._index._opened:
            self._index._opened = replace(opened, answers=Answers())
        begun = time.perf_counter()
        words = parse_query(query.words)
        found = self._index.search(replace(query, facets=True, size=TOP), scope=scope)
        nums = [hit.num for hit in found.hits]
        marks = ", ".join("?" * len(nums))
        rows = self._db.execute(f"SELECT num, title, body FROM record WHERE num IN ({marks})", nums).fetchall()
        for _num, title, body in rows:
            best_snippet([title, body], words)
        return (time.perf_counter() - begun) * 1000
