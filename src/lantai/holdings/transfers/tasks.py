"""Counting, checking and storing, ordered on a page. Given out again after a kill, they go on or begin anew."""

from __future__ import annotations

import logging
from collections.abc import Callable

from lantai.base.accounts.access import OPERATOR, actor_of
from lantai.base.accounts.models import User
from lantai.base.common.errors import ArchiveError
from lantai.engines.jobs.tasks import task
from lantai.holdings.transfers.actions import (
    check_handover,
    count_handover,
    find_again,
    self_check_handover,
    send_again,
    store_handover,
    working,
)
from lantai.holdings.transfers.models import Transfer

logger = logging.getLogger(__name__)
WORK: dict[str, Callable[..., Transfer]] = {
    "count": count_handover,
    "check": check_handover,
    "store": store_handover,
    "find_again": find_again,
    "send_again": send_again,
    "self_check": self_check_handover,
}


@task()
def work_on(transfer_id: int, work: str, user_id: int | None) -> str:
    """Do one piece of work on behalf of who ordered it; a refusal is written on the job, where people see it."""
    rows = Transfer.objects.select_related("unit", "archive", "fonds__institution", "agreement", "job", "intake")
    transfer = rows.get(pk=transfer_id)
    actor = actor_of(User.objects.get(pk=user_id)) if user_id else OPERATOR
    try:
        with working(transfer, work) as progress:
            return WORK[work](actor=actor, transfer=transfer, progress=progress).state
    except ArchiveError as refusal:
        logger.warning("work on hand-over %s stopped: %s", transfer.ulid, refusal.code)
        return transfer.state
