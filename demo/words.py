"""Numbers and dates as they are written in records: Chinese numerals, republican years, and careless forms."""

import random

from demo.model import Day

DIGITS = "〇一二三四五六七八九"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def numeral(value: int) -> str:
    """Chinese numeral of a number below ten thousand, as spoken: 二十三, 一百零五."""
    if value < 10:
        return "零" if value == 0 else DIGITS[value]
    if value < 20:
        return "十" + (DIGITS[value % 10] if value % 10 else "")
    for unit, word in ((1000, "千"), (100, "百"), (10, "十")):
        if value >= unit:
            head, rest = divmod(value, unit)
            tail = "" if rest == 0 else ("零" if rest < unit // 10 else "") + _inner(rest)
            return DIGITS[head] + word + tail
    raise ValueError(value)


def _inner(value: int) -> str:
    return "一" + numeral(value) if 10 <= value < 20 else numeral(value)


def spelled_year(year: int) -> str:
    return "".join(DIGITS[int(digit)] for digit in str(year))


def spelled(day: Day) -> str:
    """一九七八年三月五日."""
    text = spelled_year(day.year) + "年"
    if day.month:
        text += numeral(day.month) + "月"
    if day.day:
        text += numeral(day.day) + "日"
    return text


def plain(day: Day) -> str:
    """1987年3月5日."""
    return f"{day.year}年" + (f"{day.month}月" if day.month else "") + (f"{day.day}日" if day.day else "")


def republican(day: Day) -> str:
    """民国三十七年三月五日."""
    text = f"民国{numeral(day.year - 1911)}年"
    if day.month:
        text += numeral(day.month) + "月"
    if day.day:
        text += numeral(day.day) + "日"
    return text


def careless(day: Day, rng: random.Random) -> str:
    """The date as some clerk typed it: rows 1, 2 and 4 of the dirty data catalogue."""
    if not day.month:
        return rng.choice([f"{day.year}0000", f"{day.year}", f"{day.year}年"])
    if not day.day:
        return rng.choice([f"{day.year}{day.month:02d}00", f"{day.year}.{day.month}", f"{day.year}年{day.month}月"])
    forms = [day.compact()] * 6
    forms += [f"{day.year}.{day.month}.{day.day}", f"{day.year}-{day.month:02d}-{day.day:02d}", plain(day)]
    forms += [f"{day.year}/{day.month}/{day.day}", day.compact().translate(FULL_WIDTH), spelled(day)]
    return rng.choice(forms)


def some_day(rng: random.Random, year: int, *, months: tuple[int, int] = (1, 12)) -> Day:
    return Day(year, rng.randint(*months), rng.randint(1, 28))


def full_width(text: str) -> str:
    return text.translate(FULL_WIDTH)
