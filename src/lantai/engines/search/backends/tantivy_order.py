"""Hits in order from any offset on. The engine sorts by one number; codes need more, so their ties are sorted here."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from tantivy import FieldType, Occur, Order, Query

from lantai.engines.search import paging
from lantai.engines.search.document import Sort

_FIELDS = {Sort.OLDEST: "oldest", Sort.NEWEST: "newest", Sort.CODE: "codehead"}


class Fetch:
    """Hits of one query in one order; remembers the count that came with them."""

    def __init__(self, searcher: Any, schema: Any, query: Any, sort: Sort) -> None:
        self._searcher, self._schema, self._query, self._sort = searcher, schema, query, sort
        self._count: int | None = None

    def __call__(self, offset: int, limit: int) -> Sequence[paging.Ranked]:
        hits = self._ordered(self._query, offset, limit)
        return self._untied(hits, offset) if self._sort is Sort.CODE and hits else hits

    def total(self) -> int:
        """How many hits there are on all pages together."""
        if self._count is None:
            self._ordered(self._query, 0, 1)
        return self._count or 0

    def _ordered(self, query: Any, offset: int, limit: int) -> Sequence[paging.Ranked]:
        order: dict[str, Any] = {}
        if field := _FIELDS.get(self._sort):
            order = {"order_by_field": field, "order": Order.Desc if self._sort in paging.DESCENDING else Order.Asc}
        result = self._searcher.search(query, limit, count=self._count is None, offset=offset, **order)
        if self._count is None:
            self._count = result.count
        hits: Sequence[paging.Ranked] = result.hits
        return hits

    def _untied(self, hits: Sequence[paging.Ranked], offset: int) -> list[paging.Ranked]:
        """Sorted by the whole code. Groups of equal heads at the edges are fetched whole, as the page shows a part."""
        runs = [(head, [address for _, address in run]) for head, run in groupby(hits, key=lambda hit: hit[0])]
        ordered: list[paging.Ranked] = []
        for number, (head, addresses) in enumerate(runs):
            place = offset + len(ordered)
            if 0 < number < len(runs) - 1:
                ordered += self._by_code(addresses)
                continue
            begins = place if number or not offset else self._below(head)
            members = self._by_code(self._with_head(head))
            ordered += members[place - begins : place - begins + len(addresses)]
        return ordered

    def _by_code(self, addresses: Sequence[Any]) -> list[paging.Ranked]:
        keyed = [(str(self._searcher.doc(address).get_first("codekey")), address) for address in addresses]
        return sorted(keyed, key=lambda pair: pair[0])

    def _with_head(self, head: Any) -> list[Any]:
        query = self._limited(head, head + 1)
        found = self._searcher.search(query, limit=1, count=True).count
        return [address for _, address in self._searcher.search(query, limit=max(1, found), count=False).hits]

    def _below(self, head: Any) -> int:
        return int(self._searcher.search(self._limited(None, head), limit=1, count=True).count)

    def _limited(self, low: int | None, below: int) -> Any:
        test = Query.range_query(
            self._schema, "codehead", FieldType.Integer, low, below, include_lower=True, include_upper=False
        )
        return Query.boolean_query([(Occur.Must, self._query), (Occur.Must, Query.const_score_query(test, 0.0))])
