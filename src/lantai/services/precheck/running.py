"""The walk of one share: some records at a time, read outside and written down inside one short transaction.

It can be killed at any moment and goes on behind its cursor; pages that were read before are not read again.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, F, QuerySet
from django.db.models.functions import Mod
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.base.common.locks import lock
from lantai.base.common.rows import insert_values
from lantai.engines.jobs.actions import end_job, move_job, start_job
from lantai.holdings.catalogue.actions import Selection
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.services.precheck.detecting import Detector, current_detector
from lantai.services.precheck.learned import model_in_force
from lantai.services.precheck.models import Coverage, PageHints, PrecheckRun, PrecheckShare, Suggestion
from lantai.services.precheck.reading import Judging, Read, pages_of, read_records
from lantai.services.precheck.rules import current_rules

PIECE, PAGES = 100, 400
"""So many records, and about so many pages, are read anew at most after a kill."""
TRIES = 3
State = PrecheckRun.State
_HINTS = ("record", "page_number", "rules_version", "digest", "hints")
_SUGGESTIONS = ("record", "value", "score", "reasons", "rules_version", "model_version", "made_at")


class RunIsHeld(ArchiveError):
    code = "precheck.run_held"
    message = gettext_noop("Another process is already at work on this run.")
    hint = gettext_noop("Let it finish; its progress is shown on the page. If it dies, the run goes on by itself.")
    http_status = 409
    exit_code = 4


class RunHasEnded(ArchiveError):
    code = "precheck.run_ended"
    message = gettext_noop("This run has ended already.")
    hint = gettext_noop("Begin another one; what this one found is listed on its page.")
    http_status = 409


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Working:
    """How a share is carried out: `pause` is asked after each piece; it gives way after so many `seconds`."""

    pause: Callable[[], bool] = _never
    seconds: float = float("inf")
    detector: Callable[[], Detector] = field(default=current_detector)


def selected(fonds: Fonds, selection: Selection) -> QuerySet[Record]:
    """The records of a fonds that are meant."""
    return Record.objects.filter(selection.condition(), fonds=fonds).order_by()


def carry_out_share(share: PrecheckShare, working: Working) -> bool:
    """Read what is left of a share; True when nothing is. Raises `RunIsHeld`."""
    run = share.run
    with lock(_lock_file(share), wait=False) as mine:
        if not mine:
            raise RunIsHeld
        share.refresh_from_db()
        if share.is_done:
            return True
        rules, model = current_rules(), model_in_force(run.institution)
        judging = Judging(working.detector(), rules, model, timezone.localdate())
        run.state, run.message = State.RUNNING, ""
        run.rules_version = f"{judging.detector.version}+{rules.version}"[:80]
        run.model_version = model.version if model else ""
        run.save(update_fields=["state", "message", "rules_version", "model_version"])
        if not _walk(share, judging, working):
            return False
        PrecheckShare.objects.filter(pk=share.pk).update(is_done=True)
        return True


def end_run(run: PrecheckRun) -> bool:
    """Call the run done when all its shares are; True for the one process that did. Counts what the page shows."""
    if run.shares.filter(is_done=False).exists():
        return False
    ended = PrecheckRun.objects.filter(pk=run.pk, state__in=(State.RUNNING, State.WAITING))
    if not ended.update(state=State.DONE, ended_at=timezone.now()):
        return False
    run.refresh_from_db()
    for fonds in _fonds_of(run):
        count_coverage(fonds)
    return True


def count_coverage(fonds: int) -> None:
    """Count the suggestions of one fonds: when a run has ended, not when a page is shown."""
    rows = Suggestion.objects.filter(record__fonds=fonds).order_by().values_list("value")
    counts = dict(rows.annotate(n=Count("pk")))
    said = {name: counts.get(value, 0) for name, value in _NAMES.items()}
    counted = {**said, "counted_at": timezone.now()}
    if not Coverage.objects.filter(fonds_id=fonds).update(**counted):
        with suppress(IntegrityError), transaction.atomic():  # another run of this fonds has just ended, too
            Coverage(fonds_id=fonds, **counted).save(force_insert=True)


_NAMES = {"opening": Suggestion.Value.OPEN, "looking": Suggestion.Value.LOOK, "delaying": Suggestion.Value.DELAY}


def _fonds_of(run: PrecheckRun) -> set[int]:
    if run.fonds_id:
        return {run.fonds_id}
    found: set[int] = set()
    for start in range(0, len(run.record_ids), 5000):
        rows = Record.objects.among(run.record_ids[start : start + 5000]).order_by()
        found |= set(rows.values_list("fonds_id", flat=True).distinct())
    return found


def _walk(share: PrecheckShare, judging: Judging, working: Working) -> bool:
    """True when nothing is left, False when somebody wants a pause or others their turn."""
    run, parts = share.run, share.run.shares.count()
    title = _("Precheck before opening review: %(subject)s")
    job = start_job(
        kind="precheck",
        title=title % {"subject": f"{run.institution} {share.number + 1}/{parts}"},
        subject=f"{run.ulid}/{share.number}",
        institution=run.institution,
        total=run.records_total,
    )
    end = time.monotonic() + working.seconds
    while records := _next(share, parts):
        if not _try(share, records, judging):
            return False
        run.refresh_from_db(fields=["state", "records_done"])
        move_job(job, done=run.records_done)
        if run.state == State.PAUSED:
            return False
        if working.pause() or time.monotonic() > end:
            return False
    end_job(job)
    return True


def _next(share: PrecheckShare, parts: int) -> Sequence[Record]:
    """The next records of a share, cut where their pages become many."""
    run = share.run
    if run.fonds is not None:
        rows = selected(run.fonds, Selection(**run.selection)).alias(part=Mod(F("pk"), parts))
        found: list[Record] = [*rows.filter(part=share.number, pk__gt=share.cursor).order_by("pk")[:PIECE]]
    else:
        mine = [pk for pk in run.record_ids if pk % parts == share.number]
        numbers = mine[bisect_right(mine, share.cursor) :][:PIECE]
        found = list(Record.objects.filter(pk__in=numbers).order_by("pk"))
    return found[: _so_many(found)]


def _so_many(records: Sequence[Record]) -> int:
    """One record at least, however many pages it has."""
    counts, pages = pages_of([record.pk for record in records]), 0
    for number, record in enumerate(records):
        pages += counts.get(record.pk, 0)
        if pages > PAGES:
            return max(1, number)
    return len(records)


def _try(share: PrecheckShare, records: Sequence[Record], judging: Judging) -> bool:
    """Read and write one piece; False when another process has. Read anew when somebody wrote one of its pages."""
    for attempt in range(TRIES):
        read = read_records(records, judging)
        try:
            return _put_down(share, records, read, judging)
        except IntegrityError:
            if attempt == TRIES - 1:
                raise
    return False


@transaction.atomic
def _put_down(share: PrecheckShare, records: Sequence[Record], read: Read, judging: Judging) -> bool:
    """All of a piece or nothing, with the cursor that says so."""
    last, run = records[-1].pk, share.run
    if not PrecheckShare.objects.filter(pk=share.pk, cursor=share.cursor).update(cursor=last):
        return False
    version = judging.detector.version
    PageHints.objects.filter(pk__in=read.gone).delete()
    insert_values(PageHints, _HINTS, ((*place, version, digest, hints) for place, (digest, hints) in read.new.items()))
    Suggestion.objects.filter(record__in=list(read.suggested)).delete()
    insert_values(Suggestion, _SUGGESTIONS, _suggestions(read, run))
    values = [each.value for each in read.suggested.values()]
    PrecheckRun.objects.filter(pk=run.pk).update(
        records_done=F("records_done") + len(records),
        pages_read=F("pages_read") + len(read.new),
        pages_unchanged=F("pages_unchanged") + read.unchanged,
        hints_found=F("hints_found") + read.hints,
        **{name: F(name) + values.count(value) for name, value in _NAMES.items()},
    )
    share.cursor = last
    return True


def _suggestions(read: Read, run: PrecheckRun) -> list[tuple[object, ...]]:
    now = timezone.now()
    return [
        (
            pk,
            str(each.value),
            each.score,
            [reason.as_json() for reason in each.reasons],
            run.rules_version,
            run.model_version if each.learned else "",
            now,
        )
        for pk, each in read.suggested.items()
    ]


def _lock_file(share: PrecheckShare) -> Path:
    return Path(settings.WORK_FOLDER) / "locks" / f"precheck-{share.run.ulid}-{share.number}.lock"
