"""“I want to …”: finds the matter somebody means, said in their own words, in pinyin, or with typing errors.

Pure: words in, matters out, the surest first. Five ways to fit, in order: the words themselves; characters that sound
the same (结昏 for 结婚); pinyin, whole, begun or by initials, with one letter wrong in six; characters that sound the
same where dialects are spoken (结分); most characters of a name. A name of which nothing is left without words that
are in nearly every wish (档案丢了) fits what says nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from lantai.base.common.text import fold, near_pinyin_forms, pinyin_forms
from lantai.services.enquiries.matters import Matter

LONGEST = 60
"""Of what is typed no more is looked at."""
WORD, PART, SOUND, SPELLED, HEARD, NEAR, LITTLE = 100, 70, 60, 50, 40, 20, 18
_HAN = re.compile(r"[⺀-鿿豈-﫿]")
_LATIN = re.compile(r"[a-z']+")
_SAY_LITTLE = re.compile(
    "我想要|我想|我要|我需要|我的|请问|怎么|如何|哪里|在哪|可以|能不能|需要|一下|办理|办个|办|开具|开个|开|查询|查一查|查|找不到|找"
    "|不见|遗失|丢失|没有|没了|弄|搞|掉|补办|补|证明|档案|材料|的|了|吗|呢|一份|一张|丢"
)
"""In nearly every wish: of no use to tell one matter from another, unless they are part of a name."""
_BETWEEN = re.compile("了?[一二两三四五六七八九十几多0-9]+年|过|了")
"""What people put into the middle of a word: 当过兵, 当了五年兵."""
_SHORTEST_SPELLED, _A_LETTER_IN, _LACKS = 4, 6, 2


@dataclass(frozen=True, slots=True)
class Match:
    """A matter that fits, and through which of its names."""

    matter: Matter
    score: int
    name: str


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is wished for: folded; without what stands between; without what says little; its Latin words and runs."""

    text: str
    closed: str
    core: str
    runs: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Name:
    """A name of a matter, folded; `heart`: without what says little; `words`: the Latin ones that say something."""

    text: str
    heart: str
    is_han: bool
    words: tuple[str, ...]


def find_matters(words: str, among: Iterable[Matter], *, most: int = 6) -> list[Match]:
    """The matters that fit, the surest first; nothing where nothing does."""
    text = fold(words.strip()[:LONGEST])
    if not text:
        return []
    wish = _Wish(
        text, _BETWEEN.sub("", text), _SAY_LITTLE.sub("", text), tuple(_LATIN.findall(_close(text))), _words_in(text)
    )
    found = [best for matter in among if (best := _best(wish, matter))]
    found.sort(key=lambda each: -each.score)
    return [each for each in found if each.score * 3 >= found[0].score][:most]


def _best(wish: _Wish, matter: Matter) -> Match | None:
    """Every name that stands in the wish counts a little besides the best one."""
    scored = [(score, name) for name in names_of(matter) if (score := _fits(wish, _named(name)))]
    if not scored:
        return None
    score, name = max(scored, key=lambda each: each[0])
    return Match(matter, score + min(10, 2 * (len(scored) - 1)), name)


def names_of(matter: Matter) -> tuple[str, ...]:
    return (*matter.words, *matter.words_en, *matter.labels.values())


@lru_cache(maxsize=4096)
def _named(name: str) -> _Name:
    text = fold(name)
    words = tuple(each for each in _words_in(text) if len(each) > 3)
    return _Name(text, _SAY_LITTLE.sub("", text), bool(_HAN.search(text)), words)


def _words_in(text: str) -> tuple[str, ...]:
    return tuple(each for each in re.split(r"[^a-z0-9]+", text.lower()) if each)


def _fits(wish: _Wish, name: _Name) -> int:
    if not name.is_han:
        return _fits_latin(wish.words, name.words)
    return _fits_han(wish, name) if len(name.heart) > 1 else _fits_little(wish, name.text)


def _fits_han(wish: _Wish, name: _Name) -> int:
    text, core, heart = name.text, wish.core, name.heart
    if text in wish.text or text in wish.closed:
        return WORD + 4 * len(text)
    if heart in core:
        return PART + 3 * len(heart)
    if len(core) > 1 and core in text:
        return PART + 3 * len(core)
    if _sounds_in(core, heart, near=False):
        return SOUND + 3 * len(heart)
    if spelled := max((_spelled(run, text) for run in wish.runs), default=0):
        return spelled
    if _sounds_in(core, heart, near=True):
        return HEARD + 3 * len(heart)
    return _nearly(core, heart)


def _fits_little(wish: _Wish, name: str) -> int:
    """Much where the wish says nothing else."""
    if name in wish.text or _sounds_in(wish.text, name, near=False):
        return (WORD if len(wish.core) < 2 else LITTLE) + 4 * len(name)
    return max((SPELLED + 3 * len(name) for run in wish.runs if run in pinyin_forms(name)), default=0)


def _close(wish: str) -> str:
    """Pinyin typed with blanks between its syllables is one run; English words do no harm to it."""
    return wish.replace(" ", "").replace("’", "'")


def _sounds_in(wish: str, name: str, *, near: bool) -> bool:
    """Whether as many characters in a row sound as those of the name do; of two, at least one must be the very one.

    `near`: as it may sound where dialects are spoken: 婚 as fen, 张 as zang.
    """
    size, heard = len(name), _sounds(name, near=near)
    if (size == 2 and name[0] not in wish and name[1] not in wish) or not _may_sound(wish, heard, near=near):
        return False
    sounds = _sounds(wish, near=near)
    for start in range(len(wish) - size + 1):
        is_very = size > 2 or wish[start] == name[0] or wish[start + 1] == name[1]
        if is_very and not any(map(frozenset.isdisjoint, sounds[start : start + size], heard)):
            return True
    return False


def _may_sound(wish: str, heard: Iterable[frozenset[str]], *, near: bool) -> bool:
    """Quick and seldom wrong: whether each sound of the name is somewhere in the wish."""
    every = _every_sound(wish, near=near)
    return not any(map(every.isdisjoint, heard))


@lru_cache(maxsize=64)
def _every_sound(text: str, *, near: bool) -> frozenset[str]:
    return frozenset().union(*_sounds(text, near=near))


@lru_cache(maxsize=4096)
def _sounds(text: str, *, near: bool) -> tuple[frozenset[str], ...]:
    """How each character may sound; one that is not read is its own sound."""
    return tuple(_heard(character, near=near) for character in text)


@lru_cache(maxsize=8192)
def _heard(character: str, *, near: bool) -> frozenset[str]:
    forms = near_pinyin_forms(character) if near else pinyin_forms(character)
    return frozenset(form for form in forms if len(form) > 1) or frozenset({character})


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
    if begun := [len(form) - len(run) for form in whole if form.startswith(run)]:
        return SPELLED + (3 * len(name) + 8 if min(begun) <= _LACKS else len(run) // 2)
    forgiven = len(run) // _A_LETTER_IN
    near = (form for form in whole if abs(len(form) - len(run)) <= forgiven and _shares_a_piece(run, form, forgiven))
    wrong = min((_errors(run, form) for form in near), default=99)
    return SPELLED - 5 * wrong + len(name) if wrong <= forgiven else 0


def _shares_a_piece(one: str, other: str, errors: int) -> bool:
    """Quick: one error spoils two pieces at most, so that of more pieces one is whole."""
    size = -(-len(one) // (2 * errors + 1)) if errors else len(one)
    return any(one[at : at + size] in other for at in range(0, len(one), size))


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
    if len(name) < 3 or set(wish).isdisjoint(name):
        return 0
    pairs = set(_pairs(name))
    shared = sum(pair in wish for pair in pairs)
    if shared and 2 * shared >= len(pairs):
        return NEAR + 5 * shared
    if sum(each in wish for each in set(name)) >= len(set(name)) - 1 > 1:
        return NEAR
    return 0


def _pairs(text: str) -> Iterator[str]:
    return (text[at : at + 2] for at in range(len(text) - 1))


def _fits_latin(asked: tuple[str, ...], wanted: tuple[str, ...]) -> int:
    """Words of the name among the words of the wish, the last letters or one wrong letter forgiven."""
    if not asked or not wanted:
        return 0
    fitting = sum(any(_same_word(a, each) for a in asked) for each in wanted)
    return (WORD if fitting == len(wanted) else PART // 2) + 2 * fitting if fitting else 0


def _same_word(asked: str, wanted: str) -> bool:
    """Words of three letters fit anything."""
    if len(asked) < 4:
        return False
    if wanted.startswith(asked) or (asked.startswith(wanted) and len(asked) <= len(wanted) + 3):
        return True
    if len(asked) < _A_LETTER_IN or abs(len(asked) - len(wanted)) > 1 or not _shares_a_piece(asked, wanted, 1):
        return False
    return _errors(asked, wanted) == 1
