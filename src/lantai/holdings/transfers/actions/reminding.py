"""Reminders of deadlines: made once by the program, put aside by somebody whose turn it is; stale uploads go."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lantai.base.accounts.access import Actor, require
from lantai.base.audit.actions import record
from lantai.holdings.transfers.actions.stepping import subject_of
from lantai.holdings.transfers.actions.uploading import discard_stale
from lantai.holdings.transfers.deadlines import soon
from lantai.holdings.transfers.models import Reminder, Transfer, TransferFile
from lantai.holdings.transfers.states import MISSING, Side, State, open_acts


def side_of(state: str) -> Side:
    """Whose turn it is in a state: the unit's, or the archive's."""
    sides = {each.side for each in open_acts(state)}
    waits_for_unit = state in (State.ACCEPTED, State.ACCEPTED_WITH_ISSUES, *MISSING)
    return Side.UNIT if waits_for_unit or sides == {Side.UNIT} else Side.ARCHIVE


def make_reminders(*, today: dt.date) -> int:
    """One reminder for each deadline that comes near and one when it has passed; done again, it says nothing twice."""
    due = Transfer.objects.going_on().filter(due_on__lte=today + soon())
    rows = [
        Reminder(
            transfer_id=pk,
            kind=Reminder.Kind.OVERDUE if day < today else Reminder.Kind.SOON,
            state=state,
            due_on=day,
        )
        for pk, day, state in due.values_list("pk", "due_on", "state")
        if day is not None
    ]
    before = Reminder.objects.count()
    Reminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return Reminder.objects.count() - before


@transaction.atomic
def put_reminder_aside(*, actor: Actor, reminder: Reminder) -> None:
    """Somebody whose turn it is has read it; for their colleagues it is gone too."""
    side, transfer = side_of(reminder.state), reminder.transfer
    require(actor, side.right, transfer.unit.code if side is Side.UNIT else transfer.archive.code)
    unseen = Reminder.objects.filter(pk=reminder.pk, seen_at__isnull=True)
    if unseen.update(seen_by=actor.label, seen_at=timezone.now()):
        record("handover:reminder:seen", actor=actor, subject=subject_of(transfer), data={"kind": reminder.kind})


def sweep_uploads(*, now: dt.datetime) -> int:
    """Uploads that nobody has gone on with for so many days as the setting says, in drafts only."""
    oldest = now - dt.timedelta(days=settings.HANDOVER["STALE_DAYS"])
    stale = TransferFile.objects.arriving().filter(touched_at__lt=oldest, transfer__state=State.DRAFT)
    count = 0
    for file in stale.select_related("transfer").iterator():
        discard_stale(file)
        count += 1
    return count
