"""Names of private persons: those among all names of a page that stand in a private matter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lantai.engines.hints import mentions
from lantai.engines.hints.model import Found
from lantai.engines.hints.page import Page
from lantai.engines.hints.rule_files import rule_files


class PrivateNames:
    """See `mentions` for how a name is found."""

    name = "name"

    def patterns(self) -> Sequence[str]:
        return mentions.PATTERNS

    def find(self, page: Page) -> Iterable[Found]:
        rules = rule_files()["names"]
        for each in page.mentions:
            if each.private:
                yield Found(each.start, each.end, f"{each.rule}@{rules.version}", each.score, rules.ground)
