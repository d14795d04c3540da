"""Taking a description out again: what it made goes if nothing depends on it, what somebody touched since stays."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import Act, record as record_event, record_all
from lantai.engines.jobs.actions import end_job, move_job
from lantai.holdings.catalogue.actions import remove_records, remove_series, restate_fonds
from lantai.holdings.catalogue.models import Record
from lantai.holdings.exchange.actions.loading import NotToBeLoaded, job_of, worked_on
from lantai.holdings.exchange.models import Load, LoadedUnit
from lantai.holdings.exchange.received import clear_away

PIECE = 500
_FROM = (Load.State.LOADED, Load.State.LOADING, Load.State.UNDOING)


def undo_load(*, actor: Actor, load: Load, reason: str = "") -> int:
    """Take out what a load made, last unit first; gives how many had to stay. Killed, it goes on where it was.

    Raises `NotToBeLoaded` and `LoadRuns`.
    """
    require(actor, Right.DESCRIBE, load.fonds.institution.code)
    with worked_on(load):
        if not Load.objects.filter(pk=load.pk, state__in=_FROM).update(state=Load.State.UNDOING, message=""):
            load.refresh_from_db()
            raise NotToBeLoaded(name=load.file_name, state=load.get_state_display())
        job = job_of(load, _("Undoing the load of %(name)s") % {"name": load.file_name})
        left = total = load.deeds.count()
        while deeds := list(load.deeds.select_related("record", "series").order_by("-position")[:PIECE]):
            _undo(load, deeds, actor)
            left -= len(deeds)
            move_job(job, done=total - left, total=total)
        _end(load, actor, reason)
        end_job(job)
    clear_away(load)
    return load.stayed


@transaction.atomic
def _undo(load: Load, deeds: Sequence[LoadedUnit], actor: Actor) -> None:
    """One transaction: the deeds go together with what they did. What stands below goes before what stands above."""
    made = [deed for deed in deeds if deed.deed == LoadedUnit.Deed.CREATED]
    records = [deed.record for deed in made if deed.record]
    series = [deed.series for deed in made if deed.series]
    names = {("record", each.pk): each.ulid for each in records} | {("series", each.pk): each.ulid for each in series}
    stayed: list[Record] = records
    while stayed:
        before, stayed = len(stayed), remove_records(actor=actor, fonds=load.fonds, records=stayed)
        if len(stayed) == before:
            break
    kept = remove_series(actor=actor, fonds=load.fonds, series=series)
    gone = set(names) - {("record", each.pk) for each in stayed} - {("series", each.pk) for each in kept}
    acts = [Act(f"{kind}:load:undo", (kind, names[kind, pk]), {"load": load.ulid}) for kind, pk in sorted(gone)]
    record_all(acts, actor=actor)
    LoadedUnit.objects.filter(pk__in=[deed.pk for deed in deeds]).delete()
    Load.objects.filter(pk=load.pk).update(stayed=F("stayed") + len(stayed) + len(kept))


@transaction.atomic
def _end(load: Load, actor: Actor, reason: str) -> None:
    load.refresh_from_db()
    if load.fonds_before and not load.stayed:
        restate_fonds(actor=actor, fonds=load.fonds, values=load.fonds_before)
    Load.objects.filter(pk=load.pk).update(state=Load.State.UNDONE, done=0)
    load.refresh_from_db()
    data = {"stayed": load.stayed, "reason": reason}
    record_event("load:undo", actor=actor, subject=("load", load.ulid), data=data)
