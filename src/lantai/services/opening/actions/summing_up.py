"""Summing up and approval: what all agree on is taken over at once, the rest one by one with a reason; then in force.

条例 29: what is opened is opened with its notice, in one transaction. 条例 31: what is to be delayed waits for the
consent of the authority and is delayed only then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError
from lantai.base.common.ids import new_ulid
from lantai.base.common.rows import insert_values
from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.preservation.marking import mark
from lantai.services.opening.actions.deciding import (
    refuse_unopenable,
    subject_of,
    withdraw_decisions,
)
from lantai.services.opening.actions.refusals import BatchHasMovedOn, DecisionUnfit, NotYourOffice, words
from lantai.services.opening.actions.stepping import move, pass_gates, permitted
from lantai.services.opening.actions.turns import hold_batch, take_turn
from lantai.services.opening.models import (
    BatchItem,
    Consent,
    Decision,
    Notice,
    Passage,
    ReviewBatch,
    Value,
)
from lantai.services.opening.models.values import OPENING
from lantai.services.opening.publishing import publish_notice
from lantai.services.opening.putting_in_force import put_in_force
from lantai.services.opening.states import Office, Stage, State, Step


class NothingAgreed(ArchiveError):
    code = "opening.nothing_agreed"
    message = gettext_noop("In batch %(number)s no item is left on which all who were asked agree.")
    hint = gettext_noop("Sum the others up one by one, each with a reason.")
    http_status = 409


class ConsentMissing(ArchiveError):
    code = "opening.consent_missing"
    message = gettext_noop("The authority has not consented to the delays of batch %(number)s.")
    hint = gettext_noop("Ask for its consent, or enter its reply with number and date (Regulations, article 31).")
    http_status = 409


class NothingToAsk(ArchiveError):
    code = "opening.nothing_to_ask"
    message = gettext_noop("Nothing of batch %(number)s waits for consent, or it has been asked for already.")
    hint = gettext_noop("The page of the batch shows the request that stands.")
    http_status = 409


@transaction.atomic
def sum_up(*, actor: Actor, batch: ReviewBatch) -> int:
    """Take over the second review for every item on which nobody disagrees; gives how many. The others need a reason.

    A constant number of queries. Raises `NothingAgreed`, `NotYourOffice`.
    """
    stage = take_turn(actor, batch)
    if stage != Stage.SUMMARY:
        raise BatchHasMovedOn(number=batch.number)
    agreed = BatchItem.objects.filter(batch=batch, state=BatchItem.State.LISTED, summary_value="")
    agreed = agreed.filter(first_value=F("second_value")).filter(_silent_or_same("sample"), _silent_or_same("unit"))
    pks = list(agreed.values_list("pk", flat=True))
    if not pks:
        raise NothingAgreed(number=batch.number)
    take_over(actor, pks, Stage.SECOND, Stage.SUMMARY)
    mark("review_batch", [batch.pk])
    data = {"number": batch.number, "items": len(pks)}
    record("review_batch:sum_up", actor=actor, subject=subject_of(batch), data=data)
    return len(pks)


def _silent_or_same(stage: str) -> Q:
    return Q(**{f"{stage}_value": ""}) | Q(**{f"{stage}_value": F("second_value")})


def take_over(actor: Actor, items: Sequence[int], before: str, stage: str) -> None:
    """Enter what one stage said as the decision of the next, passages too: a constant number of queries."""
    rows = Decision.objects.filter(IsAmong(items, "item"), stage=before, withdrawn_at__isnull=True).order_by("pk")
    standing = list(rows)
    withdraw_decisions(items, stage, actor)
    names = ("ulid", "item", "stage", "value", "reasons", "basis", "note", "review_on", "by", "user_id")
    values = [
        (new_ulid(), row.item_id, stage, row.value, row.reasons, row.basis, row.note, row.review_on, actor.label,
         actor.user_id)
        for row in standing
    ]  # fmt: skip
    insert_values(Decision, names, values)
    _take_over_passages(standing, stage)
    for value in {row.value for row in standing}:
        pks = [row.item_id for row in standing if row.value == value]
        BatchItem.objects.filter(IsAmong(pks)).update(**{f"{stage}_value": value})


def _take_over_passages(standing: Sequence[Decision], stage: str) -> None:
    partial = {row.pk: row.item_id for row in standing if row.value == Value.PARTIAL}
    if not partial:
        return
    new = Decision.objects.filter(IsAmong(list(partial.values()), "item"), stage=stage, withdrawn_at__isnull=True)
    numbers = {row.item_id: row.pk for row in new}
    names = ("page_number", "start", "end", "boxes", "whole_page", "reason", "digest")
    passages = Passage.objects.filter(IsAmong(list(partial), "decision")).values_list("decision", *names)
    rows = [(numbers[partial[decision]], *rest) for decision, *rest in passages]
    insert_values(Passage, ("decision", *names), rows)


@transaction.atomic
def approve_batch(*, actor: Actor, batch: ReviewBatch, text: str) -> Notice | None:
    """Approve as summed up, but for what the approver decided otherwise, and put it in force with the notice at once.

    `text`: the decision of the meeting. What is to be delayed waits for consent. Gives the notice; None when nothing is
    opened. Raises `GateIsShut`, `SecrecyStands`, `BindingStands`, and what passages are refused for.
    """
    step = permitted(actor, batch, "approve")
    hold_batch(batch)
    pass_gates(batch, step, text)
    undecided = BatchItem.objects.filter(batch=batch, state=BatchItem.State.LISTED, final_value="")
    take_over(actor, list(undecided.values_list("pk", flat=True)), Stage.SUMMARY, Stage.FINAL)
    items = list(
        BatchItem.objects.filter(batch=batch, state=BatchItem.State.LISTED)
        .select_related("record__fonds__institution").order_by("position")
    )  # fmt: skip
    refuse_unopenable([each.record_id for each in items if each.final_value in OPENING], Stage.FINAL, Value.OPEN)
    delayed = [each.pk for each in items if each.final_value == Value.DELAYED]
    move(batch, step, State.AWAITING_CONSENT if delayed else State.PUBLISHED, actor, text)
    ReviewBatch.objects.filter(pk=batch.pk).update(approved_at=timezone.now())
    BatchItem.objects.filter(IsAmong(delayed)).update(state=BatchItem.State.AWAITING)
    now_ruling = [each for each in items if each.final_value != Value.DELAYED]
    if now_ruling:
        put_in_force(actor, batch, now_ruling)
    notice = publish_notice(actor, batch, [each for each in now_ruling if each.final_value in OPENING])
    mark("review_batch", [batch.pk])
    data = {"number": batch.number, "in_force": len(now_ruling), "delayed": len(delayed)}
    data |= {"notice": notice.number} if notice else {}
    record("review_batch:approve", actor=actor, subject=subject_of(batch), data=data)
    return notice


@transaction.atomic
def ask_consent(
    *, actor: Actor, batch: ReviewBatch, number: str, authority: Institution | None = None, name: str = ""
) -> Consent:
    """Report the delays to the authority at the same level (条例 31). Raises `NothingToAsk`."""
    require(actor, Right.PLAN_OPENING, batch.institution.code)
    hold_batch(batch)
    waiting = BatchItem.objects.filter(batch=batch, state=BatchItem.State.AWAITING).count()
    standing = batch.consents.exclude(state=Consent.State.REFUSED).exists()
    if batch.state != State.AWAITING_CONSENT or not waiting or standing:
        raise NothingToAsk(number=batch.number)
    consent = Consent.objects.create(
        batch=batch, authority=authority, authority_name=words(authority.name if authority else name, most=200),
        letter_number=words(number, most=100), asked_on=timezone.localdate(), asked_by=actor.label,
    )  # fmt: skip
    data = {"number": batch.number, "letter": consent.letter_number, "items": waiting}
    record("review_batch:ask_consent", actor=actor, subject=subject_of(batch), data=data)
    return consent


@transaction.atomic
def answer_consent(
    *, actor: Actor, consent: Consent, granted: bool, number: str, replied_on: dt.date, text: str = ""
) -> Consent:
    """The authority's reply, by its officer or entered by the archive from the letter, always with number and date.

    Refused, the batch goes back to the summing up with the records that waited. Raises `NothingToAsk`, and
    `DecisionUnfit` for a reply of a day to come: no delay rests on what is not written yet.
    """
    batch, authority = consent.batch, consent.authority
    if authority is not None and actor.may(Right.CONSENT_TO_DELAY, authority.code):
        require(actor, Right.CONSENT_TO_DELAY, authority.code)
    else:
        require(actor, Right.PLAN_OPENING, batch.institution.code)
    if replied_on > timezone.localdate():
        raise DecisionUnfit(why=_("the date of the reply has not come yet."))
    hold_batch(batch)
    state = Consent.State.GRANTED if granted else Consent.State.REFUSED
    values = {
        "state": state, "reply_number": words(number, most=100), "replied_on": replied_on,
        "words": text.strip()[:4000], "entered_by": actor.label,
    }  # fmt: skip
    if not Consent.objects.filter(pk=consent.pk, state=Consent.State.ASKED).update(**values):
        raise NothingToAsk(number=batch.number)
    if not granted:
        _back_to_summing_up(actor, batch, number)
    consent.refresh_from_db()
    data = {"number": batch.number, "granted": granted, "reply": consent.reply_number, "on": replied_on.isoformat()}
    record("review_batch:consent", actor=actor, subject=subject_of(batch), data=data)
    return consent


def _back_to_summing_up(actor: Actor, batch: ReviewBatch, number: str) -> None:
    """What waited is under review again, without the decisions that were not consented to."""
    items = BatchItem.objects.filter(batch=batch, state=BatchItem.State.AWAITING)
    pks = list(items.values_list("pk", flat=True))
    for stage in (Stage.SUMMARY, Stage.FINAL):
        withdraw_decisions(pks, stage, actor)
    items.update(state=BatchItem.State.LISTED, summary_value="", final_value="")
    mark("review_batch", [batch.pk])
    step = Step("refused", State.AWAITING_CONSENT, State.SUMMING_UP, "", ())
    move(batch, step, State.SUMMING_UP, actor, number)


@transaction.atomic
def put_delays_in_force(*, actor: Actor, batch: ReviewBatch) -> int:
    """Delay what waited, after the authority's consent is recorded; gives how many. By the batch's approver.

    Raises `ConsentMissing`, `BatchHasMovedOn`, and `NotYourOffice` for who approves, but not in this batch.
    """
    require(actor, Right.APPROVE_OPENING, batch.institution.code)
    if Office.APPROVER not in batch.offices_of(actor):
        raise NotYourOffice(person=actor.label, number=batch.number)
    hold_batch(batch)
    if batch.state != State.AWAITING_CONSENT:
        raise BatchHasMovedOn(number=batch.number)
    if not batch.consents.filter(state=Consent.State.GRANTED).exists():
        raise ConsentMissing(number=batch.number)
    rows = BatchItem.objects.filter(batch=batch, state=BatchItem.State.AWAITING)
    items = list(rows.select_related("record__fonds__institution").order_by("position"))
    if not items:
        raise BatchHasMovedOn(number=batch.number)
    move(batch, Step("delay", State.AWAITING_CONSENT, "", "", ()), State.PUBLISHED, actor, "")
    put_in_force(actor, batch, items)
    mark("review_batch", [batch.pk])
    data = {"number": batch.number, "records": len(items)}
    record("review_batch:delay", actor=actor, subject=subject_of(batch), data=data)
    return len(items)
