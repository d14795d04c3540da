"""Addresses to the door: a road, lane, village or estate with a number of a house, read leftwards to its county.

An address to the village alone is everywhere in files of the countryside and is no hint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lantai.engines.hints.model import Found
from lantai.engines.hints.page import Page
from lantai.engines.hints.spans import BLANKS

GROUND = "R3a"
_N = r"[0-9a-z〇一二三四五六七八九十百两甲乙丙丁之-]{1,6}"
_B = rf"{BLANKS}?"
_ROAD = "(?:路|街|巷|弄|里|胡同|大道|道|村|屯|庄|寨|新村|小区|社区|花园|公寓|家园|苑|坊|园|城|湾|府|大院|宿舍|段|条|队|组|坝|塘|桥|墩)"  # noqa: E501
_DOOR = rf"(?:附{_N}号|{_N}(?:号|弄|栋|幢|座|单元|室|户|楼|层|组|队|门|号楼|号院|号门))"
_CORE = (
    rf"{_ROAD}{_B}第?{_N}{_B}(?:号楼|号院|号门|号|弄|栋|幢|座|组|队)(?!文|令|车|线|公告|决|机|井)(?:{_B}{_DOOR}){{0,5}}"
)
_DOORS = re.compile(_CORE)
_LEFT = re.compile(rf"(?:[\u4e00-\u9fff0-9]|{BLANKS})")
_AREAS = ("省", "市", "县", "区", "镇", "乡", "街道", "自治州", "公社", "旗")
_STARTS = re.compile(
    r"住址|地址|住所|现住|家住|住在|居住在|居住于|户籍地|户口所在地|籍贯|通讯处|住|位于|坐落于|坐落|搬至|迁至|迁往|寄至|送至|系|在|至|于|是|为"
)
_WEAK = ("组", "队", "道", "段", "条", "城", "园", "里", "桥", "塘", "府")
_LONGEST = 40


class Addresses:
    """Strict with a county or town before it, else lenient."""

    name = "address"

    def patterns(self) -> Sequence[str]:
        return _DOORS.pattern, _LEFT.pattern, _STARTS.pattern

    def find(self, page: Page) -> Iterable[Found]:
        last = 0
        for match in _DOORS.finditer(page.folded):
            start = _beginning(page.folded, match.start(), last)
            last = match.end()
            head = page.folded[start : match.start()]
            area = any(each in head for each in _AREAS)
            labelled = page.before(start, _LABELS)
            if area or labelled or (head and not match.group().startswith(_WEAK)):
                rule, score = ("full@1", 0.9) if area and (labelled or len(head) > 3) else ("door@1", 0.65)
                yield Found(start, match.end(), rule, score, GROUND)


_LABELS = (
    "住址", "地址", "住所", "现住", "家住", "住在", "居住在", "住", "籍贯", "户籍地", "户口所在地", "通讯处", "居住地",
)  # fmt: skip


def _beginning(text: str, core: int, last: int) -> int:
    """Leftwards over Han characters and digits, then forward over words that begin an address."""
    start = core
    while start > max(last, core - _LONGEST) and _LEFT.match(text[start - 1]):
        if text[start - 1] == "\n" and start > 1 and not _LEFT.match(text[start - 2]):
            break
        start -= 1
    for word in _STARTS.finditer(text, start, core):
        if core - word.end() >= 1:
            start = word.end()
    while start < core and not text[start].strip():
        start += 1
    return start
