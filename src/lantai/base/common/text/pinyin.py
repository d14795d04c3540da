"""Pinyin of people's names, as people type them: whole, by syllables, by initials, in every likely reading."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product

from lantai.base.common.text.folding import fold
from lantai.base.common.text.surnames import double, single
from lantai.base.common.text.units import is_word, units

_SINGLE, _DOUBLE = single(), double()
_MOST_READINGS = 48
_MOST_HEARD = 64
_STARTS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"))
_WHOLE = ("hu fu", "hua wa fa", "huang wang fang", "huan wan fan", "hui wei fei", "hun wen fen", "hong feng")
"""Syllables that are one in the south, where h, w and f before u are."""
_ENDINGS = (("ang", "an"), ("eng", "en"), ("ing", "in"), ("an", "ang"), ("en", "eng"), ("in", "ing"))
_GIVEN_READINGS = 2
"""Of a character of the given name the two commonest readings count; rarer ones only make strangers match."""


@lru_cache(maxsize=8192)  # whoever writes or indexes an entry asks more than once, soon after
def pinyin_forms(name: str) -> tuple[str, ...]:
    """Whole readings and initials of a name: 吕小曾 → lvxiaozeng, luxiaozeng, …, lxz. Sorted, no doubles."""
    found: set[str] = set()
    for syllables in _readings(name):
        found |= _spellings("".join(syllables))
        found.add("".join(syllable[0] for syllable in syllables))
    return tuple(sorted(found))


def near_pinyin_forms(name: str) -> tuple[str, ...]:
    """Whole readings as they are heard where dialects are spoken: 张 as zang, 林 as ling, 刘 as niu, 黄 as wang.

    Contains the right readings as well; never initials. Sorted, no doubles.
    """
    found: set[str] = set()
    for syllables in _readings(name):
        heard = product(*(_heard_as(syllable) for syllable in syllables))
        for form in islice(heard, _MOST_HEARD):
            found |= _spellings("".join(form))
    return tuple(sorted(found))


@lru_cache(maxsize=2048)
def _heard_as(syllable: str) -> tuple[str, ...]:
    """A syllable and what it is confused with: flat and curled tongue, n and l, h and f, endings in n and ng."""
    found = {syllable}.union(*(group.split() for group in _WHOLE if syllable in group.split()))
    for ending, other in _ENDINGS:
        found |= {form.removesuffix(ending) + other for form in found if form.endswith(ending)}
    for start, other in _STARTS:
        found |= {_other_start(form, start, other) for form in found}
    return (syllable, *sorted(found - {syllable}))


def _other_start(syllable: str, start: str, other: str) -> str:
    if syllable.startswith(start):
        return other + syllable.removeprefix(start)
    if syllable.startswith(other) and not syllable.startswith(start) and other + "h" != syllable[:2]:
        return start + syllable.removeprefix(other)
    return syllable


@lru_cache(maxsize=8192)
def pinyin_terms(name: str) -> tuple[str, ...]:
    """The forms, and besides them surname, given name and each syllable alone, for what is typed with spaces."""
    found = set(pinyin_forms(name))
    for syllables in _readings(name):
        found |= {spelling for syllable in syllables for spelling in _spellings(syllable)}
        length = _surname_length(name)
        for piece in (syllables[:length], syllables[length:]):
            found |= _spellings("".join(piece))
    return tuple(sorted(term for term in found if len(term) > 1))


def _readings(name: str) -> tuple[tuple[str, ...], ...]:
    return _readings_of(name.strip())


@lru_cache(maxsize=8192)
def _readings_of(name: str) -> tuple[tuple[str, ...], ...]:
    """Every likely way to read the name, a syllable a character; Latin parts stand as they are."""
    characters = [c for c in name if units(c)]
    if not characters:
        return ()
    if all(is_word(fold(c)) for c in characters):
        return (tuple(units(name)),)
    compound = _DOUBLE.get("".join(characters[:2])) if len(characters) > 2 else None
    choices: list[tuple[str, ...]] = [(compound[0],), (compound[1],)] if compound else []
    for position in range(len(choices), len(characters)):
        choices.append(_of_character(characters[position], surname=position == 0))
    return tuple(islice(product(*choices), _MOST_READINGS))


@lru_cache(maxsize=16384)
def _of_character(character: str, *, surname: bool) -> tuple[str, ...]:
    if is_word(fold(character)):
        return (fold(character),)
    from pypinyin import Style, pinyin  # its dictionaries take a quarter of a second: only who spells a name pays

    heard = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore", v_to_u=False)
    readings = [plain for reading in (heard[0] if heard else []) if (plain := fold(reading))]
    if not surname:
        return tuple(dict.fromkeys(readings))[:_GIVEN_READINGS] or (fold(character),)
    return tuple(dict.fromkeys([*_SINGLE.get(character, ()), *readings])) or (fold(character),)


def _surname_length(name: str) -> int:
    return 2 if name.strip()[:2] in _DOUBLE and len(name.strip()) > 2 else 1


def _spellings(syllables: str) -> set[str]:
    """ü is typed v (on keyboards), u (on maps) and yu (in passports)."""
    if "v" not in syllables:
        return {syllables}
    return {syllables, syllables.replace("v", "u"), syllables.replace("v", "yu")}
