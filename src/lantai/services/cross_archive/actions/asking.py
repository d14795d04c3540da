"""The desk asks an archive outside for help, waits no longer, and hands out what that archive issued."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.cross_archive.actions.posting import post
from lantai.services.cross_archive.models import PassedCase, PassedCertificate, Peer
from lantai.services.cross_archive.passing import CALLED_BACK, CASE, case_body
from lantai.services.enquiries.actions import WordsMissing, step_outside
from lantai.services.enquiries.models import Enquiry


class NoLongerAgreed(ArchiveError):
    code = "cross_archive.no_longer_agreed"
    message = gettext_noop("The agreement with %(name)s has ended.")
    hint = gettext_noop("Choose another archive, or ask the security officer for a new agreement. Nothing was sent.")
    http_status = 409


class NotOfThisArchive(ArchiveError):
    code = "cross_archive.not_of_this_archive"
    message = gettext_noop("%(name)s was agreed with by another archive than the one that has this case.")
    hint = gettext_noop("Choose an archive yours has agreed with. Nothing was sent.")
    http_status = 422


@transaction.atomic
def send_case(*, actor: Actor, enquiry: Enquiry, peer: Peer, why: str) -> PassedCase:
    """Ask the other archive to search and to issue; the case waits here, with the term of what goes between archives.

    Our own search is kept. Raises `NoLongerAgreed`, `NotOfThisArchive`, `WordsMissing`, `NotNow`.
    """
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    if peer.institution_id != enquiry.institution_id:
        raise NotOfThisArchive(name=peer.name)
    if peer.ended_at:
        raise NoLongerAgreed(name=peer.name)
    words = why.strip()[:400]
    if not words:
        raise WordsMissing(what=_("the reason"))
    waits: dict[str, Any] = {"closed_at": None}
    done = step_outside("send_away", enquiry, by=actor, note=f"{peer.name}：{words}", **waits)
    passed = PassedCase.objects.create(peer=peer, enquiry=done, way=PassedCase.Way.OUT)
    post(passed, CASE, case_body(passed.ulid, done, person_keys()))
    data = {"peer": peer.name, "case": passed.ulid}
    record_event("cross_archive:send", actor=actor, subject=("enquiry", done.ulid), data=data)
    return passed


@transaction.atomic
def call_case_back(*, actor: Actor, passed: PassedCase, why: str) -> PassedCase:
    """Wait no longer; the other archive is told. Raises `WordsMissing`, `NotNow`."""
    require(actor, Right.HANDLE_ENQUIRIES, passed.enquiry.institution_id)
    words = why.strip()[:400]
    if not words:
        raise WordsMissing(what=_("the reason"))
    step_outside("call_back", passed.enquiry, by=actor, note=words)
    PassedCase.objects.filter(pk=passed.pk).update(said=PassedCase.Said.CALLED_BACK, ended_at=timezone.now())
    passed.refresh_from_db()
    if passed.peer.ended_at is None:
        post(passed, CALLED_BACK, {"case": passed.ulid, "note": words})
    data = {"peer": passed.peer.name, "case": passed.ulid}
    record_event("cross_archive:call_back", actor=actor, subject=("enquiry", passed.enquiry.ulid), data=data)
    return passed


@transaction.atomic
def hand_out_theirs(*, actor: Actor, certificate: PassedCertificate) -> PassedCertificate:
    """Print a certificate the other archive issued, with its seal and signature; each time is counted.

    By the archive that asked, or by the counter that took the case for it. Raises `NotNow` after the applicant was
    erased.
    """
    enquiry = certificate.passed.enquiry
    counter = enquiry.counter_id
    at_counter = bool(counter) and actor.may(Right.HANDLE_ENQUIRIES, counter)
    require(actor, Right.HANDLE_ENQUIRIES, counter if at_counter else enquiry.institution_id)
    step_outside("hand_out", enquiry, by=actor, note=certificate.number)
    PassedCertificate.objects.filter(pk=certificate.pk).update(printed=F("printed") + 1)
    certificate.refresh_from_db()
    data = {"certificate": certificate.number, "printed": certificate.printed, "peer": certificate.passed.peer.name}
    record_event("cross_archive:hand_out", actor=actor, subject=("enquiry", enquiry.ulid), data=data)
    return certificate
