"""What a worker does for checks of what is kept: some minutes of one, then others have their turn."""

from __future__ import annotations

import logging

from lantai.base.accounts.access import actor_of
from lantai.base.accounts.models import User
from lantai.base.common.errors import ArchiveError
from lantai.engines.jobs.queries import is_paused
from lantai.engines.jobs.tasks import task
from lantai.holdings.checks.actions import KeepingCheckRuns, Turn, carry_out_keeping_check
from lantai.holdings.checks.keeping.schedule import SCHEDULE
from lantai.holdings.checks.models import CheckRun

logger = logging.getLogger(__name__)
QUEUE = "default"
SECONDS_A_TURN = 120.0


@task(priority=-20)
def check_keeping(run_id: int, user_id: int | None) -> str:
    run = CheckRun.objects.get(pk=run_id)
    actor = actor_of(User.objects.get(pk=user_id)) if user_id else SCHEDULE
    turn = Turn(SECONDS_A_TURN, lambda: is_paused(QUEUE))
    try:
        run = carry_out_keeping_check(actor=actor, run=run, turn=turn)
    except KeepingCheckRuns:
        return run.ulid
    except ArchiveError as refusal:
        logger.warning("check of what is kept %s stopped: %s", run.ulid, refusal.code)
        return run.ulid
    if run.is_running:
        check_keeping.enqueue(run_id, user_id)
    return run.ulid
