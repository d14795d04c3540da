"""The walk: some files at a time, each written down on its own. It can be killed at any moment and goes on.

A copy that was published when the process died has no row yet: it is found in its object and given one.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.base.common.locks import lock
from lantai.engines.formats.shared_pool import shared_pool
from lantai.engines.formats.workers import ReaderPool
from lantai.engines.jobs.actions import end_job, move_job, start_job
from lantai.engines.jobs.models import Job
from lantai.engines.storage.errors import DiskIsFull, StorageIsMissing, StorageIsReadOnly, WorkFolderLiesElsewhere
from lantai.holdings.normalisation import codes
from lantai.holdings.normalisation.choosing import candidates, cells_of, missing_tools
from lantai.holdings.normalisation.making import Made, Maker
from lantai.holdings.normalisation.models import NormalisationRun
from lantai.holdings.normalisation.noting import note_failure
from lantai.holdings.normalisation.policy import Policy, current_policy
from lantai.holdings.preservation.models import StoredFile

PIECE = 8
"""So many files share a start of LibreOffice, and so many are done again at most after a kill."""
_STOPPING = (DiskIsFull, StorageIsReadOnly, StorageIsMissing, WorkFolderLiesElsewhere)

Keep = Callable[[Made, NormalisationRun], None]
State = NormalisationRun.State


class RunIsHeld(ArchiveError):
    code = "normalisation.run_held"
    message = gettext_noop("Another process is already at work on this run.")
    hint = gettext_noop("Let it finish; its progress is shown on the page. If it dies, the run goes on by itself.")
    http_status = 409
    exit_code = 4


class RunHasEnded(ArchiveError):
    code = "normalisation.run_ended"
    message = gettext_noop("This run has ended already.")
    hint = gettext_noop("Begin another one; what this one found is listed on its page.")
    http_status = 409


class ToolsAreMissing(ArchiveError):
    code = "normalisation.tools_missing"
    message = gettext_noop("Files wait for copies, and this is not installed: %(tools)s.")
    hint = gettext_noop("Install it (%(install)s), then let the run go on.")
    http_status = 503
    exit_code = 4


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Working:
    """How a run is carried out: `pause` is asked after each piece; it gives way after so many `seconds`."""

    pause: Callable[[], bool] = _never
    seconds: float = float("inf")
    pool: Callable[[], ReaderPool] = field(default=shared_pool)


def carry_out(run: NormalisationRun, *, keep: Keep, working: Working) -> NormalisationRun:
    """Convert what is left. `keep` puts one copy into storage, with its row and event.

    Raises `RunIsHeld`, `RunHasEnded`; a `StorageError` stops the run in words, and it can be taken up again.
    """
    with lock(lock_file(run.ulid), wait=False) as mine:
        if not mine:
            raise RunIsHeld
        run.refresh_from_db()
        if run.state == State.DONE:
            raise RunHasEnded
        if run.state == State.PAUSED:
            return run
        policy = current_policy()
        missing = _missing(run, policy)
        _begin(run, policy)
        if missing is not None and not run.files_total:
            _end(run, State.STOPPED, f"{missing} {missing.remedy()}")
            raise missing
        job = start_job(
            kind="normalisation",
            title=_("Copies in formats for keeping"),
            subject=run.ulid,
            institution=run.institution,
            total=run.files_total,
        )
        folder = work_folder(run.ulid)
        try:
            finished = _walk(run, policy, keep, working, job)
        except _STOPPING as refusal:
            _end(run, State.STOPPED, f"{refusal} {refusal.remedy()}")
            end_job(job, failed=str(refusal))
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        if finished:
            _end(run, State.DONE, f"{missing} {missing.remedy()}" if missing else "")
            end_job(job)
    return run


def _missing(run: NormalisationRun, policy: Policy) -> ToolsAreMissing | None:
    """What is said of programs without which files wait."""
    tools = missing_tools(cells_of([run.institution], policy))
    if not tools:
        return None
    return ToolsAreMissing(
        tools=", ".join(each.name for each in tools), install="; ".join(each.install for each in tools)
    )


def _begin(run: NormalisationRun, policy: Policy) -> None:
    if not run.files_total:
        total = candidates(run, policy).count()
        run.files_total = min(total, run.most) if run.most else total
    run.state, run.message, run.edition = State.RUNNING, "", policy.edition[:60]
    run.save(update_fields=["files_total", "state", "message", "edition"])


def _end(run: NormalisationRun, state: State, message: str = "") -> None:
    run.state, run.message = state, message
    run.ended_at = timezone.now() if state == State.DONE else None
    run.save(update_fields=["state", "message", "ended_at"])


def _walk(run: NormalisationRun, policy: Policy, keep: Keep, working: Working, job: Job) -> bool:
    """True when nothing is left, False when somebody wants a pause or others their turn."""
    maker = Maker(policy, work_folder(run.ulid), working.pool())
    end = time.monotonic() + working.seconds
    while files := _next(run, policy):
        for made in maker.make(files):
            _put_down(made, run, keep)
        move_job(job, done=run.looked_at)
        run.refresh_from_db()
        if run.state == State.PAUSED:
            return False
        if working.pause() or time.monotonic() > end:
            _end(run, State.WAITING)
            return False
    return True


def _next(run: NormalisationRun, policy: Policy) -> Sequence[StoredFile]:
    left = run.most - run.looked_at if run.most else PIECE
    if left <= 0:
        return []
    return list(candidates(run, policy).select_related("stored__record")[: min(PIECE, left)])


def _put_down(made: Made, run: NormalisationRun, keep: Keep) -> None:
    if made.path is None:
        note_failure(run, made)
        return
    try:
        keep(made, run)
    except _STOPPING:
        raise
    except ArchiveError as refusal:
        told = Made(made.file, made.profile, code=codes.NOT_STORED, params={"tool": made.tool, "reason": str(refusal)})
        note_failure(run, told)


def work_folder(name: str) -> Path:
    return Path(settings.WORK_FOLDER) / "normalising" / name


def lock_file(name: str) -> Path:
    return Path(settings.WORK_FOLDER) / "locks" / f"normalisation-{name}.lock"
