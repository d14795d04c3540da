"""What has the shape of a Chinese person's name at a given place: a surname of the table, one or two characters more.

Where a name ends in running words is told by what may follow one (`names.yaml`: followers); nothing is segmented.
"""

from __future__ import annotations

import re
from functools import cache

from lantai.base.common.text import fold
from lantai.engines.hints.rule_files import rule_files

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_SPACED = re.compile(rf"[ \t\u3000]{{1,3}}([{HAN}])(?:[ \u3000]([{HAN}])(?![{HAN}]| [{HAN}]))?")
_WITH_DOT = re.compile(rf"[{HAN}]{{2,7}}[·•・‧.][{HAN}]{{2,8}}(?:[·•・‧][{HAN}]{{2,8}})?")
_RUN = re.compile(rf"[{HAN}]{{1,5}}")
_WHOLE = re.compile(rf"[{HAN}]{{3,4}}(?![{HAN}])")
"""A value as long as a whole name: 黎明华 is one, though 黎明 is a word."""
PATTERNS = (_WHOLE.pattern, _SPACED.pattern, _WITH_DOT.pattern, _RUN.pattern)


class Names:
    """The tables of `names.yaml`, ready for asking."""

    def __init__(self) -> None:
        tables = {key: [fold(word) for word in words] for key, words in rule_files()["names"].tables.items()}
        self.double = frozenset(tables["double"])
        self.plain_double = self.double - frozenset(tables["double_words"])
        self.single = frozenset("".join(tables["common"] + tables["rare"]))
        self.ambiguous = frozenset(tables["ambiguous"])
        self.not_first = frozenset(tables["not_first"])
        self.either = frozenset(tables["either"])
        self.certain = "".join(tables["certain"])
        self.given = frozenset("".join(tables["given"]))
        self.followers = tuple(tables["followers"])
        self.predicates = tuple(tables["predicates"])
        self.leads = "".join(tables["leads"])
        self.joined_words = frozenset(tables["joined_words"])
        self.behind = (*tables["behind"], *self.followers, *self.predicates)
        self.misdeeds = tuple(tables["misdeeds"])
        lists = rule_files()["names"].lists
        words = {fold(word) for key in ("before", "private", "official", "attributes") for word in lists[key]}
        self.roles = tuple(sorted(word for word in words if len(word) > 2 and word[0] in self.single))
        self.not_names = tuple(tables["not_names"])

    def surname(self, text: str, at: int) -> int:
        """How many characters of a surname stand here: 0, 1 or 2."""
        if text[at : at + 2] in self.double:
            return 2
        return int(text[at : at + 1] in self.single)


@cache
def names() -> Names:
    return Names()


def _first_characters() -> str:
    """Of all surnames, for a class of a regular expression."""
    return "".join(sorted(names().single | {each[0] for each in names().double}))


SURNAMES = _first_characters()


def is_han(character: str) -> bool:
    return bool(character) and ("\u3400" <= character <= "\u9fff" or character >= "\U00020000")


def name_at(text: str, at: int, *, sure: bool = False) -> int:
    """Where a name that begins here ends; 0 where none does. `sure`: something says that a name must stand here."""
    known = names()
    length = known.surname(text, at)
    if not length or _is_counted(text, at) or text.startswith(known.roles, at):
        return 0
    if text.startswith(known.not_names, at) and not (sure and _WHOLE.match(text, at)):
        return 0
    given = at + length
    if text[given : given + 1] == "\n":  # a line that ends behind the surname
        given += 1
    run = _RUN.match(text, given)
    if not run:
        return _spaced(text, given)
    han = run.group()
    if han[0] in known.not_first:
        return 0
    return given + _given_length(text, given, han, certain=text[at] not in known.ambiguous)


def _is_counted(text: str, at: int) -> bool:
    """36万适龄女生: the character belongs to the figure before it."""
    return text[at] in "万千百" and text[at - 1 : at].isdigit()


def _given_length(text: str, at: int, han: str, *, certain: bool) -> int:
    """Of the characters that follow a surname, how many are the given name; such that a name of length 0 is none."""
    known = names()
    if len(han) == 1:
        return 1
    follows = text.startswith(known.followers, at + 1)
    if len(han) == 2:
        ends_word = text[at + 2 : at + 3].isdigit() or text.startswith(("“", "《"), at + 2)
        return 1 if (follows and ends_word) or han[1] in "等某" else 2
    later = text.startswith(known.followers, at + 2)
    if follows and not (han[1] in known.either and later):
        return 1
    if later or han[1] == "氏":
        return 2
    return 2 if certain else -100


def _spaced(text: str, at: int) -> int:
    """王　芳, 张 建 国: characters set apart to fill a column."""
    match = _SPACED.match(text, at)
    if not match or match.group(1) in names().not_first:
        return 0
    second, behind = match.group(2), match.end(1)
    deliberate = "\u3000" in text[at : match.start(1)]
    if (
        not second
        and not deliberate
        and is_han(text[behind : behind + 1])
        and not text.startswith(names().followers, behind)
    ):
        return 0
    return match.end() if second and second not in "男女汉无" else match.end(1)


def foreign_name_at(text: str, at: int) -> int:
    """Where a name with a dot within (阿不都·热依木) ends."""
    match = _WITH_DOT.match(text, at)
    return match.end() if match else 0


def name_before(text: str, end: int) -> int:
    """Where a name that ends here begins; -1 where none does."""
    known = names()
    for length in (4, 3, 2):
        start = end - length
        if start < 0 or not all(map(is_han, text[start:end])):
            continue
        surname = known.surname(text, start)
        fits = surname == 2 if length == 4 else 0 < surname < length
        if not fits or text[start + surname] in known.not_first or text.startswith(known.not_names, start):
            continue
        if length == 3 and text[start] in known.ambiguous and known.surname(text, start + 1):
            continue
        return start
    return -1


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the character before and the one behind are no Han characters."""
    return not is_han(text[start - 1 : start] if start else "") and not is_han(text[end : end + 1])
