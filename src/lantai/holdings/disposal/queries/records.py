"""What a record's page shows of disposal: holds that reach it, the list it is on, or what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from lantai.base.accounts.access import Scope
from lantai.holdings.catalogue.models import Record
from lantai.holdings.disposal.bindings import held
from lantai.holdings.disposal.models import AppraisalItem, DestroyedRecord, DestructionItem, Hold


@dataclass(frozen=True, slots=True)
class DisposalOfRecord:
    """Everything of one record."""

    hold: Hold | None
    appraised: AppraisalItem | None
    line: DestructionItem | None
    destroyed: DestroyedRecord | None


def disposal_of(record: Record, scope: Scope) -> DisposalOfRecord | None:
    """None where there is nothing, and for whoever is not of its archive."""
    if not (scope.everything or record.institution_id in scope.institutions):
        return None
    holds = {hold.ulid: hold for hold in Hold.objects.in_force_on(timezone.localdate()).filter(fonds=record.fonds_id)}
    found = next(iter(held([record.pk], tuple(holds.values()))), None) if holds else None
    appraised = AppraisalItem.objects.filter(record=record, is_open=True).select_related("appraisal").first()
    lines = DestructionItem.objects.filter(record=record).exclude(state=DestructionItem.State.STRUCK)
    line = lines.select_related("destruction").first()
    destroyed = DestroyedRecord.objects.filter(record=record).select_related("destruction").first()
    if not (found or appraised or line or destroyed):
        return None
    return DisposalOfRecord(holds[found.source_id] if found else None, appraised, line, destroyed)
