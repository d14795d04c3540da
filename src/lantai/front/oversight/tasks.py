"""What a worker does for an auditor. Given out again after a kill, it begins anew."""

from __future__ import annotations

import logging

from lantai.base.accounts.access import OPERATOR, actor_of
from lantai.base.accounts.models import User
from lantai.base.common.errors import ArchiveError
from lantai.engines.jobs.tasks import task
from lantai.front.oversight.actions import carry_out_audit_export, carry_out_verification
from lantai.front.oversight.models import AuditExport

logger = logging.getLogger(__name__)


@task()
def write_audit_export(export_id: int, user_id: int | None) -> str:
    """The file, with the rights of who ordered it as they are now."""
    export = AuditExport.objects.get(pk=export_id)
    actor = actor_of(User.objects.get(pk=user_id)) if user_id else OPERATOR
    try:
        carry_out_audit_export(actor=actor, export=export)
    except ArchiveError as refusal:
        logger.warning("audit export %s stopped: %s", export.ulid, refusal.code)
        told = f"{refusal} {refusal.remedy()}"
        AuditExport.objects.filter(pk=export.pk).update(state=AuditExport.State.FAILED, message=told)
    return export.ulid


@task()
def verify_audit_chain() -> int:
    return carry_out_verification().count
