"""What anybody may ask: number and code, or a file. Wrong codes are counted, and a door that rests tells nothing."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor
from lantai.base.audit.actions import record as record_event
from lantai.base.limits.tries import Tries, count_wrong, hold_door
from lantai.base.limits.waiting import ComeAgain
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.certificates.models import Certificate
from lantai.services.certificates.sealed import is_code, number_as_typed

DOOR, FILES = "certificate", "certificate_file"


class TooManyTries(ComeAgain):
    code = "certificates.too_many_tries"
    message = gettext_noop("Too many wrong codes: this door is closed for %(minutes)s minutes.")
    hint = gettext_noop("Compare number and code with the paper, or ask the archive.")


class TooManyFiles(ComeAgain):
    code = "certificates.too_many_files"
    message = gettext_noop("So many files were sent from here that no more are looked at for %(minutes)s minutes.")
    hint = gettext_noop("Verify offline with the published key and script.")


@transaction.atomic
def verify_number(*, actor: Actor, number: str, code: str, sender: str, tries: Tries) -> Certificate | None:
    """The certificate, to who has its code; nothing when number or code is wrong, and nobody learns which.

    Anybody may. A number rests after too many tries whether there is such a certificate or not. Raises `TooManyTries`.
    """
    number = number_as_typed(number)
    hold_door(DOOR, number=number or "-", sender=sender, tries=tries, refusal=TooManyTries)
    found = Certificate.objects.out().select_related("institution").filter(number=number).first()
    if is_code(found.code_hash if found else "", number, code, person_keys()) and found:
        return found
    wrong = count_wrong(DOOR, number=number or "-", sender=sender, tries=tries)
    if wrong.is_told:
        record_event("certificate:verify:refuse", actor=actor, subject=("certificate_number", number), data=wrong.told)
    return None


@transaction.atomic
def count_file(*, actor: Actor, sender: str, tries: Tries) -> None:
    """One more file was sent from there. Raises `TooManyFiles`. Looking at a file changes nothing and has no event."""
    del actor  # anybody may, and who it was is nobody's business
    hold_door(FILES, number=sender, sender=sender, tries=tries, refusal=TooManyFiles)
    count_wrong(FILES, number=sender, sender=sender, tries=tries)
