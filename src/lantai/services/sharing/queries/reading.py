"""What is lent under one agreement: the list, the hits, and one record with its persons and numbers of pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from lantai.base.common.keyset import Sheet
from lantai.engines.search.document import SearchQuery
from lantai.holdings.catalogue.lending import persons_lent, record_lent, records_lent
from lantai.holdings.catalogue.models import PersonEntry, Record
from lantai.holdings.catalogue.queries import RecordsWanted
from lantai.holdings.catalogue.shown import Beyond, beyond
from lantai.holdings.fulltext.composition import Composed, composed_of
from lantai.holdings.fulltext.finding import Results, find_records
from lantai.services.sharing.lending import Lending

SHEET = 25
MOST_LINKS = 60


@dataclass(frozen=True, slots=True)
class LentPage:
    """The list of what is lent, or, with words, what was found: one of the two."""

    lending: Lending
    sheet: Sheet[Record] | None
    results: Results | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What an officer asks of what is lent; `place` and `cursor` are where a list, or hits, go on."""

    words: str = ""
    types: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    day_from: dt.date | None = None
    day_to: dt.date | None = None
    place: str = ""
    cursor: str = ""

    @property
    def dates(self) -> dict[str, Any]:
        """What lists and searches both call years and days."""
        return {name: getattr(self, name) for name in ("year_from", "year_to", "day_from", "day_to")}


def lent_page(lending: Lending, asked: Asked) -> LentPage:
    """The list comes from the database, hits from the index under the scope of the agreement.

    Raises `NothingToFind`, `BadCursor`, `IndexNotReady`, `TooMuchWaits`, `PlaceUnknown`.
    """
    if not asked.words:
        wanted = RecordsWanted(type=asked.types, **asked.dates)
        sheet = records_lent(wanted, share=lending.agreement.share, place=asked.place, size=SHEET)
        return LentPage(lending, sheet, None)
    query = SearchQuery(words=asked.words, type=asked.types, cursor=asked.cursor, size=SHEET, **asked.dates)
    return LentPage(lending, None, find_records(query, scope=lending.scope))


@dataclass(frozen=True, slots=True)
class LentRecord:
    """One record under an agreement. `pages` is 0 where the agreement lends no pages, whatever there are."""

    lending: Lending
    record: Record
    persons: list[PersonEntry]
    pages: int
    beyond: Beyond
    composed: tuple[Composed, ...]

    @property
    def first_pages(self) -> range:
        return range(1, min(self.pages, MOST_LINKS) + 1)


def lent_record(lending: Lending, ulid: str) -> LentRecord | None:
    """None for what is not there and what is not lent. Six queries at most."""
    share = lending.agreement.share
    record = record_lent(ulid, share=share)
    if record is None:
        return None
    more, pages = beyond(record, lending.scope, as_everybody=True), record.pages.count() if share.pages else 0
    return LentRecord(
        lending, record, persons_lent(record), pages, more, composed_of(record, more.components, (), pages=0)
    )
