"""Characters that the eye takes for one another: 末 未, 己 已 巳, 王 玉. For finding names, never for folding."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

TABLE_FILE = Path(__file__).with_name("shapes.txt")
MOST = 24
"""Some simple characters look like dozens of others."""


@cache
def _table() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for line in TABLE_FILE.read_text(encoding="utf-8").split():
        found[line[0]] = found.get(line[0], "") + line[1:]
        for other in line[1:]:
            found[other] = found.get(other, "") + line[0]  # both ways, though only one was the other's nearest
    return {character: "".join(dict.fromkeys(alike))[:MOST] for character, alike in found.items()}


def alike_in_shape(character: str) -> str:
    """The characters that look like this one, in one string; empty for those that look like nothing else."""
    return _table().get(character, "")
