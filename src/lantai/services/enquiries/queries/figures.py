"""The work of a year in figures for everybody, and what applicants said for the board: sums of a few hundred rows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.services.enquiries.matters import GENERAL, matter_label
from lantai.services.enquiries.models import ServiceTally
from lantai.services.enquiries.tallies import ANSWERS, LEAST, published

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table; None is a number that is not shown."""

    name: str
    number: int | None
    days: float | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """A year: how many came and were answered, how, how fast, what people said and complained of.

    None: too few to be shown.
    """

    since: dt.date
    filed: int | None
    answered: int | None
    days: float | None
    late: int | None
    outcomes: list[Line]
    matters: list[Line]
    rated: int | None
    stars: float | None
    complained: int | None
    upheld: int | None


def first_month(today: dt.date) -> dt.date:
    """The beginning of the eleventh month before this one."""
    months = today.year * 12 + today.month - 1 - (MONTHS - 1)
    return dt.date(months // 12, months % 12 + 1, 1)


def figures_of(archive: Institution | None, today: dt.date) -> Figures:
    """Of one archive, or of all together. One query of sums."""
    rows = ServiceTally.objects.filter(month__gte=first_month(today))
    rows = rows.filter(institution=archive) if archive else rows
    by_matter: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for matter, name, number in rows.values_list("matter", "name").annotate(number=Sum("number")).order_by():
        by_matter[matter][name] = number
    whole: dict[str, int] = defaultdict(int)
    for counts in by_matter.values():
        for name, number in counts.items():
            whole[name] += number
    return _told(first_month(today), whole, by_matter)


def _told(since: dt.date, whole: Mapping[str, int], by_matter: Mapping[str, Mapping[str, int]]) -> Figures:
    answers = {name: whole.get(name, 0) for name in ANSWERS}
    answered = sum(answers.values())
    shown = published(answers)
    of_matter = {code: sum(counts.get(name, 0) for name in ANSWERS) for code, counts in by_matter.items()}
    shown_matters = published({code: number for code, number in of_matter.items() if number})
    stars = [whole.get(f"stars_{number}", 0) for number in range(1, 6)]
    return Figures(
        since, _enough(whole.get("filed", 0)), _enough(answered), _mean(whole.get("days", 0), answered),
        _enough(whole.get("late", 0)),
        [Line(_outcome(name), number) for name, number in shown.items()],
        [
            Line(_matter(code), number, _mean(by_matter[code].get("days", 0), number or 0))
            for code, number in sorted(shown_matters.items(), key=lambda each: -(each[1] or 0))
        ],
        _enough(sum(stars)), _mean(sum(at * number for at, number in enumerate(stars, 1)), sum(stars)),
        _enough(whole.get("complained", 0)), _enough(whole.get("upheld", 0)),
    )  # fmt: skip


def _enough(number: int) -> int | None:
    return None if 0 < number < LEAST else number


def _mean(whole: int, number: int) -> float | None:
    return round(whole / number, 1) if number >= LEAST else None


def _outcome(name: str) -> str:
    labels = {
        "delivered": gettext("found and delivered"), "granted": gettext("use granted"),
        "not_found": gettext("not found"), "refused": gettext("use refused"),
    }  # fmt: skip
    return labels[name]


def _matter(code: str) -> str:
    return gettext("Use of unopened archives") if code == GENERAL else matter_label(code)


@dataclass(frozen=True, slots=True)
class Said:
    """What applicants said in a year, for staff: how many, and of five stars how many on the average."""

    number: int
    mean: float


def ratings_of(actor: Actor, today: dt.date) -> Said | None:
    """Of the archives this person handles enquiries for. One query."""
    held = actor.institutions_with(Right.HANDLE_ENQUIRIES)
    rows = ServiceTally.objects.filter(month__gte=first_month(today), name__startswith="stars_")
    rows = rows if "*" in held else rows.filter(institution__code__in=held)
    counts = {int(name[-1]): number for name, number in rows.values_list("name").annotate(Sum("number")).order_by()}
    number = sum(counts.values())
    return Said(number, round(sum(at * each for at, each in counts.items()) / number, 1)) if number else None
