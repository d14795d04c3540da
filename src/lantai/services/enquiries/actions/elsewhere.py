"""A case whose records lie elsewhere: passed on to another archive of the house, and handed out by who took it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.services.certificates.actions import count_printing
from lantai.services.certificates.models import Certificate
from lantai.services.enquiries.actions.filing import takes_applications
from lantai.services.enquiries.actions.stepping import (
    CROSS,
    NotNow,
    answer_due,
    due,
    needed,
    step,
    subject_of,
    write_line,
)
from lantai.services.enquiries.actions.tallying import take_back_answer
from lantai.services.enquiries.actions.telling import tell
from lantai.services.enquiries.data import states, transitions
from lantai.services.enquiries.models import Enquiry


class SameHolder(ArchiveError):
    code = "enquiries.same_holder"
    message = gettext_noop("%(name)s has this case already.")
    hint = gettext_noop("Choose another archive. Nothing was changed.")
    http_status = 422


class NoSuchPrint(ArchiveError):
    code = "enquiries.no_such_print"
    message = gettext_noop("The archive that holds the records has issued no such certificate for this case.")
    hint = gettext_noop("Load the page again; it lists what can be handed out now.")
    http_status = 404
    exit_code = 1


@transaction.atomic
def pass_on_enquiry(*, actor: Actor, enquiry: Enquiry, to: Institution, why: str) -> Enquiry:
    """Another archive of this house may hold it and goes on, with terms of its own; the number and the timeline stay.

    Who took the case first stays its counter. What was linked here stays here: the new holder searches for itself.
    Raises `SameHolder`, `NotAnArchive`, `NotNow`, `WordsMissing`.
    """
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    words, was = needed(why, _("the reason"), 400), enquiry.institution
    if to.pk == was.pk:
        raise SameHolder(name=to.name)
    takes_applications(to)
    take_back_answer(enquiry)
    mine = Enquiry.objects.filter(pk=enquiry.pk, institution_id=was.code)
    counter = enquiry.counter or was
    if not mine.update(institution=to, counter=None if counter.pk == to.pk else counter):
        enquiry.refresh_from_db()
        raise NotNow(act=transitions()["pass_on"].label, state=states()[enquiry.state].label)
    today = timezone.localdate()
    due_on = answer_due(enquiry.matter, today, CROSS)
    done = step(
        "pass_on", enquiry, handler="", handler_id=None, searched={}, closed_at=None, paused_on=None, extended_on=None,
        due_on=due_on, next_on=min(due("take_on", today), due_on),
    )  # fmt: skip
    done.meant.all().delete()
    write_line("pass_on", done, actor, note=f"{was.name} → {to.name}")
    write_line("pass_on", done, actor, note=words, internal=True)
    tell("passed_on", done, actor, day=done.due_on)
    record_event("enquiry:pass_on", actor=actor, subject=subject_of(done), data={"from": was.code, "to": to.code})
    return done


@transaction.atomic
def hand_out_print(*, actor: Actor, enquiry: Enquiry, certificate: Certificate) -> Certificate:
    """The counter that took the case hands out what the holder issued for it, with the holder's seal; it is counted.

    Raises `NoSuchPrint`, and `NotInForce` for one that was revoked.
    """
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.counter_id or enquiry.institution_id)
    if certificate.case != enquiry.number or certificate.institution_id != enquiry.institution_id:
        raise NoSuchPrint
    count_printing(certificate)
    write_line("hand_out", enquiry, actor, note=certificate.number)
    data = {"certificate": certificate.number, "printed": certificate.printed}
    record_event("enquiry:hand_out", actor=actor, subject=subject_of(enquiry), data=data)
    return certificate
