"""Sums that are kept as cases move, so that no page counts cases; and what of them may be published.

A number under five could tell who it was. It is hidden, and with it as many others as it takes that nobody works it out
from the sum.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F
from django.utils import timezone

from lantai.services.enquiries.models import Enquiry, ServiceTally
from lantai.services.enquiries.working_days import working_days

LEAST = 5
ANSWERS = ("delivered", "granted", "not_found", "refused")


def tally(enquiry: Enquiry, name: str, by: int = 1) -> None:
    """Inside the act's transaction: what is refused is not counted."""
    month = timezone.localdate().replace(day=1)
    row, _ = ServiceTally.objects.get_or_create(
        institution_id=enquiry.institution_id, month=month, matter=enquiry.matter, name=name
    )
    ServiceTally.objects.filter(pk=row.pk).update(number=F("number") + by)


def tally_answer(enquiry: Enquiry, outcome: str) -> None:
    """An answer went out: which, after how many working days, and whether its term had passed."""
    today = timezone.localdate()
    tally(enquiry, outcome)
    tally(enquiry, "days", working_days().between(timezone.localdate(enquiry.made_at), today))
    if today > enquiry.due_on:
        tally(enquiry, "late")


def published(cells: Mapping[str, int]) -> dict[str, int | None]:
    """The numbers of one line whose sum is known; None where a number is hidden."""
    hidden = {name for name, number in cells.items() if 0 < number < LEAST}
    while hidden and (len(hidden) < 2 or sum(cells[name] for name in hidden) < LEAST):
        others = [name for name, number in cells.items() if number and name not in hidden]
        if not others:
            break
        hidden.add(min(others, key=lambda name: cells[name]))
    return {name: None if name in hidden else number for name, number in cells.items()}
