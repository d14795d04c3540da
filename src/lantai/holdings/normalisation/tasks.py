"""What a worker does for normalisation: some minutes of a run, then others have their turn."""

from __future__ import annotations

import logging

from lantai.base.accounts.access import OPERATOR, actor_of
from lantai.base.accounts.models import User
from lantai.base.common.errors import ArchiveError
from lantai.engines.jobs.queries import is_paused
from lantai.engines.jobs.tasks import task
from lantai.holdings.normalisation.actions import carry_out_run
from lantai.holdings.normalisation.models import NormalisationRun
from lantai.holdings.normalisation.running import RunHasEnded, RunIsHeld, Working

logger = logging.getLogger(__name__)
QUEUE = "default"
SECONDS_A_TURN = 120.0


@task(priority=-20)
def normalise(run_id: int, user_id: int | None) -> str:
    run = NormalisationRun.objects.select_related("fonds").get(pk=run_id)
    actor = actor_of(User.objects.get(pk=user_id)) if user_id else OPERATOR
    working = Working(pause=lambda: is_paused(QUEUE), seconds=SECONDS_A_TURN)
    try:
        run = carry_out_run(actor=actor, run=run, working=working)
    except (RunIsHeld, RunHasEnded):
        return run.ulid
    except ArchiveError as refusal:
        logger.warning("normalisation run %s stopped: %s", run.ulid, refusal.code)
        return run.ulid
    if run.state == NormalisationRun.State.WAITING:
        normalise.enqueue(run_id, user_id)
    return run.ulid
