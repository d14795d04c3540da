"""Made-up lists on their way, each step by another person: for the tests of disposal and for other walks."""

from __future__ import annotations

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import User
from lantai.base.common.dates import parse_date
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.actions import Description, describe_records
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.disposal.actions import (
    Verdict,
    begin_destruction,
    close_appraisal,
    decide_items,
    draw_up_appraisal,
    give_opinion,
    pass_on_appraisal,
    propose_destruction,
    witness_destruction,
)
from lantai.holdings.disposal.models import Appraisal, Destruction

THIS_YEAR = 2026
EVERY = (1900, 2100)


def somebody(name: str, number: int, *rights: Right, institution: str = "LT01") -> Actor:
    return Actor(name, "archivist", 900_000 + number, {institution: frozenset(rights)})


FIRST = somebody("初审员", 1, Right.APPRAISE, Right.DESCRIBE)
SECOND = somebody("复审员", 2, Right.APPRAISE, Right.DESCRIBE)
HEAD = somebody("负责人", 3, Right.APPROVE_DISPOSAL)
WITNESSES = tuple(somebody(f"监销人{n}", 10 + n, Right.WITNESS_DISPOSAL) for n in range(3))
HANDS = somebody("经办人", 4, Right.APPRAISE)


def enter_people() -> None:
    """Accounts of the made-up people: an event that names an account that is not there loses it in a rebuild."""
    wanted = range(900_001, 900_014)
    known = set(User.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    for pk in sorted(set(wanted) - known):
        User.objects.create(pk=pk, username=f"made-up-{pk}", display_name=f"鉴定人员{pk}", password="!")


def due_records(
    fonds: Fonds, count: int = 2, *, year: int = 1990, retention: str = "D10", first: int = 1
) -> list[Record]:
    """Described records of one year, without files."""
    enter_people()
    codes = [f"{fonds.code}-WS·{year}-{retention}-BGS-{n:04d}" for n in range(first, first + count)]
    said = [
        Description(code, f"关于第{n}号防汛事项的通知", date=parse_date(f"{year}0312"), year=year, retention=retention)
        for n, code in enumerate(codes, first)
    ]
    maker = somebody("著录员", 5, Right.DESCRIBE, institution=fonds.institution.code)
    return describe_records(actor=maker, fonds=fonds, descriptions=[(new_ulid(), each) for each in said])


def drawn(fonds: Fonds) -> Appraisal:
    return draw_up_appraisal(actor=FIRST, fonds=fonds, years=EVERY, this_year=THIS_YEAR)


def decided(fonds: Fonds, verdict: Verdict | None = None) -> Appraisal:
    """Decided by the first, and passed on."""
    appraisal = drawn(fonds)
    said = verdict or Verdict("destroy", reason="无保存价值")
    decide_items(actor=FIRST, appraisal=appraisal, positions=[], verdict=said)
    return pass_on_appraisal(actor=FIRST, appraisal=appraisal)


def closed(fonds: Fonds, verdict: Verdict | None = None) -> Appraisal:
    appraisal = decided(fonds, verdict)
    decide_items(actor=SECOND, appraisal=appraisal, positions=[], verdict=Verdict())
    return close_appraisal(actor=SECOND, appraisal=appraisal)


def proposed(fonds: Fonds) -> Destruction:
    return propose_destruction(actor=FIRST, appraisal=closed(fonds), reason="保管期限已满")


def approved(fonds: Fonds) -> Destruction:
    destruction = proposed(fonds)
    while destruction.state != "approved":
        give_opinion(actor=HEAD, destruction=destruction, agree=True, text="同意")
    return destruction


def witnessed(fonds: Fonds) -> Destruction:
    destruction = approved(fonds)
    for witness in WITNESSES[:2]:
        witness_destruction(actor=witness, destruction=destruction, text="已核对")
    return destruction


def begun(fonds: Fonds) -> Destruction:
    return begin_destruction(actor=HANDS, destruction=witnessed(fonds), place="本馆", way="粉碎，存储覆盖")
