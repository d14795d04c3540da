"""Destruction by a worker. Given out again after a kill, it goes on where it was."""

from __future__ import annotations

import logging

from lantai.base.accounts.access import OPERATOR, actor_of
from lantai.base.accounts.models import User
from lantai.base.common.errors import ArchiveError
from lantai.engines.jobs.actions import end_job, move_job, start_job
from lantai.engines.jobs.tasks import task
from lantai.holdings.disposal.actions import carry_out_destruction
from lantai.holdings.disposal.models import Destruction

logger = logging.getLogger(__name__)


@task()
def destroy(destruction_id: int, user_id: int | None) -> str:
    """Work off one begun list for who began it; a refusal stands on the list and on the job."""
    destruction = Destruction.objects.select_related("fonds__institution", "appraisal").get(pk=destruction_id)
    actor = actor_of(User.objects.get(pk=user_id)) if user_id else OPERATOR
    institution = destruction.fonds.institution.code
    job = start_job(kind="destruction", title=destruction.number, subject=destruction.ulid, institution=institution)
    try:
        carry_out_destruction(
            actor=actor,
            destruction=destruction,
            progress=lambda done, total: move_job(job, done=done, total=total),
        )
    except ArchiveError as refusal:
        logger.warning("destruction list %s stopped: %s", destruction.number, refusal.code)
        end_job(job, failed=f"{refusal} {refusal.remedy()}".strip())
        return destruction.state
    end_job(job)
    return destruction.state
