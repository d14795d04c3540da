"""What a worker does for a plan ordered in the browser. Given out again after a kill, it goes on where it was."""

from __future__ import annotations

import logging

from lantai.base.accounts.access import OPERATOR, actor_of
from lantai.base.accounts.models import User
from lantai.base.common.errors import ArchiveError
from lantai.engines.jobs.tasks import task
from lantai.holdings.arrangement.actions import commit_batch, undo_batch
from lantai.holdings.arrangement.models import ArrangementBatch

logger = logging.getLogger(__name__)


@task()
def work_on_batch(batch_id: int, user_id: int | None, act: str, reason: str) -> str:
    """Carry out or undo on behalf of the person who asked; a refusal is written on the batch."""
    batch = ArrangementBatch.objects.select_related("fonds__institution").get(pk=batch_id)
    actor = actor_of(User.objects.get(pk=user_id)) if user_id else OPERATOR
    try:
        (commit_batch if act == "commit" else undo_batch)(actor=actor, batch=batch, reason=reason)
    except ArchiveError as refusal:
        logger.warning("plan %s stopped: %s", batch.ulid, refusal.code)
    batch.refresh_from_db()
    return batch.state
