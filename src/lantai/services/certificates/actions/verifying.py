"""What anybody may ask: number and code, or a file. Wrong codes are counted, and a door that rests tells nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.certificates.models import Certificate, VerificationTry
from lantai.services.certificates.sealed import is_code, number_as_typed


class TooManyTries(ArchiveError):
    code = "certificates.too_many_tries"
    message = gettext_noop("Too many wrong codes: this door is closed for %(minutes)s minutes.")
    hint = gettext_noop("Compare number and code with the paper and try again later, or ask the archive.")
    http_status = 429


class TooManyFiles(ArchiveError):
    code = "certificates.too_many_files"
    message = gettext_noop("So many files were sent from here that no more are looked at for %(minutes)s minutes.")
    hint = gettext_noop("Verify offline with the published key and script, or come back later.")
    http_status = 429


@dataclass(frozen=True, slots=True)
class Tries:
    """After how many wrong codes a number rests, and for how long; a sender has twice as many for all numbers."""

    most: int
    minutes: int


@transaction.atomic
def verify_number(*, actor: Actor, number: str, code: str, sender: str, tries: Tries) -> Certificate | None:
    """The certificate, to who has its code; nothing when number or code is wrong, and nobody learns which.

    Anybody may. A number rests after too many tries whether there is such a certificate or not. Raises `TooManyTries`,
    which is itself written nowhere: a door that is closed cannot be used to fill the audit chain.
    """
    number, since = number_as_typed(number), timezone.now() - dt.timedelta(minutes=tries.minutes)
    of_number = VerificationTry.objects.filter(number=number, at__gte=since).count() if number else 0
    of_sender = VerificationTry.objects.filter(sender=sender, at__gte=since).exclude(number="").count()
    if of_number >= tries.most or of_sender >= 2 * tries.most:
        raise TooManyTries(minutes=tries.minutes)
    found = Certificate.objects.out().select_related("institution").filter(number=number).first()
    if is_code(found.code_hash if found else "", number, code, person_keys()) and found:
        return found
    VerificationTry.objects.create(number=number or "-", sender=sender)
    data = {"wrong": of_number + 1, "rests": of_number + 1 >= tries.most}
    record_event("certificate:verify:refuse", actor=actor, subject=("certificate_number", number), data=data)
    return None


@transaction.atomic
def count_file(*, actor: Actor, sender: str, tries: Tries) -> None:
    """One more file was sent from there. Raises `TooManyFiles`. Looking at a file changes nothing and has no event."""
    del actor  # anybody may, and who it was is nobody's business
    since = timezone.now() - dt.timedelta(minutes=tries.minutes)
    if VerificationTry.objects.filter(sender=sender, number="", at__gte=since).count() >= tries.most:
        raise TooManyFiles(minutes=tries.minutes)
    VerificationTry.objects.create(sender=sender)
