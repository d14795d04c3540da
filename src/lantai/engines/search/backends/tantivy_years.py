"""Years as terms: of a commit it is asked once which years documents begin and end in, and then each is looked up.

The engine would answer “not before, not after” by looking at both years of every document. Days are too many for that:
what their years let through is looked at day by day.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from tantivy import FieldType, Occur, Query

Years: TypeAlias = Mapping[int, frozenset[int]]
"""First year → the last years documents beginning in it have."""

_MOST = 65_000


def years_of(searcher: Any) -> Years:
    """All pairs of first and last year there are: few, however many documents."""
    last = {"terms": {"field": "yearlast", "size": _MOST, "segment_size": _MOST}}
    first = {"terms": {"field": "yearfirst", "size": _MOST, "segment_size": _MOST}, "aggs": {"last": last}}
    found = searcher.aggregate(Query.all_query(), {"first": first})["first"]["buckets"]
    return {int(row["key"]): frozenset(int(each["key"]) for each in row["last"]["buckets"]) for row in found}


def may_lie_within(schema: Any, years: Years, since: int | None, until: int | None) -> Any:
    """Documents that may be of these years: they begin in one of them, or before and last into one."""
    known = [year for year in years if until is None or year <= until]
    within = {year for year in known if since is None or year >= since}
    if within and len(within) == len(years):
        # All that have years at all: the engine sees for itself that this needs no look at any.
        return Query.range_query(schema, "yearfirst", FieldType.Integer, min(within), max(within))
    ways = [Query.term_set_query(schema, "yearfirst", sorted(within))] if within else []
    for year in known:
        if year not in within and (lasting := [last for last in years[year] if since is None or last >= since]):
            both = [Query.term_query(schema, "yearfirst", year), Query.term_set_query(schema, "yearlast", lasting)]
            ways.append(Query.boolean_query([(Occur.Must, test) for test in both]))
    return Query.boolean_query([(Occur.Should, way) for way in ways]) if ways else Query.empty_query()


def may_lie_between(schema: Any, years: Years, since: int | None, until: int | None) -> list[Any]:
    """Conditions for documents that may be of these days, given as YYYYMMDD; the years stand first, being terms."""
    tests = [may_lie_within(schema, years, since and since // 10000, until and until // 10000)]
    if until is not None:
        tests.append(Query.range_query(schema, "dayfirst", FieldType.Integer, None, until))
    if since is not None:
        tests.append(Query.range_query(schema, "daylast", FieldType.Integer, since, None))
    return tests
