"""What a cell says beside the date itself: brackets, 约, calendar marks, clock times. Taken off and kept as marks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from lantai.base.common.dates.numerals import NUMERAL
from lantai.base.common.text.folding import fold

_DASHES = re.compile(r"[‐‑‒–—―−﹣─━ー－-]+")
_BRACKETS = str.maketrans("〔【〕】〜∼", "[[]]~~")
_DOTS = re.compile(r"[。、·,，．]")
_BLANKS = re.compile(r"\s+")
_NOT_BETWEEN_DIGITS = re.compile(r"(?<!\d)\s+|\s+(?!\d)")
_PLAIN = re.compile(r"[0-9]+(?:[./-][0-9]+)*|(?:1[0-9]|20)[0-9]{2}年(?:[01]?[0-9]月(?:[0-3]?[0-9]日)?)?")
"""What most cells hold: there is nothing to take off."""
_FORMAL = str.maketrans("壹贰弍叁参肆伍陆柒捌玖拾", "一二二三三四五六七八九十")
"""How deeds write numbers, so that nobody adds a stroke: 民国叁拾柒年. Folded before they are looked up."""
_QUOTES = "'\"`‘’“” "
_TIME = re.compile(
    r"(?:(?<=[日号])|[t ]|(?<=\d)(?=[上下]午))(?:[上下]午)?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?$"
)
_HOUR = re.compile(
    rf"(?<=[日号])(?:[上下]午|凌晨|早|晚)?(?:\d{{1,2}}|[{NUMERAL}]{{1,3}})[时点](?:(?:\d{{1,2}}|[{NUMERAL}]+)分)?$"
)
_HALF_DAY = re.compile(r"(?<=[日号])(?:[上下]午|凌晨|早晨?|晚上?|夜)$")
_BORN = re.compile(r"(?<=[\d年月日号])(?:出生|生)$")
"""1952年3月生 in a column of births."""
_WEEKDAY = re.compile(r"\(?(?:星期|礼拜|周)[一二三四五六日天]\)?$")
_SOLAR = re.compile(r"公元|西元|公历|阳历|新历|国历")
_LUNAR = re.compile(r"农历|阴历|旧历|夏历|古历|闰|[正冬腊]月|月初[一二三四五六七八九十]")
_LUNAR_MARK = re.compile(r"\(?(?:农历|阴历|旧历|夏历|古历)\)?")
_NOBODY_KNOWS = "x?*×□"
_NO_DAY = re.compile(rf"(?<=月)[{_NOBODY_KNOWS}]{{1,2}}[日号]$")
_NO_MONTH = re.compile(rf"(?<=年)[{_NOBODY_KNOWS}]{{1,2}}月(?:[{_NOBODY_KNOWS}]{{1,2}}[日号])?$")
_NO_DIGITS = re.compile(
    rf"(?<=\d)(?:[-.][{_NOBODY_KNOWS}]{{2}}){{1,2}}$|(?<=\d{{4}})[{_NOBODY_KNOWS}]{{4}}$|(?<=\d{{6}})[{_NOBODY_KNOWS}]{{2}}$"
)
"""Signs in the place of a month or day: the date ends before them."""
_REPUBLIC = re.compile(rf"民(?=\d|[{NUMERAL}])")
"""民37.5.12, 民三十七年: as lists shorten it."""
_ABOUT_BEFORE = re.compile(r"^(?:大约|大概|约莫|约|疑为?|似|ca?\.|circa ?)[于在]?(?=.)")
_ABOUT_AFTER = re.compile(r"(?:\(约\)|左右|前后|上下|\(?\?\)?|(?<=年代)(?:[初中末]期?|[前后早晚]期))$")


@dataclass(frozen=True, slots=True)
class Tidied:
    """The date's own text, folded, with the marks that stood around it."""

    text: str
    inferred: bool
    approximate: bool
    lunar: bool


def tidied(raw: str) -> Tidied:
    """Folds the text, makes one of all dashes, dots and brackets, and takes the marks off."""
    if _PLAIN.fullmatch(raw):
        return Tidied(raw, inferred=False, approximate=False, lunar=False)
    text = _spelled(raw)
    inferred = "[" in text and "]" in text
    text = text.replace("[", "").replace("]", "") if inferred else text
    for pattern in (_TIME, _HOUR, _HALF_DAY, _BORN, _WEEKDAY, _SOLAR, _NO_DAY, _NO_MONTH, _NO_DIGITS):
        text = pattern.sub("", text)
    lunar = bool(_LUNAR.search(text))
    text = _LUNAR_MARK.sub("", text).strip("() ")
    sure = _ABOUT_AFTER.sub("", _ABOUT_BEFORE.sub("", text))
    return Tidied(sure.rstrip("."), inferred, sure != text, lunar)


def _spelled(raw: str) -> str:
    text = fold(unicodedata.normalize("NFKC", raw)).strip(_QUOTES + "\u3000\t\r\n")
    text = _DASHES.sub("-", text)
    text = _DOTS.sub(".", text.translate(_BRACKETS))
    text = _REPUBLIC.sub("民国", text.translate(_FORMAL))
    return _NOT_BETWEEN_DIGITS.sub("", _BLANKS.sub(" ", text)).strip()
