"""Two wordings of one thing, character by character: what stayed, what went, what came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

LONGEST = 2000
"""Longer stretches are shown as gone and come in whole: comparing grows with the square of the length."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters that stand on both sides (`how` is empty), only before (`gone`), or only now (`come`)."""

    text: str
    how: str = ""


def difference(before: str, now: str) -> tuple[Stretch, ...]:
    """The stretches in reading order; without `come` they are the one text, without `gone` the other."""
    head = _common(before, now)
    tail = _common(before[head:][::-1], now[head:][::-1])
    middle = (text[head : len(text) - tail] for text in (before, now))
    parts = [Stretch(before[:head]), *_compared(*middle), Stretch(before[len(before) - tail :])]
    return tuple(part for part in parts if part.text)


def _common(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _compared(before: str, now: str) -> Iterator[Stretch]:
    if max(len(before), len(now)) > LONGEST:
        yield from (Stretch(before, "gone"), Stretch(now, "come"))
        return
    matcher = SequenceMatcher(None, before, now, autojunk=False)
    for how, one, one_end, other, other_end in matcher.get_opcodes():
        if how == "equal":
            yield Stretch(before[one:one_end])
        else:
            yield Stretch(before[one:one_end], "gone")
            yield Stretch(now[other:other_end], "come")
