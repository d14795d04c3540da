"""Steps of a batch from one state to the next: whose they are and what they need is data (`workflow.yaml`)."""

from __future__ import annotations

import random

from django.db import transaction
from django.utils import timezone

from lantai.base.accounts.access import Actor, require
from lantai.base.audit.actions import record
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.preservation.marking import mark
from lantai.services.opening.actions.deciding import subject_of
from lantai.services.opening.actions.refusals import BatchHasMovedOn, GateIsShut, NotYourOffice
from lantai.services.opening.actions.turns import hold_batch
from lantai.services.opening.gates import what_is_missing
from lantai.services.opening.models import BatchItem, BatchStep, Consultation, ReviewBatch
from lantai.services.opening.states import OFFICE_RIGHTS, Office, State, Step, step_named
from lantai.services.opening.units import unit_asked
from lantai.services.precheck.actions import order_precheck

OWN_ACTS = ("approve",)
"""Steps with an act of their own."""


@transaction.atomic
def advance_batch(*, actor: Actor, batch: ReviewBatch, step: str, words: str = "") -> ReviewBatch:
    """Take a step; approval has an act of its own. Into the precheck, its run is ordered in the same transaction.

    Raises `NotYourOffice`, `GateIsShut`, `BatchHasMovedOn`.
    """
    taken = permitted(actor, batch, step)
    if taken.code in OWN_ACTS:
        raise BatchHasMovedOn(number=batch.number)
    hold_batch(batch)
    pass_gates(batch, taken, words)
    move(batch, taken, taken.after, actor, words)
    if taken.after == State.PRECHECK:
        _order_precheck(actor, batch)
    if taken.after == State.SECOND_REVIEW:
        _draw_sample(batch)
    if taken.after == State.CONSULTATION:
        _prepare_letters(batch)
    if taken.after == State.CANCELLED:
        listed = BatchItem.objects.filter(batch=batch, state=BatchItem.State.LISTED)
        listed.update(state=BatchItem.State.LEFT_OUT, is_open=False, left_out_reason=words[:400])
    mark("review_batch", [batch.pk])
    data = {"number": batch.number, "step": taken.code, "from": taken.before, "to": taken.after}
    record("review_batch:advance", actor=actor, subject=subject_of(batch), data=data)
    return batch


def permitted(actor: Actor, batch: ReviewBatch, code: str) -> Step:
    """The step, when it begins in this state and is this person's. Raises `NotAllowed`, `NotYourOffice`."""
    step = step_named(code, batch.state)
    office = Office(step.by) if step else Office.PLANNER
    require(actor, OFFICE_RIGHTS[office], batch.institution.code)
    if step is None:
        raise BatchHasMovedOn(number=batch.number)
    if step.by not in batch.offices_of(actor):
        raise NotYourOffice(person=actor.label, number=batch.number)
    return step


def pass_gates(batch: ReviewBatch, step: Step, words: str) -> None:
    missing = what_is_missing(batch, step, words)
    if missing:
        raise GateIsShut(number=batch.number, why=missing)


def move(batch: ReviewBatch, step: Step, after: str, actor: Actor, words: str) -> None:
    """Claimed by a conditional update: two at once behave the same on both databases."""
    now = timezone.now()
    if not ReviewBatch.objects.filter(pk=batch.pk, state=step.before).update(state=after, state_since=now):
        raise BatchHasMovedOn(number=batch.number)
    batch.state, batch.state_since = after, now
    BatchStep.objects.create(
        batch=batch, code=step.code, before=step.before, after=after, by=actor.label, user_id=actor.user_id,
        words=words.strip()[:4000],
    )  # fmt: skip


def _order_precheck(actor: Actor, batch: ReviewBatch) -> None:
    """An act of its own with its own event: workers do the rest, and the planner goes on when it suits."""
    items = BatchItem.objects.filter(batch=batch, state=BatchItem.State.LISTED).order_by()
    records = list(items.values_list("record", flat=True))
    order_precheck(actor=actor, institution=batch.institution, records=records, source=batch.ulid)


def _draw_sample(batch: ReviewBatch) -> None:
    """So many per cent by lot, at least one when any are wanted; drawn once."""
    items = BatchItem.objects.filter(batch=batch, state=BatchItem.State.LISTED)
    if not batch.sample_percent or items.filter(is_sampled=True).exists():
        return
    pks = list(items.values_list("pk", flat=True))
    size = max(1, round(len(pks) * batch.sample_percent / 100)) if pks else 0
    drawn = random.SystemRandom().sample(pks, size)
    BatchItem.objects.filter(IsAmong(drawn)).update(is_sampled=True)


def _prepare_letters(batch: ReviewBatch) -> None:
    """A letter for each fonds of the batch that has none yet; part of the step that begins asking."""
    items = BatchItem.objects.filter(batch=batch, state=BatchItem.State.LISTED)
    wanted = set(items.values_list("record__fonds", flat=True).distinct())
    wanted -= set(Consultation.objects.filter(batch=batch).values_list("fonds", flat=True))
    for fonds in Fonds.objects.filter(pk__in=wanted).order_by("code", "pk"):
        asked = unit_asked(fonds, batch.plan_year)
        Consultation.objects.create(batch=batch, fonds=fonds, forming=asked.forming, asked=asked.name, unit=asked.unit)
