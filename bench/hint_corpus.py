"""The labelled set for hints: documents made of wordings and made-up people, with noise as recognition leaves it.

Nothing of a real person is in it. ID numbers have a right check character but a county (00-99) that no province has;
card numbers have Luhn's digit behind an issuer's range with a run of nines; names come from the demonstration's tables.
Every label is a span that the generator itself put there. Shared with the detectors: the formula of the check
characters (written anew here) and nothing else; their surnames, words and shapes are not read.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from bench.hint_words import Wording
from demo.people import Registry
from demo.places import BUREAUX

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ROADS = ("解放南路", "人民路", "建军中路", "大庆路", "文港巷", "毓龙街", "青年西路", "黄海新村", "大洋湾小区", "东进弄")
COUNTIES = ("江苏省盐城市亭湖区", "滨海县", "江苏省阜宁县", "建湖县近湖镇", "大丰市", "")
TOWNS = ("伍佑公社", "便仓镇", "步凤乡", "龙冈镇", "楼王公社", "秦南镇")
STRICT = ("id_number", "phone", "bank_card")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass
class Label:
    """What stands at a place. `wrong`: an ID number whose check character is not right."""

    kind: str
    start: int
    end: int
    noise: str = ""


@dataclass
class Document:
    text: str
    labels: list[Label] = field(default_factory=list)
    subjects: frozenset[str] = frozenset()


def documents(
    wordings: Sequence[Wording], count: int, seed: str, given_names: Callable[[random.Random], str] | None = None
) -> Iterator[Document]:
    """The same for the same seed. `given_names` gives the names of the private persons, if not the demonstration's."""
    rng = random.Random(seed)
    registry = Registry(rng)
    for number in range(count):
        if number % 500 == 0:
            registry.taken.clear()
        yield _document(rng, registry, wordings[number % len(wordings)], given_names)


def _document(
    rng: random.Random, registry: Registry, wording: Wording, given_names: Callable[[random.Random], str] | None
) -> Document:
    subjects, template = wording
    maker = _Maker(rng, registry, given_names)
    parts, at, last, labels = [], 0, 0, []
    for slot in _SLOT.finditer(template):
        before = template[last : slot.start()]
        value, noise, labelled = maker.value(slot.group(1))
        parts += [before, value]
        at += len(before)
        if labelled:
            labels.append(Label(labelled, at, at + len(value), noise))
        at += len(value)
        last = slot.end()
    text = "".join([*parts, template[last:]])
    if rng.random() < 0.12:
        text = _traditional(text)
    return Document(text, labels, frozenset(subjects))


class _Maker:
    """Values of the slots of one document."""

    def __init__(
        self, rng: random.Random, registry: Registry, given_names: Callable[[random.Random], str] | None
    ) -> None:
        self.rng, self.registry, self.given_names = rng, registry, given_names
        self.people: list[str] = []

    def value(self, slot: str) -> tuple[str, str, str]:
        """Text, kind of noise, label or nothing."""
        rng = self.rng
        if slot == "name":
            return *self._name(), "name"
        if slot == "officer":
            return self._new_name(), "", ""
        if slot == "id":
            return self._id()
        if slot == "phone":
            return *_noisy(rng, _phone(rng), letters=False), "phone"
        if slot == "card":
            return *_noisy(rng, _card(rng), letters=False), "bank_card"
        if slot == "address":
            return _address(rng), "", "address"
        if slot == "secrecy":
            return _secrecy(rng), "", "secrecy"
        return _innocent(rng, slot), "", ""

    def _new_name(self) -> str:
        return self.registry.named(self.registry.surname(), self.rng.choice("男女"), self.rng.choice((1920, 1950)))

    def _name(self) -> tuple[str, str]:
        """Often one of those the document speaks of already; of two characters sometimes set apart as in a form."""
        rng = self.rng
        if self.people and rng.random() < 0.3:
            name = rng.choice(self.people)
        else:
            name = self.given_names(rng) if self.given_names else self._new_name()
            self.people.append(name)
        if len(name) == 2 and rng.random() < 0.15:
            return f"{name[0]}\u3000{name[1]}", "blank"
        return name, ""

    def _id(self) -> tuple[str, str, str]:
        rng = self.rng
        province = rng.choice(("32", "11", "51", "44", "62", "37"))
        birth = f"19{rng.randint(20, 99)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
        stem = f"{province}0099{birth}{rng.randint(1, 999):03d}"
        if rng.random() < 0.12:
            return *_noisy(rng, stem[:6] + stem[8:], letters=False), "id_old"
        check = "10X98765432"[sum(int(d) * w for d, w in zip(stem, WEIGHTS, strict=True)) % 11]
        if rng.random() < 0.08:
            return stem + rng.choice([d for d in "0123456789" if d != check]), "", "id_wrong"
        return *_noisy(rng, stem + check, letters=True), "id_number"


def _noisy(rng: random.Random, number: str, *, letters: bool) -> tuple[str, str]:
    """As it comes out of a scan or a form."""
    chance = rng.random()
    if chance < 0.12:
        at = rng.randint(4, len(number) - 4)
        return f"{number[:at]}\n{number[at:]}", "line break"
    if chance < 0.24:
        size = rng.choice((3, 4, 6))
        return " ".join(number[i : i + size] for i in range(0, len(number), size)), "blanks"
    if chance < 0.34:
        return number.translate({ord(d): 0xFEE0 + ord(d) for d in "0123456789X"}), "full width"
    if letters and chance < 0.56:
        pairs = {"0": "Oo", "1": "lI|", "5": "Ss", "8": "B", "2": "Z", "9": "g"}
        places = [i for i, digit in enumerate(number) if digit in pairs]
        found = list(number)
        for place in rng.sample(places, min(len(places), rng.randint(1, 3))):
            found[place] = rng.choice(pairs[number[place]])
        return "".join(found), "letters"
    return number, ""


def _phone(rng: random.Random) -> str:
    if rng.random() < 0.6:
        return rng.choice(("13", "15", "16", "17", "18", "19")) + f"{rng.randint(0, 999_999_999):09d}"
    local = str(rng.choice((rng.randint(2_000_000, 8_999_999), rng.randint(20_000_000, 89_999_999))))
    return f"{rng.choice(('0515', '025', '010', '0519'))}-{local}"


def _card(rng: random.Random) -> str:
    stem = f"{rng.choice(('622848', '621700', '622202'))}999{rng.randint(0, 10**9 - 1):09d}"
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(stem)))
    return stem + str(-total % 10)


def _address(rng: random.Random) -> str:
    door = f"{rng.randint(1, 300)}号"
    if rng.random() < 0.5:
        door += f"{rng.randint(1, 9)}单元{rng.randint(101, 909)}室"
    return rng.choice(COUNTIES) + rng.choice(ROADS) + door


def _secrecy(rng: random.Random) -> str:
    level, star = rng.choice(("机密", "秘密", "绝密")), rng.choice("★★★☆*")
    return rng.choice((f"{level}{star}10年", f"{level} {star} 长期", f"{level}{star}", level, "内部资料 注意保存"))


def _innocent(rng: random.Random, slot: str) -> str:
    """What looks like a number of somebody and is none."""
    year, long = rng.randint(1950, 2015), rng.randint(10**9, 10**11 - 1)
    return {
        "date": f"{year}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日",
        "ym": f"{year}.{rng.randint(1, 12)}",
        "amount": rng.choice((str(rng.randint(10, 99_999)), f"{rng.randint(1, 999_999):,}.{rng.randint(0, 99):02d}")),
        "docno": f"{rng.choice(BUREAUX)[:2]}发〔{year}〕{rng.randint(1, 199)}号",
        "serial": rng.choice((f"No.{long}", f"{year}{long}", f"{rng.randint(10**15, 10**16 - 1)}")),
        "code": rng.choice((f"1{rng.randint(30, 99)}{rng.randint(10**7, 10**8 - 1)}", f"HT-{year}-{long}")),
        "short": str(rng.randint(1000, 99_999)),
        "town": rng.choice(TOWNS),
    }[slot]


def _traditional(text: str) -> str:
    """Left as it is where the length would change, so that every label stays where it is."""
    converted = _converter().convert(text)
    return converted if len(converted) == len(text) else text


@cache
def _converter() -> Any:
    import opencc  # takes long to load

    return opencc.OpenCC("s2t")
