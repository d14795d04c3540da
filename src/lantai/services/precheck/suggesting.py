"""From facts to a suggestion: by rules first, then by what was learned, and never past a secrecy level."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lantai.services.precheck.facts import Facts, Noticed
from lantai.services.precheck.learned import Model
from lantai.services.precheck.models import Suggestion
from lantai.services.precheck.rules import Rule, Rules

Value = Suggestion.Value
LEARNED = "learned"
"""The rule a reason of the model is kept under."""
PAGES = 12
"""So many pages a reason names; how many there are it says besides."""
_GRAVITY = {Value.OPEN: 0, Value.LOOK: 1, Value.DELAY: 2}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: the rule, what it suggests, on how many hints of which pages, how sure. `words`: what the model went by."""

    rule: str
    value: Value
    score: float
    ground: str = ""
    count: int = 0
    pages: tuple[int, ...] = ()
    detectors: tuple[str, ...] = ()
    hint_rules: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    firm: bool = False

    def as_json(self) -> dict[str, Any]:
        """Without what is empty: there is a row of these for every record."""
        told = {name: getattr(self, name) for name in self.__slots__}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Suggested:
    """One suggestion before it is stored. `learned`: the model's word went into it."""

    value: Value
    score: float
    reasons: tuple[Reason, ...]
    learned: bool = False


def suggest(facts: Facts, rules: Rules, *, model: Model | None, today: dt.date) -> Suggested:
    """By rules, and by the model where it is sure and no firm rule speaks against it.

    Opening is never suggested of a record that bears a secrecy level without declassification (档案法 art. 20), nor
    of one of which pages were not read: neither by a file of rules nor by what was learned.
    """
    reasons = tuple(found for rule in rules.rules if (found := _reason(rule, facts, today)) is not None)
    ruled = _by_rules(reasons, facts)
    suggested = ruled if model is None else _by_model(ruled, facts, model)
    if suggested.value == Value.OPEN and (facts.is_secret or facts.unread or not facts.pages):
        return Suggested(Value.DELAY if facts.is_secret else Value.LOOK, 1.0, suggested.reasons)
    return suggested


def _by_rules(reasons: Sequence[Reason], facts: Facts) -> Suggested:
    if not reasons:
        doubt = max((each.score for each in facts.noticed), default=0.0)
        return Suggested(Value.OPEN, round(1 - doubt / 2, 3), ())
    gravest = max((each.value for each in reasons), key=_GRAVITY.__getitem__)
    ordered = sorted(reasons, key=lambda each: (-_GRAVITY[each.value], -each.score))
    return Suggested(gravest, max(each.score for each in reasons if each.value == gravest), tuple(ordered))


def _by_model(ruled: Suggested, facts: Facts, model: Model) -> Suggested:
    if any(each.firm for each in ruled.reasons):
        return ruled
    said = model.judge(facts)
    if said.value is None:
        return Suggested(Value.LOOK, ruled.score, ruled.reasons, learned=True)
    value = Value(said.value)
    reason = Reason(LEARNED, value, said.score, words=said.words)
    return Suggested(value, said.score, (reason, *ruled.reasons), learned=True)


def _reason(rule: Rule, facts: Facts, today: dt.date) -> Reason | None:
    if not rule.holds(facts, today):
        return None
    if rule.hints is None:
        return Reason(rule.id, rule.value, rule.score, rule.ground, firm=rule.firm)
    counted = rule.hints.counted(facts.noticed)
    return _of_hints(rule, counted) if counted else None


def _of_hints(rule: Rule, counted: Sequence[Noticed]) -> Reason:
    grounds = Counter(each.ground for each in counted if each.ground)
    return Reason(
        rule.id,
        rule.value,
        round(max(each.score for each in counted), 3),
        rule.ground or (grounds.most_common(1)[0][0] if grounds else ""),
        len(counted),
        tuple(sorted({each.page for each in counted})[:PAGES]),
        tuple(sorted({each.detector for each in counted})),
        tuple(sorted({each.rule for each in counted})[:PAGES]),
        firm=rule.firm,
    )
