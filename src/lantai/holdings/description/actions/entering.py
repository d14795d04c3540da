"""Entering one record by hand: an item in a volume or by itself, or a volume."""

from __future__ import annotations

from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.actions import Description, describe_records, held_codes
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.catalogue.defaults import with_default_retention
from lantai.holdings.catalogue.models import Fonds, Record


class CodeIsHeld(ArchiveError):
    code = "description.code_held"
    message = gettext_noop("Fonds %(fonds)s already has a record with the reference code %(code)s.")
    hint = gettext_noop("Look at that record; give this one the next code that is free.")
    http_status = 409


class VolumeUnknown(ArchiveError):
    code = "description.volume_unknown"
    message = gettext_noop("Fonds %(fonds)s has no volume with the reference code %(code)s.")
    hint = gettext_noop("Enter the volume first, or leave the place empty for an item that belongs to none.")
    http_status = 422


@transaction.atomic
def enter_record(*, actor: Actor, fonds: Fonds, description: Description, within: str = "") -> Record:
    """Enter one new record, unreviewed; `within` is the reference code of the volume an item belongs to.

    Without a retention of its own or of its volume it has the one of its type, which its origin tells.
    Raises `CodeIsHeld` and `VolumeUnknown`.
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    if held_codes(fonds, [parse_code(description.code).key[:200]]):
        raise CodeIsHeld(fonds=fonds.code, code=description.code)
    volume = _volume(fonds, within)
    said = replace(description, parent=volume, lineage={"by_hand": True})
    said = with_default_retention(said, above=volume.retention if volume else "")
    try:
        with transaction.atomic():
            (record,) = describe_records(actor=actor, fonds=fonds, descriptions=[(new_ulid(), said)])
    except IntegrityError as error:  # somebody entered the same code between looking and writing
        raise CodeIsHeld(fonds=fonds.code, code=description.code) from error
    data = {"code": record.code, "fonds": fonds.code, "within": within}
    record_event("record:enter", actor=actor, subject=("record", record.ulid), data=data)
    return record


def _volume(fonds: Fonds, code: str) -> Record | None:
    if not code.strip():
        return None
    volumes = Record.objects.filter(fonds=fonds, level=Record.Level.VOLUME)
    found = volumes.filter(code_key=parse_code(code).key).first()
    if found is None:
        raise VolumeUnknown(fonds=fonds.code, code=code)
    return found
