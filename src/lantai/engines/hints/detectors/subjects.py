"""Subjects that a record may be closed for: a word of the subject beside what makes it somebody's, or a body's own.

A law on religion or illness is full of such words and betrays nobody: one word alone is never a hint.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lantai.engines.hints.model import Found
from lantai.engines.hints.page import Page
from lantai.engines.hints.rule_files import RuleFile, WordRule, rule_files
from lantai.engines.hints.spans import Span, nearby

NAMES = "any.name"
"""In a rule's `near`: a name of a person, whoever it is."""
PERSON = "any.person"
"""In a rule's `near`: a name, or a word that stands for one person (`persons.one`)."""


class WordRules:
    """The rules of one file."""

    def __init__(self, file: RuleFile) -> None:
        self.name, self._file = file.name, file

    def patterns(self) -> Sequence[str]:
        return ()

    def find(self, page: Page) -> Iterable[Found]:
        taken: dict[Span, Found] = {}
        for rule in self._file.rules:
            if all(page.cues.get(each) for each in rule.page):
                for span in page.cues.get(rule.marks, ()):
                    if (span not in taken or taken[span].score < rule.score) and _holds(page, rule, span):
                        taken[span] = Found(*span, f"{rule.name}@{self._file.version}", rule.score, self._file.ground)
        return _longest(taken.values())


def _holds(page: Page, rule: WordRule, span: Span) -> bool:
    first, last = span[0] - rule.within, span[1] + rule.within
    if any(nearby(page.cues.get(each, ()), first, last) for each in rule.without):
        return False
    return all(_stands(page, each, first, last) for each in rule.near)


def _stands(page: Page, group: str, first: int, last: int) -> bool:
    if group in {NAMES, PERSON}:
        named = nearby(page.mention_spans, first, last)
        return bool(named) or (group == PERSON and bool(nearby(page.cues.get("persons.one", ()), first, last)))
    return bool(nearby(page.cues.get(group, ()), first, last))


def _longest(found: Iterable[Found]) -> Iterable[Found]:
    """None inside another."""
    last = 0
    for each in sorted(found, key=lambda one: (one.start, -one.end)):
        if each.end > last:
            last = each.end
            yield each


def word_rules() -> tuple[WordRules, ...]:
    """A detector for every shipped file that has rules."""
    return tuple(WordRules(file) for file in rule_files().values() if file.rules)
