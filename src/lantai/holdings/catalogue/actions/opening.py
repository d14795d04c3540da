"""Entering a decision on opening."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.holdings.catalogue.models import OpeningState, Record
from lantai.holdings.catalogue.signals import records_changed


@transaction.atomic
def set_opening_state(*, actor: Actor, record: Record, state: str, reason: str) -> Record:
    """Enter a decision on opening. The review workflow that leads to it comes with `services.opening`."""
    require(actor, Right.DESCRIBE, record.fonds.institution.code)
    before = record.opening_state
    record.opening_state = OpeningState(state)
    record.version += 1
    record.save(update_fields=["opening_state", "version", "changed_at"])
    data: dict[str, Any] = {"from": before, "to": state, "reason": reason}
    record_event("record:opening:set", actor=actor, subject=("record", record.ulid), data=data)
    records_changed.send(sender=Record, pks=[record.pk])
    return record
