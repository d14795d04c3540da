"""What staff are reminded of on their pages: terms of one's own cases, cases handed over, and those answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from lantai.base.accounts.access import Actor
from lantai.services.enquiries.data import open_states
from lantai.services.enquiries.models import Enquiry, Step
from lantai.services.enquiries.queries.board import SOON
from lantai.services.enquiries.working_days import working_days

MOST = 20
NOTHING_THERE = "not_found_there"
GOES_ON = ("unit_answer", "found_there", "refused_there")
ANSWERS = (*GOES_ON, NOTHING_THERE)
"""Acts of others after which a case is seen to by who handles it; the last ends it, unless they ask elsewhere."""


@dataclass(frozen=True, slots=True)
class Mine:
    """Of the open cases this person handles: how many are overdue or due within two working days, and which are new.

    `handed`: handed over by a colleague, and not touched since; `answered`: likewise, whose unit or archive outside
    has answered.
    """

    late: int = 0
    soon: int = 0
    handed: tuple[Enquiry, ...] = ()
    answered: tuple[Enquiry, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.late or self.soon or self.handed or self.answered)


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
    new = list(new_for(actor)[:MOST])
    handed = tuple(each for each in new if each.news == "hand_over")
    return Mine(told["late"], told["soon"], handed, tuple(each for each in new if each.news != "hand_over"))


def new_for(actor: Actor) -> QuerySet[Any, Any]:
    """Cases this person handles whose last turn was another's and is not seen to; `news`: by which act it came.

    Open ones, and those that ended because an archive outside found nothing, until they are closed or go on. What is
    told to the applicant meanwhile is nobody's doing.
    """
    of_case = Step.objects.filter(enquiry=OuterRef("enquiry"), pk__gt=OuterRef("pk"))
    later = of_case.filter(Q(user_id=actor.user_id) | Q(act__in=("hand_over", *ANSWERS)))
    turns = Step.objects.filter(enquiry=OuterRef("pk"), act__in=("hand_over", *ANSWERS))
    last = turns.exclude(user_id=actor.user_id).filter(~Exists(later)).order_by("-pk").values("act")[:1]
    mine = Enquiry.objects.of(actor).filter(handler_id=actor.user_id, erased_at__isnull=True)
    rows = mine.filter(state__in=(*open_states(), "not_found"))  # one list of states, so that their index serves
    told = rows.annotate(news=Subquery(last))
    found = told.filter(news__isnull=False).exclude(state="not_found", news__in=("hand_over", *GOES_ON))
    return found.order_by("next_on", "pk")
