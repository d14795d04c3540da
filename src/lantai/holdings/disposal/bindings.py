"""What disposal binds: held records, records on lists, and what is left of destroyed ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lantai.holdings.catalogue.bindings import Deed, Obstacle
from lantai.holdings.catalogue.models import Record, Series
from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.disposal.models import AppraisalItem, DestroyedRecord, DestructionItem, HeldRecord, Hold

PIECE = 20_000
"""So many row ids at most in one statement."""
HELD = (Deed.DESTROY, Deed.REMOVE, Deed.CHANGE_RETENTION, Deed.MOVE, Deed.CLASSIFY)
LISTED = (Deed.REMOVE, Deed.CHANGE_RETENTION, Deed.MOVE, Deed.ADD_FILES)
STAYS_POSSIBLE = (Deed.CHANGE_OPENING, Deed.CLASSIFY)
"""What is left of a destroyed record may be closed again, and be put in order."""


def bound(records: Sequence[int], deed: Deed) -> Iterator[Obstacle]:
    """For `catalogue.bindings`: a constant number of queries for each twenty thousand records."""
    holds = tuple(Hold.objects.in_force_on(timezone.localdate())) if deed in HELD else ()
    for start in range(0, len(records), PIECE):
        piece = records[start : start + PIECE]
        if holds:
            yield from held(piece, holds, deed)
        if deed not in STAYS_POSSIBLE:
            yield from _destroyed(piece)
        if deed in LISTED:
            yield from _listed(piece)
        if deed == Deed.REMOVE:
            yield from _appraised(piece)


def held(records: Sequence[int], holds: Sequence[Hold], deed: Deed = Deed.DESTROY) -> Iterator[Obstacle]:
    """By which of these holds each record is held: its fonds, its class or one above, itself or what it lies in.

    Of what it would escape by leaving its volume or its class, when that is the deed.
    """
    of_fonds: dict[int | None, Hold] = {hold.fonds_id: hold for hold in holds if hold.reach == Hold.Reach.FONDS}
    of_series = _below({hold.series_id: hold for hold in holds if hold.series_id})
    named: dict[int | None, Hold] = {
        pk: hold
        for hold in holds
        if hold.reach == Hold.Reach.RECORDS
        for pk in HeldRecord.objects.filter(hold=hold).values_list("record", flat=True)
    }
    rows = Record.every.filter(IsAmong(records), fonds__in={hold.fonds_id for hold in holds}).order_by("pk")
    for pk, fonds, series, parent, above in rows.values_list("pk", "fonds", "series", "parent", "parent__series"):
        found: tuple[Hold | None, ...]
        if deed == Deed.MOVE:
            found = (of_series.get(above), named.get(parent))
        elif deed == Deed.CLASSIFY:
            found = (of_series.get(series),)
        else:
            found = (of_fonds.get(fonds), of_series.get(series), of_series.get(above), named.get(pk), named.get(parent))
        if hold := next((each for each in found if each), None):
            yield _obstacle(pk, hold)


def _below(tops: dict[int | None, Hold]) -> dict[int | None, Hold]:
    """The held classes with all that lie below them: a query a level."""
    reached, level = dict(tops), dict(tops)
    while level:
        rows = Series.objects.filter(parent__in=level).values_list("pk", "parent")
        level = {pk: level[parent] for pk, parent in rows if pk not in reached}
        reached |= level
    return reached


def _obstacle(record: int, hold: Hold) -> Obstacle:
    source = f"{hold.document}：{hold.reason}"
    return Obstacle(record, "disposal.held", _("a hold is in force"), hold.until, source, hold.ulid)


def _destroyed(records: Sequence[int]) -> Iterable[Obstacle]:
    rows = DestroyedRecord.objects.filter(IsAmong(records)).values_list(
        "pk", "destruction__number", "destruction__ulid"
    )
    for pk, number, ulid in rows:
        yield Obstacle(
            pk, "disposal.destroyed", _("it was destroyed, only its description is left"), None, number, ulid
        )


def _listed(records: Sequence[int]) -> Iterable[Obstacle]:
    lines = DestructionItem.objects.filter(IsAmong(records, "record")).exclude(state=DestructionItem.State.STRUCK)
    rows = lines.exclude(destruction__state__in=("refused", "destroyed"))
    for pk, number, ulid in rows.values_list("record", "destruction__number", "destruction__ulid"):
        yield Obstacle(pk, "disposal.listed", _("it is on a destruction list"), None, number, ulid)


def _appraised(records: Sequence[int]) -> Iterable[Obstacle]:
    rows = AppraisalItem.objects.filter(IsAmong(records, "record"))
    for pk, number, ulid in rows.values_list("record", "appraisal__number", "appraisal__ulid"):
        yield Obstacle(pk, "disposal.appraised", _("it is on an appraisal list"), None, number, ulid)
