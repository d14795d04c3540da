import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from lantai.base.common.dates import ArchivalDate, Precision, numeral, parse_date, read_dates
from lantai.base.common.dates.eras import ERAS
from lantai.base.common.text import fold

DAY, MONTH, YEAR, RANGE = Precision.DAY, Precision.MONTH, Precision.YEAR, Precision.RANGE
SEASON, HALF, QUARTER, TEN, DECADE = (
    Precision.SEASON, Precision.HALF, Precision.QUARTER, Precision.TEN_DAYS, Precision.DECADE,
)  # fmt: skip
FORMS = [
    # unknown month and day (standards.md 9.2, row 1)
    ("19870305", None, "1987-03-05", "1987-03-05", DAY),
    ("19870300", None, "1987-03-01", "1987-03-31", MONTH),
    ("19870000", None, "1987-01-01", "1987-12-31", YEAR),
    ("1987-00-00", None, "1987-01-01", "1987-12-31", YEAR),
    ("1987-03-00", None, "1987-03-01", "1987-03-31", MONTH),
    ("1987.0.0", None, "1987-01-01", "1987-12-31", YEAR),
    ("1987XXXX", None, "1987-01-01", "1987-12-31", YEAR),
    ("1987-03-XX", None, "1987-03-01", "1987-03-31", MONTH),
    ("198703□□", None, "1987-03-01", "1987-03-31", MONTH),
    ("1987年×月×日", None, "1987-01-01", "1987-12-31", YEAR),
    ("1987年3月？日", None, "1987-03-01", "1987-03-31", MONTH),
    # other forms (row 2)
    ("一九八七.三.五", None, "1987-03-05", "1987-03-05", DAY),
    ("一九八七、十二、廿三", None, "1987-12-23", "1987-12-23", DAY),
    ("民37.3.5", None, "1948-03-05", "1948-03-05", DAY),
    ("1952年3月生", None, "1952-03-01", "1952-03-31", MONTH),
    ("1952.3.5出生", None, "1952-03-05", "1952-03-05", DAY),
    ("1987年3月5日上午", None, "1987-03-05", "1987-03-05", DAY),
    ("民廿六年", None, "1937-01-01", "1937-12-31", YEAR),
    ("民国37年度", None, "1948-01-01", "1948-12-31", YEAR),
    ("1987.3.5", None, "1987-03-05", "1987-03-05", DAY),
    ("1987。3。5", None, "1987-03-05", "1987-03-05", DAY),
    ("1987、3、5", None, "1987-03-05", "1987-03-05", DAY),
    ("1987 3 5", None, "1987-03-05", "1987-03-05", DAY),
    ("1987. 3. 5", None, "1987-03-05", "1987-03-05", DAY),
    ("1987—3—5", None, "1987-03-05", "1987-03-05", DAY),
    ("1987.3.5日", None, "1987-03-05", "1987-03-05", DAY),
    ("1987.3.", None, "1987-03-01", "1987-03-31", MONTH),
    ("1987.3-25", None, "1987-03-25", "1987-03-25", DAY),
    ("87/3/5", 1987, "1987-03-05", "1987-03-05", DAY),
    ("87/3/5", None, "1987-03-05", "1987-03-05", DAY),
    ("02/3/5", 2002, "2002-03-05", "2002-03-05", DAY),
    ("99.12.30", 2001, "1999-12-30", "1999-12-30", DAY),
    ("02.1.5", 1999, "2002-01-05", "2002-01-05", DAY),
    ("870305", None, "1987-03-05", "1987-03-05", DAY),
    ("198703", None, "1987-03-01", "1987-03-31", MONTH),
    ("19873", None, "1987-03-01", "1987-03-31", MONTH),
    ("1987", None, "1987-01-01", "1987-12-31", YEAR),
    ("1987年度", None, "1987-01-01", "1987-12-31", YEAR),
    ("1987年3月", None, "1987-03-01", "1987-03-31", MONTH),
    ("1987年3月5日", None, "1987-03-05", "1987-03-05", DAY),
    ("1987年3月5号", None, "1987-03-05", "1987-03-05", DAY),
    ("1987年三月五日", None, "1987-03-05", "1987-03-05", DAY),
    ("１９８７年３月５日", None, "1987-03-05", "1987-03-05", DAY),
    ("87年3月", None, "1987-03-01", "1987-03-31", MONTH),
    ("二〇〇一年三月", None, "2001-03-01", "2001-03-31", MONTH),
    ("二○○一年三月", None, "2001-03-01", "2001-03-31", MONTH),
    ("二零零一年三月", None, "2001-03-01", "2001-03-31", MONTH),
    ("一九八七年十二月二十三日", None, "1987-12-23", "1987-12-23", DAY),
    ("四九年十月一日", None, "1949-10-01", "1949-10-01", DAY),
    ("3月5日", 1987, "1987-03-05", "1987-03-05", DAY),
    ("3.5", 1987, "1987-03-05", "1987-03-05", DAY),
    ("三月", 1987, "1987-03-01", "1987-03-31", MONTH),
    ("87.3", 1987, "1987-03-01", "1987-03-31", MONTH),
    ("1987-03-05 00:00:00", None, "1987-03-05", "1987-03-05", DAY),
    ("1987-03-05T08:30:00Z", None, "1987-03-05", "1987-03-05", DAY),
    ("1987/3/5 0:00", None, "1987-03-05", "1987-03-05", DAY),
    ("19870305000000", None, "1987-03-05", "1987-03-05", DAY),
    ("1987年3月5日上午8时30分", None, "1987-03-05", "1987-03-05", DAY),
    ("1987年3月5日(星期四)", None, "1987-03-05", "1987-03-05", DAY),
    ("31/12/1987", None, "1987-12-31", "1987-12-31", DAY),
    ("12/31/1987", None, "1987-12-31", "1987-12-31", DAY),
    ("5-Mar-87", None, "1987-03-05", "1987-03-05", DAY),
    ("'19870305", None, "1987-03-05", "1987-03-05", DAY),
    ("一九八七.三.五", None, "1987-03-05", "1987-03-05", DAY),
    ("壹玖肆玖年拾月壹日", None, "1949-10-01", "1949-10-01", DAY),
    ("1958/12/3 上午 12:00:00", None, "1958-12-03", "1958-12-03", DAY),
    # eras
    ("民国三十七年", None, "1948-01-01", "1948-12-31", YEAR),
    ("中華民國三十七年五月", None, "1948-05-01", "1948-05-31", MONTH),
    ("民國卅七年五月十二日", None, "1948-05-12", "1948-05-12", DAY),
    ("民国37.5.12", None, "1948-05-12", "1948-05-12", DAY),
    ("民国37年5月", None, "1948-05-01", "1948-05-31", MONTH),
    ("民国元年", None, "1912-01-01", "1912-12-31", YEAR),
    ("民国戊子年", None, "1948-01-01", "1948-12-31", YEAR),
    ("民国三十七年上半年", None, "1948-01-01", "1948-06-30", HALF),
    ("洪宪元年三月", None, "1916-03-01", "1916-03-31", MONTH),
    ("民國叁拾柒年伍月", None, "1948-05-01", "1948-05-31", MONTH),
    ("光緒叁拾肆年", None, "1908-01-01", "1908-12-31", YEAR),
    ("民37.5.12", None, "1948-05-12", "1948-05-12", DAY),
    ("民三十七年五月", None, "1948-05-01", "1948-05-31", MONTH),
    ("光绪二十六年", None, "1900-01-01", "1900-12-31", YEAR),
    ("光绪廿六年八月", None, "1900-01-01", "1900-12-31", YEAR),
    ("清光緒廿六年八月初三日", None, "1900-01-01", "1900-12-31", YEAR),
    ("光绪26年8月", None, "1900-01-01", "1900-12-31", YEAR),
    ("光绪庚子", None, "1900-01-01", "1900-12-31", YEAR),
    ("光绪庚子年闰八月", None, "1900-01-01", "1900-12-31", YEAR),
    ("光绪二十六年岁次庚子", None, "1900-01-01", "1900-12-31", YEAR),
    ("宣统三年", None, "1911-01-01", "1911-12-31", YEAR),
    ("宣统三年冬月", None, "1911-01-01", "1911-12-31", YEAR),
    ("乾隆元年", None, "1736-01-01", "1736-12-31", YEAR),
    ("光绪年间", None, "1875-01-01", "1908-12-31", RANGE),
    ("民国时期", None, "1912-01-01", "1949-12-31", RANGE),
    ("公元1953年8月", None, "1953-08-01", "1953-08-31", MONTH),
    ("公历1953年8月15日", None, "1953-08-15", "1953-08-15", DAY),
    ("农历1953年八月十五", None, "1953-01-01", "1953-12-31", YEAR),
    ("1953年(农历)八月十五日", None, "1953-01-01", "1953-12-31", YEAR),
    ("一九五三年正月初五", None, "1953-01-01", "1953-12-31", YEAR),
    # ranges (row 4)
    ("1985.3–1986.12", None, "1985-03-01", "1986-12-31", RANGE),
    ("1985-1986", None, "1985-01-01", "1986-12-31", RANGE),
    ("1985至1986", None, "1985-01-01", "1986-12-31", RANGE),
    ("1985年至1986年", None, "1985-01-01", "1986-12-31", RANGE),
    ("1985-1986年", None, "1985-01-01", "1986-12-31", RANGE),
    ("1985-86", None, "1985-01-01", "1986-12-31", RANGE),
    ("1985～1986", None, "1985-01-01", "1986-12-31", RANGE),
    ("198503-198612", None, "1985-03-01", "1986-12-31", RANGE),
    ("19850301-19860402", None, "1985-03-01", "1986-04-02", RANGE),
    ("1985-03-01-1986-04-02", None, "1985-03-01", "1986-04-02", RANGE),
    ("1985-03-01/1986-04-02", None, "1985-03-01", "1986-04-02", RANGE),
    ("1985.3.1-4.2", None, "1985-03-01", "1985-04-02", RANGE),
    ("1985.3.1-15", None, "1985-03-01", "1985-03-15", RANGE),
    ("1985.3-12", None, "1985-03-01", "1985-12-31", RANGE),
    ("1985年3-12月", None, "1985-03-01", "1985-12-31", RANGE),
    ("1985年3月至1986年2月", None, "1985-03-01", "1986-02-28", RANGE),
    ("1985年3月1日至4月2日", None, "1985-03-01", "1985-04-02", RANGE),
    ("1985年3月1日至同年4月2日", None, "1985-03-01", "1985-04-02", RANGE),
    ("1985年3月1日至同月15日", None, "1985-03-01", "1985-03-15", RANGE),
    ("1985年3月1日—15日", None, "1985-03-01", "1985-03-15", RANGE),
    ("一九五○年至一九五三年", None, "1950-01-01", "1953-12-31", RANGE),
    ("民国三十五年至三十七年", None, "1946-01-01", "1948-12-31", RANGE),
    ("民国三十七年三月至五月", None, "1948-03-01", "1948-05-31", RANGE),
    ("光绪二十六年至民国元年", None, "1900-01-01", "1912-12-31", RANGE),
    ("3-5月", 1987, "1987-03-01", "1987-05-31", RANGE),
    ("五十年代至六十年代", None, "1950-01-01", "1969-12-31", RANGE),
    # parts and vague words
    ("五十年代", None, "1950-01-01", "1959-12-31", DECADE),
    ("1950年代", None, "1950-01-01", "1959-12-31", DECADE),
    ("20世纪50年代", None, "1950-01-01", "1959-12-31", DECADE),
    ("二十世纪五十年代", None, "1950-01-01", "1959-12-31", DECADE),
    ("上世纪八十年代", None, "1980-01-01", "1989-12-31", DECADE),
    ("1987年上半年", None, "1987-01-01", "1987-06-30", HALF),
    ("1987下半年", None, "1987-07-01", "1987-12-31", HALF),
    ("1987年后半年", None, "1987-07-01", "1987-12-31", HALF),
    ("1987年春", None, "1987-02-01", "1987-05-31", SEASON),
    ("1987年夏季", None, "1987-05-01", "1987-08-31", SEASON),
    ("1987年秋", None, "1987-08-01", "1987-11-30", SEASON),
    ("1987年冬", None, "1987-11-01", "1988-02-29", SEASON),
    ("1987年第一季度", None, "1987-01-01", "1987-03-31", QUARTER),
    ("1987年底", None, "1987-10-01", "1987-12-31", QUARTER),
    ("1987年3月上旬", None, "1987-03-01", "1987-03-10", TEN),
    ("1987年3月中旬", None, "1987-03-11", "1987-03-20", TEN),
    ("1987年2月下旬", None, "1987-02-21", "1987-02-28", TEN),
    ("1987年2月底", None, "1987-02-21", "1987-02-28", TEN),
    ("1987年3月初", None, "1987-03-01", "1987-03-10", TEN),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "hint", "start", "end", "precision"), FORMS)
def test_it_reads_every_form_of_the_field(raw, hint, start, end, precision):
    date = parse_date(raw, year_hint=hint)

    assert (str(date.start), str(date.end), date.precision, date.raw) == (start, end, precision, raw)


@pytest.mark.parametrize(("raw", "hint", "start", "end", "precision"), FORMS)
def test_it_reads_traditional_characters_and_its_own_spelling_as_the_same_date(raw, hint, start, end, precision):
    date = parse_date(raw, year_hint=hint)

    assert parse_date(date.normal) == date
    assert parse_date(fold(raw), year_hint=hint) == date


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("19870300", "1987-03"), ("19870000", "1987"), ("1985.3–1986.12", "1985-03/1986-12"),
        ("[19450815]", "[1945-08-15]"), ("约1950年", "约1950"), ("1987年3月底", "1987-03下旬"),
        ("五十年代", "1950年代"),
        ("不详", "不详"),
    ],
)  # fmt: skip
def test_it_has_one_spelling(raw, normal):
    assert parse_date(raw).normal == normal


@pytest.mark.parametrize(
    "raw", ["[19450815]", "［1945.8.15］", "〔1945年8月15日〕", "1945年8月[15日]", "【1945-08-15】"]
)
def test_it_marks_what_a_describer_inferred(raw):
    date = parse_date(raw)

    assert (str(date.start), date.inferred, date.precision) == ("1945-08-15", True, DAY)


@pytest.mark.parametrize(
    "raw", ["约1950年", "大约1950", "1950年左右", "1950年前后", "1950?", "約１９５０年", "疑为1950年"]
)
def test_it_marks_what_is_only_about_right(raw):
    date = parse_date(raw)

    assert (date.start, date.end, date.approximate) == (dt.date(1950, 1, 1), dt.date(1950, 12, 31), True)


@pytest.mark.parametrize(
    "raw",
    [
        "19870231", "20110931", "1987年13月1日", "1986.12–1985.3", "民国九十年", "光绪甲子庚", "光绪二十六年甲子",
        "光绪甲子", "1985.13", "3985年3月",
    ],
)  # fmt: skip
def test_it_never_takes_an_impossible_day(raw):
    date = parse_date(raw)

    assert (date.start, date.raw) == (None, raw)
    assert date.problem


@pytest.mark.parametrize("raw", ["19870231", "1987年13月1日", "1986.12–1985.3", "民国九十年", "光绪二十六年甲子"])
def test_it_says_impossible_and_keeps_the_text(raw):
    date = parse_date(raw)

    assert (date.problem, date.start, date.raw) == ("impossible", None, raw)


def test_it_takes_nothing_that_lies_in_the_future():
    today = dt.date(2026, 5, 1)

    assert parse_date("2099", latest=today).problem == "impossible"
    assert parse_date("2026", latest=today).problem == ""


@pytest.mark.parametrize(
    "raw",
    [
        "3月5日",
        "不详",
        "某年",
        "????",
        "3/5/1987",
        "庚子年",
        "康熙壬寅",
        "31841",
        "5月",
        "1987年某月",
        "12-03",
        "1985年前",
        "1985年后",
        "1949.10.1-",
        "1985-",
        "民间",
        "x" * 300,
    ],
)
def test_it_says_unreadable_rather_than_guess(raw):
    assert parse_date(raw).problem == "unreadable"


def test_it_takes_blank_as_unknown_not_wrong():
    assert (parse_date(" 　").precision, parse_date("").problem) == (Precision.UNKNOWN, "")


def test_it_reads_day_counts_only_in_a_column_that_is_otherwise_dates():
    dates = read_dates(["1987-03-04", "31841", "", "1987年4月", "31842.5"])
    numbers = read_dates(["共3页", "31841", "附件"])

    assert [str(date.start) for date in dates] == ["1987-03-04", "1987-03-05", "None", "1987-04-01", "1987-03-06"]
    assert [date.start for date in numbers] == [None, None, None]


def test_it_lets_the_year_beside_it_decide_between_a_day_count_and_a_lost_zero():
    dates = read_dates(["1954.1.2", "19873", "19873"], year_hints=[1954, 1954, 1987])

    assert [str(date.start) for date in dates] == ["1954-01-02", "1954-05-29", "1987-03-01"]


def test_it_knows_where_an_imprecise_date_may_lie():
    decade = parse_date("五十年代")

    assert decade.overlaps(dt.date(1953, 1, 1), dt.date(1953, 12, 31))
    assert decade.overlaps(None, dt.date(1950, 1, 1))
    assert not decade.overlaps(dt.date(1960, 1, 1), None)
    assert not parse_date("不详").overlaps(None, None)


@pytest.mark.parametrize(
    ("text", "value"), [("十", 10), ("廿三", 23), ("卅", 30), ("元", 1), ("一九八七", 1987), ("", 0)]
)
def test_it_reads_chinese_numbers(text, value):
    assert numeral(text) == value


def test_its_eras_follow_one_another_without_a_gap():
    qing = list(ERAS.values())[:10]

    assert all(later.first == earlier.last + 1 for earlier, later in pairwise(qing))


DAYS = st.dates(dt.date(1000, 1, 1), dt.date(2999, 12, 31))


@given(DAYS)
def test_it_reads_back_every_day_in_every_numeric_form(day):
    for form in (
        f"{day.year:04}{day:%m%d}",
        f"{day.year:04}.{day.month}.{day.day}",
        f"{day.year:04}年{day.month}月{day.day}日",
    ):
        assert (parse_date(form).start, parse_date(form).end) == (day, day)


@given(DAYS, DAYS)
def test_it_reads_back_every_range_and_keeps_the_order_of_days(one, other):
    first, last = sorted((one, other))

    date = parse_date(f"{first.isoformat()}至{last.isoformat()}")

    assert (date.start, date.end, date.precision) == (first, last, RANGE)
    assert parse_date(date.normal) == date
    assert (parse_date(one.isoformat()).key < parse_date(other.isoformat()).key) == (one < other)


PIECES = st.lists(
    st.sampled_from([
        "1987", "19870300", "87", "3", "12", "31", "00", "年", "月", "日", "-", "–", "—", ".", "/", " ", "至", "到",
        "~", "[", "]", "约", "?", "民国", "光緒", "庚子", "三十七", "廿", "一九八七", "五十", "年代", "上", "中", "下",
        "旬", "半年", "春", "冬", "季度", "第", "底", "初", "农历", "公元",
        "民", "叁拾柒", "壹玖肆玖", "同年", "同月", "前", "后",
        "闰", "正月", "世纪", "左右", "00:00:00", "T", "Mar", "０", "〇", "号",
    ]),
    max_size=9,
).map("".join)  # fmt: skip


@given(st.one_of(PIECES, st.text(max_size=40)), st.one_of(st.none(), st.integers(1600, 2099)))
def test_it_never_raises_and_never_loses_the_text(raw, hint):
    date = parse_date(raw, year_hint=hint)

    assert date.raw == raw
    assert (date.start is None) == (date.end is None) == (date.key is None)
    assert date.start is None or (date.start <= date.end and not date.problem)


@given(PIECES, st.one_of(st.none(), st.integers(1600, 2099)))
def test_whatever_it_reads_it_can_write_and_read_again(raw, hint):
    date = parse_date(raw, year_hint=hint)

    if date.start is not None:
        assert parse_date(date.normal) == date


@given(PIECES, st.one_of(st.none(), st.integers(1600, 2099)))
def test_it_reads_folded_text_alike(raw, hint):
    assert parse_date(fold(raw), year_hint=hint) == parse_date(raw, year_hint=hint)


def test_it_is_equal_when_it_says_the_same():
    assert parse_date("19870300") == parse_date("1987年3月")
    assert parse_date("19870300") != ArchivalDate("19870300", Precision.UNKNOWN)
