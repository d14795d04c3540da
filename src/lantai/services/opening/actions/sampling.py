"""The lead's sample: a share of a batch by lot, and the seed it was drawn with, so that anybody can draw it again."""

from __future__ import annotations

import random
import secrets

from django.db import transaction

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record
from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.preservation.marking import mark
from lantai.services.opening.actions.deciding import subject_of
from lantai.services.opening.actions.refusals import BatchHasMovedOn, NotYourOffice
from lantai.services.opening.actions.turns import hold_batch
from lantai.services.opening.models import BatchItem, BatchStep, ReviewBatch
from lantai.services.opening.states import Office, State, rules

MOST_SEED = 2**31 - 1


@transaction.atomic
def draw_sample(*, actor: Actor, batch: ReviewBatch, percent: int, seed: int | None = None) -> int:
    """Draw so many per cent of the items under review; gives how many. What was drawn and looked at stays drawn.

    The same seed over the same items draws the same sample. Raises `NotYourOffice`, `BatchHasMovedOn`.
    """
    require(actor, Right.PLAN_OPENING, batch.institution.code)
    if Office.PLANNER not in batch.offices_of(actor):
        raise NotYourOffice(person=actor.label, number=batch.number)
    if batch.state not in (State.SECOND_REVIEW, State.CONSULTATION):
        raise BatchHasMovedOn(number=batch.number)
    hold_batch(batch)
    seed = secrets.randbelow(MOST_SEED) if seed is None else seed
    items = BatchItem.objects.filter(batch=batch, state=BatchItem.State.LISTED).order_by("position")
    places = list(items.values_list("position", flat=True))
    size = max(1, round(len(places) * min(percent, rules()["most_sample_percent"]) / 100)) if places else 0
    drawn = random.Random(seed).sample(places, size)  # noqa: S311  to be drawn again by anybody, not to be secret
    items.filter(is_sampled=True, sample_value="").update(is_sampled=False)
    items.filter(IsAmong(drawn, "position")).update(is_sampled=True)
    BatchStep.objects.create(
        batch=batch, code="sample", before=batch.state, after=batch.state, by=actor.label, user_id=actor.user_id,
        words=f"{percent} %, {seed}",
    )  # fmt: skip
    mark("review_batch", [batch.pk])
    data = {"number": batch.number, "percent": percent, "seed": seed, "items": size}
    record("review_batch:sample", actor=actor, subject=subject_of(batch), data=data)
    return size
