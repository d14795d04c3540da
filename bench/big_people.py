"""The people of the big archive: names as common as in a county, with the keys, numbers and years they are found by."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from demo.people import MEN, OLD_MEN, OLD_WOMEN, RARE_SURNAMES, SURNAMES, WOMEN
from lantai.base.common.text import fold
from lantai.holdings.catalogue.actions.persons import pinyin_column
from lantai.holdings.catalogue.id_numbers import read_id_number
from lantai.holdings.catalogue.person_keys import keys_of, names_in
from lantai.holdings.catalogue.regions import regions
from lantai.holdings.catalogue.sealing import PersonKeys, seal

COMMONEST = ("王伟", "张秀英", "王秀英", "李秀英", "张伟", "王芳", "李伟", "王静", "李建国", "刘建国")
COMMON_SHARE = 0.01
"""One in a hundred bears one of these ten: in three million, each is the name of three thousand."""

PLACES = ("东升街", "红旗公社", "杨家坝大队", "文庙街", "青山公社", "白马乡", "龙泉大队", "石桥镇")
UNITS = ("县氮肥厂", "红旗机械厂", "供销社", "第一中学", "粮站", "邮电局", "", "")
NUMBERED = 0.4
FORMER = 0.05


@dataclass(frozen=True, slots=True)
class Being:
    """Somebody before a record names them."""

    name: str
    sex: str
    year: int
    month: int
    day: int


def beings(kind: str, year: int, dice: random.Random) -> tuple[Being, Being]:
    """Two of an age that fits the record's: who marries, goes to the country or is taken on is young."""
    age = dice.randint(18, 28) if kind in {"marriage", "sent_down_youth", "recruitment"} else dice.randint(8, 60)
    first, second = ("male", "female") if kind == "marriage" else dice.choices(("male", "female"), k=2)
    return _being(first, year - age, dice), _being(second, year - age + dice.randint(-3, 3), dice)


def _being(sex: str, year: int, dice: random.Random) -> Being:
    return Being(_name(sex, dice, old=year < 1936), sex, year, dice.randint(1, 12), dice.randint(1, 28))


def _name(sex: str, dice: random.Random, *, old: bool) -> str:
    if dice.random() < COMMON_SHARE:
        return dice.choice(COMMONEST)
    men, women = (OLD_MEN, OLD_WOMEN) if old else (MEN, WOMEN)
    first, second = men if sex == "male" else women
    common = min(int(dice.expovariate(1 / 18)), len(SURNAMES) - 1)
    surname = dice.choice(RARE_SURNAMES) if dice.random() < 0.05 else SURNAMES[common]
    return surname + (dice.choice(second) if dice.random() < 0.2 else dice.choice(first) + dice.choice(second))


def person_row(entry: int, being: Being, dice: random.Random, keys: PersonKeys) -> dict[str, Any]:
    """What intake makes of them (`enter_persons`), without its objects."""
    born = f"{being.year}{being.month:02}{being.day:02}"
    former = being.name[0] + dice.choice("大二三小") + dice.choice("娃妹毛狗") if dice.random() < FORMER else ""
    row = {
        "id": entry, "name": being.name, "folded": _folded(being.name), "pinyin": _pinyin(being.name),
        "former_names": former and f"曾用名:{former}", "sex": being.sex, "birth_text": born, "birth_year": being.year,
        "birth_key": int(born), "unit": dice.choice(UNITS), "place": dice.choice(PLACES),
        "id_cipher": b"", "id_hash": None, "id_last4": "", "id_problem": "",
    }  # fmt: skip
    if dice.random() < NUMBERED:
        sealed = seal(read_id_number(f"999999{born[2:]}{dice.randint(1, 999):03}", regions=regions()), keys)
        row |= {
            "id_cipher": sealed.cipher, "id_hash": sealed.hash, "id_last4": sealed.last4,
            "id_problem": sealed.problem,
        }  # fmt: skip
    return row


def key_rows(rows: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """The keys of these entries, as `KEY_COLUMNS`."""
    made: list[tuple[Any, ...]] = []
    for row in rows:
        found = _keys(row["name"])
        if row["former_names"]:
            more = [key for name in names_in(row["former_names"]) for key in _keys(name)]
            found = tuple(dict.fromkeys((*found, *more)))
        said = (row["id"], row["record_id"], row.get("birth_year"))
        made += [(key, *said) for key in found]
    return made


_folded, _pinyin, _keys = cache(fold), cache(pinyin_column), cache(keys_of.__wrapped__)
