"""The gates a batch passes on its way: each looks at the batch and says what is missing, or nothing.

`workflow.yaml` names which step asks which; a name there without a function here fails a test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lantai.services.opening.models import BatchItem, Consultation, ReviewBatch
from lantai.services.opening.states import Office, Step

if TYPE_CHECKING:
    from django.db.models import QuerySet

Gate = Callable[[ReviewBatch], str]


def what_is_missing(batch: ReviewBatch, step: Step, words: str) -> str:
    """The first gate that is shut, in words; empty when the batch may go on."""
    if step.asks_words and not words.strip():
        return _("a reason or the decision of the meeting is needed in words.")
    missing = (GATES[need](batch) for need in step.needs if need != "words")
    return next((text for text in missing if text), "")


def _listed(batch: ReviewBatch) -> QuerySet[BatchItem]:
    return BatchItem.objects.filter(batch=batch, state=BatchItem.State.LISTED)


def people(batch: ReviewBatch) -> str:
    """Four different people (§4.4: separation of duties)."""
    named = [getattr(batch, f"{office}_id") for office in Office.values]
    if None in named:
        return _("not all of its four people are named.")
    return "" if len(set(named)) == len(named) else _("its four people are not four different people.")


def items(batch: ReviewBatch) -> str:
    return "" if _listed(batch).exists() else _("there is no record in it.")


def _decided(stage: str) -> Gate:
    def gate(batch: ReviewBatch) -> str:
        left = _listed(batch).filter(**{f"{stage}_value": ""}).count()
        return _("%(count)s items are not decided yet.") % {"count": left} if left else ""

    return gate


def sample(batch: ReviewBatch) -> str:
    """What the lead was given to look at."""
    left = _listed(batch).filter(is_sampled=True, sample_value="").count()
    return _("%(count)s items of the sample are not looked at yet.") % {"count": left} if left else ""


def consulted(batch: ReviewBatch) -> str:
    """条例 30: an answer, the time over, or nobody to ask. Silence is a fact that is recorded, never consent."""
    fonds = set(_listed(batch).values_list("record__fonds", flat=True).distinct())
    letters = Consultation.objects.filter(batch=batch, fonds__in=fonds)
    settled = {letter.fonds_id for letter in letters if letter.is_settled}
    left = len(fonds - settled)
    return _("%(count)s units have not been asked, or their time is not over.") % {"count": left} if left else ""


def settled(batch: ReviewBatch) -> str:
    rows = BatchItem.objects.filter(batch=batch, state__in=(BatchItem.State.LISTED, BatchItem.State.AWAITING))
    left = rows.count()
    return _("%(count)s items are not in force yet.") % {"count": left} if left else ""


GATES: Mapping[str, Gate] = {
    "people": people,
    "items": items,
    "first": _decided("first"),
    "second": _decided("second"),
    "sample": sample,
    "consulted": consulted,
    "summary": _decided("summary"),
    "final": _decided("summary"),
    "settled": settled,
}
