"""Hits in order from any offset on. The engine sorts by one number; codes need more, so their ties are sorted here."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from tantivy import FieldType, Occur, Order, Query

from lantai.engines.search import paging
from lantai.engines.search.document import Sort

_FIELDS = {Sort.OLDEST: "oldest", Sort.NEWEST: "newest", Sort.CODE: "codehead"}
_LEAD = 100
"""So many hits before the page are looked at as well: where ties are shorter, they show where a group begins."""
_USUAL_TIES = 1_000


class Fetch:
    """Hits of one query in one order; remembers the count that came with them."""

    def __init__(self, searcher: Any, schema: Any, query: Any, sort: Sort) -> None:
        self._searcher, self._schema, self.query, self._sort = searcher, schema, query, sort
        self._count: int | None = None

    def __call__(self, offset: int, limit: int) -> Sequence[paging.Ranked]:
        return self._ordered(offset, limit) if self._sort is not Sort.CODE else self._by_whole_code(offset, limit)

    def total(self) -> int:
        """How many hits there are on all pages together."""
        if self._count is None:
            self._ordered(0, 1)
        return self._count or 0

    def _ordered(self, offset: int, limit: int) -> Sequence[paging.Ranked]:
        order: dict[str, Any] = {}
        if field := _FIELDS.get(self._sort):
            order = {"order_by_field": field, "order": Order.Desc if self._sort in paging.DESCENDING else Order.Asc}
        result = self._searcher.search(self.query, limit, count=self._count is None, offset=offset, **order)
        if self._count is None:
            self._count = result.count
        hits: Sequence[paging.Ranked] = result.hits
        return hits

    def _by_whole_code(self, offset: int, limit: int) -> list[paging.Ranked]:
        """Groups of equal heads are sorted by the whole code; those the page shows a part of are fetched whole."""
        place = max(0, offset - _LEAD)
        hits = self._ordered(place, offset - place + limit)
        runs = [(head, [address for _, address in run]) for head, run in groupby(hits, key=lambda hit: hit[0])]
        at_the_end = len(hits) < offset - place + limit
        ordered: list[paging.Ranked] = []
        for number, (head, addresses) in enumerate(runs):
            ends = place + len(addresses)
            if ends > offset:
                begins = place if number or not place else self._below(head)
                is_whole = begins == place and (number < len(runs) - 1 or at_the_end)
                members = self._sorted(addresses if is_whole else self._with_head(head))
                ordered += members[max(place, offset) - begins : ends - begins]
            place = ends
        return ordered

    def _sorted(self, addresses: Sequence[Any]) -> list[paging.Ranked]:
        keyed = [(str(self._searcher.doc(address).get_first("codekey")), address) for address in addresses]
        return sorted(keyed, key=lambda pair: pair[0])

    def _with_head(self, head: int) -> list[Any]:
        query = self._limited(Query.term_query(self._schema, "codehead", head))
        found = self._searcher.search(query, limit=_USUAL_TIES, count=True)
        if found.count > _USUAL_TIES:
            found = self._searcher.search(query, limit=found.count, count=False)
        return [address for _, address in found.hits]

    def _below(self, head: int) -> int:
        test = Query.range_query(self._schema, "codehead", FieldType.Integer, None, head, include_upper=False)
        return int(self._searcher.search(self._limited(test), limit=1, count=True).count)

    def _limited(self, test: Any) -> Any:
        return Query.boolean_query([(Occur.Must, self.query), (Occur.Must, Query.const_score_query(test, 0.0))])
