"""What tells of an applicant is removed in time: proofs first, then everything personal. The case stays as a number."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.limits.tries import forget_tries
from lantai.services.enquiries.actions.stepping import subject_of
from lantai.services.enquiries.data import kept_days
from lantai.services.enquiries.models import Complaint, CopyFetched, Enquiry, IdentityCheck, Proof, Rating
from lantai.services.notices.actions import forget_notices

AT_ONCE = 200
"""So many cases are looked at in one go; the rest an hour later."""


@transaction.atomic
def remove_proofs(*, actor: Actor, enquiry: Enquiry) -> int:
    """Remove the proofs of a case that has ended; gives how many there were."""
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    number = enquiry.proofs.count()
    enquiry.proofs.all().delete()
    record_event("enquiry:remove_proofs", actor=actor, subject=subject_of(enquiry), data={"proofs": number})
    return number


@transaction.atomic
def erase_applicant(*, actor: Actor, enquiry: Enquiry) -> Enquiry:
    """Remove everything that tells of the applicant. What was decided, and when, stays; the own page is closed."""
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    enquiry.proofs.all().delete()
    forget_notices(enquiry.number)
    enquiry.identity_checks.update(document_kind="", last4="", why="", kept={}, sender="")
    Rating.objects.filter(enquiry=enquiry).update(words="")
    enquiry.steps.exclude(said="").update(said="")
    enquiry.complaints.exclude(words="").update(words="")
    Enquiry.objects.filter(pk=enquiry.pk).update(
        name="", document=b"", document_kind="", last4="", contact=b"", body="", sought="", clues="", answers={},
        searched={}, code_hash="", sender="", erased_at=timezone.now(),
    )  # fmt: skip
    enquiry.refresh_from_db()
    record_event("enquiry:erase", actor=actor, subject=subject_of(enquiry), data={"number": enquiry.number})
    return enquiry


def erase_what_is_due(*, now: dt.datetime) -> int:
    """Hourly: proofs and personal data whose time is over, and yesterday's wrong codes. Gives how many cases.

    A case whose complaint waits is left as it is.
    """
    forget_tries(now=now)
    CopyFetched.objects.filter(at__lt=now - dt.timedelta(days=1)).delete()
    IdentityCheck.objects.exclude(sender="").filter(made_at__lt=now - dt.timedelta(days=2)).update(sender="")
    IdentityCheck.objects.waiting().filter(expires_at__lt=now).update(state=IdentityCheck.State.ENDED, kept={})
    Enquiry.objects.exclude(sender="").filter(made_at__lt=now - dt.timedelta(days=2)).update(sender="")
    done = 0
    complained = Complaint.objects.waiting().values("enquiry")
    ended = Enquiry.objects.filter(erased_at__isnull=True).exclude(pk__in=complained).order_by("closed_at")
    for enquiry in ended.filter(closed_at__lt=now - dt.timedelta(days=kept_days("personal_days")))[:AT_ONCE]:
        erase_applicant(actor=OPERATOR, enquiry=enquiry)
        done += 1
    before = now - dt.timedelta(days=kept_days("proofs_days"))
    kept = Proof.objects.filter(enquiry__closed_at__lt=before).values("enquiry")
    for enquiry in ended.filter(pk__in=kept)[:AT_ONCE]:
        remove_proofs(actor=OPERATOR, enquiry=enquiry)
        done += 1
    return done
