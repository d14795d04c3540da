"""What happens while a worker lives: once an hour what broken uploads left is swept, by one process; and what
recognition has found out about the scans of a transfer is told there."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from lantai.base.common.locks import lock
from lantai.holdings.accessions.uploads import sweep_uploads
from lantai.holdings.imports.received import sweep_unentered

EVERY = 3600.0


def look_after(sender: object, **_more: Any) -> None:
    """Asked by workers at every sign of life; the file's own time says when it was last done on this machine."""
    done = Path(settings.WORK_FOLDER) / "locks" / "uploads-swept.done"
    if done.exists() and time.time() - done.stat().st_mtime < EVERY:
        return
    with lock(done.with_suffix(".lock"), wait=False) as mine:
        if mine:
            sweep_uploads(now=timezone.now())
            sweep_unentered(now=timezone.now())
            done.touch()


def tell_of_turned_pages(*, file: int, **_signal: Any) -> None:
    """Recognition is the first that sees which way up a page stands."""
    from lantai.holdings.accessions.actions import note_turned_pages  # most verbs recognise nothing

    note_turned_pages(file)
