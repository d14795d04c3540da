"""A certificate that went out is taken back, for everybody to see; one that never went out is given up; printing."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.services.certificates.actions.common import needed, subject_of
from lantai.services.certificates.actions.logging import append_leaf
from lantai.services.certificates.models import Certificate
from lantai.services.certificates.proofs import facts_of


class NotInForce(ArchiveError):
    code = "certificates.not_in_force"
    message = gettext_noop("%(number)s is not in force (%(state)s).")
    hint = gettext_noop("Load the page again; it shows what can be done now.")
    http_status = 409


@transaction.atomic
def revoke_certificate(*, actor: Actor, certificate: Certificate, reason: str) -> Certificate:
    """From now on verification says that it was revoked; the log has a leaf of it. Raises `NotInForce`, `WordsMissing`.

    The reason is for the archive; the public pages do not show it.
    """
    require(actor, Right.REVOKE_CERTIFICATES, certificate.institution_id)
    words, now = needed(reason, _("the reason"), 400), timezone.now()
    said = {"revoked_by": actor.label, "revoked_why": words, "revoked_at": now}
    _claim(certificate, Certificate.State.ISSUED, state=Certificate.State.REVOKED, **said)
    leaf = append_leaf(certificate, "revocation", facts_of(certificate, revoked_at=now))
    data = {"number": certificate.number, "leaf": leaf.index, "reason": words}
    record_event("certificate:revoke", actor=actor, subject=subject_of(certificate), data=data)
    return certificate


@transaction.atomic
def note_printed(*, actor: Actor, certificate: Certificate) -> Certificate:
    """The file was handed out on paper or as a file once more. Raises `NotInForce`."""
    require(actor, Right.ISSUE_CERTIFICATES, certificate.institution_id)
    count_printing(certificate)
    data = {"number": certificate.number, "printed": certificate.printed}
    record_event("certificate:print", actor=actor, subject=subject_of(certificate), data=data)
    return certificate


def count_printing(certificate: Certificate) -> None:
    """One more was handed out, here or by the counter that took its case. Part of an act. Raises `NotInForce`."""
    _claim(certificate, Certificate.State.ISSUED, printed=F("printed") + 1)


def _claim(certificate: Certificate, held: str, **columns: Any) -> None:
    claimed = Certificate.objects.filter(pk=certificate.pk, state=held).update(**columns)
    certificate.refresh_from_db()
    if not claimed:
        raise NotInForce(number=certificate.number, state=certificate.get_state_display())
