"""Statistics of a batch: what each stage decided, and how long people took for an item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Sum

from lantai.services.opening.models import BatchItem, Decision, ReviewBatch
from lantai.services.opening.states import Stage


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage. `average`: seconds an item, of those for which a time was taken."""

    stage: str
    counts: Mapping[str, int]
    average: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Statistics:
    """All stages of one batch, in order."""

    rows: tuple[StageRow, ...]


def statistics_of(batch: ReviewBatch) -> Statistics:
    """What stands now: one query."""
    standing = Decision.objects.filter(item__batch=batch, withdrawn_at__isnull=True)
    standing = standing.exclude(item__state=BatchItem.State.LEFT_OUT).order_by()
    counted: dict[str, dict[str, int]] = {stage: {} for stage in Stage.values}
    seconds: dict[str, int] = dict.fromkeys(Stage.values, 0)
    for stage, value, n, spent in standing.values_list("stage", "value").annotate(n=Count("pk"), s=Sum("seconds")):
        counted[stage][value] = n
        seconds[stage] += spent
    return Statistics(
        tuple(
            StageRow(str(stage.label), counted[stage], round(seconds[stage] / (sum(counted[stage].values()) or 1)))
            for stage in Stage
        )
    )
