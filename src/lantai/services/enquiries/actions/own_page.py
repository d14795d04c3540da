"""What an applicant does on the own page: open it by number and code, answer, withdraw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.enquiries.actions.filing import keep_proofs
from lantai.services.enquiries.actions.stepping import needed, resumed, step, subject_of, write_line
from lantai.services.enquiries.models import Enquiry, Try
from lantai.services.enquiries.sealed import is_code


class TooManyTries(ArchiveError):
    code = "enquiries.too_many_tries"
    message = gettext_noop("Too many wrong codes: this door is closed for %(minutes)s minutes.")
    hint = gettext_noop("Look the code up on your receipt and try again later, or ask at the counter.")
    http_status = 429


@dataclass(frozen=True, slots=True)
class Tries:
    """After how many wrong codes a number rests, and for how long; a sender has twice as many for all numbers."""

    most: int
    minutes: int


@transaction.atomic
def open_own_page(*, actor: Actor, number: str, code: str, sender: str, tries: Tries) -> Enquiry | None:
    """The case, to who has its code; nothing when the number or the code is wrong, and nobody learns which.

    A number rests after too many tries whether there is such a case or not. Raises `TooManyTries`, which is itself
    written nowhere: a door that is closed cannot be used to fill the audit chain.
    """
    number, since = number.strip().upper()[:40], timezone.now() - dt.timedelta(minutes=tries.minutes)
    of_number = Try.objects.filter(number=number, at__gte=since).count()
    if of_number >= tries.most or Try.objects.filter(sender=sender, at__gte=since).count() >= 2 * tries.most:
        raise TooManyTries(minutes=tries.minutes)
    enquiry = Enquiry.objects.select_related("institution").filter(number=number).first()
    if is_code(enquiry.code_hash if enquiry else "", number, code, person_keys()) and enquiry:
        record_event("enquiry:open", actor=actor, subject=subject_of(enquiry), data={"number": number})
        return enquiry
    Try.objects.create(number=number, sender=sender)
    data = {"wrong": of_number + 1, "rests": of_number + 1 >= tries.most}
    record_event("enquiry:open:refuse", actor=actor, subject=("enquiry_number", number), data=data)
    return None


@transaction.atomic
def answer_enquiry(*, actor: Actor, enquiry: Enquiry, said: str, proofs: Sequence[bytes] = ()) -> Enquiry:
    """What the archive asked for. Whoever holds the code may. Raises `NotNow`, `WordsMissing`, `ProofRefused`."""
    words = needed(said, _("your answer"), 2000)
    done = step("supply", enquiry, **resumed(enquiry, timezone.localdate()))
    kept = keep_proofs(done, proofs)
    write_line("supply", done, actor, said=words)
    record_event("enquiry:supply", actor=actor, subject=subject_of(done), data={"proofs": kept})
    return done


@transaction.atomic
def withdraw_enquiry(*, actor: Actor, enquiry: Enquiry) -> Enquiry:
    """The applicant does not want it any more. Whoever holds the code may. Raises `NotNow`."""
    done = step("withdraw", enquiry, closed_at=timezone.now(), paused_on=None)
    write_line("withdraw", done, actor)
    record_event("enquiry:withdraw", actor=actor, subject=subject_of(done), data={"number": done.number})
    return done
