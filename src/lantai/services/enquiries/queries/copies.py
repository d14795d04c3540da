"""What its applicant may fetch of a case, until its day: copies delivered online, certificates of nothing found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from lantai.base.accounts.access import Actor
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.certificates.models import Certificate
from lantai.services.certificates.sealed import code_for
from lantai.services.enquiries.identity.levels import rank
from lantai.services.enquiries.models import Enquiry

GIVEN, NOTHING = ("delivered", "closed"), "not_found"


@dataclass(frozen=True, slots=True)
class OutsideCopy:
    """A certificate an archive outside issued for the case, of what it found or that it found nothing.

    `read` gives its file as it came; `hand_out` prints it at a counter, where it is counted (`printed`).
    """

    ulid: str
    number: str
    issuer: str
    is_found: bool
    printed: int
    read: Callable[[], bytes] = field(repr=False)
    hand_out: Callable[[Actor], bytes] = field(repr=False)


_outside: list[Callable[[Enquiry], list[OutsideCopy]]] = []


def add_outside_copies(question: Callable[[Enquiry], list[OutsideCopy]]) -> None:
    """Said once at the start by the part above that exchanges cases."""
    if question not in _outside:
        _outside.append(question)


def outside_copies(enquiry: Enquiry) -> list[OutsideCopy]:
    """Those that came from archives outside for this case."""
    return [each for question in _outside for each in question(enquiry)]


@dataclass(frozen=True, slots=True)
class OwnCopy:
    """A copy with the code by which anybody verifies it."""

    certificate: Certificate
    code: str


def in_force(enquiry: Enquiry) -> list[Certificate]:
    """Those issued for the case by its archive and not revoked."""
    rows = Certificate.objects.filter(case=enquiry.number, institution_id=enquiry.institution_id)
    return list(rows.filter(state=Certificate.State.ISSUED).select_related("institution").order_by("pk")[:50])


def may_fetch(enquiry: Enquiry, today: dt.date) -> bool:
    """Whether the case gives anything online today: what was delivered so, or that nothing was found."""
    given = enquiry.state in GIVEN and enquiry.delivery == "online"
    if enquiry.erased_at is not None or not (given or enquiry.answer == NOTHING):
        return False
    until, proved = enquiry.online_until, rank(enquiry.identity_level) >= rank(enquiry.needed_level)
    return proved and until is not None and today <= until


def to_fetch(enquiry: Enquiry, today: dt.date) -> tuple[list[Certificate], list[OutsideCopy]]:
    """Ours and those of archives outside that may be fetched today. Of a case without result only what says so."""
    if not may_fetch(enquiry, today):
        return [], []
    ours, theirs = in_force(enquiry), outside_copies(enquiry)
    if enquiry.answer == NOTHING:
        ours = [each for each in ours if each.kind == Certificate.Kind.NOT_FOUND]
        theirs = [each for each in theirs if not each.is_found]
    return ours, theirs


def own_copies(enquiry: Enquiry, today: dt.date) -> tuple[list[OwnCopy], list[OutsideCopy]]:
    """As the own page lists them: ours with their codes; one from outside is verified by the archive that issued it."""
    ours, theirs = to_fetch(enquiry, today)
    keys = person_keys()
    return [OwnCopy(each, code_for(each.ulid, keys)) for each in ours], theirs
