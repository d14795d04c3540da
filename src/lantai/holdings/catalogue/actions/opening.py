"""Entering decisions on opening, of one record or of many at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import Act, record as record_event, record_all
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.bindings import Deed, Obstacle, obstacles, refuse_bound
from lantai.holdings.catalogue.models import Fonds, OpeningState, Record
from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.catalogue.signals import OpeningDecided, openings_entered_by_hand, records_changed

MOST_DECIDED = 200_000
"""Of one decision: the transaction of so many takes seconds, and SQLite's other writers wait for it."""
_PIECE = 20_000
_LONGEST = 200


class TooManyToDecide(ArchiveError):
    code = "catalogue.too_many_to_decide"
    message = gettext_noop("This decision would change %(count)s records; one changes at most %(most)s.")
    hint = gettext_noop("Narrow the selection, for instance to some years, and decide in several steps.")
    http_status = 422
    exit_code = 2


class DecisionNotNamed(ArchiveError):
    code = "catalogue.decision_not_named"
    message = gettext_noop("What decided on opening elsewhere is not named: %(missing)s.")
    hint = gettext_noop("Write number, day and body of the decision as its paper has them. Nothing was changed.")
    http_status = 422
    exit_code = 2


@dataclass(frozen=True, slots=True)
class DecidedElsewhere:
    """The paper of a decision on opening that was made outside this system: its number, its day, the body that made it.

    Of a delay it is the consent of the authority (条例 31), of anything else the decision of the archive (办法 19号令).
    `notice`: the number of the notice with which what it opens was published (条例 29); empty, one is published now.
    """

    number: str
    decided_on: dt.date
    body: str
    notice: str = ""

    def said(self) -> dict[str, str]:
        """As the event keeps it. Raises `DecisionNotNamed` for a part without words and a day still to come."""
        number, body = " ".join(self.number.split())[:_LONGEST], " ".join(self.body.split())[:_LONGEST]
        missing = {_("its number"): number, _("the deciding body"): body}
        if self.decided_on > timezone.localdate():
            missing[_("a day that has come")] = ""
        if told := [str(name) for name, value in missing.items() if not value]:
            raise DecisionNotNamed(missing=", ".join(told))
        paper = {"decision": number, "decided_on": self.decided_on.isoformat(), "decided_by": body}
        return paper | ({"notice_before": self.noticed} if self.noticed else {})

    @property
    def noticed(self) -> str:
        return " ".join(self.notice.split())[:_LONGEST]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records of a fonds are meant; what is not said does not narrow. Years are those of the 年度 entered."""

    state: str = ""
    type: str = ""
    level: str = ""
    retention: str = ""
    year_from: int | None = None
    year_to: int | None = None

    def condition(self) -> Q:
        asked = {
            "opening_state": self.state,
            "record_type": self.type,
            "level": self.level,
            "retention": self.retention,
            "year__gte": self.year_from,
            "year__lte": self.year_to,
        }
        return Q(**{name: value for name, value in asked.items() if value})

    def decided(self, fonds: Fonds, state: OpeningState) -> OpeningDecided:
        """The decision that makes all of these `state`."""
        return OpeningDecided(
            institution=fonds.institution.code,
            fonds=fonds.code,
            was=self.state,
            to=str(state),
            type=self.type,
            retention=self.retention,
            level=self.level,
            year_from=self.year_from or None,
            year_to=self.year_to or None,
        )

    def said(self) -> dict[str, Any]:
        """What narrows it, for the event."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}


@transaction.atomic
def set_opening_state(
    *, actor: Actor, record: Record, state: str, decision: DecidedElsewhere, reason: str = ""
) -> Record:
    """Enter by hand a decision on opening that was made elsewhere; `services.opening` is where they are made here.

    It passes by the four people of a review, so it asks the right of who approves one, and the paper that decided.
    Raises `DecisionNotNamed`; `RecordIsBound` for what may not be opened, or is under review and waits for its decision
    there. What it opens is published with a notice in the same transaction (条例 29), unless the paper names the one
    with which it was; the event names it.
    """
    require(actor, Right.APPROVE_OPENING, record.fonds.institution.code)
    paper, before = decision.said(), record.opening_state
    told = _enter_by_hand(actor, record, OpeningState(state), noticed=decision.noticed)
    data = {"from": before, "to": str(state), **paper, **told, "reason": reason}
    record_event("record:opening:set", actor=actor, subject=("record", record.ulid), data=data)
    return record


@transaction.atomic
def close_as_agreed(*, actor: Actor, record: Record, state: str, reason: str) -> Record:
    """Close a record that stood open against an agreement (档案法 31); `reason` names the agreement that closes it.

    The agreement is the decision, and nothing is shown to anybody by it: the right to describe is enough. Raises
    ValueError for a state that opens.
    """
    require(actor, Right.DESCRIBE, record.fonds.institution.code)
    if state not in (OpeningState.RESTRICTED, OpeningState.DEFERRED):
        msg = f"an agreement closes, it does not make {state}"
        raise ValueError(msg)
    before = record.opening_state
    _enter_by_hand(actor, record, OpeningState(state))
    data = {"from": before, "to": str(state), "reason": reason}
    record_event("record:opening:close", actor=actor, subject=("record", record.ulid), data=data)
    return record


def _enter_by_hand(actor: Actor, record: Record, state: OpeningState, *, noticed: str = "") -> dict[str, str]:
    refuse_bound([record.pk], deed_of(state))
    before = record.opening_state
    record.opening_state = state
    record.version += 1
    record.save(update_fields=["opening_state", "version", "changed_at"])
    told = _tell(actor, record.fonds.institution, [record.pk] if state != before else [], state, noticed)
    records_changed.send(sender=Record, pks=[record.pk], closing=closed_by(state, [record.pk]))
    return told


def _tell(
    actor: Actor, institution: Institution, pks: Sequence[int], state: OpeningState, noticed: str
) -> dict[str, str]:
    """Tell those who publish what is opened; gives the notice they published of it, for the event."""
    if not pks:
        return {}
    said = {"pks": pks, "to": str(state), "actor": actor, "institution": institution, "noticed": noticed}
    notices = [number for _, number in openings_entered_by_hand.send(sender=Record, **said) if number]
    return {"notice": ", ".join(notices)} if notices else {}


def shut_secret(actor: Actor, institution: Institution, records: Sequence[Record]) -> list[int]:
    """Close open records that were given a secrecy level nobody has declassified, and open items of volumes that were;
    gives them. Part of that act.

    保密法实施条例 22: what bears a level is not for everybody until the body that gave it says so. Who finds it out
    need not decide on opening, as nothing is shown to anybody by it; each leaves an event.
    """
    bound = {each.record for each in obstacles([each.pk for each in records], Deed.LIFT_SECRECY)} if records else set()
    marked = {record.pk: record for record in records if record.pk in bound}
    below = Record.objects.filter(parent__in=marked, opening_state=OpeningState.OPEN).exclude(pk__in=marked)
    shut = [*(record for record in marked.values() if record.is_open), *(below if marked else ())]
    if not shut:
        return []
    _shut(actor, institution, {each: _level_of(each, marked) for each in shut}, versioned=marked)
    return [record.pk for record in shut]


def _shut(
    actor: Actor, institution: Institution, reasons: Mapping[Record, str], *, versioned: Collection[int] = ()
) -> None:
    """Close these open records, each with an event that says why. Of the `versioned` the act itself made a version."""
    pks, state = [record.pk for record in reasons], OpeningState.RESTRICTED
    Record.objects.filter(IsAmong(pks)).update(opening_state=state)
    others = [pk for pk in pks if pk not in versioned]
    Record.objects.filter(IsAmong(others)).update(version=F("version") + 1, changed_at=timezone.now())
    for record in reasons:
        record.opening_state = state
    data = {"from": str(OpeningState.OPEN), "to": str(state)}
    acts = [
        Act("record:opening:close", ("record", each.ulid), {**data, "reason": why}) for each, why in reasons.items()
    ]
    record_all(acts, actor=actor)
    _tell(actor, institution, pks, state, "")


@dataclass(frozen=True, slots=True)
class OpenBefore:
    """Open records an act may bring below another volume or under another level, and what bound them before it."""

    records: tuple[int, ...]
    bound: frozenset[tuple[int, str, str]]

    @classmethod
    def of(cls, rows: QuerySet[Record]) -> OpenBefore:
        """Those of these rows that are open. Asked before the act changes anything."""
        pks = tuple(rows.filter(opening_state=OpeningState.OPEN).order_by("pk").values_list("pk", flat=True))
        return cls(pks, frozenset(map(_known, obstacles(pks, Deed.OPEN))))

    def shut_bound(self, actor: Actor, institution: Institution, *, versioned: Collection[int] = ()) -> list[int]:
        """Close those that may not be open any more, and gives them: a level, or a donor's condition, has come to them.

        Part of the act that brought it, after its changes are written.
        """
        why = {
            each.record: f"{each.sentence}（{each.source}）"
            for each in obstacles(self.records, Deed.OPEN)
            if _known(each) not in self.bound
        }
        found = list(Record.objects.filter(IsAmong(list(why)), opening_state=OpeningState.OPEN).order_by("pk"))
        if found:
            _shut(actor, institution, {each: why[each.pk] for each in found}, versioned=versioned)
        return [record.pk for record in found]


def _known(each: Obstacle) -> tuple[int, str, str]:
    return each.record, each.code, str(each.source)


def _level_of(record: Record, marked: Mapping[int, Record]) -> str:
    volume = marked.get(record.parent_id or 0)
    return f"密级：{record.secrecy}" if record.pk in marked or volume is None else f"所在案卷密级：{volume.secrecy}"


@transaction.atomic
def set_opening_states(
    *, actor: Actor, fonds: Fonds, selection: Selection, state: str, decision: DecidedElsewhere, reason: str = ""
) -> int:
    """Enter one decision made elsewhere on all records of a selection that are not in that state yet; gives how many.

    All or none of them, in one statement and one event: readers see the decision from the commit on, as the database
    decides what may be seen, and searches are told of it as a whole while the index follows. Asks the right and the
    paper that `set_opening_state` asks, and publishes what it opens as that does. Raises `DecisionNotNamed`,
    `TooManyToDecide`, and `RecordIsBound` for what may not be opened.
    """
    require(actor, Right.APPROVE_OPENING, fonds.institution.code)
    state, paper = OpeningState(state), decision.said()
    meant = Record.objects.filter(selection.condition(), fonds=fonds).exclude(opening_state=state).order_by()
    pks = list(meant.values_list("pk", flat=True))
    if len(pks) > MOST_DECIDED:
        raise TooManyToDecide(count=len(pks), most=MOST_DECIDED)
    refuse_bound(pks, deed_of(state))
    changed = meant.update(opening_state=state, version=F("version") + 1, changed_at=timezone.now())
    told = _tell(actor, fonds.institution, pks, state, decision.noticed)
    data = {"to": str(state), "selection": selection.said(), "records": changed, **paper, **told, "reason": reason}
    record_event("fonds:opening:set", actor=actor, subject=("fonds", fonds.ulid), data=data)
    decided, closing = selection.decided(fonds, state), closed_by(state, pks)
    records_changed.send(sender=Record, pks=pks, decided=decided, closing=closing)
    return changed


def deed_of(state: str) -> Deed:
    """What a change to this state is, for those who bind records."""
    return Deed.OPEN if state == OpeningState.OPEN else Deed.CHANGE_OPENING


def closed_by(state: str, pks: Sequence[int]) -> Sequence[int]:
    """Those of these records that fewer people may see once they are in this state."""
    return () if state == OpeningState.OPEN else pks


@transaction.atomic
def enter_openings(
    *, actor: Actor, institution: Institution, states: Mapping[str, Sequence[int]], reason: str
) -> list[int]:
    """Enter what a review decided: each state with the row ids of its records; gives those that changed.

    All or none, a statement for each twenty thousand, one event. Raises `RecordIsBound` for what may not be opened.
    """
    require(actor, Right.APPROVE_OPENING, institution.code)
    entered: dict[str, int] = {}
    changed, closing = list[int](), list[int]()
    for state, pks in states.items():
        state = OpeningState(state)
        refuse_bound(pks, deed_of(state))
        for start in range(0, len(pks), _PIECE):
            rows = Record.objects.filter(IsAmong(pks[start : start + _PIECE]), institution__code=institution.code)
            was = dict(rows.exclude(opening_state=state).order_by().values_list("pk", "opening_state"))
            Record.objects.filter(IsAmong(list(was))).update(
                opening_state=state, version=F("version") + 1, changed_at=timezone.now()
            )
            entered[state] = entered.get(state, 0) + len(was)
            changed += was
            closing += [pk for pk, before in was.items() if before == OpeningState.OPEN]
    data = {"records": {str(state): count for state, count in entered.items()}, "reason": reason}
    record_event("institution:opening:enter", actor=actor, subject=("institution", institution.code), data=data)
    if changed:
        records_changed.send(sender=Record, pks=changed, closing=closing)
    return changed
