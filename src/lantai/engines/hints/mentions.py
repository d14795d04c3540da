"""Names of persons in a text: beside the words for their part in a matter, in rows of lists, and elsewhere.

A name counts as private by the word beside it (养父, 患者, 受处分人), or where the matter near it is private (marriage,
adoption, petition, punishment, illness, family). Names beside an office (经办人, 局长) are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from lantai.engines.hints import name_shapes, recurring as recurrence
from lantai.engines.hints.name_shapes import (
    HAN,
    SURNAMES,
    foreign_name_at,
    is_han,
    name_at,
    name_before,
    names,
    stands_alone,
)
from lantai.engines.hints.recurring import add_repeated, crowd, recurring
from lantai.engines.hints.spans import Span, count_near, nearby

Cues = Mapping[str, Sequence[Span]]
CONTEXTS = tuple(
    f"names.{each}"
    for each in (
        *("marriage", "adoption", "petition", "punishment", "illness", "family", "kin", "attributes", "records"),
        *("private", "crowd"),
    )
)
_CROWD = "names.crowd"
_FAR = 300
_SHORT = 700
_SEVERAL = 3
_MANY = 6
_MOST = 20_000
"""Beyond so many names a text is a register, and each further one says nothing new."""
_AFTER_LABEL = re.compile(
    r"[ \n\t\u3000:：]{0,6}(?:姓名|名字|名)?(?:写作|误作|应作|应为|改为|记为)?[ \n\t\u3000:：是为系叫(（\"“]{0,6}"
)
_CHAIN = re.compile(
    rf"(?:[(（][{HAN}]{{1,4}}[)）])?(?:[ \t\u3000]{{0,2}}[、,，与和及同跟/][ \n\t\u3000]{{0,2}}|[ \t\u3000]{{1,6}})"
)
_SEX = re.compile(r"[ ,，、\t(（|\u3000\n]{1,4}(?:性别[:： ]{0,2})?[男女](?![方性儿子孩婴士生人工职青排同厕])")
_BEGINS = re.compile(rf"(?<![{HAN}])[{SURNAMES}](?=[{HAN}]|[\n \u3000][{HAN}])")
_ROW = re.compile(
    rf"(?m)^[ \t\u30000-9.、|]{{0,10}}(?=[{HAN}]{{2,4}}[ \t\u3000|]|[{HAN}][ \u3000]{{1,3}}[{HAN}][ \t\u3000|])"
)
_JOINED = re.compile(rf"(?<=[{HAN}])[与和同跟](?=[{SURNAMES}])")
_GIVEN = "".join(sorted(names().given))
_ARTICLE = re.compile(r"(?m)^[ \t\u3000#>*]{0,8}第[一二三四五六七八九十百〇0-9]{1,7}条")
_RULES_PER_THOUSAND = 5
_FIELD = re.compile(rf"(?<![{HAN}0-9])([{SURNAMES}][{HAN}]{{1,2}})(?![{HAN}0-9])")
_LED = re.compile(rf"(?:(?<![{HAN}])|(?<=[{names().leads}]))[{SURNAMES}](?=[{HAN}]|\u3000[{HAN}])")
_NAMELIKE = re.compile(rf"[{''.join(sorted(names().single))}][{_GIVEN}]{{2}}")
_DOUBLE = re.compile(rf"(?:{'|'.join(sorted(names().plain_double))})(?=[{HAN}])")
_BLANK = " \n\t\u3000|:：(（)）"
_PERSONAL = re.compile(
    r"[，,、(（ ]{1,2}(?:男|女|现年|生于|绰号|又名|曾用名|[0-9一二三四五六七八九十]{1,3}岁|(?:19|20|一九|二〇)[0-9一二三四五六七八九〇]{2}[年.])"  # noqa: E501
)
_VALUE = re.compile(rf"[{HAN}]{{2,4}}(?![{HAN}])")
PATTERNS = (
    *(each.pattern for each in (_AFTER_LABEL, _CHAIN, _SEX, _BEGINS, _ROW, _JOINED, _ARTICLE, _FIELD, _LED, _NAMELIKE, _DOUBLE, _PERSONAL, _VALUE)),  # noqa: E501
    *name_shapes.PATTERNS,
    *recurrence.PATTERNS,
)  # fmt: skip
_NEEDS_MARK = frozenset("妻夫父母姓名")


@dataclass(frozen=True, slots=True)
class Mention:
    """`private`: in a private matter. `rule` says by what it was found."""

    start: int
    end: int
    rule: str
    score: float
    private: bool


def mentions(text: str, cues: Cues) -> Iterator[Mention]:
    """From left to right, none over another."""
    found: dict[int, tuple[int, str, float]] = {}
    if not (lays_down_rules := is_normative(text, cues)):
        cues = {**cues, _CROWD: crowd(text, officers(text, cues))}
    busy = any(cues.get(context) for context in CONTEXTS)
    sources = _SURE if not busy or lays_down_rules else (*_SURE, *_IN_PRIVATE_MATTERS)
    for source in sources:
        for start, end, rule, score in islice(source(text, cues), _MOST):
            if end > found.get(start, (0,))[0]:
                found[start] = (end, rule, score)
    _add_neighbours(text, found)
    kept = _without_officers(text, cues, found)
    add_repeated(text, kept)
    last = 0
    for start, (end, rule, score) in sorted(kept.items()):
        if start >= last:
            private = rule == "private_role" or is_private(cues, start)
            yield Mention(start, end, rule, score, private)
            last = end


def is_private(cues: Cues, at: int) -> bool:
    return any(nearby(cues.get(context, ()), at - _FAR, at + _FAR) for context in CONTEXTS)


def is_normative(text: str, cues: Cues) -> bool:
    """Whether a text lays down rules: its parties, sick and accused are everybody, and few names stand in it."""
    articles = sum(1 for _ in _ARTICLE.finditer(text))
    rules = 2 * articles + len(cues.get("persons.norm", ()))
    return articles > 1 and rules * 1000 > _RULES_PER_THOUSAND * len(text)


_Candidates = Iterator[tuple[int, int, str, float]]


def _labelled(text: str, cues: Cues) -> _Candidates:
    """As a value: a mark stands between the word and the name."""
    for _, end, at, rule, score in _labels(text, cues):
        if at > end:
            stop = name_at(text, at, sure=True) or foreign_name_at(text, at)
            if stop > at:
                yield at, stop, rule, score
            elif text[end : end + 1] in {":", "："}:
                yield from _of_unknown_surname(text, at, rule)


def _attached(text: str, cues: Cues) -> _Candidates:
    """In running words: 患者赵铁柱因病."""
    for start, end, at, rule, score in _labels(text, cues):
        short = end - start == 1 and text[start] in _NEEDS_MARK
        if at == end and not (short and is_han(text[start - 1 : start])):
            stop = name_at(text, at)
            if short and not (stop > at and _is_bounded(text, stop) and _is_given(text, at, stop)):
                continue
            if stop > at and (rule == "private_role" or not _is_everyday(text, at) or _goes_on(text, stop)):
                yield at, stop, rule, score


def _taken(text: str, cues: Cues) -> _Candidates:
    """As the object of a verb: 决定给予李光朝行政记过处分."""
    for _, end in cues.get("names.taking", ()):
        if not _is_everyday(text, end):
            stop = name_at(text, end)
            if stop > end and (not is_han(text[stop : stop + 1]) or text.startswith(names().followers, stop)):
                yield end, stop, "taken", 0.6


def _accused(text: str, cues: Cues) -> _Candidates:
    """Of somebody in an office what is private follows at once: 会计孙有福侵占救济款."""
    for _, end in cues.get("names.official", ()):
        stop = name_at(text, end)
        if stop > end and text.startswith(names().misdeeds, stop):
            yield end, stop, "accused", 0.55


def _labels(text: str, cues: Cues) -> Iterator[tuple[int, int, int, str, float]]:
    for group, rule, score in (("names.before", "role", 0.75), ("names.private", "private_role", 0.9)):
        for start, end in cues.get(group, ()):
            gap = _AFTER_LABEL.match(text, end)
            yield start, end, gap.end() if gap else end, rule, score


def _is_everyday(text: str, at: int) -> bool:
    known = names()
    if text[at : at + 1] not in known.ambiguous or text[at : at + 2] in known.double:
        return False
    if text.startswith(known.not_names, at):
        return True
    given = text[at + 1 : at + 3]
    if len(given) == 2 and set(given) <= known.given:
        return False
    return given[:1] not in known.given or not (_ends(text, at + 2) or _ends(text, at + 3))


def _ends(text: str, at: int) -> bool:
    """Whether a name may end here: no Han character follows, or what is said of a person."""
    return not is_han(text[at : at + 1]) or _goes_on(text, at)


def _goes_on(text: str, end: int) -> bool:
    """Whether what stands behind is said of a person: a verb, sex, age or date of birth."""
    return text.startswith(names().predicates, end) or bool(_PERSONAL.match(text, end))


def _of_unknown_surname(text: str, at: int, rule: str) -> _Candidates:
    """Whatever stands as a value of two to four characters where a name is asked for."""
    value = _VALUE.match(text, at)
    if value and not text.startswith((*names().followers, *names().not_names), at):
        yield at, value.end(), rule, 0.5


def _followed(text: str, cues: Cues) -> _Candidates:
    for start, _ in cues.get("names.after", ()):
        begin = name_before(text, start)
        if begin >= 0 and not _is_everyday(text, begin):
            yield begin, start, "followed", 0.7


def _with_sex(text: str, _: Cues) -> _Candidates:
    for match in _SEX.finditer(text):
        begin = name_before(text, match.start())
        if begin >= 0:
            yield begin, match.start(), "with_sex", 0.8


def _beginning(text: str, _: Cues) -> _Candidates:
    for match in _BEGINS.finditer(text):
        at = match.start()
        if not _is_everyday(text, at):
            end = name_at(text, at)
            if end > at and _goes_on(text, end):
                yield at, end, "sentence", 0.65


def _in_rows(text: str, _: Cues) -> _Candidates:
    """The first column of a list: a line that begins with what can only be a name, two such lines at least."""
    rows = [(match.end(), name_at(text, match.end())) for match in islice(_ROW.finditer(text), _MOST)]
    rows = [(start, end) for start, end in rows if end > start and stands_alone(text, start, end)]
    if len(rows) > 1:
        for start, end in rows:
            yield start, end, "row", 0.65


def _joined(text: str, _: Cues) -> _Candidates:
    """张伟与李芳: two names, the first at the beginning of its words."""
    for match in _JOINED.finditer(text):
        at = match.end()
        if not _is_everyday(text, at):
            begin, end = name_before(text, match.start()), name_at(text, at)
            if begin >= 0 and end > at and not _is_everyday(text, begin) and not is_han(text[begin - 1 : begin]):
                yield begin, match.start(), "joined", 0.55
                yield at, end, "joined", 0.55


def _alone(text: str, _: Cues) -> _Candidates:
    """As a field or an item by itself: three characters between marks, two between blanks."""
    for match in _FIELD.finditer(text):
        at, end = match.span(1)
        if (
            not _is_everyday(text, at)
            and name_at(text, at) == end
            and (end - at == 3 or _between_blanks(text, at, end))
        ):
            yield at, end, "alone", 0.5


def _between_blanks(text: str, start: int, end: int) -> bool:
    return (start == 0 or text[start - 1] in _BLANK) and (end == len(text) or text[end] in _BLANK)


def _typical(text: str, cues: Cues) -> _Candidates:
    """A surname and two characters that names are made of, near what makes a matter private.

    Surnames that are words of their own as well need more of such words near them.
    """
    known = names()
    for match in _DOUBLE.finditer(text):
        at, end = match.start(), name_at(text, match.start())
        if end > at and is_private(cues, at):
            yield at, end, "typical", 0.5
    for match in _NAMELIKE.finditer(text):
        at, end = match.span()
        if text.startswith((*known.not_names, *known.roles), at):
            continue
        if _speaks_for_a_name(text, cues, at, end):
            yield at, end, "typical", 0.5


def _speaks_for_a_name(text: str, cues: Cues, at: int, end: int) -> bool:
    """How much must: an everyday surname needs little, one that is a word needs bounds on both sides."""
    known = names()
    if text[at] in known.certain:
        return is_private(cues, at)
    led, bounded = _is_led(text, at), _is_bounded(text, end)
    if text[at] in known.ambiguous:
        return led and bounded and _density(text, cues, at) >= _SEVERAL
    return _density(text, cues, at) >= (_SEVERAL if led or bounded else _MANY)


def _is_led(text: str, at: int) -> bool:
    return text[at - 1 : at] in names().leads if at else True


def _density(text: str, cues: Cues, at: int) -> int:
    """How many words near say that the matter is private; on a page of few lines each counts for three."""
    near = sum(count_near(cues.get(context, ()), at - _FAR, at + _FAR) for context in CONTEXTS)
    return near * 3 if len(text) < _SHORT else near


def _led(text: str, cues: Cues) -> _Candidates:
    """Where words before it end, or behind a mark, and what follows says that a name has ended: 原告王芳不愿和解."""
    for match in _LED.finditer(text):
        at = match.start()
        if text[at - 1 : at + 1] in names().joined_words:
            continue
        end = 0 if _is_everyday(text, at) else _led_name_end(text, at, led=is_han(text[at - 1 : at]))
        if end and _density(text, cues, at) >= _SEVERAL:
            yield at, end, "led", 0.45


def _led_name_end(text: str, at: int, *, led: bool) -> int:
    """Where it ends; 0 where none does. How much must speak for a name depends on how sure its surname is."""
    known, end = names(), name_at(text, at)
    given = text[at + known.surname(text, at) : end].replace("\u3000", "")
    if end <= at or not given:
        return 0
    likely, bounded = sum(each in known.given for each in given), _is_bounded(text, end)
    if bounded and (likely == len(given) or (likely and text[at] not in known.ambiguous)):
        return end
    short = end - 1
    if len(given) != 2 or given[0] not in known.given:
        return 0
    if text.startswith(known.behind, short):
        return short if text[at] in known.certain or not led else 0
    return short if led and text[at] in known.certain and given[1] not in known.given else 0


def _is_given(text: str, at: int, end: int) -> bool:
    """Whether all that stands behind the surname is of characters that names are made of."""
    known = names()
    return set(text[at + known.surname(text, at) : end].replace("\u3000", "")) <= known.given


def _standing_often(text: str, cues: Cues) -> _Candidates:
    for at, end in recurring(text):
        if _density(text, cues, at) >= _SEVERAL:
            yield at, end, "recurring", 0.45


def _is_bounded(text: str, end: int) -> bool:
    return not is_han(text[end : end + 1]) or text.startswith(names().behind, end)


_SURE: tuple[Callable[[str, Cues], _Candidates], ...] = (_labelled, _with_sex)
_IN_PRIVATE_MATTERS = (
    _attached,
    _taken,
    _accused,
    _followed,
    _beginning,
    _in_rows,
    _joined,
    _alone,
    _typical,
    _led,
    _standing_often,
)


def _add_neighbours(text: str, found: dict[int, tuple[int, str, float]]) -> None:
    """A list of names: what stands behind a name and a comma and looks like one."""
    for end, rule, score in list(found.values()):
        at = end
        for _ in range(200):
            gap = _CHAIN.match(text, at)
            if not gap or gap.end() in found:
                break
            start = gap.end()
            stop = name_at(text, start)
            blank = not gap.group().strip()
            if stop <= start or _is_everyday(text, start) or (blank and not stands_alone(text, start, stop)):
                break
            found[start] = (stop, rule, score * 0.9)
            at = stop


def officers(text: str, cues: Cues) -> set[int]:
    """Where a name would stand behind an office."""
    beside = set[int]()
    for _, end in cues.get("names.official", ()):
        gap = _AFTER_LABEL.match(text, end)
        beside |= {end, gap.end()} if gap else {end}
    return beside


def _without_officers(
    text: str, cues: Cues, found: dict[int, tuple[int, str, float]]
) -> dict[int, tuple[int, str, float]]:
    """Names beside an office are left out, unless the word for a private part stands there too."""
    beside = officers(text, cues)
    titles = {start for start, _ in cues.get("names.official", ())}
    return {
        start: (end, rule, score)
        for start, (end, rule, score) in found.items()
        if rule == "private_role"
        or (start not in beside and end not in titles)
        or text.startswith(names().misdeeds, end)
    }
