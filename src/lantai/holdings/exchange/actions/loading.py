"""Loading a description: units become series and records, a piece in a transaction, each exactly once.

1. How far it is stands in the row of the load, claimed in the same transaction: a killed run goes on behind it.
2. A unit whose code the fonds holds already is not entered again; what belongs to it is entered below what is held.
3. Every deed is written down, so that all of it can be taken out again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import Act, record as record_event, record_all
from lantai.base.common.errors import ArchiveError
from lantai.base.common.ids import new_ulid
from lantai.base.common.locks import lock
from lantai.engines.jobs.actions import end_job, move_job, start_job
from lantai.engines.jobs.models import Job
from lantai.holdings.catalogue.actions import describe_records, enter_series, restate_fonds
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.catalogue.models import Record, Series
from lantai.holdings.exchange.actions.receiving import pieces
from lantai.holdings.exchange.entering import description_of, fonds_values, series_of
from lantai.holdings.exchange.models import Load, LoadedUnit
from lantai.holdings.exchange.received import clear_away, lock_path, units_path, whole_path
from lantai.holdings.exchange.said import Said, said_from

PIECE = 500
Progress = Callable[[int, int], None]


class NotToBeLoaded(ArchiveError):
    code = "exchange.not_to_be_loaded"
    message = gettext_noop("%(name)s cannot be loaded: it is %(state)s.")
    hint = gettext_noop("Give the file again: what has been loaded from it will be recognised by its codes.")
    http_status = 409
    exit_code = 3


class LoadRuns(ArchiveError):
    code = "exchange.load_runs"
    message = gettext_noop("This description is being worked on by another process.")
    hint = gettext_noop("Wait until it has ended; its page shows how far it is.")
    http_status = 409


@dataclass(slots=True)
class _Places:
    """What stands above units of a piece, by their position: a series, or a record with the series it is in."""

    series: dict[int, Series] = field(default_factory=dict)
    records: dict[int, Record] = field(default_factory=dict)

    def know(self, position: int) -> bool:
        return not position or position in self.series or position in self.records


def load_description(*, actor: Actor, load: Load, progress: Progress | None = None) -> Load:
    """Load what was read, or go on where a run before was killed. One event for the file, one for each new unit.

    What the file says of the whole takes the place of what the fonds says of itself while the fonds holds nothing.
    Raises `NotToBeLoaded` and `LoadRuns`.
    """
    require(actor, Right.DESCRIBE, load.fonds.institution.code)
    with worked_on(load):
        begun = Load.objects.filter(pk=load.pk, state__in=[Load.State.READ, Load.State.LOADING])
        if not units_path(load).exists() or not begun.update(state=Load.State.LOADING, message=""):
            load.refresh_from_db()
            raise NotToBeLoaded(name=load.file_name, state=load.get_state_display())
        load.refresh_from_db()
        job = job_of(load, _("Loading %(name)s") % {"name": load.file_name})
        if not load.done:
            _tell_fonds(load, actor)
        for piece in pieces(load, PIECE):
            _enter(load, piece, actor)
            move_job(job, done=load.done, total=load.units)
            if progress:
                progress(load.done, load.units)
        _end(load, actor)
        end_job(job)
    clear_away(load)
    return load


@contextmanager
def worked_on(load: Load) -> Iterator[None]:
    """One process at a time. Raises `LoadRuns`."""
    with lock(lock_path(load.ulid), wait=False) as got:
        if not got:
            raise LoadRuns
        yield


def job_of(load: Load, title: str) -> Job:
    job = start_job(
        kind="load", subject=load.ulid, institution=load.fonds.institution.code, title=title, total=load.units
    )
    Load.objects.filter(pk=load.pk).update(job=job)
    return job


@transaction.atomic
def _tell_fonds(load: Load, actor: Actor) -> None:
    path = whole_path(load)
    if load.fonds_before or not path.exists():
        return
    holds = Record.objects.filter(fonds=load.fonds).exists() or Series.objects.filter(fonds=load.fonds).exists()
    if holds:
        return
    values = fonds_values(said_from(json.loads(path.read_text(encoding="utf-8"))))
    load.fonds_before = restate_fonds(actor=actor, fonds=load.fonds, values=values)
    load.save(update_fields=["fonds_before"])


@transaction.atomic
def _enter(load: Load, piece: Sequence[dict[str, Any]], actor: Actor) -> None:
    """One transaction; claiming the place by a conditional update keeps a second process out."""
    last = piece[-1]["n"]
    if not Load.objects.filter(pk=load.pk, done=load.done).update(done=last):
        raise LoadRuns
    places = _above(load, piece)
    deeds: list[LoadedUnit] = []
    left = list(piece)
    while left:
        ready = [unit for unit in left if places.know(unit["parent"])]
        left = [unit for unit in left if not places.know(unit["parent"])]
        if not ready:  # what stood above was left out as classified: it goes to the fonds itself
            ready, left = [{**unit, "parent": 0} for unit in left], []
        deeds += _enter_series(load, [unit for unit in ready if unit["said"]["level"] == "series"], places, actor)
        deeds += _enter_records(load, [unit for unit in ready if unit["said"]["level"] != "series"], places, actor)
    LoadedUnit.objects.bulk_create(sorted(deeds, key=lambda deed: deed.position))
    made = [deed for deed in deeds if deed.deed == LoadedUnit.Deed.CREATED]
    record_all([_act(load, deed) for deed in made], actor=actor)
    counts = {"created": F("created") + len(made), "held": F("held") + len(deeds) - len(made)}
    Load.objects.filter(pk=load.pk).update(**counts)
    load.done = last


def _act(load: Load, deed: LoadedUnit) -> Act:
    subject = ("record", deed.record.ulid) if deed.record else ("series", deed.series.ulid if deed.series else "")
    return Act("record:load" if deed.record else "series:load", subject, {"load": load.ulid, "unit": deed.position})


def _above(load: Load, piece: Sequence[dict[str, Any]]) -> _Places:
    """What units of earlier pieces became, as far as this piece stands below them: one query."""
    mine = {unit["n"] for unit in piece}
    wanted = {unit["parent"] for unit in piece} - mine - {0}
    places = _Places()
    for deed in load.deeds.filter(position__in=wanted).select_related("record__series", "series"):
        if deed.series:
            places.series[deed.position] = deed.series
        elif deed.record:
            places.records[deed.position] = deed.record
    return places


def _enter_series(load: Load, units: Sequence[dict[str, Any]], places: _Places, actor: Actor) -> Iterator[LoadedUnit]:
    said = [series_of(said_from(unit["said"]), places.series.get(unit["parent"])) for unit in units]
    entered = enter_series(actor=actor, fonds=load.fonds, series=said) if said else []
    for unit, (series, is_new) in zip(units, entered, strict=True):
        places.series[unit["n"]] = series
        deed = LoadedUnit.Deed.CREATED if is_new else LoadedUnit.Deed.HELD
        yield LoadedUnit(load=load, position=unit["n"], series=series, deed=deed)


def _enter_records(load: Load, units: Sequence[dict[str, Any]], places: _Places, actor: Actor) -> Iterator[LoadedUnit]:
    said = {unit["n"]: said_from(unit["said"]) for unit in units}
    keys = {n: parse_code(each.code).key[:200] for n, each in said.items()}
    held: dict[str, Record] = {}
    for record in Record.objects.filter(fonds=load.fonds, code_key__in=set(keys.values())).select_related("series"):
        held[record.code_key] = record
    fresh = [unit for unit in units if keys[unit["n"]] not in held]
    described = [(new_ulid(), _description(load, unit, said[unit["n"]], places)) for unit in fresh]
    made = describe_records(actor=actor, fonds=load.fonds, descriptions=described) if described else []
    new = {unit["n"]: record for unit, record in zip(fresh, made, strict=True)}
    for unit in units:
        n = unit["n"]
        record = new.get(n) or held[keys[n]]
        places.records[n] = record
        deed = LoadedUnit.Deed.CREATED if n in new else LoadedUnit.Deed.HELD
        yield LoadedUnit(load=load, position=n, record=record, deed=deed)


def _description(load: Load, unit: dict[str, Any], said: Said, places: _Places) -> Any:
    parent = places.records.get(unit["parent"])
    series = parent.series if parent else places.series.get(unit["parent"])
    lineage = {"file": load.file_name, "line": unit["line"], "load": load.ulid}
    return description_of(said, series=series, parent=parent, provisional=unit["provisional"], lineage=lineage)


@transaction.atomic
def _end(load: Load, actor: Actor) -> None:
    Load.objects.filter(pk=load.pk).update(state=Load.State.LOADED, message="")
    load.refresh_from_db()
    data = {"created": load.created, "held": load.held, "sha512": load.sha512, "fonds_told": bool(load.fonds_before)}
    record_event("load:commit", actor=actor, subject=("load", load.ulid), data=data)
