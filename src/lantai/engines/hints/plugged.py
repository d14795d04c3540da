"""Detectors of an archive's own: packages that are installed beside this one and name themselves by an entry point.

A package says in its metadata, under the group `lantai.hint_detectors`, which callable makes its detector. Nothing here
is changed for it. What it declares is judged when it is loaded; what it does with a text is bounded where that can be.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from itertools import pairwise

from django.utils.translation import gettext as _

from lantai.engines.hints.linear import MOST_WAYS, ways_of
from lantai.engines.hints.model import GROUNDS, Detector, Found, PlugInIsWrong
from lantai.engines.hints.page import Page

logger = logging.getLogger(__name__)
GROUP = "lantai.hint_detectors"
FAILED = "failed@1"
"""The rule of the hint that stands for a detector which broke on a text: somebody has to look there."""
_NAME, _RULE = re.compile("[a-z_]{1,30}"), re.compile(r"[\w-]{1,40}@[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class PluggedIn:
    """A detector of somebody else, and the version of the package it came in: hints of another one are found anew."""

    detector: Detector
    version: str

    @property
    def name(self) -> str:
        return self.detector.name

    def find(self, page: Page) -> Iterable[Found]:
        """What it sees. Where it breaks, or gives what no place of the text is, one hint on the first character."""
        if not page.folded:
            return []
        try:
            return [_held(each, page) for each in self.detector.find(page)]
        except Exception:
            logger.exception("the detector %s broke on a text of %s characters", self.name, len(page.folded))
            return [Found(0, 1, FAILED, 1.0, "")]


def _held(found: Found, page: Page) -> Found:
    is_right = (
        0 <= found.start < found.end <= len(page.folded)
        and 0 < found.score <= 1
        and found.ground in {*GROUNDS, ""}
        and _RULE.fullmatch(found.rule)
    )
    if not is_right:
        msg = f"no hint: {found}"
        raise ValueError(msg)
    return found


@cache
def plugged(taken: frozenset[str] = frozenset()) -> tuple[PluggedIn, ...]:
    """Every detector that is installed besides the shipped ones, by name. Looked for once a process.

    `taken`: names that are none of theirs. Raises `PlugInIsWrong` for one that cannot be used: a detector that is
    installed and not asked would be a hint nobody misses.
    """
    found = sorted(_loaded(entry_points(group=GROUP), taken), key=lambda each: each.name)
    twice = next((one.name for one, other in pairwise(found) if one.name == other.name), "")
    if twice:
        raise PlugInIsWrong(name=twice, reason=_("two packages bring one of this name."))
    return tuple(found)


def _loaded(points: Iterable[EntryPoint], taken: frozenset[str]) -> Iterator[PluggedIn]:
    for point in points:
        try:
            detector: Detector = point.load()()
            patterns = list(detector.patterns())
            name = str(detector.name)
        except Exception as error:
            raise PlugInIsWrong(name=point.name, reason=f"{type(error).__name__}: {error}") from error
        if reason := _unfit(name, patterns, taken):
            raise PlugInIsWrong(name=point.name, reason=reason)
        package = point.dist
        yield PluggedIn(detector, f"{package.name} {package.version}" if package else point.value)


def _unfit(name: str, patterns: Iterable[str], taken: frozenset[str]) -> str:
    if not _NAME.fullmatch(name) or name in taken:
        return _("its name must be small letters, and none of a detector that is shipped.")
    for pattern in patterns:
        try:
            ways = ways_of(pattern)
        except re.error as error:
            return _("“%(pattern)s” is no pattern: %(error)s.") % {"pattern": pattern, "error": error}
        if ways is None:
            told = _("“%(pattern)s” repeats without bound; write how often at most, as in {0,40}.")
            return told % {"pattern": pattern}
        if ways > MOST_WAYS:
            told = _("“%(pattern)s” can be tried in more than %(most)s ways at one place.")
            return told % {"pattern": pattern, "most": MOST_WAYS}
    return ""
