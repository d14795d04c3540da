"""What a worker does for a change of many records, and to look for duplicates. Given out again, it goes on."""

from __future__ import annotations

import logging

from lantai.base.accounts.access import OPERATOR, Actor, actor_of
from lantai.base.accounts.models import Institution, User
from lantai.base.common.errors import ArchiveError
from lantai.engines.jobs.tasks import task
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.description.actions import (
    carry_out_change,
    count_change,
    propose_copies,
    propose_pairs,
    undo_change,
)
from lantai.holdings.description.models import ChangeBatch

logger = logging.getLogger(__name__)
ACTS = {"count": count_change, "carry_out": carry_out_change, "undo": undo_change}


@task()
def work_on_change(batch_id: int, user_id: int | None, act: str) -> str:
    """Count, carry out or undo on behalf of the person who asked; a refusal is written on the change."""
    batch = ChangeBatch.objects.select_related("fonds__institution").get(pk=batch_id)
    try:
        ACTS[act](actor=_actor(user_id), batch=batch)
    except ArchiveError as refusal:
        logger.warning("change %s stopped: %s", batch.ulid, refusal.code)
    return batch.state


def _actor(user_id: int | None) -> Actor:
    return actor_of(User.objects.get(pk=user_id)) if user_id else OPERATOR


@task()
def look_for_pairs(fonds_id: int, user_id: int | None) -> int:
    """Look through a fonds on behalf of the person who asked; gives how many pairs are new."""
    fonds = Fonds.objects.select_related("institution").get(pk=fonds_id)
    return propose_pairs(actor=_actor(user_id), fonds=fonds)


@task()
def look_for_copies(institution_id: int, user_id: int | None) -> int:
    """Look through the fonds of an archive on behalf of the person who asked; gives how many pairs are new."""
    institution = Institution.objects.get(pk=institution_id)
    return propose_copies(actor=_actor(user_id), institution=institution)
