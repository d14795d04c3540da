"""Changing the codes of records: the old ones stay in the history, and swaps never meet the constraint half way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone

from lantai.base.accounts.access import Actor, Right, require
from lantai.holdings.catalogue.actions.changing import claim_versions
from lantai.holdings.catalogue.codes import ParsedCode
from lantai.holdings.catalogue.models import Fonds, Record, RecordVersion, ReferenceCode
from lantai.holdings.catalogue.signals import records_changed

PARKED = "~"
"""What a key begins with for the moment in which two records exchange theirs; no code begins so."""


@dataclass(frozen=True, slots=True)
class CodeChange:
    """Another code for a record as it was read. A provisional code is one until the archive has given a real one."""

    record: Record
    code: ParsedCode
    provisional: bool = False


@transaction.atomic
def change_codes(*, actor: Actor, fonds: Fonds, changes: Sequence[CodeChange], reason: str) -> None:
    """Give records of one fonds other codes, all at once: they may exchange them. Part of a larger act.

    1. The records are claimed by their versions, so that nobody's change is lost. Raises `RecordHasChanged`.
    2. Keys that are in the way are parked inside this transaction: nobody sees them.
    3. The history gets the end of the old code and the beginning of the new one. A constant number of queries.
    A code that a record outside `changes` bears violates the constraint: callers look first (`held_codes`).
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    records = [change.record for change in changes]
    claim_versions(records)
    RecordVersion.objects.bulk_create(
        RecordVersion(record=r, version=r.version, said={"code": r.code}, by=actor.label, reason=reason[:200])
        for r in records
    )
    held = {record.code_key: record.pk for record in records}
    in_the_way = [held[change.code.key] for change in changes if change.code.key in held]
    Record.objects.filter(pk__in=in_the_way).update(code_key=Concat(Value(PARKED), "ulid"))
    now = timezone.now()
    for change in changes:
        change.record.code, change.record.code_key = change.code.display[:200], change.code.key[:200]
        change.record.code_is_provisional = change.provisional
        change.record.version += 1
        change.record.changed_at = now
    Record.objects.bulk_update(
        records, ["code", "code_key", "code_is_provisional", "version", "changed_at"], batch_size=200
    )
    _enter(changes, ReferenceCode.Kind.ARCHIVE, actor, reason)
    records_changed.send(sender=Record, pks=[record.pk for record in records], closing=())


@transaction.atomic
def change_unit_code(*, actor: Actor, record: Record, code: ParsedCode | None, reason: str) -> str:
    """Enter the number the unit gave a record (室编), or end it with None; gives the one before. Part of an act."""
    require(actor, Right.DESCRIBE, record.fonds.institution.code)
    kind = ReferenceCode.Kind.UNIT
    before = record.codes.filter(kind=kind, until__isnull=True).values_list("display", flat=True).first() or ""
    if code:
        _enter([CodeChange(record, code)], kind, actor, reason)
    else:
        record.codes.filter(kind=kind, until__isnull=True).update(until=timezone.now())
    records_changed.send(sender=Record, pks=[record.pk])
    return before


def _enter(changes: Sequence[CodeChange], kind: str, actor: Actor, reason: str) -> None:
    pks = [change.record.pk for change in changes]
    ReferenceCode.objects.filter(record__in=pks, kind=kind, until__isnull=True).update(until=timezone.now())
    ReferenceCode.objects.bulk_create(
        ReferenceCode(
            record=change.record,
            kind=kind,
            display=change.code.display[:200],
            key=change.code.key[:200],
            scheme="provisional" if change.provisional else change.code.scheme,
            parts=change.code.parts,
            reason=reason[:200],
            by=actor.label,
        )
        for change in changes
    )
