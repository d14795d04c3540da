"""A register of made-up couples and the ways in which somebody at the counter knows one of them wrongly."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from demo.people import MEN, OLD_MEN, OLD_WOMEN, RARE_SURNAMES, SURNAMES, WOMEN
from demo.tradition import traditional
from lantai.base.common.dates import parse_date
from lantai.base.common.text import alike_in_shape, fold, near_pinyin_forms, pinyin_forms
from lantai.holdings.catalogue.actions import Person
from lantai.holdings.people.asking import PersonQuestion
from lantai.holdings.people.matching import whole_readings

PLACES = ("东升街", "红旗公社", "杨家坝大队", "文庙街", "青山公社", "白马乡", "龙泉大队", "石桥镇")
UNITS = ("县氮肥厂", "红旗机械厂", "供销社", "第一中学", "粮站", "邮电局", "", "")


@dataclass(frozen=True)
class Known:
    """Somebody of the register: where in it, and what is asked for them before it is made wrong."""

    couple: int
    position: int
    person: Person
    spouse: Person

    @property
    def year(self) -> int:
        return self.person.birth.start.year if self.person.birth and self.person.birth.start else 0


def couples(count: int, draw: random.Random) -> Iterator[tuple[Person, Person]]:
    """Names as common as in a district: the ten commonest surnames are nearly half of all, given names repeat."""
    for _ in range(count):
        year = int(draw.triangular(1915, 1975, 1955))
        yield (_person("groom", year, draw), _person("bride", year + draw.randint(-4, 6), draw))


def _person(role: str, year: int, draw: random.Random) -> Person:
    old = year < 1936
    first, second = (OLD_MEN if old else MEN) if role == "groom" else (OLD_WOMEN if old else WOMEN)
    surname = draw.choice(RARE_SURNAMES) if draw.random() < 0.05 else SURNAMES[_common(draw)]
    given = draw.choice(second) if draw.random() < 0.2 else draw.choice(first) + draw.choice(second)
    former = surname + draw.choice("大二三小") + draw.choice("娃妹毛狗") if draw.random() < 0.05 else ""
    day = f"{year}{draw.randint(1, 12):02}{draw.randint(1, 28):02}"
    return Person(
        surname + given, role, former and f"曾用名:{former}", birth=parse_date(day),
        id_number=f"999999{day[2:]}{draw.randint(1, 999):03}", unit=draw.choice(UNITS), place=draw.choice(PLACES),
    )  # fmt: skip


def _common(draw: random.Random) -> int:
    return min(int(draw.expovariate(1 / 18)), len(SURNAMES) - 1)


@cache
def _by_sound() -> dict[str, str]:
    """Characters that names are made of, and common others, by reading."""
    found: dict[str, str] = {}
    for character in sorted(set("".join((SURNAMES, *MEN, *WOMEN, *OLD_MEN, *OLD_WOMEN)))):
        for reading in pinyin_forms("王" + character):
            if reading.startswith("wang") and len(reading) > 4:
                found[reading] = found.get(reading, "") + character
    return found


def _swap(name: str, at: int, pool: Sequence[str], draw: random.Random) -> str:
    others = [c for c in pool if fold(c) != fold(name[at])]
    return name[:at] + draw.choice(others) + name[at + 1 :] if others else ""


def homophone(name: str, draw: random.Random) -> str:
    """Another character of the same sound in the given name."""
    at = len(name) - 1 - (draw.randrange(2) if len(name) > 2 else 0)
    (reading,) = list(whole_readings("王" + name[at]))[:1] or [""]
    return _swap(name, at, _by_sound().get(reading, ""), draw)


def near_homophone(name: str, draw: random.Random) -> str:
    at = len(name) - 1
    heard = [form for form in near_pinyin_forms("王" + name[at]) if form.startswith("wang")]
    return _swap(name, at, "".join(_by_sound().get(form, "") for form in heard), draw)


def lookalike(name: str, draw: random.Random) -> str:
    at = draw.randrange(len(name))
    return _swap(name, at, alike_in_shape(fold(name[at])), draw)


def misread(name: str, draw: random.Random) -> str:
    """One character of three is quite another: what recognition or a clerk made of it."""
    return _swap(name, draw.randrange(len(name)), [chr(draw.randrange(0x4E00, 0x9F00))], draw) if len(name) > 2 else ""


def spelled(name: str, draw: random.Random) -> str:
    return next(iter(sorted(whole_readings(name))), "")


Asking = Callable[[Known, random.Random], PersonQuestion | None]


def _named(change: Callable[[str, random.Random], str]) -> Asking:
    """The name as somebody has it, and a year of birth that may be off by one."""

    def ask(known: Known, draw: random.Random) -> PersonQuestion | None:
        name = change(known.person.name, draw)
        return PersonQuestion(name, born=known.year + draw.choice((-1, 0, 0, 1)), born_within=2) if name else None

    return ask


def _former(known: Known, draw: random.Random) -> PersonQuestion | None:
    name = known.person.former_names.removeprefix("曾用名:")
    return PersonQuestion(name, born=known.year, born_within=2) if name else None


def _couple(known: Known, draw: random.Random) -> PersonQuestion | None:
    return PersonQuestion(f"{known.spouse.name} {known.person.name}") if draw.random() < 2 else None


def _couple_wrong(known: Known, draw: random.Random) -> PersonQuestion | None:
    name, spouse = homophone(known.person.name, draw), lookalike(known.spouse.name, draw)
    return PersonQuestion(name, beside=spouse) if name and spouse and len(spouse) > 2 else None


def _longer(known: Known, draw: random.Random) -> PersonQuestion | None:
    from lantai.holdings.catalogue.id_numbers import read_id_number

    number = read_id_number(known.person.id_number)
    return PersonQuestion(id_number=number.canonical) if number else None


def _bare(known: Known, draw: random.Random) -> PersonQuestion | None:
    return PersonQuestion(known.person.name)


def _last4(known: Known, draw: random.Random) -> PersonQuestion | None:
    asked = _longer(known, draw)
    return replace(asked, name=known.person.name, id_number=asked.id_number[-4:]) if asked else None


KINDS: dict[str, Asking] = {
    "as it is written": _named(lambda name, draw: name),
    "traditional": _named(lambda name, draw: traditional(name)),
    "pinyin": _named(spelled),
    "same sound": _named(homophone),
    "near sound": _named(near_homophone),
    "looks alike": _named(lookalike),
    "one character misread": _named(misread),
    "former name": _former,
    "couple, spouse first": _couple,
    "couple, both wrong": _couple_wrong,
    "18 digits for 15": _longer,
    "name and last four": _last4,
    "the name alone": _bare,
}
