"""The walk: objects in the order of their rows, two side by side, written down piece by piece.

A walk can be killed at any moment and goes on behind the last piece. Nothing here asks what time it is to decide how
far it is: a clock that jumps changes dates, never what is read.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.base.common.locks import lock
from lantai.engines.jobs.actions import end_job, move_job, start_job
from lantai.engines.jobs.models import Job
from lantai.holdings.fixity.choosing import objects_of, rows_now, rows_of
from lantai.holdings.fixity.judging import Known, Verdict, judge
from lantai.holdings.fixity.kinds import Kind
from lantai.holdings.fixity.models import FixityRun
from lantai.holdings.fixity.noting import Judged, Row, note, sizes_of
from lantai.holdings.fixity.places import Place, lock_file, place_of
from lantai.holdings.fixity.strays import note_strays
from lantai.holdings.fixity.trees import tree_at
from lantai.holdings.preservation.models import StoredFile
from lantai.holdings.preservation.ocfl.layout import object_prefix

PAGE, FEW = 512, 32
SIDE_BY_SIDE = 2
SECONDS_BETWEEN_WRITES = 2.0
QUICK = 0.003
"""Objects that take less than so many seconds are handed out in handfuls."""
HANDFUL = 16


class RunIsHeld(ArchiveError):
    code = "fixity.run_held"
    message = gettext_noop("Another process is already at work on this check.")
    hint = gettext_noop("Let it finish; its progress is shown on the page. If it dies, the check goes on by itself.")
    http_status = 409
    exit_code = 4


class RunHasEnded(ArchiveError):
    code = "fixity.run_ended"
    message = gettext_noop("This check has ended already.")
    hint = gettext_noop("Begin another one; what this one found is listed on the page.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class Reading:
    """How objects are read. `from_disk`: past what is in memory; `pause` is asked after each piece."""

    from_disk: bool = False
    pause: Callable[[], bool] = bool
    told: Callable[[FixityRun], None] = lambda run: None


def carry_out(run: FixityRun, *, reading: Reading | None = None) -> FixityRun:
    """Go through the objects that are left; what is found is written down, nothing is changed in any place.

    Raises `RunIsHeld`, `RunHasEnded`; a `StorageError` stops the run in words, and it can be taken up again.
    """
    reading = reading or Reading()
    with lock(lock_file(run.ulid), wait=False) as mine:
        if not mine:
            raise RunIsHeld
        run.refresh_from_db()
        if run.state == FixityRun.State.DONE:
            raise RunHasEnded
        _begin(run)
        job = start_job(
            kind="fixity", title=_title(run), subject=run.ulid, institution=run.institution, total=run.objects_total
        )
        try:
            finished = _walk(run, place_of(run.replica), reading, job)
        except ArchiveError as refusal:
            if not isinstance(refusal, RunIsHeld):
                _end(run, FixityRun.State.STOPPED, f"{refusal} {refusal.remedy()}")
                end_job(job, failed=str(refusal))
            raise
        if finished:
            if run.choice == FixityRun.Choice.FULL and not run.institution and run.replica is None:
                note_strays(run, place_of(None))
            _end(run, FixityRun.State.DONE)
            end_job(job)
        else:
            _end(run, FixityRun.State.WAITING)
    return run


def _title(run: FixityRun) -> str:
    place = run.replica.name if run.replica else _("storage")
    return _("Fixity check: %(place)s") % {"place": place}


def _begin(run: FixityRun) -> None:
    if not run.last:
        key = "stored_id" if run.replica_id else "pk"
        run.last = objects_of(run).order_by(f"-{key}").values_list(key, flat=True).first() or 0
        run.objects_total = objects_of(run).count()
    run.state, run.message = FixityRun.State.RUNNING, ""
    run.save(update_fields=["last", "objects_total", "state", "message"])


def _end(run: FixityRun, state: FixityRun.State, message: str = "") -> None:
    run.state, run.message = state, message
    run.ended_at = timezone.now() if state == FixityRun.State.DONE else None
    run.save(update_fields=["state", "message", "ended_at"])


def _walk(run: FixityRun, place: Place, reading: Reading, job: Job) -> bool:
    """True when all was read, False when somebody wants a pause."""
    handful = 1
    with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="fixity") as pool:
        place.require_there()
        while rows := rows_of(run, size=PAGE if handful > 1 else FEW):
            clock = time.monotonic()
            piece: list[Judged] = []
            began = clock
            for judged in _judged(pool, place, rows, handful, reading, run):
                piece += judged
                if time.monotonic() - clock > SECONDS_BETWEEN_WRITES:
                    clock = _write(run, place, piece, clock, reading)
                    move_job(job, done=run.objects_read)
                    piece = []
            if piece:
                _write(run, place, piece, clock, reading)
            handful = HANDFUL if (time.monotonic() - began) < QUICK * len(rows) else 1
            move_job(job, done=run.objects_read)
            if reading.pause():
                return False
    return True


def _judged(
    pool: Executor, place: Place, rows: Sequence[Row], handful: int, reading: Reading, run: FixityRun
) -> Iterator[list[Judged]]:
    """Judged in the order of the rows, some at a time; no thread touches the database."""

    def some(mine: Sequence[Row]) -> list[Judged]:
        return [(row, _verdict(place, row, reading, sm3=run.sm3)) for row in mine]

    handfuls = [rows[n : n + handful] for n in range(0, len(rows), handful)]
    return iter(pool.map(some, handfuls))


def _verdict(place: Place, row: Row, reading: Reading, *, sm3: bool, sizes: dict[str, int] | None = None) -> Verdict:
    prefix = object_prefix(row.object_id)
    known = Known(row.object_id, prefix, row.version, row.inventory_sha512, sizes or {})
    verdict = judge(tree_at(place.store, prefix, from_disk=reading.from_disk), known, sm3=sm3)
    return verdict.slim() if verdict.is_whole else verdict


def _write(run: FixityRun, place: Place, piece: list[Judged], since: float, reading: Reading) -> float:
    """Look twice where something is wrong, write the piece down; gives the moment to measure the next one from."""
    if any(not verdict.is_whole for _, verdict in piece):
        place.require_there()
        piece = _second_look(run, place, piece, reading)
    now = time.monotonic()
    if not note(run, piece, milliseconds=int((now - since) * 1000)):
        raise RunIsHeld
    reading.told(run)
    return now


def _second_look(run: FixityRun, place: Place, piece: list[Judged], reading: Reading) -> list[Judged]:
    """Judge again what is not whole, with what the database says now: a version may have come while we looked.

    Now the sizes are known too, so that a file cut short is called by its name. Two queries, however many are damaged.
    """
    wrong = [row.pk for row, verdict in piece if not verdict.is_whole]
    now = {row.pk: row for row in rows_now(run, wrong)}
    files = StoredFile.objects.filter(stored__in=wrong).values_list("stored", "sha512", "size")
    sizes = sizes_of(list(files))
    seen = []
    for row, verdict in piece:
        if not verdict.is_whole and row.pk in now:
            row = now[row.pk]
            verdict = _verdict(place, row, reading, sm3=run.sm3, sizes=dict(sizes.get(row.pk, {})))
        seen.append((row, verdict))
    if any(damage.kind == Kind.OBJECT for _, verdict in seen for damage in verdict.damages):
        place.require_there()
    return seen
