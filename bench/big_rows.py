"""The rows of the big archive: what each number's record says, whom it names and what is read on its pages."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.big_loading import Row
from bench.big_people import Being, beings, key_rows, person_row
from bench.search_corpus import BRACKETS, ISSUERS, YEARS, _title, document
from lantai.base.accounts.models import Institution
from lantai.engines.formats.model import Line, pack_lines
from lantai.holdings.catalogue.models import Fonds, OpeningState, PersonEntry, Record, ReferenceCode
from lantai.holdings.catalogue.sealing import PersonKeys
from lantai.holdings.fulltext.models import Page, PageLayout
from lantai.holdings.preservation.models import StoredFile, StoredObject

RUN = 500
"""Records that come in together, into one fonds."""

VOLUME = 100
"""Of every second hundred the first is a volume, and the others are its items."""

SPANS = range(1930, 2020, 3)
"""Every kind has a class of its own in each fonds, and below it one for each three years."""

GREAT = 100_000
CHARACTERS_A_PAGE = 900
CHARACTERS_A_LINE = 28
STATES = (
    [OpeningState.OPEN] * 60
    + [OpeningState.UNREVIEWED] * 25
    + [OpeningState.RESTRICTED] * 10
    + [OpeningState.DEFERRED] * 5
)
CLASSES = {
    "document": "WS",
    "marriage": "HY",
    "recruitment": "RS",
    "sent_down_youth": "ZQ",
    "land": "TD",
    "school": "XJ",
}
ROLES = {"marriage": ("groom", "bride"), "recruitment": ("worker",), "sent_down_youth": ("youth",), "land": ("holder",)}
KINDS = list(CLASSES)
PHRASES = {
    "marriage": "{}与{}结婚登记申请书",
    "recruitment": "{}招工审批表",
    "sent_down_youth": "{}知识青年上山下乡登记表",
    "land": "{}户土地房产所有证存根",
    "school": "{}等学生学籍卡",
}
PLACES = ["云溪", "城关", "东风", "红星", "青山", "白马", "龙泉", "石桥", "新民", "太平", "兴隆", "长安"]


@dataclass(frozen=True)
class Plan:
    """Which archives and fonds there are, and which fonds each run of records comes into."""

    seed: int
    long_texts: bool
    institutions: list[Institution]
    fonds: list[Fonds]
    runs: list[int]

    @property
    def kept(self) -> Institution:
        """The archive whose staff measure."""
        return self.institutions[49 if len(self.institutions) > 49 else 0]

    def fonds_of(self, number: int) -> Fonds:
        return self.fonds[self.runs[(number - 1) // RUN]]


def planned(records: int, *, archives: int, seed: int, long_texts: bool) -> Plan:
    """Every archive has three fonds (thirty, where there are few archives); runs go round among them."""
    institutions = [
        Institution(pk=n + 1, code=f"A{n + 1:03d}", name=f"{PLACES[n % 12]}区第{n + 1}档案馆") for n in range(archives)
    ]
    each = 3 if archives > 10 else 30
    fonds = [
        Fonds(
            pk=n + 1, ulid=f"01BJ{n:022d}", institution=institutions[n // each], code=f"J{n + 1:03d}",
            title=f"{PLACES[n % 12]}区{n + 1}号全宗", unit=f"{PLACES[n % 12]}区民政局",
            year_from=YEARS[0], year_to=YEARS[-1],
            guide="本全宗由程序生成，供测速用。",
        )
        for n in range(archives * each)
    ]  # fmt: skip
    count = -(-records // RUN)
    great = GREAT // RUN if records > GREAT * 5 else 0
    runs = [0] * great + [n % len(fonds) for n in range(count - great)]
    random.Random(seed).shuffle(runs)
    return Plan(seed, long_texts, institutions, fonds, runs)


def class_of(fonds: int, kind: str, year: int) -> int:
    """The number of the class a record is arranged in."""
    return top_class_of(fonds, kind) + 1 + (year - SPANS.start) // SPANS.step


def top_class_of(fonds: int, kind: str) -> int:
    return ((fonds - 1) * len(KINDS) + KINDS.index(kind)) * (len(SPANS) + 1) + 1


def rows_of(plan: Plan, numbers: Sequence[int], keys: PersonKeys) -> dict[type[Any], list[Row]]:
    """All rows of these records as columns and values, model by model in the order they must be stored."""
    made: dict[type[Any], list[Row]] = {
        model: [] for model in (Record, ReferenceCode, PersonEntry, StoredObject, StoredFile, Page, PageLayout)
    }
    for number in numbers:
        described = _long(plan, number) if plan.long_texts else _short(plan, number)
        made[Record].append(described.record)
        made[ReferenceCode].append(_code(described.record))
        made[PersonEntry] += _persons(described, keys, plan.seed)
        if described.text:
            _add_pages(made, described)
    return made


@dataclass(frozen=True)
class Described:
    """One record with what is not in its row."""

    record: Row
    people: tuple[Being, ...]
    text: str


def _long(plan: Plan, number: int) -> Described:
    made = document(number)
    dice = random.Random(number * 31 + plan.seed)
    kind, year = dice.choice(KINDS), made.year or YEARS[0]
    record = _record(plan, number, dice, kind=kind, year=year, title=made.title)
    record["document_number"] = made.document_number
    people = tuple(Being(name, "", year - 30, 1, 1) for name in made.names)
    return Described(record, people, made.body)


def _short(plan: Plan, number: int) -> Described:
    dice = random.Random(number * 31 + plan.seed)
    kind, year = dice.choice(KINDS), dice.choice(YEARS)
    people = beings(kind, year, dice)
    names = [being.name for being in people]
    title = _title(dice) if kind == "document" else PHRASES[kind].format(*names)
    record = _record(plan, number, dice, kind=kind, year=year, title=title)
    if kind == "document":
        record["document_number"] = (
            f"{dice.choice(ISSUERS)}{dice.choice(BRACKETS).format(year)}{dice.randrange(1, 200)}号"
        )
    text = ""
    if number % 5 == 0:
        text = f"{title}。{dice.choice(PLACES)}公社{dice.choice(PLACES)}大队，{'、'.join(names)}，{_title(dice)}"
    return Described(record, people, text)


def _record(plan: Plan, number: int, dice: random.Random, *, kind: str, year: int, title: str) -> Row:
    fonds = plan.fonds_of(number)
    month, day = dice.randrange(1, 13), dice.randrange(1, 29)
    retention = dice.choice(("Y", "D30", "D10"))
    code = f"{fonds.code}-{CLASSES[kind]}·{year}-{retention}-{number:07d}"
    date = dt.date(year, month, day)
    hundred = (number - 1) // VOLUME
    volume = hundred * VOLUME + 1 if hundred % 2 == 0 else None
    return {
        "id": number, "ulid": f"01BG{number:022d}", "fonds_id": fonds.pk, "institution_code": fonds.institution.code,
        "level": "volume" if volume == number else "item", "parent_id": volume if volume and volume < number else None,
        "series_id": class_of(fonds.pk, kind, year), "record_type": kind, "code": code, "code_key": code,
        "code_is_provisional": dice.random() < 0.01,
        "title": title, "creator": fonds.unit, "document_number": "", "date_text": f"{year}{month:02d}{day:02d}",
        "date_start": date, "date_end": date, "date_precision": "day", "date_key": year * 10_000 + month * 100 + day,
        "year": year, "retention": retention, "opening_state": dice.choice(STATES), "described_by": "bench",
        "fields": {"住址": f"{dice.choice(PLACES)}公社"}, "lineage": {"sheet": "目录", "row": number},
    }  # fmt: skip


def _code(record: Row) -> Row:
    return {
        "record_id": record["id"], "display": record["code"], "key": record["code_key"], "scheme": "free",
        "reason": "intake", "by": "bench",
    }  # fmt: skip


def _persons(described: Described, keys: PersonKeys, seed: int) -> list[Row]:
    """At most ten of a record, numbered by it."""
    number, roles = described.record["id"], ROLES.get(described.record["record_type"], ())
    dice = random.Random(number * 37 + seed)
    return [
        person_row(number * 10 + n, being, dice, keys)
        | {"record_id": number, "position": n, "role": roles[n] if n < len(roles) else "party"}
        for n, being in enumerate(described.people)
    ]


def person_keys_of(made: dict[type[Any], list[Row]]) -> list[tuple[Any, ...]]:
    """Keys of all persons of these rows."""
    return key_rows(made[PersonEntry])


def _add_pages(made: dict[type[Any], list[Row]], described: Described) -> None:
    number, name = described.record["id"], f"{described.record['code']}.pdf"
    made[StoredObject].append(
        {"id": number, "record_id": number, "object_id": f"urn:lantai:{number}", "inventory_sha512": f"{number:0128x}"}
    )
    made[StoredFile].append({
        "id": number, "ulid": f"01BF{number:022d}", "stored_id": number, "position": 1, "logical_path": name,
        "original_name": name, "size": 90_000, "sha512": f"{number:0128x}", "sm3": f"{number:064x}",
        "mime": "application/pdf", "kind": "pdf",
    })  # fmt: skip
    for place in range(0, len(described.text), CHARACTERS_A_PAGE):
        lines = _lines(described.text[place : place + CHARACTERS_A_PAGE])
        position = place // CHARACTERS_A_PAGE + 1
        made[Page].append({
            "id": number * 10 + position, "record_id": number, "file_id": number, "number": position,
            "position": position, "width": 1654, "height": 2339, "text": "\n".join(line.text for line in lines),
            "source": "ocr", "engine": "bench 1", "confidence": 0.97,
        })  # fmt: skip
        made[PageLayout].append({"page_id": number * 10 + position, "lines": pack_lines(lines)})


def _lines(text: str) -> tuple[Line, ...]:
    rows = [row[n : n + CHARACTERS_A_LINE] for row in text.splitlines() for n in range(0, len(row), CHARACTERS_A_LINE)]
    return tuple(
        Line(row, tuple((100 + 50 * x, 100 + 60 * y, 48, 50) for x in range(len(row))), 0.97)
        for y, row in enumerate(rows)
    )
