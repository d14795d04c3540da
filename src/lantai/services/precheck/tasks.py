"""What a worker does for the precheck: some minutes of a share, then others have their turn."""

from __future__ import annotations

import logging

from lantai.base.accounts.access import OPERATOR, actor_of
from lantai.base.accounts.models import User
from lantai.base.common.errors import ArchiveError
from lantai.engines.jobs.queries import is_paused
from lantai.engines.jobs.tasks import task
from lantai.services.precheck.actions import RunHasEnded, RunIsHeld, Working, carry_out_precheck
from lantai.services.precheck.models import PrecheckRun, PrecheckShare

logger = logging.getLogger(__name__)
QUEUE = "default"
SECONDS_A_TURN = 120.0


@task(priority=-20)
def precheck(share_id: int, user_id: int | None) -> str:
    share = PrecheckShare.objects.select_related("run__fonds").get(pk=share_id)
    actor = actor_of(User.objects.get(pk=user_id)) if user_id else OPERATOR
    working = Working(pause=lambda: is_paused(QUEUE), seconds=SECONDS_A_TURN)
    try:
        run = carry_out_precheck(actor=actor, share=share, working=working)
    except (RunIsHeld, RunHasEnded):
        return share.run.ulid
    except ArchiveError as refusal:
        stopped = PrecheckRun.objects.filter(pk=share.run_id)
        stopped.update(state=PrecheckRun.State.STOPPED, message=f"{refusal} {refusal.remedy()}")
        logger.warning("precheck %s stopped: %s", share.run.ulid, refusal.code)
        return share.run.ulid
    share.refresh_from_db()
    if run.state == PrecheckRun.State.RUNNING and not share.is_done:
        precheck.enqueue(share_id, user_id)
    return run.ulid
