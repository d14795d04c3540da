"""When what is kept is checked again: one fonds at a time, by the archive's schedule for storage."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef

from lantai.base.accounts.access import Actor, Right
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.checks.items import Link
from lantai.holdings.checks.models import CheckRun
from lantai.holdings.fixity.schedule import current_schedule
from lantai.holdings.preservation.models import StoredObject

SCHEDULE = Actor("schedule", "schedule", None, {"*": frozenset({Right.CHECK_PACKAGES})})
"""Who acts when nobody pressed a button: the events say so."""


def begin_due_check(*, now: dt.datetime) -> CheckRun | None:
    """Begin the check of one fonds whose time has come; none while any is under way. Gives what was begun."""
    from lantai.holdings.checks.actions import KeepingCheckRuns, begin_keeping_check  # begun there, asked here

    schedule = current_schedule()
    if not schedule.keeping_check_every:
        return None
    runs = CheckRun.objects.filter(link=Link.KEEPING, subject__startswith="fonds:")
    if runs.filter(state=CheckRun.State.RUNNING).exists():
        return None
    before = now - schedule.keeping_check_every
    lately = set(runs.filter(started_at__gte=before, started_at__lte=now).values_list("subject", flat=True))
    old = StoredObject.objects.filter(record__fonds=OuterRef("pk"), stored_at__lt=before)
    for fonds in Fonds.objects.filter(Exists(old)).select_related("institution").order_by("pk"):
        if f"fonds:{fonds.ulid}" not in lately:
            try:
                return begin_keeping_check(
                    actor=SCHEDULE, fonds=fonds, one_in=schedule.keeping_check_one_in, enqueue=True
                )
            except KeepingCheckRuns:
                return None
    return None
