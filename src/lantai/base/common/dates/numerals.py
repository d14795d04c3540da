"""Numbers below a hundred and years, as dates write them in Chinese: 十二, 廿三, 元, 一九八七."""

from __future__ import annotations

from lantai.base.common.text.folding import fold

DIGITS = {character: str(value) for value, character in enumerate("〇一二三四五六七八九")} | {"元": "1", "两": "2"}
NUMERAL = "〇一二三四五六七八九十廿卅元"
NUMBER = rf"\d{{1,4}}|[{NUMERAL}]{{1,4}}"
"""A year, month or day in either writing, in folded text (where 零 and ○ have become 〇)."""


def numeral(text: str | None) -> int:
    """A Chinese number below 100, or digits one by one: 十二 → 12, 廿三 → 23, 元 → 1, 一九八七 → 1987; nothing → 0."""
    if not text:
        return 0
    text = fold(text).replace("廿", "二十").replace("卅", "三十")
    if "十" not in text:
        return int("".join(DIGITS.get(character, "") for character in text) or 0)
    tens, _, ones = text.partition("十")
    return int(DIGITS.get(tens, "1")) * 10 + int(DIGITS.get(ones, "0"))


def number(text: str | None) -> int:
    """A number in either writing; nothing → 0."""
    return int(text) if text and text.isdigit() else numeral(text)
