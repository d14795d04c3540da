"""The work of the desk in figures: today, what is open by its clocks, and what came and was answered by time.

Everything is counted by the database over two indexes that hold what is asked: the cases that came since the first
stretch began, and those answered since. How many archives, matters or stretches there are changes no number of queries.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.services.enquiries.holding import holders
from lantai.services.enquiries.matters import GENERAL, matter_label
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.working_days import working_days

SOON = 2
"""Working days: a case whose next term ends within them is due soon."""
MOST_MATTERS = 12
FOUND = ("delivered", "granted")
LENGTHS = {"day": 14, "week": 12, "month": 12}
"""How many stretches are shown of each length, this one among them."""


@dataclass(slots=True)
class Stretch:
    """A day, week or month: what came and how what was answered was answered. `days` are working days in all."""

    since: dt.date
    name: str
    came: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    timed: int = 0
    days: int = 0
    late: int = 0

    @property
    def answered(self) -> int:
        return self.answers.total()

    @property
    def found(self) -> int:
        return sum(self.answers[name] for name in FOUND)

    @property
    def not_found(self) -> int:
        return self.answers["not_found"]

    @property
    def refused(self) -> int:
        return self.answers["refused"]

    @property
    def rate(self) -> int | None:
        """Of a hundred searches, how many found something; None where nothing was searched."""
        searched = self.found + self.not_found
        return round(100 * self.found / searched) if searched else None

    @property
    def mean(self) -> float | None:
        """Working days until the answer."""
        return round(self.days / self.timed, 1) if self.timed else None


@dataclass(frozen=True, slots=True)
class Clocks:
    """Open cases, each in one of four: within the term, due within two working days, overdue, resting."""

    in_time: int
    soon: int
    late: int
    resting: int

    @property
    def open(self) -> int:
        return self.in_time + self.soon + self.late + self.resting


@dataclass(frozen=True, slots=True)
class Dashboard:
    """`whole`: the sum of the stretches. `channels` and `matters`: of what came and was answered in them."""

    by: str
    came_today: int
    answered_today: int
    clocks: Clocks
    stretches: Sequence[Stretch]
    whole: Stretch
    channels: Sequence[tuple[str, int]]
    matters: Sequence[Stretch]


def archives_of(actor: Actor) -> list[Institution]:
    """Those whose enquiries this person sees. One query."""
    held = actor.institutions_with(Right.HANDLE_ENQUIRIES) | actor.institutions_with(Right.DECIDE_USE)
    return list((holders() if "*" in held else Institution.objects.filter(code__in=held)).order_by("code")[:200])


def dashboard_of(actor: Actor, today: dt.date, by: str, archive: Institution | None = None) -> Dashboard:
    """Five queries. `by`: day, week or month; of one archive, or of all this person sees."""
    rows = Enquiry.objects.of(actor).order_by()
    rows = rows.filter(institution=archive) if archive else rows
    stretches = [Stretch(since, _name(since, by)) for since in _begins(today, by)]
    channels, matters = _came(rows, stretches)
    _answered(rows, stretches, matters)
    whole = _sum(Stretch(stretches[0].since, gettext("together")), stretches)
    labels = dict(Enquiry.Channel.choices)
    return Dashboard(
        by, rows.filter(made_at__gte=_midnight(today)).count(), rows.filter(answered_on=today).count(),
        _clocks(rows.waiting(), today), stretches, whole,
        [(str(labels.get(code, code)), number) for code, number in channels.most_common()],
        _largest(matters.values()),
    )  # fmt: skip


def _begins(today: dt.date, by: str) -> list[dt.date]:
    """The first days of the stretches, the oldest first."""
    back = range(LENGTHS[by] - 1, -1, -1)
    if by == "day":
        return [today - dt.timedelta(days=n) for n in back]
    if by == "week":
        return [today - dt.timedelta(days=today.weekday() + 7 * n) for n in back]
    months = [today.year * 12 + today.month - 1 - n for n in back]
    return [dt.date(month // 12, month % 12 + 1, 1) for month in months]


def _name(since: dt.date, by: str) -> str:
    return date_format(since, "Y-m" if by == "month" else "m-d")


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _place(column: str, borders: Sequence[object]) -> Case:
    """Which stretch a row falls into; the newest is asked for first, because most questions are about it."""
    found = [When(**{f"{column}__gte": border, "then": Value(at)}) for at, border in enumerate(borders)]
    return Case(*reversed(found), output_field=IntegerField())


def _came(rows: QuerySet[Enquiry], stretches: list[Stretch]) -> tuple[Counter[str], dict[str, Stretch]]:
    """One query: how many came in each stretch, by each channel, of each matter."""
    borders = [_midnight(each.since) for each in stretches]
    counted = (
        rows.filter(made_at__gte=borders[0]).annotate(place=_place("made_at", borders))
        .values("place", "channel", "matter").annotate(number=Count("*"))
    )  # fmt: skip
    channels: Counter[str] = Counter()
    matters = _by_matter(stretches[0].since)
    for each in cast("Iterable[Mapping[str, Any]]", counted):
        stretches[each["place"]].came += each["number"]
        matters[each["matter"]].came += each["number"]
        channels[each["channel"]] += each["number"]
    return channels, matters


def _answered(rows: QuerySet[Enquiry], stretches: list[Stretch], matters: dict[str, Stretch]) -> None:
    """One query: how what was answered in each stretch was answered, how fast, and how much too late."""
    borders = [each.since for each in stretches]
    counted = (
        rows.filter(answered_on__gte=borders[0]).annotate(place=_place("answered_on", borders))
        .values("place", "answer", "matter")
        .annotate(
            number=Count("*"), timed=Count("answer_days"), days=Sum("answer_days", default=0),
            late=Count("pk", filter=Q(answered_on__gt=F("due_on"))),
        )
    )  # fmt: skip
    for each in cast("Iterable[Mapping[str, Any]]", counted):
        for row in (stretches[each["place"]], matters[each["matter"]]):
            row.answers[each["answer"]] += each["number"]
            row.timed += each["timed"]
            row.days += each["days"]
            row.late += each["late"]


def _by_matter(since: dt.date) -> dict[str, Stretch]:
    class ByMatter(defaultdict[str, Stretch]):
        def __missing__(self, code: str) -> Stretch:
            name = gettext("Use of unopened archives") if code == GENERAL else matter_label(code)
            self[code] = Stretch(since, name)
            return self[code]

    return ByMatter()


def _largest(matters: Iterable[Stretch]) -> list[Stretch]:
    """Those that came most, and the others together."""
    ordered = sorted(matters, key=lambda each: (-each.came, -each.answered, each.name))
    shown, rest = ordered[:MOST_MATTERS], ordered[MOST_MATTERS:]
    return [*shown, _sum(Stretch(rest[0].since, gettext("other matters")), rest)] if rest else shown


def _sum(into: Stretch, rows: Iterable[Stretch]) -> Stretch:
    for each in rows:
        into.came += each.came
        into.answers += each.answers
        into.timed, into.days, into.late = into.timed + each.timed, into.days + each.days, into.late + each.late
    return into


def _clocks(rows: QuerySet[Enquiry], today: dt.date) -> Clocks:
    """One query over the open cases alone. What rests waits for its applicant and is late for nobody."""
    runs, soon = Q(paused_on__isnull=True), working_days().after(today, SOON)
    told = rows.aggregate(
        number=Count("pk"), late=Count("pk", filter=runs & Q(next_on__lt=today)),
        soon=Count("pk", filter=runs & Q(next_on__gte=today, next_on__lte=soon)), resting=Count("pk", filter=~runs),
    )  # fmt: skip
    late, near, resting = told["late"], told["soon"], told["resting"]
    return Clocks(told["number"] - late - near - resting, near, late, resting)


def as_rows(board: Dashboard) -> list[list[str]]:
    """All figures one below the other, for a spreadsheet: part, line, figure, number. None is an empty cell."""
    words: dict[str, Callable[[Stretch], object]] = {
        gettext("new cases"): lambda row: row.came, gettext("answered"): lambda row: row.answered,
        gettext("something found"): lambda row: row.found, gettext("nothing found"): lambda row: row.not_found,
        gettext("use refused"): lambda row: row.refused, gettext("found, of a hundred"): lambda row: row.rate,
        gettext("working days on average"): lambda row: row.mean, gettext("answered too late"): lambda row: row.late,
    }  # fmt: skip
    clocks = board.clocks
    rows: list[list[object]] = [
        [gettext("Today"), "", gettext("new cases"), board.came_today],
        [gettext("Today"), "", gettext("answered"), board.answered_today],
        *(
            [gettext("Open cases"), "", name, number]
            for name, number in (
                (gettext("in time"), clocks.in_time), (gettext("due soon"), clocks.soon),
                (gettext("overdue"), clocks.late), (gettext("waiting for the applicant"), clocks.resting),
            )
        ),
        *([gettext("Channel"), name, gettext("new cases"), number] for name, number in board.channels),
    ]  # fmt: skip
    for part, lines in ((gettext("Time"), [*board.stretches, board.whole]), (gettext("Matter"), board.matters)):
        rows += [[part, line.name, word, figure(line)] for line in lines for word, figure in words.items()]
    return [["" if cell is None else str(cell) for cell in row] for row in rows]
