"""Where one record came from and what binds it: what its page shows staff of its archive, without the owner's name."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from lantai.base.accounts.access import Scope
from lantai.holdings.acquisitions.models import Acquisition, Agreement, Condition
from lantai.holdings.catalogue.models import Record


@dataclass(frozen=True, slots=True)
class Origin:
    """One acquisition a record came of: the agreement, and the conditions that bind it today."""

    acquisition: Acquisition
    agreement: Agreement | None
    conditions: tuple[Condition, ...]


def origin_of(record: Record, scope: Scope) -> tuple[Origin, ...] | None:
    """None where it came of no acquisition, and for whoever is not of its archive. Two queries."""
    if not (scope.everything or record.institution_id in scope.institutions):
        return None
    linked = Q(links__record=record.pk)
    if record.parent_id:
        linked |= Q(links__record=record.parent_id)
    found = list(Acquisition.objects.filter(linked).select_related("agreement").distinct().order_by("pk"))
    if not found:
        return None
    in_force = Condition.objects.in_force(timezone.localdate()).filter(agreement__acquisition__in=found)
    conditions = list(in_force.select_related("agreement"))
    return tuple(
        Origin(
            each, getattr(each, "agreement", None),
            tuple(c for c in conditions if c.agreement.acquisition_id == each.pk),
        )
        for each in found
    )  # fmt: skip
