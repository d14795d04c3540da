"""Complaint to the authority and its answer (档案法 28): filed by the applicant, answered by an officer there."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.services.enquiries.actions.stepping import (
    COMPLAINT,
    answer_due,
    due,
    is_late,
    needed,
    step,
    subject_of,
    take_number,
    write_line,
)
from lantai.services.enquiries.actions.tallying import take_back_answer, tally
from lantai.services.enquiries.actions.telling import tell
from lantai.services.enquiries.models import Complaint, Decision, Enquiry, UnitConsent

ANSWERED = (Decision.Outcome.GRANTED, Decision.Outcome.REFUSED, "not_found", "delivered", "closed", "lapsed")
"""In these states the archive has said its word."""


class NoComplaintNow(ArchiveError):
    code = "enquiries.no_complaint_now"
    message = gettext_noop("There is nothing to complain of yet, or a complaint is waiting for its answer.")
    hint = gettext_noop("A complaint is possible against a decision, or when the archive has let its term pass.")
    http_status = 409


class NotAnAuthority(ArchiveError):
    code = "enquiries.not_an_authority"
    message = gettext_noop("“%(name)s” is no archives authority.")
    hint = gettext_noop("Choose the authority that supervises the archive.")
    http_status = 422


def may_complain(enquiry: Enquiry) -> bool:
    """The archive has answered, or a term of the archive has passed; and no complaint waits."""
    decided = enquiry.state in ANSWERED
    if enquiry.erased_at or not (decided or is_late(enquiry, timezone.localdate())):
        return False
    return not Complaint.objects.waiting().filter(enquiry=enquiry).exists()


@transaction.atomic
def file_complaint(*, actor: Actor, enquiry: Enquiry, authority: Institution, words: str) -> Complaint:
    """The applicant complains. Whoever holds the code may. Raises `NoComplaintNow`, `NotAnAuthority`."""
    said = needed(words, _("what you complain of"), 2000)
    if authority.kind != Institution.Kind.AUTHORITY:
        raise NotAnAuthority(name=authority.name)
    if not may_complain(enquiry):
        raise NoComplaintNow
    done = step("complain", enquiry)
    complaint = Complaint.objects.create(
        enquiry=done, authority=authority, number=take_number(authority.code, COMPLAINT), words=said,
        due_on=due("complaint", timezone.localdate()),
    )  # fmt: skip
    write_line("complain", done, actor)
    tally(done, "complained")
    data = {"number": complaint.number, "authority": authority.code, "state": done.state}
    record_event("enquiry:complain", actor=actor, subject=subject_of(done), data=data)
    return complaint


@transaction.atomic
def answer_complaint(*, actor: Actor, complaint: Complaint, outcome: str, answer: str) -> Complaint:
    """The authority answers; upheld, the archive must decide anew. Raises `NoComplaintNow`, `WordsMissing`."""
    require(actor, Right.ANSWER_COMPLAINTS, complaint.authority.code)
    words, given, now = needed(answer, _("the answer"), 2000), Complaint.Outcome(outcome), timezone.now()
    waiting = Complaint.objects.waiting().filter(pk=complaint.pk)
    if not waiting.update(outcome=given, answer=words, answered_by=actor.label, answered_at=now):
        raise NoComplaintNow
    enquiry = complaint.enquiry
    write_line("complaint_answer", enquiry, actor)
    tell("complaint_answered", enquiry, actor)
    if given == Complaint.Outcome.UPHELD:
        tally(enquiry, "upheld")
        _decide_anew(actor, enquiry)
    data = {"number": complaint.number, "outcome": given}
    record_event("enquiry:complaint:answer", actor=actor, subject=subject_of(enquiry), data=data)
    complaint.refresh_from_db()
    return complaint


def _decide_anew(actor: Actor, enquiry: Enquiry) -> None:
    """The case is open again with a new term; drafts and questions that wait are void."""
    if enquiry.erased_at or enquiry.state == "withdrawn":
        return
    due_on, now = answer_due(enquiry.matter, timezone.localdate()), timezone.now()
    enquiry.decisions.filter(decided_at__isnull=True, returned_at__isnull=True).update(returned_at=now)
    UnitConsent.objects.waiting().filter(enquiry=enquiry).update(ended_at=now)
    enquiry.meant.update(verdict="", ground="")
    take_back_answer(enquiry)
    done = step("reopen", enquiry, due_on=due_on, next_on=due_on, paused_on=None, closed_at=None)
    write_line("reopen", done, actor)
