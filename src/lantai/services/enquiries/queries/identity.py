"""Proof of identity as the desk and the applicant see it: what was tried, what is needed, how a code can be sent."""

from __future__ import annotations

from lantai.services.enquiries.identity.levels import level_reached, rank
from lantai.services.enquiries.models import Enquiry, IdentityCheck
from lantai.services.enquiries.reaching import recipient_of
from lantai.services.enquiries.sealed import PersonalDataSealed
from lantai.services.notices.models import Notice
from lantai.services.notices.sealed import shown


def ways_of(enquiry: Enquiry) -> list[tuple[str, str]]:
    """The ways a code can be sent, with the end of each address; none where the contact cannot be read."""
    labels = dict(Notice.Channel.choices)
    try:
        ways = recipient_of(enquiry).ways()
    except PersonalDataSealed:
        return []
    return [(way, f"{labels[way]} {shown(way, to)}") for way, to in ways]


def confirmed_ways(enquiry: Enquiry) -> set[str]:
    """The ways whose address a one-time code has confirmed."""
    return {each.way for each in checks_of(enquiry) if _confirms(each)}


def _confirms(check: IdentityCheck) -> bool:
    return check.provider == "one_time_code" and check.state == IdentityCheck.State.PASSED


def checks_of(enquiry: Enquiry) -> list[IdentityCheck]:
    """Every attempt, with the picture of one that waits."""
    return list(enquiry.identity_checks.select_related("proof").exclude(state=IdentityCheck.State.ENDED))


def own_proofs(enquiry: Enquiry, checks: list[IdentityCheck], possible: set[str]) -> set[str]:
    """What an applicant can still do to prove more: a code is entered only when one was sent, a picture sent once.

    A contact is confirmed whatever else was proved: by it alone a lost code is replaced without the counter.
    """
    waiting = {each.provider for each in checks if each.state == IdentityCheck.State.WAITING}
    told = any(map(_confirms, checks)) or not ways_of(enquiry)
    seen = rank(enquiry.identity_level) >= rank("reviewed") or "document_image" in waiting
    drop = {"identity_ask", "identity_code"} if told else set[str]()
    drop |= set() if "one_time_code" in waiting else {"identity_code"}
    drop |= {"identity_login"} if rank(enquiry.identity_level) >= rank(level_reached("oidc")) else set[str]()
    return possible - drop - ({"identity_document"} if seen else set())
