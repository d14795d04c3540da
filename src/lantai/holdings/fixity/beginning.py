"""Beginning what is due: checks and copies whose time has come are given to the queue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from lantai.base.common.locks import lock
from lantai.holdings.fixity.actions import RunIsUnderWay, Wanted, begin_run
from lantai.holdings.fixity.choosing import any_due
from lantai.holdings.fixity.copying import to_copy
from lantai.holdings.fixity.models import FixityRun, Replica
from lantai.holdings.fixity.places import lock_file, replicas
from lantai.holdings.fixity.schedule import SCHEDULE, Schedule, current_schedule
from lantai.holdings.fixity.tasks import copy_to
from lantai.holdings.preservation.models import StoredObject


def begin_what_is_due() -> None:
    """One process of a machine at a time looks, the others have nothing to do."""
    with lock(lock_file("schedule"), wait=False) as mine:
        if not mine:
            return
        schedule, now = current_schedule(), timezone.now()
        places: list[Replica | None] = [None, *(place.replica for place in replicas())]
        for replica in places:
            if replica is not None:
                _copy(replica, schedule, now)
            _check(replica, schedule, now)


def _copy(replica: Replica, schedule: Schedule, now: dt.datetime) -> None:
    """Ordered once in its time; a copy that failed is tried again when that has passed."""
    if _is_time(replica.ordered_at, schedule.copy_every, now) and to_copy(replica):
        Replica.objects.filter(pk=replica.pk).update(ordered_at=now)
        copy_to.enqueue(replica.pk, None)


def _check(replica: Replica | None, schedule: Schedule, now: dt.datetime) -> None:
    """Nothing is begun for nothing: of a new archive no object is due, and none is old enough for a sample."""
    if _is_time(_last(replica, FixityRun.Choice.DUE), schedule.every, now):
        for institution, before in _due(schedule, now):
            if any_due(before, replica, institution):
                _begin(replica, Wanted(choice=FixityRun.Choice.DUE, due_before=before), institution)
    is_old = StoredObject.objects.filter(stored_at__lt=now - schedule.sample_every).exists()
    if (
        schedule.sample_one_in
        and is_old
        and _is_time(_last(replica, FixityRun.Choice.SAMPLE), schedule.sample_every, now)
    ):
        turn = FixityRun.objects.filter(replica=replica, choice=FixityRun.Choice.SAMPLE).count()
        _begin(replica, Wanted(choice=FixityRun.Choice.SAMPLE, part=(schedule.sample_one_in, turn)), "")


def _due(schedule: Schedule, now: dt.datetime) -> Iterator[tuple[str, dict[str, dt.datetime]]]:
    """Everything by the common days; institutions with days of their own are read by those as well."""
    for institution in ("", *schedule.institutions):
        yield institution, schedule.due_before(institution, now=now)


def _last(replica: Replica | None, choice: FixityRun.Choice) -> dt.datetime | None:
    runs = FixityRun.objects.filter(replica=replica, choice=choice)
    return runs.values_list("begun_at", flat=True).first()


def _is_time(last: dt.datetime | None, every: dt.timedelta, now: dt.datetime) -> bool:
    """A last time that lies in the future was written by a clock that went wrong: it counts for nothing."""
    return last is None or last > now or now - last >= every


def _begin(replica: Replica | None, wanted: Wanted, institution: str) -> None:
    try:
        begin_run(actor=SCHEDULE, wanted=wanted, institution=institution, replica=replica, enqueue=True)
    except RunIsUnderWay:
        return
