"""“I want to …”: finds the matter somebody means, said in their own words, in pinyin, or with typing errors.

Pure: words in, matters out, the surest first. Four ways to fit, in order: the words themselves; characters that sound
the same (结昏 for 结婚); pinyin, whole, begun or by initials, with one letter wrong in six; most characters of a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from lantai.base.common.text import fold, pinyin_forms
from lantai.services.enquiries.matters import Matter

LONGEST = 60
"""Of what is typed no more is looked at."""
WORD, PART, SOUND, SPELLED, NEAR = 100, 70, 60, 50, 20
_HAN = re.compile(r"[⺀-鿿豈-﫿]")
_LATIN = re.compile(r"[a-z']+")
_SAY_LITTLE = re.compile(
    "我想要|我想|我要|我需要|我的|请问|怎么|如何|哪里|在哪|可以|能不能|需要|一下|办理|办个|办|开具|开个|开|查询|查一查|查找|查|找|弄"
    "|补办|补|证明|档案|材料|的|了|吗|呢|一份|一张|丢|没有"
)
"""In nearly every wish: of no use to tell one matter from another, unless they are part of a name."""
_SHORTEST_SPELLED, _A_LETTER_IN = 4, 6


@dataclass(frozen=True, slots=True)
class Match:
    """A matter that fits, and through which of its names."""

    matter: Matter
    score: int
    name: str


def find_matters(words: str, among: Iterable[Matter], *, most: int = 6) -> list[Match]:
    """The matters that fit, the surest first; nothing where nothing does."""
    wish = fold(words.strip()[:LONGEST])
    if not wish:
        return []
    found = [best for matter in among if (best := _best(wish, matter))]
    found.sort(key=lambda each: -each.score)
    return [each for each in found if each.score * 3 >= found[0].score][:most]


def _best(wish: str, matter: Matter) -> Match | None:
    """Every name that stands in the wish counts a little besides the best one."""
    scored = [(score, name) for name in names_of(matter) if (score := _fits(wish, fold(name)))]
    if not scored:
        return None
    score, name = max(scored, key=lambda each: each[0])
    return Match(matter, score + min(10, 2 * (len(scored) - 1)), name)


def names_of(matter: Matter) -> tuple[str, ...]:
    return (*matter.words, *matter.words_en, *matter.labels.values())


def _fits(wish: str, name: str) -> int:
    if _HAN.search(name):
        return _fits_han(wish, name)
    return _fits_latin(wish, name)


def _fits_han(wish: str, name: str) -> int:
    if name in wish:
        return WORD + 4 * len(name)
    core, heart = _SAY_LITTLE.sub("", wish), _SAY_LITTLE.sub("", name)
    if len(heart) > 1 and heart in core:
        return PART + 3 * len(heart)
    if len(core) > 1 and core in name:
        return PART + 3 * len(core)
    if len(heart) > 1 and _sounds_in(core, heart):
        return SOUND + 3 * len(heart)
    if spelled := max((_spelled(run, name) for run in _LATIN.findall(_close(wish))), default=0):
        return spelled
    return _nearly(core, heart)


def _close(wish: str) -> str:
    """Pinyin typed with blanks between its syllables is one run; English words do no harm to it."""
    return wish.replace(" ", "").replace("’", "'")


def _sounds_in(wish: str, name: str) -> bool:
    """Whether as many characters in a row sound as those of the name do; of two, at least one must be the very one."""
    size = len(name)
    for start in range(len(wish) - size + 1):
        if all(_alike(wish[start + at], name[at]) for at in range(size)):
            window = wish[start : start + size]
            if size > 2 or any(a == b for a, b in zip(window, name, strict=True)):
                return True
    return False


def _alike(one: str, other: str) -> bool:
    return one == other or not _heard(one).isdisjoint(_heard(other))


@lru_cache(maxsize=4096)
def _heard(character: str) -> frozenset[str]:
    return frozenset(form for form in pinyin_forms(character) if len(form) > 1) or frozenset({character})


def _spelled(run: str, name: str) -> int:
    """Pinyin of the name: all of it, its beginning, its initials, or all of it with few letters wrong."""
    forms = pinyin_forms(name)
    whole = [form for form in forms if len(form) > len(name)]
    if run in forms:
        return SPELLED + 3 * len(name) + (10 if run in whole else 0)
    if len(run) < _SHORTEST_SPELLED:
        return 0
    if any(form in run and len(form) >= _SHORTEST_SPELLED for form in whole):
        return SPELLED + 3 * len(name)
    if any(form.startswith(run) for form in whole):
        return SPELLED + len(run) // 2
    wrong = min((_errors(run, form) for form in whole), default=99)
    return SPELLED - 5 * wrong + len(name) if wrong <= len(run) // _A_LETTER_IN else 0


def _errors(one: str, other: str) -> int:
    """Letters to be put right: added, left out, changed, or two of them exchanged."""
    if abs(len(one) - len(other)) > 2:
        return 99
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        now = [i]
        for j, b in enumerate(other, 1):
            least = min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                least = min(least, before[j - 2] + 1)
            now.append(least)
        before, last = last, now
    return last[-1]


def _nearly(wish: str, name: str) -> int:
    """Most pairs of neighbouring characters of the name are in the wish, or all but one character of it."""
    pairs = set(_pairs(name))
    shared = sum(pair in wish for pair in pairs)
    if len(name) > 2 and 2 * shared >= len(pairs) and shared:
        return NEAR + 5 * shared
    if len(name) > 2 and sum(each in wish for each in set(name)) >= len(set(name)) - 1 > 1:
        return NEAR
    return 0


def _pairs(text: str) -> Iterator[str]:
    return (text[at : at + 2] for at in range(len(text) - 1))


def _fits_latin(wish: str, name: str) -> int:
    """Words of the name among the words of the wish, the last letters or one wrong letter forgiven."""
    asked = [each for each in re.split(r"[^a-z0-9]+", wish) if each]
    wanted = [each for each in re.split(r"[^a-z0-9]+", name.lower()) if len(each) > 3]
    if not wanted:
        return 0
    fitting = sum(any(_same_word(a, each) for a in asked) for each in wanted)
    return (WORD if fitting == len(wanted) else PART // 2) + 2 * fitting if fitting else 0


def _same_word(asked: str, wanted: str) -> bool:
    """Words of three letters fit anything."""
    if len(asked) < 4:
        return False
    if wanted.startswith(asked) or asked.startswith(wanted):
        return True
    return len(asked) >= _A_LETTER_IN and _errors(asked, wanted) == 1
