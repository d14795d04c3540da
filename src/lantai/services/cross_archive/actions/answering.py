"""The archive that was asked tells how its case stands: what the other was not told yet, once, in one package."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.services.certificates.models import Certificate
from lantai.services.cross_archive.actions.posting import post
from lantai.services.cross_archive.models import PassedCase
from lantai.services.cross_archive.passing import (
    CALLED_BACK,
    FOUND,
    NOT_FOUND,
    REFUSED,
    TAKEN_ON,
    answer_body,
    certificates_body,
    searched_body,
)
from lantai.services.enquiries.models import Enquiry

_SAID = {
    "taken_on": TAKEN_ON, "more_asked": TAKEN_ON, "consulting": TAKEN_ON, "prepared": TAKEN_ON, "found": TAKEN_ON,
    "granted": TAKEN_ON, "away": TAKEN_ON, "delivered": FOUND, "not_found": NOT_FOUND, "refused": REFUSED,
    "withdrawn": REFUSED, "merged": REFUSED, "lapsed": REFUSED,
}  # fmt: skip
"""What a state of our case says to the archive that asked; `closed` says what stood before it."""
_ENDS = (FOUND, NOT_FOUND, REFUSED, CALLED_BACK)


def _left(enquiry: Enquiry) -> str:
    """Of a case we asked about: that its applicant withdrew it, or it went another way here."""
    return "" if enquiry.state == "away" else CALLED_BACK


def said_by(enquiry: Enquiry) -> str:
    """Empty while there is nothing to say."""
    if enquiry.state == "closed":
        return FOUND if enquiry.delivery else NOT_FOUND
    return _SAID.get(enquiry.state, "")


def issued_for(enquiry: Enquiry) -> list[Certificate] | None:
    """The certificates of the case; None while one of them is still being drawn up."""
    rows = Certificate.objects.filter(case=enquiry.number, institution_id=enquiry.institution_id).order_by("pk")
    every = [each for each in rows if each.state != Certificate.State.REVOKED]
    is_drawing = any(each.state == Certificate.State.BEGUN and not each.failure for each in every)
    return None if is_drawing else [each for each in every if each.state == Certificate.State.ISSUED]


@transaction.atomic
def report_case(*, actor: Actor, passed: PassedCase) -> bool:
    """Tell the other archive what it was not told; gives whether there was anything to tell.

    Asked for by a worker for each open case: a report that was lost with a killed process is made again, and of two
    workers the first one makes it.
    """
    require(actor, Right.HANDLE_ENQUIRIES, passed.enquiry.institution_id)
    enquiry = passed.enquiry
    said = said_by(enquiry) if passed.way == PassedCase.Way.IN else _left(enquiry)
    certificates = issued_for(enquiry) if said in (FOUND, NOT_FOUND) else []
    if not said or said == passed.said or certificates is None:
        return False
    now = timezone.now() if said in _ENDS else None
    mine = PassedCase.objects.filter(pk=passed.pk, said=passed.said, ended_at__isnull=True)
    if not mine.update(said=said, ended_at=now):
        return False
    passed.refresh_from_db()
    post(passed, said, answer_body(passed.ulid, enquiry) | _more(said, enquiry, certificates))
    data = {"peer": passed.peer.name, "said": said, "certificates": [each.number for each in certificates]}
    record_event("cross_archive:report", actor=actor, subject=("enquiry", enquiry.ulid), data=data)
    return True


def _more(said: str, enquiry: Enquiry, certificates: list[Certificate]) -> dict[str, Any]:
    """What was found goes with its certificates; so does, where one was issued, that nothing was found."""
    searched = searched_body(enquiry) if said == NOT_FOUND else {}
    return searched | certificates_body(certificates) if said in (FOUND, NOT_FOUND) else {}
