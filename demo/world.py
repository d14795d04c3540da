"""The fictional county as one value: its people, its size, and a source of chance for each corner of it."""

import random
from dataclasses import dataclass

from demo.people import Population, Someone, populate, with_principal

SEED = "临江"
# families, and how many records of each kind there are compared with the small archive.
SIZES = {"tiny": (60, 0.12), "small": (170, 1.0), "large": (900, 6.0)}


@dataclass(frozen=True)
class World:
    """People and measures; `chance(name)` is always the same for the same name."""

    population: Population
    hero: tuple[Someone, Someone]
    scale: float

    def chance(self, name: str) -> random.Random:
        return random.Random(f"{SEED}/{name}")

    def count(self, of_small: int, least: int = 2) -> int:
        return max(least, round(of_small * self.scale))


def make_world(size: str) -> World:
    families, scale = SIZES[size]
    population = populate(SEED, families)
    return World(population, with_principal(population), scale)
