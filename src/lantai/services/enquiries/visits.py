"""Visits that are counted with the use of archives: said by parts above that know of them, such as the reading room."""

from __future__ import annotations

from collections.abc import Callable, Collection

_asked: list[Callable[[int, Collection[str] | None], int]] = []


def add_visits(asked: Callable[[int, Collection[str] | None], int]) -> None:
    """Said at the start. It is asked for a year and the codes of archives; None: all."""
    if asked not in _asked:
        _asked.append(asked)


def visits_of(year: int, archives: Collection[str] | None) -> int:
    """How many came, told by everybody who knows."""
    return sum(asked(year, archives) for asked in _asked)
