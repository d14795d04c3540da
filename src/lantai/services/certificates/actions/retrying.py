"""A drawing that failed is tried again by a person who has seen to the cause."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.services.certificates.actions.common import subject_of
from lantai.services.certificates.actions.revoking import NotInForce
from lantai.services.certificates.models import Certificate


@transaction.atomic
def retry_certificate(*, actor: Actor, certificate: Certificate) -> Certificate:
    """Let a worker draw it up again, under its number. Raises `NotInForce` where it went out already."""
    from lantai.services.certificates.tasks import draw_up  # the task calls back into this package

    require(actor, Right.ISSUE_CERTIFICATES, certificate.institution_id)
    claimed = Certificate.objects.begun().filter(pk=certificate.pk).update(failure="")
    certificate.refresh_from_db()
    if not claimed:
        raise NotInForce(number=certificate.number, state=certificate.get_state_display())
    data = {"number": certificate.number}
    record_event("certificate:retry", actor=actor, subject=subject_of(certificate), data=data)
    transaction.on_commit(partial(draw_up.enqueue, certificate.pk))
    return certificate
