"""What an applicant does on the own page: open it by number and code, answer, withdraw."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor
from lantai.base.audit.actions import record as record_event
from lantai.base.limits.tries import Tries, count_wrong, hold_door
from lantai.base.limits.waiting import ComeAgain
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.enquiries.actions.filing import keep_proofs
from lantai.services.enquiries.actions.sending import Sent
from lantai.services.enquiries.actions.stepping import needed, resumed, step, subject_of, write_line
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.sealed import is_code

DOOR = "enquiry"


class TooManyTries(ComeAgain):
    code = "enquiries.too_many_tries"
    message = gettext_noop("Too many wrong codes: this door is closed for %(minutes)s minutes.")
    hint = gettext_noop("Look the code up on your receipt, or ask at the counter.")


@transaction.atomic
def open_own_page(*, actor: Actor, number: str, code: str, sender: str, tries: Tries) -> Enquiry | None:
    """The case, to who has its code; nothing when the number or the code is wrong, and nobody learns which.

    A number rests after too many tries whether there is such a case or not. Raises `TooManyTries`.
    """
    number = number.strip().upper()[:40]
    hold_door(DOOR, number=number, sender=sender, tries=tries, refusal=TooManyTries)
    enquiry = Enquiry.objects.select_related("institution").filter(number=number).first()
    if is_code(enquiry.code_hash if enquiry else "", number, code, person_keys()) and enquiry:
        record_event("enquiry:open", actor=actor, subject=subject_of(enquiry), data={"number": number})
        return enquiry
    wrong = count_wrong(DOOR, number=number, sender=sender, tries=tries)
    if wrong.is_told:
        record_event("enquiry:open:refuse", actor=actor, subject=("enquiry_number", number), data=wrong.told)
    return None


@transaction.atomic
def answer_enquiry(*, actor: Actor, enquiry: Enquiry, said: str, proofs: Sequence[Sent] = ()) -> Enquiry:
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
