"""Whether an agreement lends now, and to whom: asked of the database at every request, so that an end is at once."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from lantai.base.accounts.access import READ_LENT, Actor, Scope, scope_under
from lantai.services.sharing.models import SharingAgreement


@dataclass(frozen=True, slots=True)
class Lending:
    """An agreement in force, and what this person sees under it."""

    agreement: SharingAgreement
    scope: Scope


def is_in_force(agreement: SharingAgreement) -> bool:
    """As the database says now, whatever the row in hand says. One query."""
    return SharingAgreement.objects.in_force(timezone.localdate()).filter(pk=agreement.pk).exists()


def lending_of(ulid: str, actor: Actor) -> Lending | None:
    """None where there is no such agreement, it is not in force, or this person does not read under it. One query."""
    rows = SharingAgreement.objects.in_force(timezone.localdate()).select_related("giver", "receiver")
    agreement = rows.filter(ulid=ulid).first()
    if agreement is None or not may_read(actor, agreement):
        return None
    return Lending(agreement, scope_under(actor, agreement.share, receiver=str(agreement.receiver_id)))


def may_read(actor: Actor, agreement: SharingAgreement) -> bool:
    """Whether this person is one of the officers of the receiver who read what is lent."""
    return all(actor.may(right, str(agreement.receiver_id)) for right in READ_LENT)
