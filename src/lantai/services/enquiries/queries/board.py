"""Open cases counted for who supervises: by age, by person, by matter, by channel; and those that press most.

Only open cases are looked at, through the index of states: they are as many as people can work on, however many have
ended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from django.db.models import Count, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext

from lantai.base.accounts.access import Actor
from lantai.services.enquiries.data import states
from lantai.services.enquiries.matters import GENERAL, matter_label
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.working_days import working_days

AGES = (3, 10, 20)
"""Working days since a case came: up to so many."""
PRESSING, SOON = 20, 2


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of the board: a name, how many of each age, the sum, how many are late."""

    name: str
    by_age: tuple[int, ...]
    open: int
    late: int
    soon: int


@dataclass(frozen=True, slots=True)
class Board:
    """`ages`: the headings, in working days; `pressing`: the open cases whose next term comes first.

    `elsewhere`: the open cases counters of this person took for other archives, by the archive that has them.
    """

    ages: tuple[str, ...]
    whole: Row
    people: list[Row]
    matters: list[Row]
    channels: list[Row]
    states: list[Row]
    elsewhere: list[Row]
    pressing: list[Enquiry]


def board_of(actor: Actor, today: dt.date) -> Board:
    """Seven queries, whatever there is."""
    taken = Enquiry.objects.taken_for_others(actor).waiting().order_by()
    rows = Enquiry.objects.of(actor).waiting().order_by()
    borders = [_midnight(_days_before(today, days)) for days in AGES]
    labels = dict(Enquiry.Channel.choices)
    whole = _rows(rows, "", borders, today)
    return Board(
        _headings(), whole[0] if whole else Row("", (0,) * (len(AGES) + 1), 0, 0, 0),
        _named(_rows(rows, "handler", borders, today), lambda name: name or gettext("nobody yet")),
        _named(_rows(rows, "matter", borders, today), _matter),
        _named(_rows(rows, "channel", borders, today), lambda name: str(labels.get(name, name))),
        _named(_rows(rows, "state", borders, today), lambda name: states()[name].label if name in states() else name),
        _rows(taken, "institution__name", borders, today), list(rows.order_by("next_on", "pk")[:PRESSING]),
    )  # fmt: skip


def _matter(code: str) -> str:
    return gettext("Use of unopened archives") if code == GENERAL else matter_label(code)


def _headings() -> tuple[str, ...]:
    ends = (0, *AGES)
    between = tuple(f"{first + 1 if first else 0}–{last}" for first, last in zip(ends, AGES, strict=False))
    return (*between, f"> {AGES[-1]}")


def _days_before(today: dt.date, days: int) -> dt.date:
    """The first day of those that many working days back, so that a case of that day is still within them."""
    known, day = working_days(), today
    while days > 0:
        day -= dt.timedelta(days=1)
        days -= known.counts(day + dt.timedelta(days=1))
    return day


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _named(rows: list[Row], label: Callable[[str], str]) -> list[Row]:
    return [replace(each, name=label(each.name)) for each in rows]


def _rows(rows: QuerySet[Enquiry], name: str, borders: list[dt.datetime], today: dt.date) -> list[Row]:
    """One query: each age is everything since its border without what is younger."""
    since = {f"since_{at}": Count("pk", filter=Q(made_at__gte=border)) for at, border in enumerate(borders)}
    soon = working_days().after(today, SOON)
    counted = rows.values(name) if name else rows.annotate(all_of_them=Value(1)).values("all_of_them")
    found = counted.annotate(
        number=Count("pk"), late=Count("pk", filter=Q(next_on__lt=today, paused_on__isnull=True)),
        soon=Count("pk", filter=Q(next_on__gte=today, next_on__lte=soon)), **since,
    ).order_by("-number")[:100]  # fmt: skip
    told = cast("Sequence[Mapping[str, Any]]", found)
    return [_row(str(each[name]) if name else "", each, len(borders)) for each in told]


def _row(name: str, each: Mapping[str, Any], borders: int) -> Row:
    upto = [0, *(each[f"since_{at}"] for at in range(borders)), each["number"]]
    by_age = tuple(upto[at + 1] - upto[at] for at in range(len(upto) - 1))
    return Row(name, by_age, each["number"], each["late"], each["soon"])
