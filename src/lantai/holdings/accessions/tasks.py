"""Intake ordered in the browser, carried out by a worker. Given out again after a kill, it goes on where it was."""

from __future__ import annotations

import logging

from lantai.base.accounts.access import OPERATOR, Actor, actor_of
from lantai.base.accounts.models import User
from lantai.base.common.errors import ArchiveError
from lantai.engines.jobs.tasks import task
from lantai.holdings.accessions.actions import carry_out, check_filing
from lantai.holdings.accessions.models import Transfer

logger = logging.getLogger(__name__)


@task()
def take_in(transfer_id: int, user_id: int | None, check: bool = False) -> str:  # noqa: FBT001, FBT002
    """Carry a transfer out on behalf of the person who ordered it; returns its state.

    A refusal (disk full, package gone) is already written on the transfer, where the person sees it.
    """
    transfer = Transfer.objects.select_related("fonds__institution").get(pk=transfer_id)
    actor = actor_of(User.objects.get(pk=user_id)) if user_id else OPERATOR
    if check:
        _checked(actor, transfer)
    try:
        return carry_out(actor=actor, transfer=transfer).state
    except ArchiveError as error:
        logger.warning("transfer %s stopped: %s", transfer.ulid, error.code)
        return Transfer.State.FAILED


def _checked(actor: Actor, transfer: Transfer) -> None:
    """A package that cannot be looked at is for the intake to refuse, in its own words."""
    try:
        check_filing(actor=actor, transfer=transfer)
    except ArchiveError as error:
        logger.warning("transfer %s was not checked: %s", transfer.ulid, error.code)
