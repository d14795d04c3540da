"""What is done at a worker's sign of life: a checkpoint when one is due."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from lantai.base.accounts.access import Actor, Right
from lantai.base.common.locks import lock

SCHEDULE = Actor("schedule", "schedule", None, {"*": frozenset({Right.READ_AUDIT})})
"""Nobody pressed a button: the event says so."""


def sign_when_due(sender: object, **_more: Any) -> None:
    """Asked by every worker: one of a machine at a time looks, the others have nothing to do."""
    from lantai.base.audit.checkpoints import is_due  # heavy: signing is loaded where workers live
    from lantai.base.audit.current import current_setup
    from lantai.front.oversight.actions import sign_checkpoint

    with lock(Path(settings.WORK_FOLDER) / "locks" / "checkpoint.lock", wait=False) as mine:
        if mine and is_due(current_setup(), now=timezone.now()):
            sign_checkpoint(actor=SCHEDULE)
