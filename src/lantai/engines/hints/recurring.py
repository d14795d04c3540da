"""Names that nothing beside them tells, told by standing often, and by many of them standing together.

林俊家五口人, 林俊儿子当工人, 林俊瘫痪在床: what is the same each time is the name, and where it ends is told by what
follows being another character each time. Needs a surname that is seldom a word, and characters names are made of.
Where several people are named within some lines the page is about them, whatever words it says it with.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from lantai.engines.hints.name_shapes import HAN, SURNAMES, is_han, names, stands_alone
from lantai.engines.hints.spans import Span

_BEGINNING = re.compile(rf"(?<![{HAN}])[{SURNAMES}](?=[{HAN}])")
PATTERNS = (_BEGINNING.pattern,)
_MOST = 20_000
_TIMES = 2
_SEVERAL = 3
_NEAR = 300


def recurring(text: str) -> Iterator[Span]:
    """Places at the beginning of words where such a name stands; the longest that recurs is taken."""
    followed: defaultdict[str, set[str]] = defaultdict(set)
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, end in _shapes(text):
        followed[text[at:end]].add(text[end : end + 1])
        places[text[at:end]].append(at)
    taken = set[int]()
    for shape in sorted(places, key=len, reverse=True):
        if len(places[shape]) >= _TIMES and len(followed[shape]) >= _TIMES:
            for at in places[shape]:
                if at not in taken:
                    taken.add(at)
                    yield at, at + len(shape)


def crowd(text: str, officers: Collection[int]) -> list[Span]:
    """Names of which at least three different ones stand near one another; `officers`: where names stand by office.

    What stands in a row behind an officer is one as well.
    """
    often = dict(recurring(text))
    found: list[Span] = []
    skipped = -1
    for at, end in _shapes(text):
        if at in officers or at == skipped:
            skipped = end + 1 if text[end : end + 1] == "、" else -1
        elif often.get(at) == end or (end - at > 2 and _is_bounded(text, end)) or _is_row(text, at, end):
            found.append((at, end))
    return list(_in_company(text, found))


def _in_company(text: str, found: Sequence[Span]) -> Iterator[Span]:
    """Those of the names, from left to right, with enough others within reach: a window that is moved along."""
    near, first, last = Counter[str](), 0, 0
    for at, end in found:
        while last < len(found) and found[last][0] <= at + _NEAR:
            near[text[slice(*found[last])]] += 1
            last += 1
        while found[first][0] < at - _NEAR:
            gone = text[slice(*found[first])]
            near[gone] -= 1
            if not near[gone]:
                del near[gone]
            first += 1
        if len(near) >= _SEVERAL:
            yield at, end


def _shapes(text: str) -> Iterator[Span]:
    """Everything at the beginning of words that is made like a name, with one and with two characters given."""
    known = names()
    for match in islice(_BEGINNING.finditer(text), _MOST):
        at = match.start()
        first = known.surname(text, at)
        if not first or (first == 1 and text[at] in known.ambiguous):
            continue
        for given in (1, 2):
            end = at + first + given
            shape = text[at:end]
            if len(shape) == first + given and set(shape[first:]) <= known.given and not _is_word(shape):
                yield at, end


def _is_row(text: str, at: int, end: int) -> bool:
    """Whether a line begins with it, and a blank comes behind: the first column of a list."""
    return text[at - 1 : at] in {"", "\n"} and text[end : end + 1] in {" ", "\t", "\u3000"}


def _is_bounded(text: str, end: int) -> bool:
    return not is_han(text[end : end + 1]) or text.startswith(names().behind, end)


def _is_word(shape: str) -> bool:
    return shape.startswith((*names().not_names, *names().roles))


def add_repeated(text: str, found: dict[int, tuple[int, str, float]]) -> None:
    """The same name elsewhere on the page, where nothing beside it tells."""
    known = {text[start:end]: (rule, score) for start, (end, rule, score) in found.items() if end - start > 1}
    for name, (rule, score) in islice(known.items(), 200):
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            if at not in found and (len(name) > 2 or _is_apart(text, at, end)):
                found[at] = (end, rule, score * 0.9)
            at = text.find(name, end)


def _is_apart(text: str, start: int, end: int) -> bool:
    """A name of two characters inside a longer word is none: it stands alone or before a word that follows names."""
    return stands_alone(text, start, end) or text.startswith(names().followers, end)
