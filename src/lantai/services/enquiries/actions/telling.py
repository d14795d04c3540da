"""An applicant is told that something has happened: by the way they gave, where one is set up; the timeline says so."""

from __future__ import annotations

import datetime as dt
import logging

from lantai.base.accounts.access import Actor
from lantai.services.certificates.models import Certificate
from lantai.services.enquiries.actions.stepping import write_line
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.reaching import recipient_of
from lantai.services.enquiries.sealed import PersonalDataSealed
from lantai.services.notices.actions import post

CERTIFIED = "nothing_certified"
logger = logging.getLogger(__name__)


def tell(event: str, enquiry: Enquiry, actor: Actor, *, day: dt.date | None = None, way: str = "") -> str:
    """Inside the act's transaction. Gives the way it goes; a contact that cannot be read stops no act.

    `way`: this one and no other.
    """
    try:
        to = recipient_of(enquiry)
    except PersonalDataSealed:
        logger.warning("the contact of %s was encrypted with another key: nobody was told", enquiry.number)
        return ""
    values = {"day": day.isoformat() if day else ""}
    gone = post(institution=enquiry.institution, case=enquiry.number, event=event, to=to, values=values, way=way)
    if gone:
        write_line(f"told_{gone}", enquiry, actor)
    return gone


def tell_nothing_certified(certificate: Certificate, *, by: Actor) -> str:
    """Part of the act that lets the certificate take effect. Gives the way it goes.

    Only of a case that still says that nothing was found: one that is searched again will be answered anew. Until
    the day that is told it is fetched on the own page, by whoever has proved enough who asks.
    """
    of_case = Enquiry.objects.filter(number=certificate.case, institution_id=certificate.institution_id)
    answered = of_case.filter(state="not_found", online_until__isnull=False, erased_at__isnull=True)
    enquiry = answered.select_related("institution").first() if certificate.case else None
    return tell(CERTIFIED, enquiry, by, day=enquiry.online_until) if enquiry else ""
