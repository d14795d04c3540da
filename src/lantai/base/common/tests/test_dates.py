import datetime as dt

import pytest
from hypothesis import given, strategies as st

from lantai.base.common.dates import Precision, parse_date

FORMS = [
    ("19870305", None, "1987-03-05", "1987-03-05", Precision.DAY),
    ("19870300", None, "1987-03-01", "1987-03-31", Precision.MONTH),
    ("19870000", None, "1987-01-01", "1987-12-31", Precision.YEAR),
    ("1987-00-00", None, "1987-01-01", "1987-12-31", Precision.YEAR),
    ("1987.3.5", None, "1987-03-05", "1987-03-05", Precision.DAY),
    ("87/3/5", 1987, "1987-03-05", "1987-03-05", Precision.DAY),
    ("02/3/5", 2002, "2002-03-05", "2002-03-05", Precision.DAY),
    ("1987年3月", None, "1987-03-01", "1987-03-31", Precision.MONTH),
    ("1987年3月5日", None, "1987-03-05", "1987-03-05", Precision.DAY),
    ("１９８７年３月５日", None, "1987-03-05", "1987-03-05", Precision.DAY),
    ("二〇〇一年三月", None, "2001-03-01", "2001-03-31", Precision.MONTH),
    ("一九八七年十二月二十三日", None, "1987-12-23", "1987-12-23", Precision.DAY),
    ("民国三十七年", None, "1948-01-01", "1948-12-31", Precision.YEAR),
    ("民國卅七年五月十二日", None, "1948-05-12", "1948-05-12", Precision.DAY),
    ("光绪二十六年", None, "1900-01-01", "1900-12-31", Precision.YEAR),
    ("乾隆元年", None, "1736-01-01", "1736-12-31", Precision.YEAR),
    ("19873", None, "1987-03-01", "1987-03-31", Precision.MONTH),
    ("3月5日", 1987, "1987-03-05", "1987-03-05", Precision.DAY),
    ("1987-03-05 00:00:00", None, "1987-03-05", "1987-03-05", Precision.DAY),
    ("1985.3–1986.12", None, "1985-03-01", "1986-12-31", Precision.RANGE),
    ("1985-1986", None, "1985-01-01", "1986-12-31", Precision.RANGE),
    ("1985年至1986年", None, "1985-01-01", "1986-12-31", Precision.RANGE),
    ("[19450815]", None, "1945-08-15", "1945-08-15", Precision.DAY),
]


@pytest.mark.parametrize(("raw", "hint", "start", "end", "precision"), FORMS)
def test_it_reads_every_form_of_the_field(raw, hint, start, end, precision):
    date = parse_date(raw, year_hint=hint)

    assert (str(date.start), str(date.end), date.precision, date.raw) == (start, end, precision, raw)


@pytest.mark.parametrize("raw", ["19870231", "1987年13月1日", "1986.12–1985.3", "民国九十年"])
def test_it_says_impossible_and_keeps_the_text(raw):
    date = parse_date(raw)

    assert (date.problem, date.start, date.raw) == ("impossible", None, raw)


@pytest.mark.parametrize("raw", ["3月5日", "不详", "某年", "????"])
def test_it_says_unreadable_rather_than_guess(raw):
    assert parse_date(raw).problem == "unreadable"


def test_it_takes_blank_as_unknown_not_wrong():
    assert (parse_date(" 　").precision, parse_date("").problem) == (Precision.UNKNOWN, "")


@given(st.dates(dt.date(1000, 1, 1), dt.date(2999, 12, 31)))
def test_it_reads_back_every_day_in_every_numeric_form(day):
    for form in (f"{day:%Y%m%d}", f"{day.year:04}.{day.month}.{day.day}", f"{day.year:04}年{day.month}月{day.day}日"):
        assert (parse_date(form).start, parse_date(form).end) == (day, day)


@given(st.text(max_size=40))
def test_it_never_raises_and_never_loses_the_text(raw):
    date = parse_date(raw)

    assert date.raw == raw
    assert (date.start is None) == (date.end is None)
    assert date.start is None or date.start <= date.end
