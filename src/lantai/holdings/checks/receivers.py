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
from lantai.engines.jobs.owners import living_workers, owner_is_gone, process_name
from lantai.holdings.checks.asking import findings_folder
from lantai.holdings.checks.models import CheckRun

EVERY = 3600.0
SECONDS_BETWEEN_LOOKS = 1800.0
_next_look = [0.0]
PROCESS_ENDED = gettext_noop("The process that made this check has ended. Check the package again.")


def look_after(sender: object, **_more: Any) -> None:
    """Asked by workers at every sign of life."""
    stop_dead_runs(now=timezone.now())
    look_what_is_due()
    done = Path(settings.WORK_FOLDER) / "locks" / "checks-swept.done"
    if done.exists() and time.time() - done.stat().st_mtime < EVERY:
        return
    with lock(done.with_suffix(".lock"), wait=False) as mine:
        if mine:
            sweep_findings(now=timezone.now())
            done.touch()


def look_what_is_due() -> None:
    """Now and then begin a check of what is kept, whose time has come: one process of a machine at a time."""
    now = time.monotonic()
    if now < _next_look[0]:
        return
    _next_look[0] = now + SECONDS_BETWEEN_LOOKS
    from lantai.holdings.checks.keeping.schedule import begin_due_check  # heavy, and of no use to a verb

    with lock(Path(settings.WORK_FOLDER) / "locks" / "keeping-schedule.lock", wait=False) as mine:
        if mine:
            begin_due_check(now=timezone.now())


def _taken_up(run: CheckRun) -> bool:
    """A check of what is kept goes on behind its last piece, in a worker: nobody need come back for it."""
    from lantai.holdings.checks.tasks import check_keeping

    same = CheckRun.objects.filter(pk=run.pk, state=CheckRun.State.RUNNING, owner=run.owner)
    if same.update(owner=process_name()):
        check_keeping.enqueue(run.pk, None)
    return True


def stop_dead_runs(*, now: dt.datetime) -> int:
    """A check of a package cannot be taken up in its middle: one whose process is gone is called stopped, in words."""
    running = CheckRun.objects.filter(state=CheckRun.State.RUNNING)
    if not running.exists():
        return 0
    alive, stopped = living_workers(now), 0
    for run in running.only("pk", "owner", "started_at", "package"):
        if owner_is_gone(run.owner, changed=run.started_at, now=now, alive=alive):
            if run.is_of_storage and _taken_up(run):
                continue
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
