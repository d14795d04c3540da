"""What waits for one person, and the queues of a batch. A constant number of questions for any number of items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from lantai.base.accounts.access import Actor
from lantai.base.common.keyset import Sheet
from lantai.services.opening.models import BatchItem, Decision, ReviewBatch
from lantai.services.opening.queries.batches import DIFFERING, items_of, next_item, stage_now
from lantai.services.opening.reviewing.hints import Suggested, suggested
from lantai.services.opening.reviewing.queries.doors import Seat, batches_naming
from lantai.services.opening.reviewing.queries.screen import Progress, progress_of
from lantai.services.opening.states import Stage

SHEET = 100


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast somebody decides: items with a time on them, and the seconds these were in front."""

    items: int
    seconds: int

    @property
    def per_hour(self) -> int | None:
        return round(self.items * 3600 / self.seconds) if self.seconds else None


@dataclass(frozen=True, slots=True)
class Waiting:
    """One batch on somebody's list."""

    seat: Seat
    progress: Progress
    disputed: int
    sampled_left: int
    pace: Pace


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One item in a queue."""

    item: BatchItem
    mine: str
    first: str
    second: str
    suggestion: Suggested | None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A batch as its reviewers see it: how far it is, and a sheet of one queue."""

    seat: Seat
    queue: str
    sheet: Sheet[BatchItem]
    rows: tuple[QueueRow, ...]
    progress: Progress
    counts: dict[str, int]
    pace: Pace
    first_left: int | None
    seed: str


def waiting_for(actor: Actor, *, blind: bool) -> tuple[Waiting, ...]:
    """Batches with a seat for this person: three questions, whatever there is."""
    batches = batches_naming(actor)
    counted = _counted(batches)
    paces = _paces(actor, batches)
    found = []
    for batch in batches:
        seat = Seat(batch, actor, stage_now(batch, actor), blind)
        row = counted.get(batch.pk, {})
        sample = seat.reading == Stage.SAMPLE
        total = row.get("sampled", 0) if sample else row.get("total", 0)
        progress = Progress(row.get(seat.reading, 0), total)
        left = row.get("sampled", 0) - row.get("sample", 0)
        found.append(Waiting(seat, progress, row.get("disputed", 0), left, paces.get(batch.pk, Pace(0, 0))))
    return tuple(sorted(found, key=lambda each: not (each.seat.stage and each.progress.left)))


def _counted(batches: Sequence[ReviewBatch]) -> dict[int, dict[str, int]]:
    rows = BatchItem.objects.filter(batch__in=batches, state=BatchItem.State.LISTED).order_by()
    done = {stage: Count("pk", filter=~Q(**{f"{stage}_value": ""})) for stage in Stage.values}
    more = {
        "total": Count("pk"),
        "sampled": Count("pk", filter=Q(is_sampled=True)),
        "disputed": Count("pk", filter=DIFFERING),
    }
    counted: list[dict[str, int]] = list(rows.values("batch").annotate(**done, **more))  # type: ignore[arg-type]
    return {row["batch"]: row for row in counted}


def _paces(actor: Actor, batches: Sequence[ReviewBatch]) -> dict[int, Pace]:
    rows = Decision.objects.filter(
        item__batch__in=batches, user_id=actor.user_id, withdrawn_at__isnull=True, seconds__gt=0
    )
    counted = rows.order_by().values_list("item__batch").annotate(n=Count("pk"), spent=Sum("seconds"))
    return {batch: Pace(n, spent) for batch, n, spent in counted}


def queue_page(seat: Seat, queue: str, *, place: str = "") -> QueuePage:
    """A sheet of a queue with what the reviews say, as far as this person may see it."""
    batch = seat.batch
    sheet = items_of(batch, seat.wanted(queue), place=place, size=SHEET)
    suggestions = suggested([item.record_id for item in sheet.items])
    rows = tuple(
        QueueRow(
            item,
            seat.mine(item),
            item.first_value if seat.shows_others(item) or seat.reading == Stage.FIRST else "",
            item.second_value,
            suggestions.get(item.record_id),
        )
        for item in sheet.items
    )
    counted = _counted([batch]).get(batch.pk, {})
    progress = progress_of(seat)
    counts = {
        "todo": progress.left,
        "all": counted.get("total", 0),
        "disputed": counted.get("disputed", 0),
        "sampled": counted.get("sampled", 0),
    }
    pace = _paces(seat.actor, [batch]).get(batch.pk, Pace(0, 0))
    return QueuePage(
        seat, queue, sheet, rows, progress, counts, pace, next_item(batch, 0, seat.wanted("todo")), seed_of(batch)
    )


def seed_of(batch: ReviewBatch) -> str:
    """What the last sample was drawn with; empty for one drawn by the step itself, and where there is none."""
    step = batch.steps.filter(code="sample").order_by("-pk").first()
    return step.words if step else ""
