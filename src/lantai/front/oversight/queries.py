"""Who may read what of the chain, and what the auditor's pages say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.db.models import F, Q, QuerySet, Value

from lantai.base.accounts.access import ADMINISTRATORS, Actor, NotAllowed, Right, require
from lantai.base.accounts.models import RoleAssignment, User
from lantai.base.accounts.queries import is_everywhere
from lantai.base.audit.actions import entry_of
from lantai.base.audit.current import current_setup
from lantai.base.audit.models import Checkpoint, Event, Verification
from lantai.base.audit.signing import PublicKey
from lantai.base.common.keyset import Sheet, last_place, sheet_of, total_of
from lantai.engines.jobs.models import Job
from lantai.front.oversight.models import AuditExport
from lantai.front.oversight.showing import shown_data
from lantai.front.oversight.words import KINDS

SHEET = 50
NEWEST = last_place(2**63 - 1)


def require_whole_chain(actor: Actor) -> None:
    """The chain as a whole tells of every institution: an auditor of one of several does not take it."""
    require(actor, Right.READ_AUDIT)
    if not has_whole_chain(actor):
        raise NotAllowed(who=actor.label, right=Right.READ_AUDIT)


def has_whole_chain(actor: Actor) -> bool:
    codes = actor.institutions_with(Right.READ_AUDIT)
    return bool(codes) and is_everywhere(codes)


def events_for(actor: Actor) -> QuerySet[Event]:
    """The events somebody may read: all, or those of their archive's people; users' only; or nothing but one's own.

    GB/T 22239-2019 and the practice of 三员: the auditor reads all, the security officer what users did and never what
    administrators did, everybody else what they did themselves.
    """
    if has_whole_chain(actor):
        return _events()
    mine = Q(actor_id=actor.user_id) if actor.user_id is not None else Q(pk__in=())
    if codes := actor.institutions_with(Right.READ_AUDIT):
        mine |= Q(whom__in=_people_of(codes).values("pk"))
    if codes := actor.institutions_with(Right.READ_USER_AUDIT):
        administrators = RoleAssignment.objects.filter(role__in=ADMINISTRATORS).values("user")
        users = User.objects.all() if is_everywhere(codes) else _people_of(codes)
        mine |= Q(whom__in=users.exclude(pk__in=administrators).values("pk"))
    return _events().filter(mine)


def _events() -> QuerySet[Event]:
    """`whom` is the actor where many are allowed: no index is taken for it, for rows must come in order of numbers.

    By an index of the actor, all events of a hundred people would be read and sorted for one sheet of fifty.
    """
    return Event.objects.alias(whom=F("actor_id") + Value(0))


def _people_of(codes: frozenset[str]) -> QuerySet[User]:
    return User.objects.filter(institution__code__in=codes)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is asked for; everything may be empty."""

    verb: str = ""
    who: str = ""
    kind: str = ""
    subject: str = ""
    institution: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None


def event_list(actor: Actor, asked: Asked, *, place: str = "") -> Sheet[Event]:
    """Events, the newest sheet first; within it they stand in order, and the page turns them round."""
    rows = _narrowed(events_for(actor), asked)
    total = total_of(rows)
    return sheet_of(rows, by=["number"], place=place or NEWEST, size=SHEET, total=total)


def _narrowed(rows: QuerySet[Event], asked: Asked) -> QuerySet[Event]:
    if asked.verb:
        rows = rows.filter(verb=asked.verb)
    if asked.who:
        people = list(
            User.objects.filter(Q(username=asked.who) | Q(display_name=asked.who)).values_list("pk", flat=True)
        )
        whose = Q(actor_id=people[0]) if len(people) == 1 else Q(whom__in=people)
        rows = rows.filter(whose if people else Q(actor_id=None, actor_label=asked.who))
    if asked.subject:
        rows = rows.filter(subject_kind__in=[asked.kind] if asked.kind else KINDS, subject_id=asked.subject)
    elif asked.kind:
        rows = rows.filter(subject_kind=asked.kind)
    if asked.institution:
        rows = rows.filter(Q(whom__in=_people_of(frozenset({asked.institution})).values("pk")))
    return _between(rows, asked.since, asked.until)


def _between(rows: QuerySet[Event], since: dt.datetime | None, until: dt.datetime | None) -> QuerySet[Event]:
    """By time, with bounds by number beside: the list is read by number, and need not pass over years to get there."""
    times = Event.objects.order_by("at", "number").values_list("number", flat=True)
    if since:
        first = times.filter(at__gte=since).first()
        rows = rows.filter(at__gte=since, number__gte=first if first is not None else 2**62)
    if until:
        last = times.filter(at__lt=until).last()
        rows = rows.filter(at__lt=until, number__lte=last or 0)
    return rows


@dataclass(frozen=True, slots=True)
class EventPage:
    """One event with what may be shown of its data, and whether it bears its hash now."""

    event: Event
    data: list[tuple[str, str, bool]]
    holds: bool
    person: User | None


def event_at(number: int, actor: Actor) -> EventPage | None:
    """One event, if this person may read it."""
    event = events_for(actor).filter(number=number).first() if number < 2**63 else None
    if event is None:
        return None
    person = User.objects.filter(pk=event.actor_id).first() if event.actor_id else None
    return EventPage(event, list(shown_data(event.data)), entry_of(event).digest() == event.hash, person)


@dataclass(frozen=True, slots=True)
class ChainPage:
    """The state of the chain: what was signed, what the last walk found, what was ordered."""

    verification: Verification | None
    running: Job | None
    checkpoints: list[Checkpoint]
    keys: list[PublicKey]
    folder: str
    exports: list[AuditExport]
    unsigned: int


def chain_page(actor: Actor) -> ChainPage:
    """Raises `NotAllowed` for who may not read all of it."""
    require_whole_chain(actor)
    setup = current_setup()
    checkpoints = list(Checkpoint.objects.order_by("-number")[:20])
    last = Event.objects.order_by("-number").values_list("number", flat=True).first() or 0
    return ChainPage(
        verification=Verification.objects.first(),
        running=Job.objects.filter(kind="audit_verification", state=Job.State.RUNNING).first(),
        checkpoints=checkpoints,
        keys=setup.trusted(),
        folder=str(setup.folder),
        exports=list(AuditExport.objects.select_related("job")[:20]),
        unsigned=last - (checkpoints[0].count if checkpoints else 0),
    )


def export_file(ulid: str, actor: Actor) -> tuple[AuditExport, Path] | None:
    """A file that lies ready, asked anew who may have it."""
    from lantai.front.oversight.actions import export_folder  # acts stand above questions

    require_whole_chain(actor)
    export = AuditExport.objects.filter(ulid=ulid, state=AuditExport.State.DONE).first()
    if export is None:
        return None
    path = export_folder(export) / export.file_name
    return (export, path) if path.exists() else None
