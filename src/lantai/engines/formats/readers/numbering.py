"""Automatic numbers of Word paragraphs (一、 （二） 1.2 a) iv.): on paper they are text, in the file only a rule.

The rule is in numbering.xml; a paragraph names its list and level itself or through its style. Levels count on until a
higher one begins anew.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

_MOST_STYLES = 20
_MOST = 9_999
_DIGITS, _PLACES = "〇一二三四五六七八九", ("", "十", "百", "千")
_FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def _chinese(number: int) -> str:
    """二十三; 十二 without its leading one; 一百零五 with its nought, as Word writes them."""
    text, nought = "", False
    for place, digit in reversed(list(enumerate(map(int, reversed(str(number)))))):
        if digit:
            text += ("零" if nought else "") + _DIGITS[digit] + _PLACES[place]
        nought = not digit
    return text.removeprefix("一") if text.startswith("一十") else text or "零"


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        text += letters * times
    return text


def _letter(number: int) -> str:
    """a … z, aa, bb …: Word repeats the letter."""
    turns, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (turns + 1)


_WRITTEN: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: str(n).translate({48 + d: 0xFF10 + d for d in range(10)}),
    "decimalEnclosedCircle": lambda n: chr(0x245F + n) if n <= 20 else str(n),
    "decimalEnclosedCircleChinese": lambda n: chr(0x245F + n) if n <= 20 else str(n),
    "lowerLetter": _letter,
    "upperLetter": lambda n: _letter(n).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda n: _roman(n).upper(),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": lambda n: "".join(_DIGITS[int(d)] for d in str(n)),
    "chineseLegalSimplified": lambda n: _chinese(n).translate(_FORMAL),
}  # bullets and "none" are no text; a writing that is not here counts in digits


@dataclass(frozen=True, slots=True)
class _Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int = 0
    legal: bool = False
    close: bool = False
    style: str = ""


@dataclass(slots=True)
class _List:
    key: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The numbers of one document, asked for in the order of its paragraphs."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._styles = {} if styles is None else {_attribute(s, "styleId"): s for s in styles.iterfind("{*}style")}
        self._abstract: dict[str, etree._Element] = {}
        self._lists: dict[str, _List] = {}
        if numbering is not None:
            self._abstract = {_attribute(a, "abstractNumId"): a for a in numbering.iterfind("{*}abstractNum")}
            nums = {_attribute(num, "numId"): num for num in numbering.iterfind("{*}num")}
            self._lists = {number: self._list(num, nums) for number, num in nums.items()}
        self._counts: dict[str, dict[int, int]] = {}

    def _list(self, num: etree._Element, nums: dict[str, etree._Element]) -> _List:
        key = _value(num, "abstractNumId")
        abstract = self._abstract.get(key)
        if abstract is not None and (link := _value(abstract, "numStyleLink")):
            key = _value(nums.get(self._of_style(link)[0]), "abstractNumId")
            abstract = self._abstract.get(key)
        kept = _List(key, {} if abstract is None else dict(_levels(abstract)))
        for override in num.iterfind("{*}lvlOverride"):
            kept.levels |= dict(_levels(override))
            if start := _value(override, "startOverride"):
                kept.starts[_whole(_attribute(override, "ilvl"), 0)] = _whole(start, 1)
        return kept

    def label(self, paragraph: etree._Element) -> str:
        """What Word prints before this paragraph, with the blank behind it; empty when it has no number."""
        number, level = self._place(paragraph)
        kept = self._lists.get(number)
        if kept is None or level not in kept.levels:
            return ""
        counts = self._counts.setdefault(kept.key, {})
        if kept.starts:  # a list that says where it begins begins there once, whatever went before
            counts |= {at: start - 1 for at, start in kept.starts.items()}
            kept.starts = {}
        counts[level] = counts.get(level, kept.levels[level].start - 1) + 1
        for lower in [at for at in counts if level < at and level < kept.levels.get(at, _Level(restart=at)).restart]:
            del counts[lower]
        return _written(kept.levels, level, counts)

    def _place(self, paragraph: etree._Element) -> tuple[str, int]:
        """List and level: what the paragraph says itself goes before what its style says."""
        own = paragraph.find("{*}pPr/{*}numPr")
        style = _value(paragraph.find("{*}pPr"), "pStyle")
        number, level = _value(own, "numId"), _value(own, "ilvl")
        if not number:
            number, inherited = self._of_style(style)
            level = level or inherited
            kept = self._lists.get(number)
            if not level and kept:
                level = next((str(at) for at, each in kept.levels.items() if each.style == style), "")
        return number, _whole(level, 0)

    def _of_style(self, name: str) -> tuple[str, str]:
        for _ in range(_MOST_STYLES):
            style = self._styles.get(name)
            if style is None:
                break
            said = style.find("{*}pPr/{*}numPr")
            if number := _value(said, "numId"):
                return number, _value(said, "ilvl")
            name = _value(style, "basedOn")
        return "", ""


def _written(levels: dict[int, _Level], level: int, counts: dict[int, int]) -> str:
    own = levels[level]
    if own.format in {"bullet", "none"}:
        return ""

    def one(match: re.Match[str]) -> str:
        asked = levels.get(int(match[1]) - 1, _Level())
        number = counts.get(int(match[1]) - 1, asked.start)
        write = _WRITTEN.get("decimal" if own.legal else asked.format, str)
        return write(number) if 0 < number <= _MOST else str(number)

    text = re.sub(r"%([1-9])", one, own.text)
    return text + ("" if own.close or not text or unicodedata.east_asian_width(text[-1]) in "WF" else " ")


def _levels(node: etree._Element) -> Iterator[tuple[int, _Level]]:
    for each in node.iterfind("{*}lvl"):
        at = _whole(_attribute(each, "ilvl"), 0)
        start, restart = _whole(_value(each, "start"), 0), _whole(_value(each, "lvlRestart"), at)
        legal, close = each.find("{*}isLgl") is not None, _value(each, "suff") == "nothing"
        written, text, style = (_value(each, name) for name in ("numFmt", "lvlText", "pStyle"))
        yield at, _Level(written or "decimal", text, start, restart, legal, close, style)


def _value(node: etree._Element | None, child: str) -> str:
    found = None if node is None else node.find(f"{{*}}{child}")
    return "" if found is None else _attribute(found, "val")


def _attribute(node: etree._Element, name: str) -> str:
    return next((str(value) for key, value in node.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else otherwise
