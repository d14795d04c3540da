"""A home for `bench.opening_flow`: records due for opening, an archive with its people, a unit and the authority."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

from bench.big_loading import Row, bare_tables, insert

STAFF = ("yue", "lin", "jiang", "hai")
"""Four people of the archive who plan, review and approve, each batch in other offices."""
UNIT, OFFICER = "unit", "officer"
NAMES = {"yue": "岳明", "lin": "林静", "jiang": "江远", "hai": "海波", UNIT: "民政 丁", OFFICER: "主管 纪"}
PASSWORD = "bench-reads-all-day"


@dataclass(frozen=True)
class Holdings:
    """What was made: the fonds by their ulids, the great batch's first."""

    fonds: tuple[str, ...]
    records: int


def build(counts: tuple[int, ...], seed: int = 1) -> Holdings:
    """One fonds for each count, with so many records that are due; everybody of the review."""
    from lantai.base.accounts.models import Institution
    from lantai.holdings.catalogue.models import Fonds

    archive = Institution.objects.create(code="A001", name="云溪区档案馆", kind=Institution.Kind.ARCHIVE)
    unit = Institution.objects.create(code="U001", name="云溪区民政局", kind=Institution.Kind.UNIT)
    authority = Institution.objects.create(code="Z001", name="云溪区档案局", kind=Institution.Kind.AUTHORITY)
    _people(archive, unit, authority)
    made = []
    for n in range(1, len(counts) + 1):
        fonds = Fonds.objects.create(
            institution=archive, code=f"J{n:03d}", title=f"云溪区民政局第{n}全宗", unit=unit.name, year_from=1951,
            year_to=1990, guide="本全宗由程序生成，供测速用。",
        )  # fmt: skip
        made.append(fonds)
    with bare_tables():
        begin = 1
        for fonds, count in zip(made, counts, strict=True):
            _records(fonds, range(begin, begin + count), seed)
            begin += count
    return Holdings(tuple(fonds.ulid for fonds in made), sum(counts))


def _people(archive: Any, unit: Any, authority: Any) -> None:
    from lantai.base.accounts.access import OPERATOR, Role
    from lantai.base.accounts.actions import add_user, grant_role

    offices = [(archive, role) for role in (Role.OPENING_PLANNER, Role.OPENING_REVIEWER, Role.OPENING_APPROVER)]
    roles = dict.fromkeys(STAFF, offices)
    roles |= {UNIT: [(unit, Role.UNIT_OFFICER)], OFFICER: [(authority, Role.AUTHORITY_OFFICER)]}
    for username, held in roles.items():
        user = add_user(actor=OPERATOR, username=username, password=PASSWORD, display_name=NAMES[username])
        for institution, role in held:
            grant_role(actor=OPERATOR, user=user, institution=institution, role=role)


def _records(fonds: Any, numbers: range, seed: int) -> None:
    """Documents of 1951 to 1990 with a page of text each, as `bench.big_rows` has them for every fifth."""
    from bench.big_rows import PHRASES, PLACES
    from lantai.engines.formats.model import Line, pack_lines
    from lantai.holdings.catalogue.models import Record, ReferenceCode
    from lantai.holdings.fulltext.models import Page, PageLayout
    from lantai.holdings.preservation.models import StoredFile, StoredObject

    rows: dict[Any, list[Row]] = {m: [] for m in (Record, ReferenceCode, StoredObject, StoredFile, Page, PageLayout)}
    for number in numbers:
        dice = random.Random(number * 31 + seed)
        names = tuple(_name(dice) for _ in range(2))
        title = PHRASES["marriage"].format(*names)
        record = _record(fonds, number, title, dice)
        rows[Record].append(record)
        rows[ReferenceCode].append(
            {"record_id": number, "display": record["code"], "key": record["code_key"], "scheme": "free", "by": "bench",
             "reason": "intake"}
        )  # fmt: skip
        place = f"{dice.choice(PLACES)}公社{dice.choice(PLACES)}大队"
        text = f"现住{place}第{dice.randrange(1, 9)}生产队。{title}。{names[0]}、{names[1]}，均系社员。"
        rows[StoredObject].append({
            "id": number, "record_id": number, "object_id": f"urn:lantai:{number}",
            "inventory_sha512": f"{number:0128x}",
        })  # fmt: skip
        rows[StoredFile].append({
            "id": number, "ulid": f"01BF{number:022d}", "stored_id": number, "position": 1, "logical_path": "1.txt",
            "original_name": "1.txt", "size": 900, "sha512": f"{number:0128x}", "sm3": f"{number:064x}",
            "mime": "text/plain", "kind": "text",
        })  # fmt: skip
        rows[Page].append({
            "id": number, "record_id": number, "file_id": number, "number": 1, "position": 1, "text": text,
            "source": "text", "engine": "bench 1", "confidence": 1.0,
        })  # fmt: skip
        rows[PageLayout].append({"page_id": number, "lines": pack_lines((Line(text, (), 1.0),))})
    for model, some in rows.items():
        insert(model, some)


def _name(dice: random.Random) -> str:
    from bench.search_corpus import GIVEN, SURNAMES

    return dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, 2))


def _record(fonds: Any, number: int, title: str, dice: random.Random) -> Row:
    year, month, day = 1951 + number % 40, dice.randrange(1, 13), dice.randrange(1, 29)
    date = dt.date(year, month, day)
    code = f"{fonds.code}-HY·{year}-Y-{number:06d}"
    return {
        "id": number, "ulid": f"01BG{number:022d}", "fonds_id": fonds.pk, "institution_code": "A001", "level": "item",
        "record_type": "marriage", "code": code, "code_key": code, "title": title, "creator": fonds.unit,
        "date_text": f"{year}{month:02d}{day:02d}", "date_start": date, "date_end": date, "date_precision": "day",
        "date_key": year * 10_000 + month * 100 + day, "year": year, "retention": "Y", "opening_state": "unreviewed",
        "described_by": "bench", "fields": {}, "lineage": {"sheet": "目录", "row": number},
    }  # fmt: skip
