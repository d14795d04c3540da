"""Sums that are kept as cases move, so that no page counts cases. Part of the acts that move them."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from lantai.services.enquiries.models import Enquiry, ServiceTally
from lantai.services.enquiries.working_days import working_days


def tally(enquiry: Enquiry, name: str, by: int = 1) -> None:
    """Inside the act's transaction: what is refused is not counted."""
    month = timezone.localdate().replace(day=1)
    row, _ = ServiceTally.objects.get_or_create(
        institution_id=enquiry.institution_id, month=month, matter=enquiry.matter, name=name
    )
    ServiceTally.objects.filter(pk=row.pk).update(number=F("number") + by)


FROM_AFAR = {"permit": "region", "passport": "abroad"}
"""Documents that tell where somebody comes from, and the sum the yearly return asks for."""


def tally_came(enquiry: Enquiry) -> None:
    """An application came in: and whether from Hong Kong, Macao, Taiwan or abroad, as far as the document tells."""
    tally(enquiry, "filed")
    if name := FROM_AFAR.get(enquiry.document_kind):
        tally(enquiry, name)


def take_back_answer(enquiry: Enquiry) -> None:
    """A case that was answered goes on: its answer counts no more, in the month and for the archive it was counted.

    Before the step that opens it again, so that one case is one answer.
    """
    was = Enquiry.objects.filter(pk=enquiry.pk).exclude(answered_on=None).first()
    if was is None or was.answered_on is None:
        return
    parts = {was.answer: 1, "days": was.answer_days or 0, "late": int(was.answered_on > was.due_on)}
    kept = ServiceTally.objects.filter(
        institution_id=was.institution_id, matter=was.matter, month=was.answered_on.replace(day=1)
    )
    for name, by in parts.items():
        kept.filter(name=name, number__gte=by).update(number=F("number") - by)


def tally_answer(enquiry: Enquiry, outcome: str) -> None:
    """An answer went out: which, after how many working days, and whether its term had passed.

    It is kept with the case too: months are told to everybody, days to those who work on them.
    """
    today = timezone.localdate()
    days = working_days().between(timezone.localdate(enquiry.made_at), today)
    enquiry.answer, enquiry.answered_on, enquiry.answer_days = outcome, today, days
    enquiry.save(update_fields=["answer", "answered_on", "answer_days"])
    tally(enquiry, outcome)
    tally(enquiry, "days", days)
    if today > enquiry.due_on:
        tally(enquiry, "late")
