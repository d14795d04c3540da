"""Reign years and the Republic: 光绪二十六年, 光绪庚子, 民国三十七年五月. Lunar months and days are not converted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lantai.base.common.dates.numerals import NUMBER, number
from lantai.base.common.text.folding import fold


@dataclass(frozen=True, slots=True)
class Era:
    """An era by its first year and its number of years; only in a `solar` one are months and days those of ours."""

    first: int
    length: int
    solar: bool = False

    @property
    def last(self) -> int:
        return self.first + self.length - 1


_NAMES = {
    "顺治": Era(1644, 18), "康熙": Era(1662, 61), "雍正": Era(1723, 13), "乾隆": Era(1736, 60), "嘉庆": Era(1796, 25),
    "道光": Era(1821, 30), "咸丰": Era(1851, 11), "同治": Era(1862, 13), "光绪": Era(1875, 34), "宣统": Era(1909, 3),
    "民国": Era(1912, 38, solar=True), "洪宪": Era(1916, 1, solar=True), "大同": Era(1932, 3, solar=True),
    "康德": Era(1934, 12, solar=True),
}  # fmt: skip
ERAS = {fold(name): era for name, era in _NAMES.items()}
"""By folded name (乾 folds to 干). A year more than the length is read: papers were dated 宣统四年, 民国三十九年."""

STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
CYCLICAL = rf"[{STEMS}][{BRANCHES}]"
_PREFIX = r"(?:前?清|大清|中华|伪满?洲?国?)?"
_HEAD = re.compile(
    rf"{_PREFIX}(?P<era>{'|'.join(ERAS)})(?:(?P<number>{NUMBER})[年./-]?)?(?:\(?(?:岁次)?(?P<cyclical>{CYCLICAL})年?\)?)?"
)
_PERIOD = re.compile(rf"{_PREFIX}(?P<era>{'|'.join(ERAS)})(?:年间|时期|朝|间)?")
_DYNASTY = {"清": (1644, 1911), "清代": (1644, 1911), "清朝": (1644, 1911)}


@dataclass(frozen=True, slots=True)
class ReignYear:
    """A year read from an era, and what stands behind it. `year` 0 says: there is no such year."""

    year: int
    solar: bool
    rest: str


def reign_year(text: str) -> ReignYear | None:
    """The year at the beginning of folded text when it is one of an era; None when there is none to be read.

    A cyclical year must fall into the era exactly once (康熙壬寅 is twice), and agree with a number beside it.
    """
    m = _HEAD.match(text)
    if not m or not (m["number"] or m["cyclical"]):
        return None
    era = ERAS[m["era"]]
    years = [era.first + number(m["number"]) - 1] if m["number"] else list(range(era.first, era.last + 1))
    if m["cyclical"]:
        years = [year for year in years if _cyclical(year) == m["cyclical"]]
        if len(years) > 1:
            return None
    possible = len(years) == 1 and era.first <= years[0] <= era.last + 1
    return ReignYear(years[0] if possible else 0, era.solar, text[m.end() :])


def period(text: str) -> tuple[int, int] | None:
    """First and last year of a whole era named without a year: 光绪年间, 民国时期, 清代."""
    if text in _DYNASTY:
        return _DYNASTY[text]
    m = _PERIOD.fullmatch(text)
    return (ERAS[m["era"]].first, ERAS[m["era"]].last) if m else None


def _cyclical(year: int) -> str:
    return STEMS[(year - 4) % 10] + BRANCHES[(year - 4) % 12]
