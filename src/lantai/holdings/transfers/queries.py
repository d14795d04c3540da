"""What the pages of hand-over show: lists, one hand-over with everything, and what may be done with it now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as Sheet, Paginator
from django.db.models import Count, F, Q, QuerySet, Sum

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.checks.models import CheckRun
from lantai.holdings.transfers.actions import side_of
from lantai.holdings.transfers.models import REGISTER, Agreement, Problem, Reminder, Signature, Transfer, TransferFile
from lantai.holdings.transfers.models.transfer import TransferQuerySet
from lantai.holdings.transfers.paper_texts import Judged, judged
from lantai.holdings.transfers.papers import Paper, papers_of
from lantai.holdings.transfers.requirements import Asked, lacking
from lantai.holdings.transfers.states import Side, State, Transition, open_acts
from lantai.holdings.transfers.verdicts import last_run, last_self_check, results_to_show

SHEET = 50
SHOWN_FILES, SHOWN_PROBLEMS = 200, 100
WORK = frozenset({"count", "check", "store", "find_again"})
WITH_REASON = frozenset({"withdraw", "accept_with_issues", "return", "report_missing", "ask_cancel", "cancel"})


@dataclass(frozen=True, slots=True)
class Offer:
    """An act that this person could perform now, or what is lacking for it."""

    transition: Transition
    lacking: tuple[str, ...]

    @property
    def act(self) -> str:
        return self.transition.act

    @property
    def asks_reason(self) -> bool:
        return self.act in WITH_REASON

    @property
    def is_possible(self) -> bool:
        return not self.lacking


@dataclass(frozen=True, slots=True)
class Arrival:
    """How much of a package has been uploaded."""

    files: int
    bytes: int
    arrived: int
    arriving: int

    @property
    def percent(self) -> int:
        return self.arrived * 100 // self.bytes if self.bytes else 100 if self.files else 0


@dataclass(frozen=True, slots=True)
class ProblemList:
    """What one round was returned for, the first rows in full."""

    round: int
    count: int
    rows: tuple[Problem, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class PaperShown:
    """A paper with what its signatures are worth; whether it can be verified outside, and awaits this side's."""

    paper: Paper
    signatures: tuple[Judged, ...]
    awaits_me: bool

    @property
    def is_signed_by_key(self) -> bool:
        return any(each.signature.signature and each.signature.certificate for each in self.signatures)


@dataclass(frozen=True, slots=True)
class Dossier:
    """One hand-over with everything."""

    transfer: Transfer
    offers: tuple[Offer, ...]
    arrival: Arrival
    problems: tuple[ProblemList, ...]
    papers: tuple[PaperShown, ...]
    reminders: tuple[Reminder, ...]
    run: CheckRun | None
    results: tuple[dict[str, Any], ...]
    is_my_turn: bool
    is_overdue: bool

    def offer(self, act: str) -> Offer | None:
        return next((offer for offer in self.offers if offer.act == act), None)


def _seen(actor: Actor, side: Side) -> TransferQuerySet:
    """What this person sees from this side, with everything a line shows."""
    rows = Transfer.objects.of_units(actor) if side is Side.UNIT else Transfer.objects.of_archives(actor)
    return rows.select_related("unit", "archive", "fonds__institution", "agreement", "job", "intake")


def handover_at(ulid: str, actor: Actor, side: Side) -> Transfer | None:
    """The hand-over, for those who may see it from this side; None when there is none, or it is another's."""
    return _seen(actor, side).filter(ulid=ulid).first()


def dossier(ulid: str, actor: Actor, side: Side, today: dt.date) -> Dossier | None:
    """Everything about one hand-over, from this side."""
    transfer = handover_at(ulid, actor, side)
    if transfer is None:
        return None
    offers = tuple(
        Offer(each, tuple(lacking(Asked(each.act, transfer, actor, words="–"), each.needs)))
        for each in open_acts(transfer.state)
        if each.side is side and each.suits(paper=transfer.is_paper)
    )
    mine = side_of(transfer.state) is side
    unseen = transfer.reminders.filter(seen_at__isnull=True, state=transfer.state) if mine else Reminder.objects.none()
    own = side is Side.UNIT
    run = last_self_check(transfer) if own else last_run(transfer)
    return Dossier(
        transfer=transfer,
        offers=offers,
        arrival=arrival_of(transfer),
        problems=tuple(_problem_lists(transfer)),
        papers=tuple(_papers(transfer, side)),
        reminders=tuple(unseen),
        run=run,
        results=tuple(results_to_show(run)),
        is_my_turn=bool(offers) and mine,
        is_overdue=_is_overdue(transfer, today),
    )


def _papers(transfer: Transfer, side: Side) -> Iterator[PaperShown]:
    """Papers with their signatures; under the 文据 none are shown again that stand under the 登记表."""
    signed: dict[str, list[Signature]] = {}
    for each in transfer.signatures.all():
        signed.setdefault(each.paper, []).append(each)
    for paper in papers_of(transfer):
        mine = signed.get(paper.name, [])
        parties = {each.party for each in mine}
        awaits = side is Side.UNIT and paper.name != REGISTER and parties == {Signature.Party.RECEIVER}
        yield PaperShown(paper, judged(transfer, paper.name, mine), awaits)


def arrival_of(transfer: Transfer) -> Arrival:
    """Counted from the rows themselves."""
    told = transfer.uploads.standing().aggregate(
        files=Count("pk"),
        bytes=Sum("size"),
        arrived=Sum("offset"),
        arriving=Count("pk", filter=Q(state=TransferFile.State.ARRIVING)),
    )
    return Arrival(told["files"], told["bytes"] or 0, told["arrived"] or 0, told["arriving"])


def files_of(transfer: Transfer) -> QuerySet[TransferFile]:
    """The files of the package, what has not arrived first, so many as a page can hold."""
    return transfer.uploads.standing().order_by(F("state").desc(), "path")[:SHOWN_FILES]


def file_at(ulid: str, transfer: Transfer) -> TransferFile | None:
    return transfer.uploads.standing().select_related("transfer__unit").filter(ulid=ulid).first()


def _problem_lists(transfer: Transfer) -> list[ProblemList]:
    counts = transfer.problems.order_by().values_list("round").annotate(count=Count("pk"))
    first = transfer.problems.filter(row__lte=SHOWN_PROBLEMS)
    rows: dict[int, list[Problem]] = {}
    for problem in first:
        rows.setdefault(problem.round, []).append(problem)
    return [ProblemList(number, count, tuple(rows.get(number, ()))) for number, count in sorted(counts, reverse=True)]


def _is_overdue(transfer: Transfer, today: dt.date) -> bool:
    return transfer.due_on is not None and transfer.due_on < today


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a list is narrowed."""

    state: str = ""
    overdue: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """A list of hand-overs with the figures above it."""

    sheet: Sheet[Transfer]
    states: dict[str, int]
    overdue: int
    soon: int
    today: dt.date


def queue(actor: Actor, side: Side, wanted: Wanted, *, page: str, today: dt.date) -> Queue:
    """What is going on and what was, the nearest deadline first; a constant number of queries."""
    mine = _seen(actor, side)
    counts = dict(mine.order_by().values_list("state").annotate(count=Count("pk")))
    late = mine.overdue(today)
    reminded = Reminder.objects.filter(transfer__in=mine, seen_at__isnull=True, state=F("transfer__state"))
    rows = late if wanted.overdue else mine
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.words:
        rows = rows.filter(Q(title__icontains=wanted.words) | Q(unit__name__icontains=wanted.words))
    rows = rows.order_by(F("due_on").asc(nulls_last=True), "-pk")
    return Queue(
        sheet=Paginator(rows, SHEET).get_page(page),
        states={state: counts[state] for state in State.values if state in counts},
        overdue=late.count(),
        soon=reminded.filter(kind=Reminder.Kind.SOON).count(),
        today=today,
    )


def agreements_of(actor: Actor, side: Side) -> QuerySet[Agreement]:
    """Agreements of the actor's units, or of the actor's archives."""
    held = actor.institutions_with(side.right)
    rows = Agreement.objects.select_related("unit", "archive", "fonds")
    if "*" in held:
        return rows
    return rows.filter(unit__code__in=held) if side is Side.UNIT else rows.filter(archive__code__in=held)


def agreement_at(ulid: str, actor: Actor, side: Side) -> Agreement | None:
    return agreements_of(actor, side).filter(ulid=ulid).first()


def units_of(actor: Actor) -> QuerySet[Institution]:
    """The units for which this person hands over."""
    held = actor.institutions_with(Right.HAND_OVER)
    return Institution.objects.all() if "*" in held else Institution.objects.filter(code__in=held)


def units_to_agree_with() -> QuerySet[Institution]:
    """Everybody who is no archive: units, townships, villages."""
    return Institution.objects.exclude(kind__in=[Institution.Kind.ARCHIVE, Institution.Kind.AUTHORITY])


def fonds_to_receive(actor: Actor) -> QuerySet[Fonds]:
    held = actor.institutions_with(Right.TAKE_IN)
    rows = Fonds.objects.select_related("institution")
    return rows if "*" in held else rows.filter(institution__code__in=held)


def fonds_to_hand_over(actor: Actor) -> QuerySet[Fonds]:
    """A unit hands over to the fonds named in an agreement of its own, and to those of its own name."""
    units = units_of(actor)
    agreed = Agreement.objects.filter(unit__in=units).exclude(state=Agreement.State.PROPOSED)
    return Fonds.objects.select_related("institution").filter(
        Q(pk__in=agreed.values("fonds_id")) | Q(unit__in=units.values("name")) | Q(title__in=units.values("name"))
    )
