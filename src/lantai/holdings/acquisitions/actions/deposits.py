"""Deposits (寄存、代管): terms are reminded of and renewed, and what was deposited is given back against a receipt."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.acquisitions.actions.stepping import needed, step, subject_of, trimmed
from lantai.holdings.acquisitions.kinds import remind_days_before
from lantai.holdings.acquisitions.models import Acquisition, Agreement, Reminder
from lantai.holdings.acquisitions.states import State


class NoTerm(ArchiveError):
    code = "acquisitions.no_term"
    message = gettext_noop("There is no term to renew, or %(until)s is not later than the one agreed.")
    hint = gettext_noop("Only deposits have a term; give a day after the present one.")
    http_status = 422


class NotTheOwners(ArchiveError):
    code = "acquisitions.not_the_owners"
    message = gettext_noop("This is no deposit (%(kind)s): it belongs to the archive and is not given back.")
    hint = gettext_noop("What leaves the archive for other reasons is appraised and disposed of.")
    http_status = 409


def make_reminders(*, today: dt.date) -> int:
    """One reminder for each term that comes near and one when it has passed; done again, it says nothing twice.

    No event: the program reckons this from the terms, and may at any time again.
    """
    limit = today + dt.timedelta(days=remind_days_before())
    alive = (State.AGREED, State.RECEIVED, State.ENTERED)
    near = Agreement.objects.filter(term_ends__lte=limit, acquisition__state__in=alive)
    rows = [
        Reminder(
            agreement_id=pk, due_on=day, kind=Reminder.Kind.OVERDUE if day < today else Reminder.Kind.SOON,
        )
        for pk, day in near.values_list("pk", "term_ends")
        if day is not None
    ]  # fmt: skip
    before = Reminder.objects.count()
    Reminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return Reminder.objects.count() - before


@transaction.atomic
def put_reminder_aside(*, actor: Actor, reminder: Reminder) -> None:
    """Somebody has read it; for their colleagues it is gone too."""
    acquisition = reminder.agreement.acquisition
    require(actor, Right.ACQUIRE, acquisition.institution_id)
    unseen = Reminder.objects.filter(pk=reminder.pk, seen_at__isnull=True)
    if unseen.update(seen_by=actor.label, seen_at=timezone.now()):
        data = {"kind": reminder.kind, "due": reminder.due_on.isoformat()}
        record_event("deposit:reminder:seen", actor=actor, subject=subject_of(acquisition), data=data)


@transaction.atomic
def renew_deposit(*, actor: Actor, acquisition: Acquisition, until: dt.date, note: str = "") -> Agreement:
    """Both agreed on a later term. Reminders of the old one are past. Raises `NoTerm`, `NotNow`."""
    require(actor, Right.ACQUIRE, acquisition.institution_id)
    agreement = Agreement.objects.filter(acquisition=acquisition, term_ends__lt=until).first()
    if agreement is None:
        raise NoTerm(until=until)
    step("renew", acquisition)
    before = agreement.term_ends
    Agreement.objects.filter(pk=agreement.pk).update(term_ends=until)
    agreement.reminders.filter(seen_at__isnull=True).update(seen_at=timezone.now(), seen_by=actor.label)
    agreement.refresh_from_db()
    data = {"from": before.isoformat() if before else "", "until": until.isoformat(), "note": trimmed(note)}
    record_event("deposit:renew", actor=actor, subject=subject_of(acquisition), data=data)
    return agreement


@transaction.atomic
def return_deposit(*, actor: Actor, acquisition: Acquisition, on: dt.date, to: str, reason: str) -> Acquisition:
    """Give it back to the owner. Links and conditions stay: copies and descriptions are bound as before.

    Raises `NotTheOwners`, `NotNow`, `WordsMissing`.
    """
    require(actor, Right.ACQUIRE, acquisition.institution_id)
    if not acquisition.way.stays_owners:
        raise NotTheOwners(kind=acquisition.way.label)
    said = needed(reason, _("the reason"))
    done = step("return", acquisition, returned_on=on, returned_to=needed(to, _("to whom"), 120), reason=said)
    Reminder.objects.filter(agreement__acquisition=done, seen_at__isnull=True).update(
        seen_at=timezone.now(), seen_by=actor.label
    )
    data = {"on": on.isoformat(), "reason": said, "records": done.links.count()}
    record_event("deposit:return", actor=actor, subject=subject_of(done), data=data)
    return done
