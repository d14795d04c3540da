"""What a worker draws up. Given out again after a kill, it goes on where it was: one file, one leaf, one event."""

from __future__ import annotations

import logging

from lantai.base.accounts.access import OPERATOR, actor_of
from lantai.base.accounts.models import User
from lantai.base.common.errors import ArchiveError
from lantai.engines.jobs.tasks import task
from lantai.services.certificates.actions import complete_certificate
from lantai.services.certificates.models import Certificate

logger = logging.getLogger(__name__)


@task()
def draw_up(certificate_id: int) -> str:
    """On behalf of the person who issued it; a refusal is written on the certificate."""
    certificate = Certificate.objects.select_related("institution", "seal").get(pk=certificate_id)
    user = User.objects.filter(pk=certificate.begun_user_id or 0).first()
    try:
        return complete_certificate(actor=actor_of(user) if user else OPERATOR, certificate=certificate).state
    except ArchiveError as refusal:
        logger.warning("certificate %s could not be drawn up: %s", certificate.ulid, refusal.code)
        Certificate.objects.filter(pk=certificate_id).update(failure=f"{refusal} {refusal.remedy()}"[:400])
        return Certificate.State.BEGUN
