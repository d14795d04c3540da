"""Moves: for each record chosen, which volume it is to lie in, and what stands against it. Nothing is written here.

A code is never changed by a move. Where it names another volume than the one its record lies in, that is said, and
renumbering is another plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.arrangement import plans
from lantai.holdings.arrangement.models import PlannedChange
from lantai.holdings.arrangement.plans import Row
from lantai.holdings.catalogue.actions import fits_volume
from lantai.holdings.catalogue.bindings import Deed, obstacles, refuse_bound
from lantai.holdings.catalogue.codes import canonical
from lantai.holdings.catalogue.models import Fonds, Record, Series

Problem = PlannedChange.Problem


class NoSuchVolume(ArchiveError):
    code = "arrangement.no_such_volume"
    message = gettext_noop("Fonds %(fonds)s has no volume with the reference code %(code)s.")
    hint = gettext_noop("Enter the volume first, or look its code up in the list of the fonds.")
    http_status = 422
    exit_code = 2


def volume_named(fonds: Fonds, code: str) -> Record:
    """The volume of a fonds with this code. Raises `NoSuchVolume`."""
    volumes = Record.objects.filter(fonds=fonds, level=Record.Level.VOLUME)
    found = volumes.select_related("fonds__institution").filter(code_key=canonical(code)).first()
    if found is None:
        raise NoSuchVolume(fonds=fonds.code, code=code.strip()[:80])
    return found


def planned_moves(records: Sequence[Record], volume: Record | None) -> list[Row]:
    """The rows of a move; those that lie there already are left out. Raises `RecordIsBound` when the volume is."""
    if volume is not None:
        refuse_bound([volume.pk], Deed.MOVE)
    moving = [record for record in records if record.parent_id != (volume.pk if volume else None)]
    bound = bound_by(moving, Deed.MOVE)
    closed = obstacles([volume.pk], Deed.OPEN)[:1] if volume else []
    rows = [Row(record, volume=volume, piece=number // plans.PIECE) for number, record in enumerate(moving)]
    for row in rows:
        if not fits_volume(row.record, volume):
            row.problem = Problem.MISPLACED
        elif row.record.pk in bound:
            row.problem, row.detail = Problem.BOUND, bound[row.record.pk]
        elif closed and row.record.is_open:
            row.problem, row.detail = Problem.BOUND, f"{closed[0].sentence} ({closed[0].source})"[:300]
    return rows


def bound_by(records: Sequence[Record], deed: Deed) -> dict[int, str]:
    """What binds each of them, in words, by row id: the first that stands in the way."""
    found: dict[int, str] = {}
    for each in obstacles([record.pk for record in records], deed):
        found.setdefault(each.record, f"{each.sentence} ({each.source})"[:300])
    return found


def strays(code: str, places: Mapping[str, str]) -> bool:
    """Whether a code names another volume than its record is to lie in (`to`), or the one it leaves (`from`)."""
    key, to, left = (canonical(each) for each in (code, places["to"], places["from"]))
    return not key.startswith(f"{to}-") if to else bool(left) and key.startswith(f"{left}-")


def volume_in_code(record: Record) -> Record | None:
    """The volume a record's code continues though it lies elsewhere, or the one it lies in and does not continue.

    None when the code agrees with the place. One query at most.
    """
    if record.level != Record.Level.ITEM:
        return None
    if record.parent is not None:
        return record.parent if strays(record.code, {"to": record.parent.code, "from": ""}) else None
    before = record.code_key.rpartition("-")[0]
    return Record.objects.filter(fonds=record.fonds_id, level=Record.Level.VOLUME, code_key=before).first()


def items_that_follow(rows: Sequence[Row]) -> Iterator[Row]:
    """The items that stand in the same class as their volume, when that is put into another."""
    volumes = {row.record.pk: row for row in rows if not row.problem and row.record.level == Record.Level.VOLUME}
    planned = {row.record.pk for row in rows}
    for start in range(0, len(volumes), 500):
        below = Record.objects.filter(parent__in=list(volumes)[start : start + 500]).exclude(pk__in=planned)
        for item in below.select_related("fonds__institution").order_by("code_key"):
            volume = volumes[item.parent_id or 0]
            if item.series_id == volume.record.series_id:
                yield Row(item, series=volume.series)


def follow_volume(volume: Record, series: Series | None) -> list[tuple[Record, Series | None]]:
    """One record put into a class, with the items that stand where it stood."""
    items = items_that_follow([Row(volume, series=series)])
    return [(volume, series), *((row.record, row.series) for row in items)]
