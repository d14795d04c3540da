"""What may be published of the sums that are kept as cases move.

A number under five could tell who it was. It is hidden, and with it as many others as it takes that nobody works it out
from the sum.
"""

from __future__ import annotations

from collections.abc import Mapping

LEAST = 5
ANSWERS = ("delivered", "granted", "not_found", "refused")


def published(cells: Mapping[str, int]) -> dict[str, int | None]:
    """The numbers of one line whose sum is known; None where a number is hidden."""
    hidden = {name for name, number in cells.items() if 0 < number < LEAST}
    while hidden and (len(hidden) < 2 or sum(cells[name] for name in hidden) < LEAST):
        others = [name for name, number in cells.items() if number and name not in hidden]
        if not others:
            break
        hidden.add(min(others, key=lambda name: cells[name]))
    return {name: None if name in hidden else number for name, number in cells.items()}
