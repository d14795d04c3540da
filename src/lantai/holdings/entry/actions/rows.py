"""Entering the rows of a volume: one image holds several, each becomes a record of its own below the volume."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.actions import Description, describe_records, held_codes
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.catalogue.defaults import with_default_retention
from lantai.holdings.catalogue.models import Record
from lantai.holdings.entry.actions.entering import Entered, provenance, settle_doubts
from lantai.holdings.entry.models import EnteredRecord
from lantai.holdings.entry.proposals import Proposal
from lantai.holdings.entry.values import date_of, fields_of, persons_typed, title_of


class CodeIsHeld(ArchiveError):
    code = "entry.code_is_held"
    message = gettext_noop("The fonds has a record with the reference code %(code)s already.")
    hint = gettext_noop("Give this row the next number, or open that record and change it.")
    http_status = 409
    exit_code = 3


class NoVolume(ArchiveError):
    code = "entry.no_volume"
    message = gettext_noop("%(code)s is a record below a volume itself: rows are entered below volumes.")
    hint = gettext_noop("Enter it as one record.")
    http_status = 409
    exit_code = 3


@dataclass(frozen=True, slots=True)
class Row:
    """Where a row stands in its volume, and the code it is given."""

    code: str
    page: int
    number: int


@transaction.atomic
def enter_row(
    *, actor: Actor, volume: Record, row: Row, entered: Entered, proposed: tuple[Proposal, ...] = ()
) -> Record:
    """A new record of what was typed from one row, below the volume and as little open as it.

    Raises `CodeIsHeld`, `NoVolume`, `NothingTyped` and `DoubtsUnconfirmed`.
    """
    require(actor, Right.DESCRIBE, volume.fonds.institution.code)
    if volume.parent_id:
        raise NoVolume(code=volume.code)
    settle_doubts(entered)
    if held_codes(volume.fonds, [parse_code(row.code).key[:200]]):
        raise CodeIsHeld(code=row.code)
    described = [(new_ulid(), _described(volume, row, entered))]
    try:
        with transaction.atomic():
            [record] = describe_records(actor=actor, fonds=volume.fonds, descriptions=described)
    except IntegrityError as error:  # somebody entered the same code between looking and writing
        raise CodeIsHeld(code=row.code) from error
    accepted = provenance(entered, proposed, actor)
    EnteredRecord.objects.create(
        record=record, user_id=actor.user_id, by=actor.label, accepted=accepted,
        volume=volume, page=row.page, row=row.number,
    )  # fmt: skip
    told = {"type": entered.kind.code, "volume": volume.ulid, "page": row.page, "row": row.number}
    record_event(
        "record:enter_row", actor=actor, subject=("record", record.ulid), data=told | {"accepted": len(accepted)}
    )
    return record


def _described(volume: Record, row: Row, entered: Entered) -> Description:
    kind, typed = entered.kind, entered.typed
    persons = persons_typed(kind, typed, {})
    described = Description(
        code=row.code,
        title=typed.get("r.title", "") or title_of(kind, typed, persons) or row.code,
        record_type=kind.code,
        parent=volume,
        creator=typed.get("r.creator", "") or volume.creator,
        document_number=typed.get("r.document_number", ""),
        date=date_of(kind, typed),
        retention=volume.retention,
        secrecy=volume.secrecy,
        opening_state=Record._meta.get_field("opening_state").default,
        note=typed.get("r.note", ""),
        persons=tuple(persons),
        fields=fields_of(kind, typed),
        lineage={"volume": volume.ulid, "volume_page": row.page, "row": row.number},
    )
    return with_default_retention(described)
