"""Batches, their items and decisions: sheets of constant cost, for the pages here and for the review screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from lantai.base.accounts.access import Actor, Scope
from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.holdings.transfers.models import Transfer
from lantai.services.opening.gates import what_is_missing
from lantai.services.opening.models import BatchItem, Consent, Consultation, Decision, Notice, ReviewBatch, Value
from lantai.services.opening.queries.handed_over import handed_over_in
from lantai.services.opening.states import OFFICE_RIGHTS, Office, Stage, State, Step, stage_of, steps_from
from lantai.services.precheck.models import PrecheckRun
from lantai.services.precheck.queries import runs_of

SHEET = 50
ITEMS = 100
SHOWN_RUNS = 3
DIFFERING = (
    (~Q(first_value="") & ~Q(second_value="") & ~Q(first_value=F("second_value")))
    | (~Q(sample_value="") & ~Q(sample_value=F("second_value")))
    | (~Q(unit_value="") & ~Q(unit_value=F("second_value")))
)
"""Somebody who was asked says something else than the second review, or it than the first."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items are looked for; what is not said does not narrow. `value`: what `stage` says, `-` for nothing yet."""

    stage: str = ""
    value: str = ""
    state: str = ""
    disputed: bool = False
    sampled: bool = False

    def condition(self) -> Q:
        asked = Q()
        if self.stage in Stage.values and self.value:
            asked &= Q(**{f"{self.stage}_value": "" if self.value == "-" else self.value})
        if self.state:
            asked &= Q(state=self.state)
        if self.disputed:
            asked &= DIFFERING
        return asked & Q(is_sampled=True) if self.sampled else asked


@dataclass(frozen=True, slots=True)
class Next:
    """A step that may come next, and what is missing for it, if anything."""

    step: Step
    missing: str
    mine: bool


@dataclass(frozen=True, slots=True)
class BatchPage:
    """One batch with a sheet of items, who is who, and what this person may do now."""

    batch: ReviewBatch
    items: Sheet[BatchItem]
    counts: Mapping[str, Mapping[str, int]]
    states: Mapping[str, int]
    disputed: int
    sampled: int
    next: tuple[Next, ...]
    stage: str
    people: tuple[tuple[str, Any], ...]
    letters: tuple[Consultation, ...] = ()
    consents: tuple[Consent, ...] = ()
    notices: tuple[Notice, ...] = ()
    runs: tuple[PrecheckRun, ...] = ()
    handed_over: tuple[Transfer, ...] = ()
    decisions: Mapping[int, Mapping[str, Decision]] = field(default_factory=dict)


def batches_sheet(scope: Scope, *, place: str, state: str = "") -> Sheet[ReviewBatch]:
    """All batches of an archive, the latest first."""
    rows = ReviewBatch.objects.within(scope).select_related("fonds", "institution")
    rows = rows.filter(state=state) if state in State.values else rows
    return sheet_of(rows, by=["-id"], place=place, size=SHEET, total=total_of(rows))


def batch_at(ulid: str, scope: Scope) -> ReviewBatch | None:
    rows = ReviewBatch.objects.within(scope).select_related("institution", "fonds", *Office.values)
    return rows.filter(ulid=ulid).first()


def items_of(
    batch: ReviewBatch, wanted: Wanted | None = None, *, place: str = "", size: int = ITEMS
) -> Sheet[BatchItem]:
    """A sheet of items with their records, in the order of the batch: two queries."""
    rows = BatchItem.objects.filter((wanted or Wanted()).condition(), batch=batch)
    shown = rows.select_related("record", "record__fonds")
    return sheet_of(shown, by=["position"], place=place, size=size, total=total_of(rows))


def item_at(batch: ReviewBatch, position: int) -> BatchItem | None:
    rows = BatchItem.objects.filter(batch=batch, position=position).select_related("record__fonds__institution")
    found = rows.first()
    if found is not None:
        found.batch = batch
    return found


def next_item(batch: ReviewBatch, after: int, wanted: Wanted) -> int | None:
    """The position of the next item that is looked for, behind this one and then from the beginning."""
    rows = BatchItem.objects.filter(wanted.condition(), batch=batch, state=BatchItem.State.LISTED)
    behind = rows.filter(position__gt=after).order_by("position").values_list("position", flat=True).first()
    return behind or rows.exclude(position=after).order_by("position").values_list("position", flat=True).first()


def decisions_of(items: Iterable[BatchItem]) -> dict[int, dict[str, Decision]]:
    """What stands of each item now, by stage, with passages: two queries for any number."""
    pks = [item.pk for item in items]
    rows = Decision.objects.filter(item__in=pks, withdrawn_at__isnull=True).prefetch_related("passages")
    found: dict[int, dict[str, Decision]] = {pk: {} for pk in pks}
    for row in rows:
        found[row.item_id][row.stage] = row
    return found


def history_of(item: BatchItem) -> QuerySet[Decision]:
    """Everything that was ever decided of one item, the withdrawn too."""
    return Decision.objects.filter(item=item).prefetch_related("passages").order_by("pk")


def counts_of(batch: ReviewBatch) -> dict[str, dict[str, int]]:
    """How many items each stage decided how; under `-`, those it has not decided. One query."""
    names = [f"{stage}_value" for stage in Stage.values]
    rows = BatchItem.objects.filter(batch=batch).exclude(state=BatchItem.State.LEFT_OUT).order_by()
    counted: dict[str, Counter[str]] = {stage: Counter() for stage in Stage.values}
    for *values, n in rows.values_list(*names).annotate(n=Count("pk")):
        for stage, value in zip(Stage.values, values, strict=True):
            counted[stage][value or "-"] += n
    return {stage: dict(found) for stage, found in counted.items()}


def stage_now(batch: ReviewBatch, actor: Actor) -> str:
    """The stage in which this person decides now; empty when it is not their turn."""
    mine = batch.offices_of(actor)
    stage = stage_of(batch.state, mine)
    held = any(actor.may(OFFICE_RIGHTS[Office(office)], batch.institution.code) for office in mine)
    return stage if held else ""


def next_steps(batch: ReviewBatch, actor: Actor) -> tuple[Next, ...]:
    """What may come next, each with what is missing."""
    mine, code = batch.offices_of(actor), batch.institution.code
    return tuple(
        Next(
            step, what_is_missing(batch, step, "-"), step.by in mine and actor.may(OFFICE_RIGHTS[Office(step.by)], code)
        )
        for step in steps_from(batch.state)
    )


def batch_page(batch: ReviewBatch, actor: Actor, wanted: Wanted, *, place: str) -> BatchPage:
    """Everything the page of a batch shows."""
    sheet = items_of(batch, wanted, place=place)
    live = BatchItem.objects.filter(batch=batch)
    states: dict[str, int] = dict(live.order_by().values_list("state").annotate(n=Count("pk")))
    return BatchPage(
        batch=batch,
        items=sheet,
        counts=counts_of(batch),
        states=states,
        disputed=live.filter(DIFFERING).count(),
        sampled=live.filter(is_sampled=True).count(),
        next=next_steps(batch, actor),
        stage=stage_now(batch, actor),
        people=tuple((str(office.label), getattr(batch, office.value)) for office in Office),
        letters=tuple(batch.consultations.select_related("fonds", "unit")),
        consents=tuple(batch.consents.select_related("authority")),
        notices=tuple(batch.notices.all()),
        runs=tuple(runs_of(batch.ulid)[:SHOWN_RUNS]),
        handed_over=tuple(handed_over_in(batch)),
        decisions=decisions_of(sheet.items),
    )


def values_in_order() -> Sequence[tuple[str, str]]:
    return [(value.value, str(value.label)) for value in Value]
