"""Who comes in: the people a batch names, while they hold the right of their office and may read what is not opened."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from lantai.base.accounts.access import Actor, Right
from lantai.services.opening.models import BatchItem, ReviewBatch
from lantai.services.opening.queries.batches import Wanted, stage_now
from lantai.services.opening.states import OFFICE_RIGHTS, Office, Stage

QUEUES = ("todo", "all", "disputed", "sampled")
"""Which items somebody goes through: what is left, all, where two disagree, or the sample of the lead."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One person at one batch. Without `stage` it is not their turn: they read and decide nothing.

    `blind`: the second reviewer sees of the first review nothing before deciding.
    """

    batch: ReviewBatch
    actor: Actor
    stage: str
    blind: bool

    @property
    def stage_label(self) -> str:
        return str(Stage(self.stage).label) if self.stage else ""

    @property
    def reading(self) -> str:
        """The stage whose decisions are shown as this person's own."""
        if self.stage:
            return self.stage
        offices = self.batch.offices_of(self.actor)
        of_office = {Office.FIRST_REVIEWER: Stage.FIRST, Office.SECOND_REVIEWER: Stage.SECOND}
        return next((str(stage) for office, stage in of_office.items() if office in offices), str(Stage.SUMMARY))

    @property
    def before(self) -> str:
        """The stage whose decisions are looked at beside one's own; empty for the first."""
        earlier = {Stage.SECOND: Stage.FIRST, Stage.SAMPLE: Stage.FIRST}
        later = {Stage.SUMMARY: Stage.SECOND, Stage.FINAL: Stage.SUMMARY, Stage.UNIT: Stage.SECOND}
        return str({**earlier, **later}.get(Stage(self.reading), ""))

    def mine(self, item: BatchItem) -> str:
        return item.value_at(self.reading)

    def shows_others(self, item: BatchItem) -> bool:
        return not self.is_blind or bool(self.mine(item))

    @property
    def is_blind(self) -> bool:
        return self.blind and self.stage == Stage.SECOND

    def wanted(self, queue: str) -> Wanted:
        """What a queue holds."""
        if queue == "disputed":
            return Wanted(disputed=True)
        if queue == "sampled":
            return Wanted(sampled=True)
        if queue == "todo":
            return Wanted(stage=self.reading, value="-", sampled=self.reading == Stage.SAMPLE)
        return Wanted()


def seat_at(ulid: str, actor: Actor, *, blind: bool) -> Seat | None:
    """The person's seat at this batch; None for everybody who has none: a batch is not even there for them."""
    rows = ReviewBatch.objects.filter(_named(actor), ulid=ulid)
    batch = rows.select_related("institution", "fonds").first()
    return Seat(batch, actor, stage_now(batch, actor), blind) if batch and is_seated(batch, actor) else None


def is_seated(batch: ReviewBatch, actor: Actor) -> bool:
    code = batch.institution.code
    offices = batch.offices_of(actor)
    held = any(actor.may(OFFICE_RIGHTS[Office(office)], code) for office in offices)
    return held and actor.may(Right.READ_UNOPENED, code)


def _named(actor: Actor) -> Q:
    """Batches that name this person in any office."""
    named = Q(pk__in=[])
    for office in Office.values:
        named |= Q(**{office: actor.user_id})
    return named


def batches_naming(actor: Actor) -> list[ReviewBatch]:
    """Batches still going on in which this person has a seat, those due first."""
    if actor.user_id is None:
        return []
    rows = ReviewBatch.objects.going_on().filter(_named(actor)).select_related("institution", "fonds")
    seated = [batch for batch in rows if is_seated(batch, actor)]
    return sorted(seated, key=lambda batch: (batch.due_in_state() is None, batch.due_in_state() or 0, batch.pk))
