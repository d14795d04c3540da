"""Records that people have decided on, with what the machine had noticed in them before."""

from __future__ import annotations

import dataclasses
import random

from django.utils import timezone

from lantai.base.accounts.access import Actor, Right
from lantai.base.common.rows import insert_rows
from lantai.holdings.catalogue.actions import Selection, set_opening_states
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.catalogue.tests.factories import ON_PAPER, RecordFactory
from lantai.services.precheck.models import PageHints, Suggestion
from lantai.services.precheck.rules import Rules, current_rules

MATTERS = {"open": ("水渠", "春耕", "会议", "统计"), "deferred": ("处分", "信访", "收养", "离婚")}
ABOUT = ("批复", "通知", "报告", "来信", "决定")


def decide(fonds: Fonds, each: int, *, told: float = 1.0, first: int | None = None) -> list[Record]:
    """So many records opened and delayed by a person, of one fonds; `told`: how often the title says which.

    `first`: their row ids, one after another, as which decisions are held back to measure by goes by them.
    """
    dice = random.Random(7)
    archivist = Actor("柳文澜", "archivist", 1, {"*": frozenset(Right)})
    made: list[Record] = []
    for offset, (state, matters) in enumerate(MATTERS.items()):
        other = MATTERS["deferred" if state == "open" else "open"]
        titles = [
            f"关于{dice.choice(matters if dice.random() < told else other)}的{dice.choice(ABOUT)}" for _ in range(each)
        ]
        rows = [RecordFactory.build(fonds=fonds, title=title) for title in titles]
        for number, row in enumerate(rows, len(made)):
            row.take_institution()
            row.year, row.pk = 1980 + offset, first and first + number
        made += insert_rows(rows)
        set_opening_states(
            actor=archivist,
            fonds=fonds,
            selection=Selection(year_from=1980 + offset, year_to=1980 + offset),
            state=state,
            decision=ON_PAPER,
            reason="审定",
        )
    return made


def few_needed(least: int = 10) -> Rules:
    """The rules, content with so few decisions."""
    rules = current_rules()
    return dataclasses.replace(rules, learning=dataclasses.replace(rules.learning, least=least))


def looked_at(records: list[Record]) -> None:
    """As if they had been prechecked and nothing had been noticed."""
    now = timezone.now()
    insert_rows(
        [PageHints(record=row, page_number=1, rules_version="words@1", digest="0", hints=[]) for row in records]
    )
    insert_rows(
        [
            Suggestion(record=row, value="look", score=0.5, reasons=[], rules_version="words@1", made_at=now)
            for row in records
        ]
    )
