"""The place of one record: the volume it lies in and the class it stands in. Its code stays as it is."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import Act, record as record_event, record_all
from lantai.base.common.errors import ArchiveError
from lantai.holdings.arrangement.moves import follow_volume
from lantai.holdings.arrangement.reasons import reason_given
from lantai.holdings.catalogue.actions import SeriesMisplaced, move_to_volumes, place_records
from lantai.holdings.catalogue.models import Record, Series


class AlreadyThere(ArchiveError):
    code = "arrangement.already_there"
    message = gettext_noop("The record %(code)s is there already.")
    hint = gettext_noop("Nothing was changed. Choose another place.")
    http_status = 422
    exit_code = 1


@transaction.atomic
def put_into_volume(*, actor: Actor, record: Record, volume: Record | None, version: int, reason: str) -> Record:
    """Let an item lie in a volume of its fonds, or in none; where it lay stays in its history, and so does its code.

    `version`: the record as it was read. Raises `AlreadyThere`, `ReasonMissing` and what `move_to_volumes` raises.
    """
    require(actor, Right.DESCRIBE, record.fonds.institution.code)
    reason = reason_given(reason)
    if record.parent_id == (volume.pk if volume else None):
        raise AlreadyThere(code=record.code)
    before = record.parent.code if record.parent else ""
    record.version = version
    move_to_volumes(actor=actor, fonds=record.fonds, places=[(record, volume)], reason=reason)
    told = {"from": before, "to": volume.code if volume else "", "reason": reason}
    record_event("record:move", actor=actor, subject=("record", record.ulid), data=told)
    return record


@transaction.atomic
def put_into_class(*, actor: Actor, record: Record, series: Series | None, version: int, reason: str) -> int:
    """Let a record stand in a class of its fonds, or in none; the items of a volume that stood beside it follow.

    Gives how many records changed; each has its event. Raises `AlreadyThere`, `ReasonMissing`, `SeriesMisplaced` for a
    retired class, and what `place_records` raises.
    """
    require(actor, Right.DESCRIBE, record.fonds.institution.code)
    reason = reason_given(reason)
    if record.series_id == (series.pk if series else None):
        raise AlreadyThere(code=record.code)
    if series is not None and series.retired_at is not None:
        raise SeriesMisplaced(code=series.code)
    before, to = record.series.code if record.series else "", series.code if series else ""
    places = follow_volume(record, series)
    record.version = version
    place_records(actor=actor, fonds=record.fonds, places=places, reason=reason)
    told = {"from": before, "to": to, "reason": reason}
    record_all([Act("record:classify", ("record", each.ulid), told) for each, _ in places], actor=actor)
    return len(places)
