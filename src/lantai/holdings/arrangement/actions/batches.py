"""Carrying a plan out, and undoing it: piece by piece, each exactly once however often the worker is killed.

1. A piece is claimed by counting `done` up (or down, when undoing) in the transaction that changes its records.
2. Codes are given in an order in which each is free (see `plans`); a circle lies in one piece.
3. A record somebody has changed meanwhile stays as it is, and so does whoever was to have its code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import Act, record as record_event, record_all
from lantai.base.common.errors import ArchiveError
from lantai.base.common.locks import lock
from lantai.engines.jobs.actions import end_job, move_job, start_job
from lantai.holdings.arrangement.actions.sequences import pass_numbers
from lantai.holdings.arrangement.models import ArrangementBatch, PlannedChange
from lantai.holdings.arrangement.reasons import reason_given
from lantai.holdings.arrangement.scheme_files import read_code
from lantai.holdings.arrangement.schemes import sequence_key
from lantai.holdings.catalogue.actions import CodeChange, change_codes, held_codes, move_to_volumes, place_records
from lantai.holdings.catalogue.bindings import Deed, obstacles
from lantai.holdings.catalogue.codes import ParsedCode, canonical
from lantai.holdings.catalogue.models import Record, Series

State, Outcome, Kind = ArrangementBatch.State, PlannedChange.Outcome, ArrangementBatch.Kind
_FROM = {"commit": (State.PLANNED, State.COMMITTING, State.FAILED), "undo": (State.COMMITTED, State.UNDOING)}
_TO = {"commit": State.COMMITTING, "undo": State.UNDOING}


class NotNow(ArchiveError):
    code = "arrangement.not_now"
    message = gettext_noop("This plan cannot be carried out or undone now: it is %(state)s.")
    hint = gettext_noop("Load the page again: somebody else may have gone on with it.")
    http_status = 409


class BatchRuns(ArchiveError):
    code = "arrangement.runs_already"
    message = gettext_noop("This plan is being carried out by another process.")
    hint = gettext_noop("Wait until it has ended; its page shows how far it is.")
    http_status = 409


@transaction.atomic
def order_batch(*, actor: Actor, batch: ArrangementBatch, act: str, reason: str) -> None:
    """Leave `commit` or `undo` to a worker, once: the state is claimed first. Raises `NotNow`, `ReasonMissing`."""
    from lantai.holdings.arrangement.tasks import work_on_batch  # the task calls back into this package

    require(actor, Right.DESCRIBE, batch.fonds.institution.code)
    reason = reason_given(reason)
    waiting = [state for state in _FROM[act] if state != _TO[act]]
    if not ArrangementBatch.objects.filter(pk=batch.pk, state__in=waiting).update(state=_TO[act], message=""):
        raise _not_now(batch)
    work_on_batch.enqueue(batch.pk, actor.user_id, act, reason)


def _not_now(batch: ArrangementBatch) -> NotNow:
    batch.refresh_from_db()
    return NotNow(state=batch.get_state_display())


def commit_batch(*, actor: Actor, batch: ArrangementBatch, reason: str) -> ArrangementBatch:
    """Carry a plan out, or go on where a run before was killed. One event for the plan, one for each record.

    Rows with a problem stay out. Raises `NotNow`, `BatchRuns`, `ReasonMissing`; what was done before stays.
    """
    require(actor, Right.DESCRIBE, batch.fonds.institution.code)
    reason = reason_given(reason)
    with _worked_on(batch, "commit", _("Carrying out a plan for %(fonds)s")) as moved:
        for piece in range(batch.done, batch.pieces):
            _commit_piece(batch, piece, actor, reason)
            moved(piece + 1)
        _end(batch, State.COMMITTED, f"{batch.kind}:commit", actor, reason)
    return batch


def undo_batch(*, actor: Actor, batch: ArrangementBatch, reason: str) -> ArrangementBatch:
    """Undo a plan, last piece first: old codes and classes come back, the history keeps both changes.

    What somebody changed since stays. Raises `NotNow`, `BatchRuns`, `ReasonMissing`.
    """
    require(actor, Right.DESCRIBE, batch.fonds.institution.code)
    reason = reason_given(reason)
    with _worked_on(batch, "undo", _("Undoing a plan for %(fonds)s")) as moved:
        for piece in range(batch.done - 1, -1, -1):
            _undo_piece(batch, piece, actor, reason)
            moved(batch.pieces - piece)
        _end(batch, State.UNDONE, f"{batch.kind}:undo", actor, reason)
    return batch


@contextmanager
def _worked_on(batch: ArrangementBatch, act: str, title: str) -> Iterator[Callable[[int], None]]:
    """One process at a time; a refusal on the way is written on the batch."""
    with lock(Path(settings.WORK_FOLDER) / "locks" / f"{batch.ulid}.lock", wait=False) as got:
        if not got:
            raise BatchRuns
        if not ArrangementBatch.objects.filter(pk=batch.pk, state__in=_FROM[act]).update(state=_TO[act], message=""):
            raise _not_now(batch)
        batch.refresh_from_db()
        institution = batch.fonds.institution.code
        job = start_job(
            kind="arrangement", subject=batch.ulid, institution=institution, title=title % {"fonds": batch.fonds.code},
            total=batch.pieces,
        )  # fmt: skip
        ArrangementBatch.objects.filter(pk=batch.pk).update(job=job)
        try:
            yield lambda done: move_job(job, done=done)
        except ArchiveError as refusal:
            told = f"{refusal} {refusal.remedy()}"
            stopped = State.FAILED if act == "commit" else State.COMMITTED
            ArrangementBatch.objects.filter(pk=batch.pk).update(state=stopped, message=told)
            end_job(job, failed=told)
            raise
        end_job(job)
    batch.refresh_from_db()


@dataclass(slots=True)
class _Move:
    """One row on its way: the record must still be as `expected`."""

    change: PlannedChange
    record: Record
    code: ParsedCode | None = None
    provisional: bool = False
    series: Series | None = None
    volume: Record | None = None


@transaction.atomic
def _commit_piece(batch: ArrangementBatch, piece: int, actor: Actor, reason: str) -> None:
    rows = _claimed(batch, piece, piece + 1).filter(problem="", outcome=Outcome.WAITING)
    rows = rows.select_related("record__fonds__institution", "record__parent", "series_to", "volume_to")
    moves = []
    for row in rows:
        if row.record is None or not _is_as_planned(batch, row, row.record):
            continue
        code = ParsedCode(row.new, canonical(row.new), row.scheme, row.parts) if row.new else None
        moves.append(_Move(row, row.record, code, series=row.series_to, volume=row.volume_to))
    _carry(batch, rows, moves, (Outcome.DONE, Outcome.STAYED), actor, reason)


@transaction.atomic
def _undo_piece(batch: ArrangementBatch, piece: int, actor: Actor, reason: str) -> None:
    rows = _claimed(batch, piece, piece).filter(outcome=Outcome.DONE)
    rows = rows.select_related("record__fonds__institution", "record__parent", "series_from", "volume_from")
    moves = []
    for row in rows:
        if row.record is None or not _is_as_left(batch, row, row.record):
            continue
        code = read_code(row.old, level=row.record.level) if batch.kind == Kind.RENUMBER else None
        moves.append(_Move(row, row.record, code, row.provisional, row.series_from, row.volume_from))
    _carry(batch, rows, moves, (Outcome.UNDONE, Outcome.DONE), actor, reason)


def _claimed(batch: ArrangementBatch, piece: int, done: int) -> Any:
    """The rows of a piece, once: counting up by a conditional update keeps a second process out."""
    if not ArrangementBatch.objects.filter(pk=batch.pk, done=batch.done).update(done=done):
        raise _not_now(batch)
    batch.done = done
    return PlannedChange.objects.filter(batch=batch, piece=piece)


def _is_as_planned(batch: ArrangementBatch, row: PlannedChange, record: Record) -> bool:
    if batch.kind == Kind.RENUMBER:
        return record.code == row.old
    if batch.kind == Kind.MOVE:
        return record.parent_id == row.volume_from_id and _is_there(row.volume_to, row.parts["to"])
    return record.series_id == row.series_from_id


def _is_as_left(batch: ArrangementBatch, row: PlannedChange, record: Record) -> bool:
    if batch.kind == Kind.RENUMBER:
        return record.code == row.new
    if batch.kind == Kind.MOVE:
        return record.parent_id == row.volume_to_id and _is_there(row.volume_from, row.parts["from"])
    return record.series_id == row.series_to_id


def _is_there(volume: Record | None, code: str) -> bool:
    """A volume may have been merged into another since the plan was made, or taken out."""
    return volume.merged_into_id is None if volume else not code


def _carry(
    batch: ArrangementBatch,
    rows: Iterable[PlannedChange],
    moves: Sequence[_Move],
    outcomes: tuple[str, str],
    actor: Actor,
    reason: str,
) -> None:
    """Change the records of one piece, tell of each, and note on every row what became of it."""
    moves = _unbound(batch, _free(batch, moves))
    if batch.kind == Kind.RENUMBER:
        changes = [CodeChange(move.record, move.code, move.provisional) for move in moves if move.code]
        acts = [_renumbered(batch, move, reason) for move in moves]
        change_codes(actor=actor, fonds=batch.fonds, changes=changes, reason=reason)
        _pass(batch, moves)
    elif batch.kind == Kind.MOVE:
        acts = [_moved(batch, move, reason) for move in moves]
        move_to_volumes(
            actor=actor, fonds=batch.fonds, places=[(move.record, move.volume) for move in moves], reason=reason
        )
    else:
        acts = [_classed(batch, move, reason) for move in moves]
        place_records(
            actor=actor, fonds=batch.fonds, places=[(move.record, move.series) for move in moves], reason=reason
        )
    record_all(acts, actor=actor)
    every, gone = [row.pk for row in rows], [move.change.pk for move in moves]
    done, stayed = outcomes
    PlannedChange.objects.filter(pk__in=set(every) - set(gone)).update(outcome=stayed)
    PlannedChange.objects.filter(pk__in=gone).update(outcome=done)
    step = len(gone) if done == Outcome.DONE else -len(gone)
    left = len(every) - len(gone)
    ArrangementBatch.objects.filter(pk=batch.pk).update(changed=F("changed") + step, stayed=F("stayed") + left)


def _free(batch: ArrangementBatch, moves: Sequence[_Move]) -> Sequence[_Move]:
    """Those whose code is free now: a record that stays keeps its code, so whoever waits for that stays too."""
    while True:
        going = {move.record.pk for move in moves}
        held = held_codes(batch.fonds, [move.code.key for move in moves if move.code])
        free = [move for move in moves if not move.code or held.get(move.code.key, (move.record.pk,))[0] in going]
        if len(free) == len(moves):
            return moves
        moves = free


def _unbound(batch: ArrangementBatch, moves: Sequence[_Move]) -> Sequence[_Move]:
    """Those that may leave the place they have: what has been bound since the plan was made stays."""
    if batch.kind == Kind.RENUMBER or not moves:
        return moves
    if batch.kind == Kind.CLASSIFY:
        bound = {each.record for each in obstacles([move.record.pk for move in moves], Deed.CLASSIFY)}
        return [move for move in moves if move.record.pk not in bound]
    volumes = sorted({move.volume.pk for move in moves if move.volume})
    bound = {each.record for each in obstacles([*(move.record.pk for move in moves), *volumes], Deed.MOVE)}
    closed = {each.record for each in obstacles(volumes, Deed.OPEN)}
    return [
        move
        for move in moves
        if move.record.pk not in bound
        and not (move.volume and (move.volume.pk in bound or (move.record.is_open and move.volume.pk in closed)))
    ]


def _pass(batch: ArrangementBatch, moves: Sequence[_Move]) -> None:
    reached: dict[str, int] = {}
    for move in moves:
        tail = move.code.key.rpartition("-")[2] if move.code else ""
        if move.code and tail.isdecimal() and len(tail) < 10:
            key = sequence_key(move.code.key)
            reached[key] = max(reached.get(key, 0), int(tail))
    pass_numbers(batch.fonds, reached)


def _renumbered(batch: ArrangementBatch, move: _Move, reason: str) -> Act:
    to = move.code.display if move.code else ""
    told = {"from": move.record.code, "to": to, "reason": reason, "batch": batch.ulid}
    return Act("record:renumber", ("record", move.record.ulid), told)


def _moved(batch: ArrangementBatch, move: _Move, reason: str) -> Act:
    lay, lies = move.record.parent, move.volume
    told = {"from": lay.code if lay else "", "to": lies.code if lies else "", "reason": reason, "batch": batch.ulid}
    return Act("record:move", ("record", move.record.ulid), told)


def _classed(batch: ArrangementBatch, move: _Move, reason: str) -> Act:
    told = {"to": move.series.code if move.series else "", "reason": reason, "batch": batch.ulid}
    return Act("record:classify", ("record", move.record.ulid), told)


@transaction.atomic
def _end(batch: ArrangementBatch, state: str, verb: str, actor: Actor, reason: str) -> None:
    ArrangementBatch.objects.filter(pk=batch.pk).update(state=state, reason=reason)
    batch.refresh_from_db()
    data = {"batch": batch.ulid, "changed": batch.changed, "stayed": batch.stayed, "reason": reason}
    data |= {"plan": batch.plan, "selection": batch.selection}
    record_event(verb, actor=actor, subject=("fonds", batch.fonds.ulid), data=data)
