"""What staff are reminded of on their pages: terms of one's own cases, and cases a colleague handed over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from lantai.base.accounts.access import Actor
from lantai.services.enquiries.models import Enquiry, Step
from lantai.services.enquiries.queries.board import SOON
from lantai.services.enquiries.working_days import working_days

MOST = 20


@dataclass(frozen=True, slots=True)
class Mine:
    """Of the open cases this person handles: how many are overdue or due within two working days, and which are new.

    `handed`: handed over by a colleague, and not touched since.
    """

    late: int = 0
    soon: int = 0
    handed: tuple[Enquiry, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.late or self.soon or self.handed)


def mine_of(actor: Actor, today: dt.date) -> Mine:
    """Two queries over open cases; none for who is no person."""
    if actor.user_id is None:
        return Mine()
    rows = Enquiry.objects.of(actor).waiting().filter(handler_id=actor.user_id)
    soon, runs = working_days().after(today, SOON), Q(paused_on__isnull=True)
    told = rows.order_by().aggregate(
        late=Count("pk", filter=runs & Q(next_on__lt=today)),
        soon=Count("pk", filter=runs & Q(next_on__gte=today, next_on__lte=soon)),
    )
    of_case = Step.objects.filter(enquiry=OuterRef("enquiry"), pk__gt=OuterRef("pk"))
    later = of_case.filter(Q(user_id=actor.user_id) | Q(act="hand_over"))
    handed = Step.objects.filter(enquiry=OuterRef("pk"), act="hand_over").exclude(user_id=actor.user_id)
    new = rows.filter(Exists(handed.filter(~Exists(later)))).order_by("next_on", "pk")[:MOST]
    return Mine(told["late"], told["soon"], tuple(new))
