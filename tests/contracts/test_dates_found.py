"""A range of dates, in whatever form its ends are typed, finds what a look at the days of every record finds: in both
search indexes, in the list of staff and in that of the API, found by an index or walked through.
"""

from __future__ import annotations

import calendar
import datetime as dt
import random

import pytest
from hypothesis import given, settings, strategies as st

from lantai.base.accounts.access import OPERATOR, Scope
from lantai.base.common.dates import parse_date
from lantai.base.common.dates.asked import asked_between, first_day, last_day
from lantai.engines.search.backends.memory import MemoryIndex
from lantai.engines.search.backends.tantivy import TantivyIndex
from lantai.engines.search.document import SearchQuery
from lantai.holdings.accessions.records import RecordFilter, record_list
from lantai.holdings.catalogue import queries
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.queries import RecordsWanted, records_wanted
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory
from lantai.holdings.fulltext.indexing import load_documents

EVERYTHING = Scope(everything=True, institutions=frozenset())
DATES = (
    "1985.3.7", "1985.3", "1985年", "80年代", "1985.3–1986.12", "1984年冬", "1985年上半年", "光绪三年", "光绪年间",
    "民国三十年", "民国三十年三月五日", "1941.12.31", "1942.1.1", "1984.12.31", "1985.1.1", "1985.12.31", "1986.1.1",
    "1980.2.29", "1979.6–1988.6", "1987年3月上旬", "1877.7.7", "1900", "1940年代", "1985.2–1985.4", "约1950年",
    "不详", "",
)  # fmt: skip
NUMERALS = "〇一二三四五六七八九"
YEARS = st.sampled_from([1876, 1877, 1878, 1900, 1940, 1941, 1942, 1979, 1980, 1984, 1985, 1986, 1987, 1988, 2001])


def spelled(number: int) -> str:
    """Below forty, as a month, a day or the year of an era is written."""
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, f"{NUMERALS[tens]}十")
    return head + (NUMERALS[ones] if ones else "")


def forms_of_year(year: int) -> list[str]:
    forms = [f"{year}", f"{year}年", f"{year}0000", "".join(NUMERALS[int(digit)] for digit in str(year)) + "年"]
    forms += [f"民国{spelled(year - 1911)}年", f"中華民國{year - 1911}年"] if 1912 < year < 1949 else []
    return forms + ([f"光绪{spelled(year - 1874)}年"] if 1875 < year < 1909 else [])


@st.composite
def typed(draw) -> tuple[str, dt.date, dt.date]:
    """What somebody types, and the days it means."""
    year, month = draw(YEARS), draw(st.integers(1, 12))
    days = calendar.monthrange(year, month)[1]
    first, last = dt.date(year, month, 1), dt.date(year, month, days)
    kind = draw(st.sampled_from(["day", "month", "year", "decade", "range"]))
    if kind == "year":
        return draw(st.sampled_from(forms_of_year(year))), dt.date(year, 1, 1), dt.date(year, 12, 31)
    if kind == "decade" and year > 1920 and year < 2000:
        begins = year // 10 * 10
        form = draw(st.sampled_from([f"{begins % 100}年代", f"{begins}年代", f"{spelled(begins % 100)}年代"]))
        return form, dt.date(begins, 1, 1), dt.date(begins + 9, 12, 31)
    in_era = f"民国{spelled(year - 1911)}年{spelled(month)}月" if 1912 < year < 1949 else f"{year}年{spelled(month)}月"
    if kind == "month":
        return (
            draw(st.sampled_from([f"{year}-{month:02}", f"{year}.{month}", f"{year}年{month}月", in_era])),
            first,
            last,
        )
    if kind == "range":
        return f"{year}.{month}–{year + 1}.12", first, dt.date(year + 1, 12, 31)
    day = draw(st.integers(1, days))
    form = draw(st.sampled_from([
        f"{year}-{month:02}-{day:02}", f"{year}.{month}.{day}", f"{year}{month:02}{day:02}",
        f"{in_era}{spelled(day)}日",
    ]))  # fmt: skip
    return form, dt.date(year, month, day), dt.date(year, month, day)


def lies_between(record: Record, first: dt.date | None, last: dt.date | None) -> bool:
    """Days compared one by one. The 年度 counts where whole years are asked for, or where there is no date."""
    whole = (first is None or first.strftime("%m%d") == "0101") and (last is None or last.strftime("%m%d") == "1231")
    spans = [(record.date_start, record.date_end)] if record.date_start else []
    if record.year is not None and (whole or not spans):
        spans.append((dt.date(record.year, 1, 1), dt.date(record.year, 12, 31)))
    if not spans:
        return False
    begins, ends = min(span[0] for span in spans), max(span[1] for span in spans)
    return (first is None or ends >= first) and (last is None or begins <= last)


@pytest.fixture
def records(db) -> list[Record]:
    """Every form with the 年度 of its date, with another one, and without; and days at random."""
    dice, fonds, made = random.Random(11), FondsFactory(code="0001"), []
    said = [(text, year) for text in DATES for year in ("own", 1985, None)]
    said += [(str(dt.date(1984, 12, 1) + dt.timedelta(dice.randrange(800))), "own") for _ in range(30)]
    for text, year in said:
        date = parse_date(text)
        made.append(RecordFactory(
            fonds=fonds, date_text=text, date_start=date.start, date_end=date.end, date_key=date.key,
            year=date.year if year == "own" else year, opening_state=dice.choice(["open", "restricted"]),
        ))  # fmt: skip
    return made


def test_it_finds_what_a_look_at_the_days_finds(records, tmp_path, monkeypatch):
    memory, disk = MemoryIndex(), TantivyIndex(tmp_path / "index")
    documents = list(load_documents([record.pk for record in records]))
    for index in (memory, disk):
        with index.write() as batch:
            for document in documents:
                batch.put(document)

    @settings(max_examples=120, deadline=None)
    @given(since=st.none() | typed(), until=st.none() | typed())
    def agree(since, until):
        first, last = since and since[1], until and until[2]
        asked = asked_between(first_day(since[0] if since else ""), last_day(until[0] if until else ""))
        assert asked == asked_between(first, last)
        expected = {record.pk for record in records if (not since and not until) or lies_between(record, first, last)}

        for index in (memory, disk):
            page = index.search(SearchQuery(size=200, **asked), scope=EVERYTHING)
            assert {hit.num for hit in page.hits} == expected, index
            assert page.count == sum(n for _, n in page.facets["state"]) == len(expected)
        for walked in (10_000, 0):
            monkeypatch.setattr(queries, "WALKED", walked)
            sheet = records_wanted(RecordsWanted(**asked), scope=EVERYTHING, place="", size=200)
            assert {record.pk for record in sheet.items} == expected
            assert sheet.total.number == len(expected)

    agree()
    disk.close()


def test_the_list_of_staff_is_narrowed_alike(records):
    for since, until in (("1985-03", "1985.3.7"), ("民国三十年三月", ""), ("", "光绪三年六月"), ("80年代", "1985-06")):
        first, last = first_day(since), last_day(until)
        asked = asked_between(first, last)
        expected = {record.pk for record in records if lies_between(record, first, last)}

        listed = record_list(OPERATOR, RecordFilter(**asked), place="")
        assert listed.sheet.total.number == len(expected) > 0
        assert {row.record.pk for row in listed.rows} <= expected
