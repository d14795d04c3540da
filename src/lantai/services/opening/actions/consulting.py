"""Asking the unit (条例 30): the letter, its answer item by item, silence recorded, or the archive alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError
from lantai.base.common.ids import new_ulid
from lantai.base.common.rows import insert_values
from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.preservation.marking import mark
from lantai.holdings.withholding.grounds import grounds
from lantai.services.opening.actions.deciding import subject_of, withdraw_decisions
from lantai.services.opening.actions.refusals import BatchHasMovedOn, DecisionUnfit, words
from lantai.services.opening.actions.turns import hold_batch
from lantai.services.opening.models import BatchItem, Consultation, Decision, Value
from lantai.services.opening.states import Stage, State
from lantai.services.opening.units import unit_named


class LetterHasMovedOn(ArchiveError):
    code = "opening.letter_moved_on"
    message = gettext_noop("The letter to %(unit)s is not in the state this needs any more.")
    hint = gettext_noop("Open the page anew: it shows what became of it.")
    http_status = 409


class NotYetOverdue(ArchiveError):
    code = "opening.not_yet_overdue"
    message = gettext_noop("%(unit)s may answer until %(until)s.")
    hint = gettext_noop("Silence is recorded when that day is over; it is never taken for consent.")
    http_status = 409


class NobodyToAsk(ArchiveError):
    code = "opening.nobody_to_ask"
    message = gettext_noop("Fonds %(fonds)s names no unit that could be asked.")
    hint = gettext_noop("Name the unit or its successor, or record with a reason that the archive decides alone.")
    http_status = 422


@dataclass(frozen=True, slots=True)
class Answer:
    """What a unit says of one item, by its position. `value` empty: as the archive proposes."""

    position: int
    value: str
    reasons: tuple[str, ...] = ()
    note: str = ""


@transaction.atomic
def send_letter(
    *, actor: Actor, consultation: Consultation, number: str, due_on: dt.date, asked: str = ""
) -> Consultation:
    """The letter goes out: its number, until when it is to be answered, and to whom, where another one is meant.

    The unit that is named reads it in its portal, if it has accounts here, and no other does. Raises `NobodyToAsk`,
    `LetterHasMovedOn`, `DecisionUnfit` for a day that is over.
    """
    batch = consultation.batch
    require(actor, Right.PLAN_OPENING, batch.institution.code)
    name = " ".join(asked.split())[:300] or consultation.asked
    if not name:
        raise NobodyToAsk(fonds=consultation.fonds.code)
    today = timezone.localdate()
    if due_on <= today:
        raise DecisionUnfit(why=_("the unit needs time to answer: name a day that is still to come."))
    unit = unit_named(name) if name != consultation.asked or consultation.unit is None else consultation.unit
    values = {"asked": name, "letter_number": words(number, most=100), "sent_on": today, "due_on": due_on}
    values |= {"state": Consultation.State.WAITING, "unit": unit}
    _move(consultation, (Consultation.State.PREPARED,), values)
    data = {"number": batch.number, "fonds": consultation.fonds.code, "letter": number, "until": due_on.isoformat()}
    data |= {"asked": name, "unit": unit.code if unit else ""}
    record("review_batch:consult", actor=actor, subject=subject_of(batch), data=data)
    return consultation


@transaction.atomic
def decide_alone(*, actor: Actor, consultation: Consultation, reason: str) -> Consultation:
    """Nobody carries the unit's functions any more: the archive reviews alone, and the reason is recorded."""
    batch = consultation.batch
    require(actor, Right.PLAN_OPENING, batch.institution.code)
    values = {"state": Consultation.State.ALONE, "alone_reason": words(reason)}
    _move(consultation, (Consultation.State.PREPARED,), values)
    data = {"number": batch.number, "fonds": consultation.fonds.code, "alone": values["alone_reason"]}
    record("review_batch:alone", actor=actor, subject=subject_of(batch), data=data)
    return consultation


@transaction.atomic
def answer_letter(
    *, actor: Actor, consultation: Consultation, answers: Sequence[Answer], text: str = "", reply_number: str = ""
) -> int:
    """The unit's opinion, by its own people in the portal or entered from its letter; gives how many items it names.

    What it does not name stays without an opinion. A late answer is entered too while the batch asks.
    """
    batch = consultation.batch
    unit = consultation.unit
    if unit is not None and actor.may(Right.HAND_OVER, unit.code):
        require(actor, Right.HAND_OVER, unit.code)
    else:
        require(actor, Right.PLAN_OPENING, batch.institution.code)
    known = (Consultation.State.WAITING, Consultation.State.OVERDUE, Consultation.State.ANSWERED)
    values = {
        "state": Consultation.State.ANSWERED, "answered_on": timezone.localdate(), "answered_by": actor.label,
        "reply_number": reply_number.strip()[:100], "words": text.strip()[:4000],
    }  # fmt: skip
    _move(consultation, known, values)
    count = _enter_answers(actor, consultation, answers)
    mark("review_batch", [batch.pk])
    data = {"number": batch.number, "fonds": consultation.fonds.code, "items": count, "reply": reply_number[:100]}
    record("review_batch:answer", actor=actor, subject=subject_of(batch), data=data)
    return count


def _enter_answers(actor: Actor, consultation: Consultation, answers: Sequence[Answer]) -> int:
    """A constant number of queries for each value that is given."""
    said = {each.position: each for each in answers if each.value}
    if any(each.value not in Value.values or set(each.reasons) - grounds().keys() for each in said.values()):
        raise DecisionUnfit(why=_("nobody knows this decision."))
    rows = BatchItem.objects.filter(IsAmong(list(said), "position"), batch=consultation.batch)
    rows = rows.filter(record__fonds=consultation.fonds, state=BatchItem.State.LISTED)
    items = dict(rows.values_list("position", "pk"))
    if len(items) != len(said):
        raise DecisionUnfit(why=_("some of these items are not under review in this batch any more."))
    withdraw_decisions(list(items.values()), Stage.UNIT, actor)
    names = ("ulid", "item", "stage", "value", "reasons", "note", "by", "user_id")
    values = [
        (new_ulid(), items[n], Stage.UNIT.value, each.value, list(each.reasons), each.note[:4000], actor.label,
         actor.user_id)
        for n, each in said.items()
    ]  # fmt: skip
    insert_values(Decision, names, values)
    for value in {each.value for each in said.values()}:
        pks = [items[n] for n, each in said.items() if each.value == value]
        BatchItem.objects.filter(IsAmong(pks)).update(unit_value=value)
    return len(said)


@transaction.atomic
def record_overdue(*, actor: Actor, consultation: Consultation) -> Consultation:
    """逾期未复: the time is over and nothing came. It is written down, and counts for no opinion at all."""
    batch = consultation.batch
    require(actor, Right.PLAN_OPENING, batch.institution.code)
    today = timezone.localdate()
    if consultation.due_on is not None and today <= consultation.due_on:
        raise NotYetOverdue(unit=consultation.asked, until=consultation.due_on)
    _move(consultation, (Consultation.State.WAITING,), {"state": Consultation.State.OVERDUE, "overdue_on": today})
    data = {"number": batch.number, "fonds": consultation.fonds.code, "until": f"{consultation.due_on}"}
    record("review_batch:overdue", actor=actor, subject=subject_of(batch), data=data)
    return consultation


def _move(consultation: Consultation, before: Sequence[str], values: Mapping[str, object]) -> None:
    """Claimed by a conditional update, while the batch is held. Raises `LetterHasMovedOn`, `BatchHasMovedOn`."""
    if consultation.batch.state != State.CONSULTATION:
        raise BatchHasMovedOn(number=consultation.batch.number)
    hold_batch(consultation.batch)
    rows = Consultation.objects.filter(pk=consultation.pk, state__in=before)
    if not rows.update(**values):
        raise LetterHasMovedOn(unit=consultation.asked)
    for name, value in values.items():
        setattr(consultation, name, value)
