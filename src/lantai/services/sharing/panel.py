"""What stands beside a case: where an officer may look under agreements that are in force."""

from __future__ import annotations

from django.utils import timezone

from lantai.base.accounts.access import READ_LENT, Actor
from lantai.services.enquiries.models import Enquiry
from lantai.services.sharing.models import SharingAgreement

MOST = 20


def lent_beside(_enquiry: Enquiry, actor: Actor) -> list[SharingAgreement] | None:
    """None where nothing is lent to this officer. One query at most."""
    codes = frozenset.intersection(*(actor.institutions_with(right) for right in READ_LENT))
    if not codes:
        return None
    rows = SharingAgreement.objects.in_force(timezone.localdate()).select_related("giver")
    return list((rows if "*" in codes else rows.filter(receiver__code__in=codes))[:MOST]) or None
