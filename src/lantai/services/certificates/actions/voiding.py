"""A certificate that could never be drawn is given up: its number stays in the register, and nothing bears it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.services.certificates.actions.common import needed, subject_of
from lantai.services.certificates.actions.revoking import NotInForce
from lantai.services.certificates.keeping import kept_file
from lantai.services.certificates.models import Certificate


class AlreadyDrawn(ArchiveError):
    """Its signed file lies in storage: whoever had it would have a paper that nobody knows."""

    code = "certificates.already_drawn"
    message = gettext_noop("%(number)s is drawn and signed already; only its entry in the log is missing.")
    hint = gettext_noop("Have it drawn up again, which completes it, and revoke it then.")
    http_status = 409


@transaction.atomic
def void_certificate(*, actor: Actor, certificate: Certificate, reason: str) -> Certificate:
    """Give up one whose drawing failed; what it was to replace can be issued anew.

    Raises `NotInForce` where it went out, is being drawn or is void already, `AlreadyDrawn` and `WordsMissing`.
    """
    require(actor, Right.REVOKE_CERTIFICATES, certificate.institution_id)
    words, replaces = needed(reason, _("the reason"), 400), certificate.replaces
    waiting = Certificate.objects.begun().filter(pk=certificate.pk).exclude(failure="")
    claimed = waiting.update(
        state=Certificate.State.VOID,
        revoked_by=actor.label,
        revoked_why=words,
        revoked_at=timezone.now(),
        replaces=None,
    )
    certificate.refresh_from_db()
    if not claimed:
        raise NotInForce(number=certificate.number, state=certificate.get_state_display())
    if kept_file(certificate) is not None:
        raise AlreadyDrawn(number=certificate.number)
    data = {"number": certificate.number, "reason": words, "replaces": replaces.number if replaces else ""}
    record_event("certificate:void", actor=actor, subject=subject_of(certificate), data=data)
    return certificate
