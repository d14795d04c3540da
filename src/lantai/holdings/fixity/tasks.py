"""What a worker does for fixity. Given out again after a kill, each goes on where it was."""

from __future__ import annotations

import logging

from lantai.base.accounts.access import Actor, actor_of
from lantai.base.accounts.models import User
from lantai.base.common.errors import ArchiveError
from lantai.engines.jobs.queries import is_paused
from lantai.engines.jobs.tasks import task
from lantai.holdings.fixity.actions import carry_out_run, repair_object, replicate
from lantai.holdings.fixity.models import FixityFinding, FixityRun, Replica
from lantai.holdings.fixity.running import Reading, RunHasEnded, RunIsHeld
from lantai.holdings.fixity.schedule import SCHEDULE

logger = logging.getLogger(__name__)
QUEUE = "default"


def _actor(user_id: int | None) -> Actor:
    return actor_of(User.objects.get(pk=user_id)) if user_id else SCHEDULE


@task()
def check(run_id: int, user_id: int | None) -> str:
    run = FixityRun.objects.select_related("replica").get(pk=run_id)
    try:
        reading = Reading(pause=lambda: is_paused(QUEUE))
        run = carry_out_run(actor=_actor(user_id), run=run, reading=reading)
    except (RunIsHeld, RunHasEnded):
        return run.ulid
    except ArchiveError as refusal:
        logger.warning("fixity run %s stopped: %s", run.ulid, refusal.code)
        return run.ulid
    if run.state == FixityRun.State.WAITING:
        check.enqueue(run_id, user_id)
    return run.ulid


@task()
def repair(finding_id: int, user_id: int | None) -> str:
    finding = FixityFinding.objects.select_related("stored__record", "replica").get(pk=finding_id)
    if finding.stored is None:
        return finding.ulid
    try:
        repair_object(actor=_actor(user_id), stored=finding.stored, replica=finding.replica)
    except ArchiveError as refusal:
        logger.warning("repair of %s stopped: %s", finding.object_id, refusal.code)
        FixityFinding.objects.filter(pk=finding.pk).update(note=f"{refusal} {refusal.remedy()}")
    return finding.ulid


@task()
def copy_to(replica_id: int, user_id: int | None) -> str:
    replica = Replica.objects.get(pk=replica_id)
    try:
        replicate(actor=_actor(user_id), replica=replica, pause=lambda: is_paused(QUEUE))
    except ArchiveError as refusal:
        logger.warning("copying to %s stopped: %s", replica.name, refusal.code)
    return replica.name
