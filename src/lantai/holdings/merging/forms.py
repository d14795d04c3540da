"""The form of a merge: its shape only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lantai.holdings.merging.choosing import ABSORB, KEEP, Choices

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class MergeForm:
    """What was posted. A version that is no number is one nobody has seen: the form is overtaken then."""

    choices: Choices
    reason: str
    versions: tuple[int, int]

    @classmethod
    def of(cls, data: Mapping[str, str]) -> MergeForm:
        texts = {k[5:]: v for k, v in data.items() if k.startswith("text:") and v in (KEEP, ABSORB)}
        same = {number_in(k[5:]): number_in(v) for k, v in data.items() if k.startswith("same:") and v}
        versions = number_in(data.get("keep_version", "")), number_in(data.get("absorb_version", ""))
        reason = " ".join(data.get("reason", "").replace("\0", "").split())[:LONGEST_REASON]
        return cls(Choices(texts, same, data.get("components", "go") == "go"), reason, versions)


def number_in(text: str) -> int:
    """A number that fits a row id, or 0."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0
