"""Working a plan out and keeping it, to be looked at: no record is touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from lantai.base.accounts.access import Actor, Right, require
from lantai.holdings.arrangement.choosing import Chosen, NothingChosen, TooManyChosen, records_chosen
from lantai.holdings.arrangement.models import ArrangementBatch, PlannedChange
from lantai.holdings.arrangement.moves import bound_by, items_that_follow, planned_moves, strays
from lantai.holdings.arrangement.plans import PIECE, Renumbering, Row, planned_codes, planned_places
from lantai.holdings.catalogue.bindings import Deed
from lantai.holdings.catalogue.models import Fonds, Record, Series

MOST_ROWS = 100_000
"""With the items that follow their volumes."""


@transaction.atomic
def plan_renumbering(*, actor: Actor, fonds: Fonds, chosen: Chosen, wanted: Renumbering) -> ArrangementBatch:
    """Work out what codes the chosen records would get. Raises `NothingChosen`, `TooManyChosen`."""
    require(actor, Right.DESCRIBE, fonds.institution.code)
    rows = planned_codes(fonds, records_chosen(fonds, chosen), wanted)
    by_scheme = {
        "scheme": wanted.scheme.reference,
        "number": wanted.number,
        "start": wanted.start if wanted.number == "count" else None,
        "values": dict(wanted.values),
    }
    plan = {"pairs": len(wanted.pairs)} if wanted.pairs else by_scheme
    return _kept(actor, fonds, ArrangementBatch.Kind.RENUMBER, chosen, plan, rows)


@transaction.atomic
def plan_classification(
    *,
    actor: Actor,
    fonds: Fonds,
    chosen: Chosen,
    path: Sequence[str] = (),
    scheme_version: int = 1,
    target: Series | None = None,
) -> ArrangementBatch:
    """Work out which class the chosen records would get: `target`, or what their codes say. Raises as the other."""
    require(actor, Right.DESCRIBE, fonds.institution.code)
    tree = list(Series.objects.filter(fonds=fonds, scheme_version=scheme_version))
    rows = planned_places(records_chosen(fonds, chosen), tree, path, target)
    if chosen.with_items:
        for row in list(items_that_follow(rows)):
            row.piece = len(rows) // PIECE
            rows.append(row)
    bound = bound_by([row.record for row in rows], Deed.CLASSIFY)
    for row in rows:
        if row.record.pk in bound and not row.problem:
            row.problem, row.detail = PlannedChange.Problem.BOUND, bound[row.record.pk]
    plan = {"path": list(path), "version": scheme_version, "class": target.ulid if target else ""}
    return _kept(actor, fonds, ArrangementBatch.Kind.CLASSIFY, chosen, plan, rows)


@transaction.atomic
def plan_moving(*, actor: Actor, fonds: Fonds, chosen: Chosen, volume: Record | None) -> ArrangementBatch:
    """Work out what moving the chosen records into a volume, or out of theirs (None), would mean: no code changes.

    How many codes would name another volume is kept with the plan. Raises as the others, and `RecordIsBound` when
    nothing may be put into the volume.
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    rows = planned_moves(records_chosen(fonds, chosen), volume)
    froms = {row.record.parent_id for row in rows if row.record.parent_id}
    codes = dict(Record.every.filter(pk__in=froms).values_list("pk", "code"))
    to = volume.code if volume else ""
    for row in rows:
        row.places = {"from": codes.get(row.record.parent_id or 0, ""), "to": to}
    strayed = sum(strays(row.record.code, row.places) for row in rows if not row.problem)
    plan = {"volume": to, "strays": strayed}
    return _kept(actor, fonds, ArrangementBatch.Kind.MOVE, chosen, plan, rows)


def _kept(
    actor: Actor, fonds: Fonds, kind: str, chosen: Chosen, plan: Mapping[str, Any], rows: Sequence[Row]
) -> ArrangementBatch:
    if not rows:
        raise NothingChosen
    if len(rows) > MOST_ROWS:
        raise TooManyChosen(most=MOST_ROWS)
    batch = ArrangementBatch.objects.create(
        fonds=fonds,
        kind=kind,
        selection=chosen.said(),
        plan=dict(plan),
        rows=len(rows),
        problems=dict(Counter(str(row.problem) for row in rows if row.problem)),
        pieces=1 + max((row.piece for row in rows if not row.problem), default=-1),
        started_by=actor.label,
    )
    PlannedChange.objects.bulk_create(
        (_change(batch, number, row) for number, row in enumerate(rows, start=1)), batch_size=500
    )
    return batch


def _change(batch: ArrangementBatch, number: int, row: Row) -> PlannedChange:
    return PlannedChange(
        batch=batch,
        position=number,
        piece=row.piece,
        record=row.record,
        old=row.record.code,
        new=row.new.display[:200] if row.new else "",
        scheme=row.new.scheme if row.new else "",
        parts=row.new.parts if row.new else row.places,
        provisional=row.record.code_is_provisional,
        series_from_id=row.record.series_id,
        series_to=row.series,
        volume_from_id=row.record.parent_id,
        volume_to=row.volume,
        problem=row.problem,
        detail=row.detail,
    )
