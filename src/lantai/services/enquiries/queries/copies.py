"""Certified copies of a case that its applicant may fetch: once they were delivered online, and until their day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.certificates.models import Certificate
from lantai.services.certificates.sealed import code_for
from lantai.services.enquiries.identity.levels import rank
from lantai.services.enquiries.models import Enquiry

GIVEN = ("delivered", "closed")


@dataclass(frozen=True, slots=True)
class OutsideCopy:
    """A certificate an archive outside issued for the case; `read` gives its file as it came."""

    ulid: str
    number: str
    issuer: str
    read: Callable[[], bytes] = field(repr=False)


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
    """Whether the case gives anything online today."""
    given = enquiry.state in GIVEN and enquiry.delivery == "online" and enquiry.erased_at is None
    until, proved = enquiry.online_until, rank(enquiry.identity_level) >= rank(enquiry.needed_level)
    return given and proved and until is not None and today <= until


def own_copies(enquiry: Enquiry, today: dt.date) -> list[OwnCopy]:
    """Nothing before they were delivered, and nothing after their day."""
    if not may_fetch(enquiry, today):
        return []
    keys = person_keys()
    return [OwnCopy(each, code_for(each.ulid, keys)) for each in in_force(enquiry)]


def own_outside_copies(enquiry: Enquiry, today: dt.date) -> list[OutsideCopy]:
    """As `own_copies`, of archives outside: who verifies one asks the archive that issued it."""
    return outside_copies(enquiry) if may_fetch(enquiry, today) else []
