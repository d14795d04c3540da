"""What a worker prints. Given out again after a kill, it starts again: the same file, one event."""

from __future__ import annotations

import logging

from lantai.base.accounts.access import OPERATOR, actor_of
from lantai.base.accounts.models import User
from lantai.base.common.errors import ArchiveError
from lantai.engines.jobs.tasks import task
from lantai.holdings.printing.actions import make_printout
from lantai.holdings.printing.models import Printout

logger = logging.getLogger(__name__)


@task()
def print_ordered(printout_id: int, user_id: int | None) -> str:
    """Print on behalf of the person who ordered it; a refusal is written on the printout."""
    printout = Printout.objects.select_related("fonds__institution", "volume").get(pk=printout_id)
    actor = actor_of(User.objects.get(pk=user_id)) if user_id else OPERATOR
    try:
        return make_printout(actor=actor, printout=printout).state
    except ArchiveError as refusal:
        logger.warning("printout %s stopped: %s", printout.ulid, refusal.code)
        return Printout.State.FAILED
