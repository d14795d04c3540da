"""How often the tests kill what they watch: a few times of every kind, and all of them where `LANTAI_KILLS` says so.

`LANTAI_KILLS=all` kills as often as each test says it can; a number kills that often each time. A kill costs the start
of a program, seconds of a processor: a hundred more find what is rare, and are for the night before a release.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from itertools import cycle, islice


def moments(few: int, every: int, *, between: tuple[float, float], seed: int) -> list[float]:
    """Random moments of a span of seconds, one in each of its equal parts, in random order.

    So a few kills lie as far apart as many, and none of the steps of what is killed is left out by chance.
    """
    asked = os.environ.get("LANTAI_KILLS", "")
    count = every if asked == "all" else int(asked or few)
    dice, (first, last) = random.Random(seed), between
    part = (last - first) / count
    found = [first + (n + dice.random()) * part for n in range(count)]
    dice.shuffle(found)
    return found


def until_killed(found: list[float], every: int) -> Iterator[float]:
    """These moments and, where all kills are asked for, the same again: some come when the program has ended by itself.

    Stop once there are as many real kills as were asked for.
    """
    return islice(cycle(found), (4 if len(found) >= every else 1) * len(found))
