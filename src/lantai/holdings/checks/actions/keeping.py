"""CQ: checking what is kept. Begun by a person or by the schedule, carried out in pieces, gone on with after a kill."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record
from lantai.base.audit.models import Verification
from lantai.base.common.errors import ArchiveError
from lantai.base.common.locks import lock
from lantai.engines.formats.shared_pool import shared_pool
from lantai.engines.jobs.actions import end_job, move_job, start_job
from lantai.engines.jobs.owners import process_name
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.checks.actions.running import keep_report
from lantai.holdings.checks.asking import findings_file, scanner
from lantai.holdings.checks.items import Link, items
from lantai.holdings.checks.judging import codes
from lantai.holdings.checks.judging.material import Material, Tallies
from lantai.holdings.checks.judging.notebook import Notebook
from lantai.holdings.checks.judging.safety import Scan
from lantai.holdings.checks.judging.whole import result_of
from lantai.holdings.checks.keeping.judging import KeptPackage, Sitting
from lantai.holdings.checks.keeping.objects import objects_in, piece_of
from lantai.holdings.checks.keeping.progress import Progress, file_of, progress_of
from lantai.holdings.checks.models import CheckRun
from lantai.holdings.checks.results import STORAGE, Expected, Outcome, PackageFacts, Report, Status
from lantai.holdings.checks.schemes import scheme_named
from lantai.holdings.fixity.places import replicas, storage
from lantai.holdings.fixity.schedule import current_schedule
from lantai.holdings.normalisation.policy import current_policy

JOB = "keeping_check"


class KeepingCheckRuns(ArchiveError):
    code = "checks.keeping_runs"
    message = gettext_noop("What is kept of the fonds %(fonds)s is being checked already.")
    hint = gettext_noop("Let that check finish: it stands in the list. If its process dies, it goes on by itself.")
    http_status = 409
    exit_code = 5


class NothingKept(ArchiveError):
    code = "checks.nothing_kept"
    message = gettext_noop("The fonds %(fonds)s has nothing in storage that could be checked.")
    hint = gettext_noop("Choose another fonds, or take something in first.")
    http_status = 422
    exit_code = 1


def subject_of_keeping(fonds: Fonds) -> str:
    """How runs over what is kept name their fonds."""
    return f"fonds:{fonds.ulid}"


def begin_keeping_check(*, actor: Actor, fonds: Fonds, one_in: int = 1, enqueue: bool = False) -> CheckRun:
    """Begin a CQ check of the stored objects of a fonds, or of one in `one_in`, each time of others.

    One that was stopped is gone on with. With `enqueue` a worker does it. Raises `KeepingCheckRuns`, `NothingKept`.
    """
    from lantai.holdings.checks.tasks import check_keeping  # the task calls back into this package

    require(actor, Right.CHECK_PACKAGES, fonds.institution.code)
    with lock(_lock_file("begin"), wait=True), transaction.atomic():
        runs = CheckRun.objects.filter(subject=subject_of_keeping(fonds), link=Link.KEEPING)
        if runs.filter(state=CheckRun.State.RUNNING).exists():
            raise KeepingCheckRuns(fonds=fonds.code)
        run = runs.filter(state=CheckRun.State.STOPPED).first()
        if run is None or run.package.get("one_in") != one_in or progress_of(run) is None:
            run = _new(actor, fonds, one_in, turn=runs.count())
        CheckRun.objects.filter(pk=run.pk).update(state=CheckRun.State.RUNNING, message="", owner=process_name())
        data = {"fonds": fonds.code, "one_in": one_in}
        record("check:keeping:begin", actor=actor, subject=("check", run.ulid), data=data)
        run.refresh_from_db()
        if enqueue:
            start_job(kind=JOB, subject=run.ulid, institution=run.institution_id, title=_title(run))
            check_keeping.enqueue(run.pk, actor.user_id)
    return run


def _new(actor: Actor, fonds: Fonds, one_in: int, *, turn: int) -> CheckRun:
    remainder = turn % max(1, one_in)
    if not objects_in(fonds, one_in=one_in, remainder=remainder).exists():
        remainder = 0
        if not objects_in(fonds).exists():
            raise NothingKept(fonds=fonds.code)
    scheme = scheme_named("")
    share = f" 1/{one_in}" if one_in > 1 else ""
    return CheckRun.objects.create(
        institution=fonds.institution,
        subject=subject_of_keeping(fonds),
        link=Link.KEEPING,
        scheme=scheme.code,
        scheme_version=scheme.version,
        scheme_label=dict(scheme.labels),
        items_version=items().version,
        package_name=f"{fonds.code} {fonds.title}{share}"[:300],
        package={"form": STORAGE, "one_in": one_in, "remainder": remainder, "fonds": fonds.code},
        outcome=Outcome.INCOMPLETE,
        operator=actor.label,
        owner=process_name(),
        started_at=timezone.now(),
    )


def _lock_file(name: str) -> Path:
    return Path(settings.WORK_FOLDER) / "locks" / f"keeping-{name}.lock"


def _title(run: CheckRun) -> str:
    return _("Checking what is kept: %(name)s") % {"name": run.package_name}


def carry_out_keeping_check(*, actor: Actor, run: CheckRun, turn: Callable[[], bool] | None = None) -> CheckRun:
    """Look at the objects of a begun check behind those it has looked at. One process at a time.

    `turn` is asked after each piece whether to stop here for now; the check is then still running. Raises
    `KeepingCheckRuns`, a `StorageError`: the check is then stopped, and going on begins where it was.
    """
    require(actor, Right.CHECK_PACKAGES, run.institution_id)
    with lock(_lock_file(run.ulid), wait=False) as mine:
        if not mine:
            raise KeepingCheckRuns(fonds=run.package_name)
        run.refresh_from_db()
        if run.state != CheckRun.State.RUNNING:
            return run
        CheckRun.objects.filter(pk=run.pk).update(owner=process_name())
        job = start_job(kind=JOB, subject=run.ulid, institution=run.institution_id, title=_title(run))
        try:
            progress = _walked(run, turn, lambda done, total: move_job(job, done=done, total=total))
        except BaseException as error:
            words = f"{error} {error.remedy()}" if isinstance(error, ArchiveError) else str(error)
            stopped = {"state": CheckRun.State.STOPPED, "message": words[:500] or type(error).__name__}
            CheckRun.objects.filter(pk=run.pk).update(**stopped)
            end_job(job, failed=stopped["message"])
            raise
        if progress is None:
            return run
        end_job(job)
        done = keep_report(run, _report(run, progress), actor)
    file_of(run).unlink(missing_ok=True)
    return done


def _walked(run: CheckRun, turn: Callable[[], bool] | None, moved: Callable[[int, int], None]) -> Progress | None:
    """Every object that is left, a piece at a time; None where it is another's turn."""
    fonds = Fonds.objects.get(ulid=run.subject.removeprefix("fonds:"))
    rows = objects_in(fonds, one_in=run.package["one_in"], remainder=run.package["remainder"])
    progress = progress_of(run) or _fresh(run, rows.order_by("-pk").values_list("pk", flat=True).first() or 0)
    progress.total = progress.total or rows.filter(pk__lte=progress.last).count()
    target = findings_file(run)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("a", encoding="utf-8") as spool, Notebook() as book:
        spool.truncate(progress.spool)
        tallies = Tallies(scheme_named(run.scheme), Link.KEEPING, spool, progress.tallies)
        sitting = _sitting(run, tallies, book)
        while True:
            storage().require_there()
            piece = piece_of(rows, after=progress.cursor, last=progress.last)
            if not piece:
                return progress
            for kept in piece:
                sitting.object(kept)
                progress.cursor, progress.objects = kept.row.pk, progress.objects + 1
            spool.flush()
            progress.files += sitting.material.files
            progress.size += sitting.material.size
            sitting.material.files = sitting.material.size = 0
            progress.spool = target.stat().st_size
            progress.keep(run)
            moved(progress.objects, progress.total)
            if turn is not None and turn():
                return None


def _fresh(run: CheckRun, last: int) -> Progress:
    findings_file(run).unlink(missing_ok=True)
    return Progress(last=last)


def _sitting(run: CheckRun, tallies: Tallies, book: Notebook) -> Sitting:
    store, places = storage().store, [each.replica for each in replicas() if each.replica]
    package = KeptPackage(store, {})
    tallies.by_number.pop("4-1", None)  # the scanner is asked anew in each sitting
    material = Material(package, tallies.scheme, tallies, book, shared_pool(), Expected(), scanner())
    scan = Scan(material)
    if not places:
        tallies.skip(("4-8",), Status.MANUAL_PENDING, codes.NO_SECOND_PLACE)
    tallies.skip(("4-4", "4-5", "4-6"), Status.NA, codes.ON_LINE)
    verified = Verification.objects.first()
    if verified:
        said = {"date": f"{verified.at:%Y-%m-%d}", "found": verified.count}
        tallies.skip(("4-7",), Status.MANUAL_PENDING, codes.ASK_PROCESS, **said)
    tallies.skip(("4-7",), Status.MANUAL_PENDING, codes.ASK)
    return Sitting(material, scan, store, current_schedule(), current_policy(), places)


def _report(run: CheckRun, progress: Progress) -> Report:
    scheme = scheme_named(run.scheme)
    tallies = Tallies(scheme, Link.KEEPING, None, progress.tallies)
    facts = PackageFacts(run.package_name, STORAGE, "", progress.files, progress.size, progress.objects, "")
    results = tuple(result_of(item, scheme, tallies) for item in scheme.items_of(Link.KEEPING))
    return Report(Link.KEEPING, scheme, facts, run.started_at, timezone.now(), results)


class Turn:
    """So many seconds, then others have theirs; a paused queue ends it at once."""

    def __init__(self, seconds: float, is_paused: Callable[[], bool]) -> None:
        self._until, self._is_paused = time.monotonic() + seconds, is_paused

    def __call__(self) -> bool:
        return time.monotonic() >= self._until or self._is_paused()
