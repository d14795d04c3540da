"""Leaving the work on a list to a worker: what the browser does."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.common.errors import ArchiveError
from lantai.holdings.imports.models import ImportBatch

State = ImportBatch.State
_FROM = {
    "check": (State.RECEIVED, State.CHECKED),
    "commit": (State.CHECKED, State.FAILED),
    "undo": (State.COMMITTED, State.FAILED),
}
_TO = {"check": State.RECEIVED, "commit": State.COMMITTING, "undo": State.UNDOING}


class NotNow(ArchiveError):
    code = "imports.not_now"
    message = gettext_noop("This cannot be done with the list %(name)s now: it is %(state)s.")
    hint = gettext_noop("Load the page again: somebody else may have gone on with it.")
    http_status = 409


@transaction.atomic
def order_work(*, actor: Actor, batch: ImportBatch, act: str, reason: str = "") -> None:
    """Order `check`, `commit` or `undo`, once: the state is claimed first. The act itself leaves the event."""
    from lantai.holdings.imports.tasks import work_on_import  # the task calls back into this package

    require(actor, Right.DESCRIBE, batch.fonds.institution.code)
    claimed = ImportBatch.objects.filter(pk=batch.pk, state__in=_FROM[act])
    if not claimed.update(state=_TO[act], message=""):
        batch.refresh_from_db()
        raise NotNow(name=batch.file_name, state=batch.get_state_display())
    work_on_import.enqueue(batch.pk, actor.user_id, act, reason)
