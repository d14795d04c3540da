"""What a worker does for a list given in the browser. Given out again after a kill, it goes on where it was."""

from __future__ import annotations

import logging

from lantai.base.accounts.access import OPERATOR, actor_of
from lantai.base.accounts.models import User
from lantai.base.common.errors import ArchiveError
from lantai.engines.jobs.tasks import task
from lantai.engines.storage.errors import StorageError
from lantai.holdings.imports.actions import check_import, commit_import, undo_import
from lantai.holdings.imports.models import ImportBatch

State = ImportBatch.State
logger = logging.getLogger(__name__)


@task()
def work_on_import(batch_id: int, user_id: int | None, act: str, reason: str = "") -> str:
    """Check, commit or undo on behalf of the person who asked; a refusal is written on the import."""
    batch = ImportBatch.objects.select_related("fonds__institution").get(pk=batch_id)
    actor = actor_of(User.objects.get(pk=user_id)) if user_id else OPERATOR
    try:
        if act == "check":
            check_import(actor=actor, batch=batch)
        elif act == "commit":
            commit_import(actor=actor, batch=batch)
        else:
            undo_import(actor=actor, batch=batch, reason=reason)
    except StorageError as refusal:  # written here, for the disk may have taken not even the lock
        logger.warning("import %s stopped: %s", batch.ulid, refusal.code)
        told = {"message": f"{refusal} {refusal.remedy()}"} | ({} if act == "check" else {"state": State.FAILED})
        ImportBatch.objects.filter(pk=batch.pk).exclude(state=State.COMMITTED).update(**told)
        return State.FAILED
    except ArchiveError as refusal:
        logger.warning("import %s stopped: %s", batch.ulid, refusal.code)
        return State.FAILED
    return batch.state
