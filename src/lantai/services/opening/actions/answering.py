"""The unit's opinion sheet by sheet in its portal, and that it is complete: only then it has answered (条例 30)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record
from lantai.holdings.preservation.marking import mark
from lantai.services.opening.actions.consulting import Answer, NobodyToAsk, _enter_answers, _move
from lantai.services.opening.actions.deciding import subject_of
from lantai.services.opening.models import Consultation

OUT = (Consultation.State.WAITING, Consultation.State.OVERDUE, Consultation.State.ANSWERED)
"""The letter is with the unit. A late opinion is entered too while the batch asks."""


@transaction.atomic
def answer_sheet(*, actor: Actor, consultation: Consultation, answers: Sequence[Answer]) -> int:
    """Opinions of some records, by the unit's own people; gives how many. The letter waits on: see `finish_answer`.

    Raises `LetterHasMovedOn`, `BatchHasMovedOn`, `DecisionUnfit`.
    """
    if consultation.unit is None:
        raise NobodyToAsk(fonds=consultation.fonds.code)
    require(actor, Right.HAND_OVER, consultation.unit.code)
    _move(consultation, OUT, {"state": consultation.state})
    count = _enter_answers(actor, consultation, answers)
    batch = consultation.batch
    mark("review_batch", [batch.pk])
    data = {"number": batch.number, "fonds": consultation.fonds.code, "items": count}
    record("review_batch:opinion", actor=actor, subject=subject_of(batch), data=data)
    return count


@transaction.atomic
def finish_answer(*, actor: Actor, consultation: Consultation, text: str = "", reply_number: str = "") -> Consultation:
    """我单位意见已填写完毕: from now on the batch may go on. Records without an opinion have none.

    Raises as `answer_sheet`, and `LetterHasMovedOn` when it was said before.
    """
    if consultation.unit is None:
        raise NobodyToAsk(fonds=consultation.fonds.code)
    require(actor, Right.HAND_OVER, consultation.unit.code)
    values = {
        "state": Consultation.State.ANSWERED, "answered_on": timezone.localdate(), "answered_by": actor.label,
        "reply_number": reply_number.strip()[:100], "words": text.strip()[:4000],
    }  # fmt: skip
    _move(consultation, (Consultation.State.WAITING, Consultation.State.OVERDUE), values)
    batch = consultation.batch
    mark("review_batch", [batch.pk])
    data = {"number": batch.number, "fonds": consultation.fonds.code, "reply": values["reply_number"]}
    record("review_batch:opinion:finish", actor=actor, subject=subject_of(batch), data=data)
    return consultation
