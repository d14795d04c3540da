"""Planning: a batch made of what is due, its four people, and records taken out of it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, actor_of, require
from lantai.base.accounts.models import Institution, User
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError
from lantai.base.common.ids import new_ulid
from lantai.base.common.rows import insert_values
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.preservation.marking import mark
from lantai.services.opening.actions.deciding import subject_of
from lantai.services.opening.actions.refusals import (
    BatchHasMovedOn,
    DecisionUnfit,
    OnePersonTwice,
    PersonUnfit,
    words,
)
from lantai.services.opening.actions.turns import hold_batch
from lantai.services.opening.models import BatchItem, BatchStep, Decision, ReviewBatch, Subject
from lantai.services.opening.queries.due import Asked, due_to_take
from lantai.services.opening.queries.naming import named_to_take
from lantai.services.opening.states import OFFICE_RIGHTS, Office, Stage, State, rules

_STAGES_OF: Mapping[str, tuple[str, ...]] = {
    Office.PLANNER: (Stage.SAMPLE, Stage.UNIT, Stage.SUMMARY),
    Office.FIRST_REVIEWER: (Stage.FIRST,),
    Office.SECOND_REVIEWER: (Stage.SECOND,),
    Office.APPROVER: (Stage.FINAL,),
}


class NothingIsDue(ArchiveError):
    code = "opening.nothing_is_due"
    message = gettext_noop("Nothing that was chosen is due by the end of %(year)s, or it is in a batch already.")
    hint = gettext_noop("The page of what is due names the years there are.")
    http_status = 422


class EarlyUnfounded(ArchiveError):
    code = "opening.early_unfounded"
    message = gettext_noop("Opening before %(years)s years are over needs its subject and a reason.")
    hint = gettext_noop("Archives Law, article 27: economy, education, science and culture. Choose one and say why.")
    http_status = 422


class NotToReview(ArchiveError):
    code = "opening.not_to_review"
    message = gettext_noop("%(count)s of the reference codes cannot be taken into a batch; first: %(code)s – %(why)s")
    hint = gettext_noop("Correct the list, or leave them out; no batch was made.")
    http_status = 422


@dataclass(frozen=True, slots=True)
class Plan:
    """What a batch is made of. `fonds` more than one: a batch of several; `most`: the cap.

    `codes`: exactly these records instead of what is due, by their reference codes.
    """

    name: str
    plan_year: int
    fonds: Sequence[Fonds]
    today: dt.date
    year_from: int | None = None
    year_to: int | None = None
    record_type: str = ""
    level: str = ""
    most: int = 0
    early: bool = False
    subject: str = ""
    early_reason: str = ""
    sample_percent: int = 5
    first_due_on: dt.date | None = None
    second_due_on: dt.date | None = None
    due_on: dt.date | None = None
    people: Mapping[str, User] = field(default_factory=dict)
    codes: Sequence[str] = ()

    def asked(self) -> Asked:
        return Asked(self.plan_year, self.today, self.year_from, self.year_to, self.record_type, self.level, self.early)


@transaction.atomic
def plan_batch(*, actor: Actor, institution: Institution, plan: Plan) -> ReviewBatch:
    """Put what is due on a batch, as many as the cap allows, oldest first; or exactly the records that are named.

    Named, what was delayed, restricted, opened in part or withdrawn is decided anew before its day has come. Raises
    `NothingIsDue`, `NotToReview`, `EarlyUnfounded`, and as `name_people`.
    """
    require(actor, Right.PLAN_OPENING, institution.code)
    if plan.early and (plan.subject not in Subject.values or not plan.early_reason.strip()):
        raise EarlyUnfounded(years=rules()["age_years"])
    mine = [each for each in plan.fonds if each.institution_id == institution.pk]
    due = _to_take(mine, plan) if mine else []
    if not due:
        raise NothingIsDue(year=plan.plan_year)
    batch = _founded(actor, institution, plan, mine, len(due))
    rows = ((new_ulid(), batch.pk, pk, n, state) for n, (pk, state) in enumerate(due, 1))
    insert_values(BatchItem, ("ulid", "batch", "record", "position", "opening_before"), rows)
    _enter_people(batch, {Office.PLANNER.value: _user_of(actor), **plan.people})
    BatchStep.objects.create(
        batch=batch, code="plan", after=State.PLANNED, by=actor.label, user_id=actor.user_id, words=plan.early_reason
    )
    data = {"number": batch.number, "records": len(due), "year": plan.plan_year, "early": plan.early}
    data |= {"named": True} if plan.codes else {}
    record("review_batch:plan", actor=actor, subject=subject_of(batch), data=data)
    return batch


def _to_take(fonds: Sequence[Fonds], plan: Plan) -> list[tuple[int, str]]:
    """Row ids and opening states of what the batch is made of. Raises `NotToReview`."""
    if not plan.codes:
        return due_to_take(fonds, plan.asked(), min(plan.most or rules()["usual_items"], rules()["most_items"]))
    named = named_to_take(fonds, plan.codes[: rules()["most_items"]], plan.asked())
    if named.refused:
        code, why = named.refused[0]
        raise NotToReview(count=len(named.refused), code=code, why=why)
    return named.taken


def _founded(actor: Actor, institution: Institution, plan: Plan, fonds: Sequence[Fonds], count: int) -> ReviewBatch:
    batch = ReviewBatch.objects.create(
        institution=institution, fonds=fonds[0] if len(fonds) == 1 else None, number=new_ulid(),
        name=words(plan.name, most=200), plan_year=plan.plan_year,
        year_from=None if plan.codes else plan.year_from, year_to=None if plan.codes else plan.year_to,
        record_type="" if plan.codes else plan.record_type, early=plan.early,
        subject=plan.subject if plan.early else "",
        early_reason=" ".join(plan.early_reason.split())[:400] if plan.early else "",
        sample_percent=min(max(plan.sample_percent, 0), rules()["most_sample_percent"]),
        first_due_on=plan.first_due_on, second_due_on=plan.second_due_on, due_on=plan.due_on,
        workflow_version=rules()["version"], items_count=count, made_by=actor.label,
    )  # fmt: skip
    batch.number = f"KF{plan.plan_year}-{batch.pk:05d}"
    batch.save(update_fields=["number"])
    return batch


def _user_of(actor: Actor) -> User | None:
    return User.objects.filter(pk=actor.user_id).first() if actor.user_id is not None else None


@transaction.atomic
def name_people(*, actor: Actor, batch: ReviewBatch, people: Mapping[str, User]) -> ReviewBatch:
    """Say who plans, reviews first and second, and approves: four different people, each with the right.

    Who has decided in one office takes no other in the same batch. While consent to delays is waited for, which takes
    weeks, another approver may be named. Raises `OnePersonTwice`, `PersonUnfit`.
    """
    require(actor, Right.PLAN_OPENING, batch.institution.code)
    if batch.state in (State.PUBLISHED, *_ENDED):
        raise BatchHasMovedOn(number=batch.number)
    hold_batch(batch)
    _enter_people(batch, people)
    named = {office: user.username for office, user in sorted(people.items()) if user}
    data = {"number": batch.number, "people": named}
    record("review_batch:name_people", actor=actor, subject=subject_of(batch), data=data)
    return batch


_ENDED = (State.CLOSED, State.CANCELLED)


def _enter_people(batch: ReviewBatch, people: Mapping[str, User | None]) -> None:
    wanted = {office: people.get(office) or getattr(batch, office) for office in Office.values}
    named = [user for user in wanted.values() if user is not None]
    for user in named:
        if sum(other.pk == user.pk for other in named) > 1:
            raise OnePersonTwice(number=batch.number, person=str(user))
    for office, user in wanted.items():
        right = OFFICE_RIGHTS[Office(office)]
        changed = user is not None and getattr(batch, f"{office}_id") != user.pk
        if user is not None and changed and not actor_of(user).may(right, batch.institution.code):
            raise PersonUnfit(person=str(user), right=right)
    _refuse_former_parts(batch, wanted)
    for office, user in wanted.items():
        setattr(batch, office, user)
    batch.save(update_fields=list(Office.values))


def _refuse_former_parts(batch: ReviewBatch, wanted: Mapping[str, User | None]) -> None:
    """Nobody judges in one office what they decided in another."""
    rows = Decision.objects.filter(item__batch=batch, withdrawn_at__isnull=True).order_by()
    done = set(rows.values_list("user_id", "stage").distinct())
    for office, user in wanted.items():
        others = {stage for each, stages in _STAGES_OF.items() if each != office for stage in stages}
        if user is not None and any((user.pk, stage) in done for stage in others):
            raise OnePersonTwice(number=batch.number, person=str(user))


@transaction.atomic
def leave_out(*, actor: Actor, batch: ReviewBatch, positions: Sequence[int], reason: str) -> int:
    """Take records out of a batch before its approval; they are due again. Gives how many."""
    require(actor, Right.PLAN_OPENING, batch.institution.code)
    reason = words(reason)
    if batch.state in (State.APPROVAL, State.PUBLISHED, State.AWAITING_CONSENT, *_ENDED):
        raise BatchHasMovedOn(number=batch.number)
    hold_batch(batch)
    rows = BatchItem.objects.filter(IsAmong(positions, "position"), batch=batch, state=BatchItem.State.LISTED)
    count = rows.update(state=BatchItem.State.LEFT_OUT, is_open=False, left_out_reason=reason)
    if not count:
        raise DecisionUnfit(why=gettext_noop("some of these items are not under review in this batch any more."))
    mark("review_batch", [batch.pk])
    data = {"number": batch.number, "items": count, "reason": reason}
    record("review_batch:leave_out", actor=actor, subject=subject_of(batch), data=data)
    return count
