"""What a detector says of a text, what an archive's lexicon holds, and the interface every detector keeps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError

if TYPE_CHECKING:
    from lantai.engines.hints.page import Page

GROUNDS = ("R1", "R2", "R3a", "R3b", "R4", "R5")
"""Why to withhold: state secret, weighty interest, privacy, trade secret, other law, giver's condition."""


class PlugInIsWrong(ArchiveError):
    code = "hints.plug_in_wrong"
    message = gettext_noop("The detector %(name)s, which is plugged in, cannot be used: %(reason)s")
    hint = gettext_noop("Have its package mended, or uninstall it; what is asked of one: docs/using/opening-hints.md.")
    http_status = 409
    exit_code = 3


@dataclass(frozen=True, slots=True)
class Hint:
    """One place where a reviewer should look. `start` and `end` count characters of the text as it was given.

    `score` is between 0 and 1: how likely this rule is right, not how grave the matter is. `rule` names the rule and
    its version, e.g. `id_number.strict@1`. `ground` is one of `GROUNDS`, or empty where a lexicon names none.
    """

    detector: str
    start: int
    end: int
    text: str
    score: float
    rule: str
    ground: str


@dataclass(frozen=True, slots=True)
class LexiconWord:
    """A word of an archive's own list, with the score and ground of its own or of its list."""

    word: str
    score: float
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words that an archive wants to be told of, wherever they stand. Made by `lexicons.read_lexicon`."""

    name: str
    version: int
    words: tuple[LexiconWord, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a detector gives: a span of the folded text; `find_hints` makes the hint of it."""

    start: int
    end: int
    rule: str
    score: float
    ground: str


class Detector(Protocol):
    """One small plug-in. It keeps nothing between calls, so that a page may be read by any process."""

    name: str

    def patterns(self) -> Sequence[str]:
        """Every regular expression it runs on a text: a test holds each to linear time."""
        ...

    def find(self, page: Page) -> Iterable[Found]:
        """Everything it sees, in any order. Never raises, whatever the text; spans lie inside `page.folded`."""
        ...
