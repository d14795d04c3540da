"""Deciding: one item with its passages, many alike at once, and undoing. Each is one event.

§4.4: first and second review by different people, the lead's sample, the summing up, the approval. Which of them a
decision belongs to follows from the state of the batch and from whose turn it is, never from what a page says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor
from lantai.base.audit.actions import record
from lantai.base.common.ids import new_ulid
from lantai.base.common.rows import insert_values
from lantai.holdings.catalogue.bindings import Deed, obstacles
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.preservation.marking import mark
from lantai.holdings.withholding.actions import WithheldPassage, refuse_impossible
from lantai.holdings.withholding.grounds import grounds
from lantai.holdings.withholding.sources import pages_of
from lantai.services.opening.actions.refusals import (
    BatchHasMovedOn,
    BindingStands,
    DecisionUnfit,
    NothingToUndo,
    SecrecyStands,
)
from lantai.services.opening.actions.turns import take_turn
from lantai.services.opening.bindings import SECRET, UNDER_REVIEW
from lantai.services.opening.models import BatchItem, Decision, Passage, ReviewBatch, Value
from lantai.services.opening.models.values import OPENING
from lantai.services.opening.states import Stage, rules
from lantai.services.precheck.queries import counts_of_suggestions, suggestions_of

MOST_PASSAGES = 500
MOST_SECONDS = 24 * 3600
_NOTE = 4000
_HEARD = tuple(f"{stage}_value" for stage in Stage.values)
_PASSAGE = ("page_number", "start", "end", "boxes", "whole_page", "reason", "digest")


@dataclass(frozen=True, slots=True)
class PassageSaid:
    """What is to be withheld: a whole page, characters `start` to `end` of its text, or boxes in fractions of it."""

    page_number: int
    reason: str
    start: int | None = None
    end: int | None = None
    boxes: Sequence[Sequence[float]] = ()
    whole_page: bool = False
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A decision as it was given, held to the rules."""

    value: str
    reasons: list[str]
    basis: str
    note: str
    review_on: dt.date | None
    passages: list[PassageSaid] = field(default_factory=list)


@transaction.atomic
def decide(  # noqa: PLR0913 - everything a form of one decision says
    *,
    actor: Actor,
    item: BatchItem,
    value: str,
    reasons: Sequence[str] = (),
    basis: str = "",
    note: str = "",
    review_on: dt.date | None = None,
    passages: Sequence[PassageSaid] | None = None,
    seconds: int = 0,
) -> Decision:
    """Decide one item, in the stage it is this person's turn. A decision given before in this stage is withdrawn.

    `passages` None, for a record opened in part: those of the stage before. What the machine suggested at this moment
    stays in the event. Raises `NotYourOffice`, `BatchHasMovedOn`, `DecisionUnfit`, `SecrecyStands`, `BindingStands`,
    and what the passages are refused for.
    """
    stage = take_turn(actor, item.batch)
    item.refresh_from_db(fields=["state", *_HEARD])
    taken = _passages_before(item, value) if passages is None else list(passages)
    said = held_to_rules(stage, Said(value, list(reasons), basis, note, review_on, taken))
    if stage == Stage.SUMMARY and item.is_disputed and not said.note:
        raise DecisionUnfit(why=_("those who were asked disagree: the summing up needs a reason in words."))
    refuse_unopenable([item.record_id], stage, said.value)
    if stage != Stage.UNIT and said.passages:
        said = replace(said, passages=_of_pages_now(item.record, said.passages))
        refuse_impossible(item.record, [_withheld(each, said.basis) for each in said.passages])
    claim_item(item, stage, said.value)
    withdraw_decisions([item.pk], stage, actor)
    decision = Decision.objects.create(
        item=item, stage=stage, value=said.value, reasons=said.reasons, basis=said.basis, note=said.note,
        review_on=said.review_on, by=actor.label, user_id=actor.user_id, seconds=min(max(seconds, 0), MOST_SECONDS),
    )  # fmt: skip
    insert_values(Passage, ("decision", *_PASSAGE), (_passage_row(decision, each) for each in said.passages))
    mark("review_batch", [item.batch_id])
    data = {"number": item.batch.number, "position": item.position, "stage": stage, "value": said.value}
    shown = suggestions_of([item.record_id]).get(item.record_id)
    data |= {"suggested": shown.as_shown} if shown else {}
    record("review_batch:decide", actor=actor, subject=subject_of(item.batch), data=data)
    return decision


@transaction.atomic
def decide_many(  # noqa: PLR0913 - as `decide`
    *,
    actor: Actor,
    batch: ReviewBatch,
    positions: Sequence[int],
    value: str,
    reasons: Sequence[str] = (),
    basis: str = "",
    note: str = "",
    review_on: dt.date | None = None,
    seconds: int = 0,
) -> int:
    """Decide items that are alike at once; gives how many. One event, a constant number of queries for any number.

    None is opened in part so: passages are of one record. `seconds`: of the whole, shared among them. Raises as
    `decide`; one secret record among them refuses all, and nothing was entered.
    """
    stage = take_turn(actor, batch)
    if value == Value.PARTIAL:
        raise DecisionUnfit(why=_("what is withheld is named record by record: open in part one at a time."))
    said = held_to_rules(stage, Said(value, list(reasons), basis, note, review_on))
    items = list(items_at(batch, positions).values_list("pk", "record_id", "position"))
    if not items or len(items) != len(set(positions)):
        raise DecisionUnfit(why=_("some of these items are not under review in this batch any more."))
    pks = [pk for pk, _record, _position in items]
    if stage == Stage.SUMMARY and not said.note and any(item.is_disputed for item in items_at(batch, positions)):
        raise DecisionUnfit(why=_("those who were asked disagree: the summing up needs a reason in words."))
    refuse_unopenable([row for _pk, row, _position in items], stage, said.value)
    withdraw_decisions(pks, stage, actor)
    enter_decisions(actor, stage, pks, said, seconds=max(0, seconds) // len(pks))
    mark("review_batch", [batch.pk])
    data = {"number": batch.number, "stage": stage, "value": said.value, "items": len(items), "note": said.note[:200]}
    data |= {"suggested": counts_of_suggestions([row for _pk, row, _position in items])}
    record("review_batch:decide_many", actor=actor, subject=subject_of(batch), data=data)
    return len(items)


@transaction.atomic
def undo_decision(*, actor: Actor, item: BatchItem) -> Decision:
    """Take back one's own decision of the stage the batch is in; gives it as it was. It stays, marked as withdrawn.

    Raises `NothingToUndo`, `NotYourOffice`.
    """
    stage = take_turn(actor, item.batch)
    own = Decision.objects.filter(item=item, stage=stage, withdrawn_at__isnull=True, user_id=actor.user_id)
    now = timezone.now()
    current = own.first()
    if current is None or not own.update(withdrawn_at=now, withdrawn_by=actor.label):
        raise NothingToUndo(position=item.position, number=item.batch.number)
    claim_item(item, stage, "")
    mark("review_batch", [item.batch_id])
    data = {"number": item.batch.number, "position": item.position, "stage": stage, "value": current.value}
    record("review_batch:undo", actor=actor, subject=subject_of(item.batch), data=data)
    return current


def held_to_rules(stage: str, said: Said) -> Said:
    """What was said, when it can stand, without what does not belong to its value. Raises `DecisionUnfit`."""
    value, of_unit = said.value, stage == Stage.UNIT
    if value not in Value.values:
        raise DecisionUnfit(why=_("nobody knows this decision."))
    known = [code for code in grounds() if code in said.reasons]
    if len(known) != len(set(said.reasons)):
        raise DecisionUnfit(why=_("reasons are R1 to R5 as the rules name them."))
    if value != Value.OPEN and not known and not of_unit:
        raise DecisionUnfit(why=_("what is not opened, or not whole, needs a reason."))
    until = said.review_on if value != Value.OPEN else None
    if not of_unit and (value == Value.DELAYED or until is not None):
        refuse_date(until)
    kept = said.passages if value == Value.PARTIAL else []
    if value == Value.PARTIAL and not of_unit:
        _refuse_passages(kept)
    held = known if value != Value.OPEN else []
    return Said(value, held, " ".join(said.basis.split())[:1000], said.note.strip()[:_NOTE], until, kept)


def refuse_date(review_on: dt.date | None) -> None:
    """A delay must be looked at again, and what is restricted or opened in part may be, on a day that is to come."""
    today = timezone.localdate()
    if review_on is None or review_on <= today or review_on.year > today.year + rules()["most_review_years"]:
        raise DecisionUnfit(
            why=_("the day when the record is looked at again lies in the years to come; a delay needs one.")
        )


def _refuse_passages(passages: Sequence[PassageSaid]) -> None:
    if not 0 < len(passages) <= MOST_PASSAGES:
        raise DecisionUnfit(why=_("opening in part needs the passages, boxes or pages that are withheld."))
    for each in passages:
        spans = each.start is not None and each.end is not None and 0 <= each.start < each.end
        whole = each.whole_page and each.start is None and each.end is None
        drawn = (
            bool(each.boxes) and all(_is_box(box) for box in each.boxes) and (each.start is None) == (each.end is None)
        )
        if each.page_number < 1 or each.reason not in grounds() or not (spans or whole or drawn):
            raise DecisionUnfit(why=_("a passage names its page, its reason, and where on the page it is."))


def _is_box(box: Sequence[float]) -> bool:
    """`[x, y, width, height]` in fractions of the page."""
    if len(box) != 4 or not all(isinstance(each, int | float) and 0 <= each <= 1 for each in box):
        return False
    x, y, width, height = box
    return width > 0 and height > 0 and x + width <= 1.0001 and y + height <= 1.0001


def refuse_unopenable(records: Sequence[int], stage: str, value: str) -> None:
    """Whatever is said, what bears a secrecy level or a donor restricts is not opened. A unit may say what it likes.

    保密法实施条例 22; 档案法 31. Raises `SecrecyStands`, `BindingStands`.
    """
    if value not in OPENING or stage == Stage.UNIT:
        return
    standing = [each for each in obstacles(records, Deed.OPEN) if each.code != UNDER_REVIEW]
    if not standing:
        return
    found = [each for each in standing if each.code == SECRET] or standing
    code = Record.every.values_list("code", flat=True).get(pk=found[0].record)
    count = len({each.record for each in found})
    if found[0].code == SECRET:
        raise SecrecyStands(count=count, code=code)
    raise BindingStands(count=count, code=code, why=found[0].sentence, source=found[0].source)


def claim_item(item: BatchItem, stage: str, value: str) -> None:
    """Write what the stage says now. Raises `BatchHasMovedOn` when the item or its batch has gone on meanwhile."""
    mine = BatchItem.objects.filter(pk=item.pk, state=BatchItem.State.LISTED, batch__state=item.batch.state)
    if not mine.update(**{f"{stage}_value": value}):
        raise BatchHasMovedOn(number=item.batch.number)
    setattr(item, f"{stage}_value", value)


def items_at(batch: ReviewBatch, positions: Sequence[int]) -> QuerySet[BatchItem]:
    """Items of a batch that are under review, by their positions."""
    rows = BatchItem.objects.filter(batch=batch, batch__state=batch.state, state=BatchItem.State.LISTED)
    return rows.filter(IsAmong(positions, "position")).order_by("position")


def withdraw_decisions(items: Sequence[int], stage: str, actor: Actor) -> int:
    """What these items had in this stage stands no more; it stays."""
    rows = Decision.objects.filter(IsAmong(items, "item"), stage=stage, withdrawn_at__isnull=True)
    return rows.update(withdrawn_at=timezone.now(), withdrawn_by=actor.label)


def enter_decisions(actor: Actor, stage: str, items: Sequence[int], said: Said, *, seconds: int = 0) -> None:
    """The same decision for all of these: two statements."""
    names = ("ulid", "item", "stage", "value", "reasons", "basis", "note", "review_on", "by", "user_id", "seconds")
    rows = (
        (new_ulid(), pk, stage, said.value, said.reasons, said.basis, said.note, said.review_on, actor.label,
         actor.user_id, seconds)
        for pk in items
    )  # fmt: skip
    insert_values(Decision, names, rows)
    BatchItem.objects.filter(IsAmong(items)).update(**{f"{stage}_value": said.value})


def _passages_before(item: BatchItem, value: str) -> list[PassageSaid]:
    """What the last stage that opened in part would withhold: a second reviewer agrees without drawing it all again."""
    if value != Value.PARTIAL:
        return []
    standing = Decision.objects.filter(item=item, value=Value.PARTIAL, withdrawn_at__isnull=True)
    last = standing.exclude(stage=Stage.UNIT).order_by("-pk").first()
    rows = last.passages.all() if last else Passage.objects.none()
    return [
        PassageSaid(row.page_number, row.reason, row.start, row.end, row.boxes, row.whole_page, row.digest)
        for row in rows
    ]


def _of_pages_now(record: Record, passages: Sequence[PassageSaid]) -> list[PassageSaid]:
    """Passages of which nobody says on which page they were marked are those of the page of this moment, not later."""
    numbers = {each.page_number for each in passages if not each.digest}
    pages = pages_of(record.pk, numbers) if numbers else {}
    return [
        replace(each, digest=pages[each.page_number].digest) if not each.digest and each.page_number in pages else each
        for each in passages
    ]


def _withheld(said: PassageSaid, basis: str) -> WithheldPassage:
    """As it will be withheld once it is in force: whoever decides learns at once that it cannot be."""
    boxes = tuple((x, y, width, height) for x, y, width, height in said.boxes)
    return WithheldPassage(
        said.page_number, said.reason, said.start, said.end, boxes, said.whole_page, basis, said.digest
    )


def _passage_row(decision: Decision, said: PassageSaid) -> tuple[object, ...]:
    boxes = [list(box) for box in said.boxes]
    return (decision.pk, said.page_number, said.start, said.end, boxes, said.whole_page, said.reason, said.digest)


def subject_of(batch: ReviewBatch) -> tuple[str, str]:
    return ("review_batch", batch.ulid)
