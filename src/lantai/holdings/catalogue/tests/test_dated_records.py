"""Finding records by years: an imprecise date is found wherever it may lie, in lists as in the index."""

from __future__ import annotations

import pytest

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.dates import parse_date
from lantai.engines.search.document import SearchDocument
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.queries import RecordsWanted, records_wanted
from lantai.holdings.catalogue.tests.factories import RecordFactory

pytestmark = pytest.mark.django_db

DATES = ("19870305", "五十年代", "1985.3–1986.12", "1987年冬", "约1950年", "民国时期", "不详")
WINDOWS = ((1953, 1953), (1986, 1986), (1988, 1988), (1940, 1950), (None, 1911), (1987, None), (1960, 1970))


def dated(text: str, year: int | None = None) -> Record:
    date = parse_date(text)
    return RecordFactory(
        date_text=text, date_start=date.start, date_end=date.end, date_key=date.key, year=year or date.year
    )


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (1953, 1953, {"五十年代"}),
        (1986, 1986, {"1985.3–1986.12"}),
        (1988, None, {"1987年冬"}),
        (1940, 1949, {"民国时期"}),
        (1950, 1950, {"五十年代", "约1950年"}),
        (None, 1911, set()),
        (1960, 1970, set()),
    ],
)
def test_it_finds_what_may_lie_in_these_years(first, last, expected):
    for text in DATES:
        dated(text)

    found = records_wanted(RecordsWanted(year_from=first, year_to=last), scope=OPERATOR.scope(), place="", size=200)

    assert {record.date_text for record in found.items} == expected


@pytest.mark.parametrize(("first", "last"), WINDOWS)
def test_it_finds_the_same_as_the_index_also_when_the_year_and_the_date_differ(first, last):
    records = [dated(text, year) for text in DATES for year in (None, 1951, 1988)]

    found = records_wanted(RecordsWanted(year_from=first, year_to=last), scope=OPERATOR.scope(), place="", size=200)

    expected = set()
    for record in records:
        bounds = (record.date_start and record.date_start.year, record.date_end and record.date_end.year)
        document = SearchDocument(
            num=1, id="", code="", title="", year=record.year, year_first=bounds[0], year_last=bounds[1]
        )
        if document.years and (first or 0) <= document.years[1] and document.years[0] <= (last or 9999):
            expected.add(record.pk)
    assert {record.pk for record in found.items} == expected
