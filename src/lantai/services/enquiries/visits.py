"""Visits that are counted with the use of archives: said by parts above that know of them, such as the reading room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

ADVICE = "advice"
"""Who was only advised used nothing."""


@dataclass(slots=True)
class Room:
    """How the reading room was used: people by what they used, kind and purpose; amounts by what they are.

    `walked_in`: those who had not booked; `advised`: who asked something, and is in no other sum.
    """

    AMOUNTS: ClassVar[tuple[str, ...]] = ("volumes", "items", "books", "documents", "copied", "excerpted")

    walked_in: int = 0
    booked: int = 0
    advised: int = 0
    what: Counter[str] = field(default_factory=Counter)
    who: Counter[str] = field(default_factory=Counter)
    purposes: Counter[str] = field(default_factory=Counter)
    amounts: Counter[str] = field(default_factory=Counter)

    def add(self, group: Mapping[str, Any], people: int, amounts: Mapping[str, int]) -> None:
        """One group of lines that are alike: `what`, `who`, `purpose`, `had_booked`."""
        self.amounts.update(amounts)
        if group["what"] == ADVICE:
            self.advised += people
            return
        self.what[group["what"]] += people
        self.who[group["who"]] += people
        self.purposes[group["purpose"]] += people
        if group["had_booked"]:
            self.booked += people
        else:
            self.walked_in += people

    def take(self, other: Room) -> None:
        """What another one who knows has counted."""
        self.walked_in += other.walked_in
        self.booked += other.booked
        self.advised += other.advised
        for name in ("what", "who", "purposes", "amounts"):
            getattr(self, name).update(getattr(other, name))


_asked: list[Callable[[int, Collection[str] | None], int]] = []
_rooms: list[Callable[[int, Collection[str]], Room]] = []


def add_visits(asked: Callable[[int, Collection[str] | None], int]) -> None:
    """Said at the start. It is asked for a year and the codes of archives; None: all."""
    if asked not in _asked:
        _asked.append(asked)


def add_room(asked: Callable[[int, Collection[str]], Room]) -> None:
    """Said at the start. It is asked for a year and the codes of archives."""
    if asked not in _rooms:
        _rooms.append(asked)


def visits_of(year: int, archives: Collection[str] | None) -> int:
    """How many came, told by everybody who knows."""
    return sum(asked(year, archives) for asked in _asked)


def room_of(year: int, archives: Collection[str]) -> Room:
    """How the reading room was used, told by everybody who knows."""
    room = Room()
    for asked in _rooms:
        room.take(asked(year, archives))
    return room
