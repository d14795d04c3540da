"""Marks of secrecy: 机密★10年 in every spelling that recognition leaves, and words of caution that stand by themselves.

The words alone, inside a sentence, are no mark: a rule on state secrets speaks of nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lantai.engines.hints.model import Found
from lantai.engines.hints.page import Page
from lantai.engines.hints.rule_files import rule_files
from lantai.engines.hints.spans import BLANKS

_LEVEL = rf"(?:绝|机|秘){BLANKS}{{0,3}}密"
_TERM = rf"(?:{BLANKS}{{0,2}}(?:[0-9olis]{{1,2}}{BLANKS}?(?:年|个月|天|日)|[一二三四五六七八九十]{{1,3}}(?:年|个月)|长期|启封|解密|公布前))"  # noqa: E501
_STARRED = re.compile(rf"{_LEVEL}{BLANKS}{{0,3}}[★☆*✩✭✮⭐✦⚝※]{{1,2}}{_TERM}?")
_TERMED = re.compile(rf"(?m)^{BLANKS}{{0,40}}{_LEVEL}{_TERM}{BLANKS}{{0,40}}$")
_EDGE = "《》【】[]()（）〔〕「」!！:：*★☆,，、 \t\u3000-"


class SecrecyMarks:
    """A mark with its star; a level after its label or alone on its line; a caution alone on its line."""

    name = "secrecy"

    def patterns(self) -> Sequence[str]:
        return _STARRED.pattern, _TERMED.pattern

    def find(self, page: Page) -> Iterable[Found]:
        taken: set[int] = set()
        for pattern, score in ((_STARRED, 0.98), (_TERMED, 0.9)):
            for match in pattern.finditer(page.folded):
                span = _bare(page.folded, *match.span())
                if span[0] not in taken:
                    taken.add(span[0])
                    yield Found(*span, "mark@1", score, "R1")
        version = rule_files()["secrecy"].version
        for start, end in page.cues.get("secrecy.levels", ()):
            if start not in taken and page.before(start, _labels()) and page.folded[end : end + 1] not in _OF_RULES:
                yield Found(start, end, f"level@{version}", 0.9, "R1")
            elif start not in taken and _alone(page.folded, start, end):
                yield Found(start, end, f"level_alone@{version}", 0.8, "R1")
        alone = [span for span in page.cues.get("secrecy.internal", ()) if _alone(page.folded, *span)]
        for start, end in _joined(page.folded, alone):
            yield Found(start, end, f"internal@{version}", 0.7, "R4")


def _joined(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Words of one line as one mark: 内部资料 注意保存."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and (start < found[-1][1] or text[found[-1][1] : start].strip(" \t\u3000") == ""):
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _labels() -> tuple[str, ...]:
    return rule_files()["secrecy"].lists["labels"]


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the blanks around."""
    while not text[start].strip():
        start += 1
    while not text[end - 1].strip():
        end -= 1
    return start, end


_FAR = 60
_OF_RULES = ("级", "和", "、")
"""What follows a level where a text speaks of levels: 绝密级、机密级和秘密级."""


def _alone(text: str, start: int, end: int) -> bool:
    """Whether its line holds nothing else but blanks, marks, and other words of this kind."""
    first = text.rfind("\n", max(0, start - _FAR), start) + 1 or max(0, start - _FAR)
    last = text.find("\n", end, end + _FAR)
    rest = text[first:start] + text[end : last if last >= 0 else end + _FAR]
    for word in sorted(rule_files()["secrecy"].lists["internal"], key=len, reverse=True):
        rest = rest.replace(word, "")
    return not rest.strip(_EDGE)
