"""What a case of ours lets be copied: the records it was granted for copying, until the day the grant ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from lantai.services.enquiries.models import Decision, Enquiry, Meant

COPY = "copy"
"""Of `uses` in `lists.yaml`: reading alone is no leave to take along."""


def newest_decision(enquiry: Enquiry) -> Decision | None:
    """The one that stands: a case may be decided anew."""
    return enquiry.decisions.filter(decided_at__isnull=False).order_by("-pk").first()


def grants_copies(enquiry: Enquiry) -> bool:
    """Whether use was granted with copies to take along."""
    decision = newest_decision(enquiry)
    return decision is not None and decision.outcome == Decision.Outcome.GRANTED and decision.use == COPY


def granted_copies(case: str, records: Collection[int], day: dt.date) -> Collection[int]:
    """Asked by certificates with the case's number. The newest decision counts: a case may be decided anew."""
    decided = Decision.objects.filter(enquiry__number=case, enquiry__state="granted", decided_at__isnull=False)
    newest = decided.order_by("-pk").first()
    if newest is None or newest.outcome != Decision.Outcome.GRANTED or newest.use != COPY:
        return ()
    if newest.until is None or newest.until < day:
        return ()
    meant = Meant.objects.filter(enquiry_id=newest.enquiry_id, verdict=Meant.Verdict.GRANTED, record__in=list(records))
    return list(meant.values_list("record_id", flat=True))
