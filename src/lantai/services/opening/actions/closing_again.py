"""Declassification recorded, and an opened record closed again at once (撤回): §4.4."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.actions import enter_openings
from lantai.holdings.catalogue.models import OpeningState, Record
from lantai.holdings.catalogue.secrecy import is_secret
from lantai.holdings.preservation.marking import mark
from lantai.holdings.withholding.grounds import grounds
from lantai.services.opening.actions.deciding import refuse_date
from lantai.services.opening.actions.refusals import DecisionUnfit, words
from lantai.services.opening.actions.turns import hold_batches
from lantai.services.opening.models import BatchItem, Declassification, InForce, Value, Withdrawal


class NotOpened(ArchiveError):
    code = "opening.not_opened"
    message = gettext_noop("%(code)s is not open: there is nothing to withdraw.")
    hint = gettext_noop("What is not open yet is decided in a batch.")
    http_status = 409


class NotClassified(ArchiveError):
    code = "opening.not_classified"
    message = gettext_noop("%(code)s bears no secrecy level.")
    hint = gettext_noop("Only what bears one can be declassified; correct the description if it is missing there.")
    http_status = 422


@dataclass(frozen=True, slots=True)
class Declassified:
    """Who declassified a record, in which capacity, by which document, when (保密法实施条例 22, 23)."""

    body: str
    capacity: str
    document: str
    decided_on: dt.date


@transaction.atomic
def declassify(*, actor: Actor, record: Record, said: Declassified) -> Declassification:
    """Record that the body which classified a record, or its successor, has declassified it. Opens nothing itself."""
    require(actor, Right.PLAN_OPENING, record.fonds.institution.code)
    if not is_secret(record.secrecy):
        raise NotClassified(code=record.code)
    if said.capacity not in Declassification.Body.values or said.decided_on > timezone.localdate():
        raise DecisionUnfit(why=_("it needs the body's capacity, and a day that has come."))
    made = Declassification.objects.create(
        record=record, secrecy=record.secrecy, body=words(said.body, most=200), capacity=said.capacity,
        document=words(said.document, most=200), decided_on=said.decided_on, entered_by=actor.label,
    )  # fmt: skip
    data = {"level": record.secrecy, "document": made.document, "capacity": said.capacity}
    record_event("record:declassify", actor=actor, subject=("record", record.ulid), data=data)
    return made


@transaction.atomic
def withdraw_record(
    *,
    actor: Actor,
    record: Record,
    reasons: Sequence[str],
    reason: str,
    approver: str,
    review_on: dt.date | None = None,
) -> Withdrawal:
    """Close an opened record at once: from the commit on no reader sees it. Needs a ground, a reason, an approver.

    `review_on`: the day from which it is due for review again. Where a batch was reviewing a record that is open in
    part, it leaves the batch: nothing may open it again that was decided before it was withdrawn.
    """
    institution = record.fonds.institution
    require(actor, Right.APPROVE_OPENING, institution.code)
    known = [code for code in grounds() if code in reasons]
    if not known:
        raise DecisionUnfit(why=_("what is not opened, or not whole, needs a reason."))
    if review_on is not None:
        refuse_date(review_on)
    hold_batches(list(BatchItem.objects.filter(record=record, is_open=True).values_list("batch", flat=True)))
    still_open = Record.objects.filter(pk=record.pk, opening_state=OpeningState.OPEN).order_by()
    if not list(
        still_open.select_for_update(no_key=True, of=("self",)).values_list("pk")
    ):  # of two at once, the second
        raise NotOpened(code=record.code)
    closed = {OpeningState.RESTRICTED.value: [record.pk]}
    waiting = _leave_batch(record, words(reason))
    enter_openings(actor=actor, institution=institution, states=closed, reason=words(reason))
    BatchItem.objects.filter(pk__in=waiting).update(is_open=True)
    now = {"decision": None, "value": Value.CONTROLLED, "review_on": review_on, "since": timezone.now()}
    InForce.objects.update_or_create(record=record, defaults=now)
    made = Withdrawal.objects.create(
        record=record, reasons=known, reason=words(reason), approver=words(approver, most=200), by=actor.label,
        user_id=actor.user_id,
    )  # fmt: skip
    mark("record", [record.pk])
    record.refresh_from_db()
    data = {"reasons": known, "approver": made.approver}
    data |= {"review_on": review_on.isoformat()} if review_on else {}
    record_event("record:opening:withdraw", actor=actor, subject=("record", record.ulid), data=data)
    return made


def _leave_batch(record: Record, reason: str) -> list[int]:
    """Free a record from its review; gives the items that go on: those whose delay waits for consent open nothing."""
    items = BatchItem.objects.filter(record=record, is_open=True)
    mark("review_batch", list(items.values_list("batch", flat=True)))
    waiting = list(items.filter(state=BatchItem.State.AWAITING).values_list("pk", flat=True))
    items.filter(pk__in=waiting).update(is_open=False)
    listed = items.filter(state=BatchItem.State.LISTED)
    listed.update(state=BatchItem.State.LEFT_OUT, is_open=False, left_out_reason=reason)
    return waiting
