"""Dates somebody asks for: the first and last day of whatever was typed, and words where it is none."""

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from lantai.base.common.date_fields import AsksDates
from lantai.base.common.dates.asked import DateUnreadable, DayImpossible, asked_between, first_day, last_day
from lantai.base.common.dates.reading import parse_date


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("1985-03", "1985-03-01", "1985-03-31"),
        ("1985.3.7", "1985-03-07", "1985-03-07"),
        ("民国三十年", "1941-01-01", "1941-12-31"),
        ("光绪三年", "1877-01-01", "1877-12-31"),
        ("一九八五年三月", "1985-03-01", "1985-03-31"),
        ("80年代", "1980-01-01", "1989-12-31"),
        ("1985.3–1986.12", "1985-03-01", "1986-12-31"),
        (" 1985 ", "1985-01-01", "1985-12-31"),
        (" ", "None", "None"),
    ],
)
def test_a_range_begins_with_the_first_day_of_one_and_ends_with_the_last_of_the_other(typed, first, last):
    assert (str(first_day(typed)), str(last_day(typed))) == (first, last)


@given(st.text(max_size=70))
def test_whatever_is_typed_is_a_stretch_of_days_or_refused(typed):
    date = parse_date(typed)
    if date.problem or len(typed) > 60:
        with pytest.raises(DateUnreadable, match="from"):
            last_day(typed, "from")
    else:
        assert (first_day(typed, "from"), last_day(typed, "from")) == (date.start, date.end)


def test_whole_years_are_asked_for_as_years_and_anything_else_as_days():
    begin, end, march = dt.date(1985, 1, 1), dt.date(1986, 12, 31), dt.date(1985, 3, 1)

    assert asked_between(begin, end) == {"year_from": 1985, "year_to": 1986}
    assert asked_between(None, end) == {"year_to": 1986}
    assert asked_between(march, end) == {"day_from": march, "day_to": end}
    assert asked_between(march, None) == {"day_from": march}
    assert asked_between(None, None) == {}


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"year_from": "x"}, "year_from", "民国三十年"),
        ({"year_to": "1985-02-31"}, "year_to", "没有这样的日期"),
        ({"year_to": "民国九十年"}, "year_to", "年号各有定数"),
        ({"year_from": "\x00"}, "year_from", ""),
        ({"year_from": "1" * 61}, "year_from", ""),
        ({"year_from": "1986", "year_to": "1985-12"}, "year_from", "起始日期晚于截止日期"),
    ],
)
def test_a_form_says_beside_the_field_what_is_wrong(given, field, said):
    form = AsksDates(given)

    assert not form.is_valid()
    assert set(form.errors) == {field}
    assert said in form.errors[field][0]


def test_a_form_gives_both_ends_as_far_as_they_can_be_read():
    form = AsksDates({"year_from": "1985-03", "year_to": "31/31/1985"})
    form.is_valid()

    assert form.between() == {"day_from": dt.date(1985, 3, 1)}
    with pytest.raises(DayImpossible):
        first_day("1985-02-31")
