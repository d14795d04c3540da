"""What happens while a worker lives: checks of dead processes are called stopped, old files of findings are swept."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.common.locks import lock
from lantai.engines.jobs.owners import living_workers, owner_is_gone
from lantai.holdings.checks.asking import findings_folder
from lantai.holdings.checks.models import CheckRun

EVERY = 3600.0
PROCESS_ENDED = gettext_noop("The process that made this check has ended. Check the package again.")


def look_after(sender: object, **_more: Any) -> None:
    """Asked by workers at every sign of life."""
    stop_dead_runs(now=timezone.now())
    done = Path(settings.WORK_FOLDER) / "locks" / "checks-swept.done"
    if done.exists() and time.time() - done.stat().st_mtime < EVERY:
        return
    with lock(done.with_suffix(".lock"), wait=False) as mine:
        if mine:
            sweep_findings(now=timezone.now())
            done.touch()


def stop_dead_runs(*, now: dt.datetime) -> int:
    """A check cannot be taken up in its middle: one whose process is gone is called stopped, in words."""
    running = CheckRun.objects.filter(state=CheckRun.State.RUNNING)
    if not running.exists():
        return 0
    alive, stopped = living_workers(now), 0
    for run in running.only("pk", "owner", "started_at"):
        if owner_is_gone(run.owner, changed=run.started_at, now=now, alive=alive):
            words = {"state": CheckRun.State.STOPPED, "ended_at": now, "message": _(PROCESS_ENDED)}
            stopped += running.filter(pk=run.pk).update(**words)
    return stopped


def sweep_findings(*, now: dt.datetime) -> int:
    """Remove the files of findings that have their age, but none of a check that is under way; returns how many.

    What was counted, and the first hundred findings of each item, stay in the database.
    """
    before = (now - dt.timedelta(days=settings.FINDINGS_DAYS)).timestamp()
    old = [path for path in findings_folder().glob("*.jsonl") if path.stat().st_mtime < before]
    at_work = set(CheckRun.objects.filter(state=CheckRun.State.RUNNING).values_list("ulid", flat=True))
    gone = [path for path in old if path.stem not in at_work]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
