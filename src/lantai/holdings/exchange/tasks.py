"""What a worker does for who asked in the browser. Given out again after a kill, it goes on where it was."""

from __future__ import annotations

import logging

from lantai.base.accounts.access import OPERATOR, Actor, actor_of
from lantai.base.accounts.models import User
from lantai.base.common.errors import ArchiveError
from lantai.engines.jobs.tasks import task
from lantai.holdings.exchange.actions import ExportRuns, LoadRuns, carry_out_export, load_description, undo_load
from lantai.holdings.exchange.models import Export, Load

logger = logging.getLogger(__name__)
_DONE = {"load": Load.State.LOADED, "undo": Load.State.UNDONE}


def _actor(user_id: int | None) -> Actor:
    return actor_of(User.objects.get(pk=user_id)) if user_id else OPERATOR


@task()
def write_export(export_id: int, user_id: int | None) -> str:
    """The file, with the rights of who ordered it as they are now."""
    export = Export.objects.select_related("fonds__institution", "record").get(pk=export_id)
    try:
        carry_out_export(actor=_actor(user_id), export=export)
    except ExportRuns:
        return export.ulid
    except ArchiveError as refusal:
        logger.warning("export %s stopped: %s", export.ulid, refusal.code)
        Export.objects.filter(pk=export.pk).update(state=Export.State.FAILED, message=f"{refusal} {refusal.remedy()}")
    return export.ulid


@task()
def work_on_load(load_id: int, user_id: int | None, act: str, reason: str = "") -> str:
    """Load, or take out again; a refusal is written on the load."""
    load = Load.objects.select_related("fonds__institution").get(pk=load_id)
    try:
        if act == "load":
            load_description(actor=_actor(user_id), load=load)
        else:
            undo_load(actor=_actor(user_id), load=load, reason=reason)
    except LoadRuns:  # whoever has it says what becomes of it
        return load.ulid
    except ArchiveError as refusal:
        if Load.objects.filter(pk=load.pk, state=_DONE[act]).exists():  # the order was given out twice
            return load.ulid
        logger.warning("load %s stopped: %s", load.ulid, refusal.code)
        Load.objects.filter(pk=load.pk).update(message=f"{refusal} {refusal.remedy()}")
    return load.ulid
