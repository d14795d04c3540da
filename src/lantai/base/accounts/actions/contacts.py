"""Where somebody of the staff is reminded, and how often: said by themselves, or by who keeps their account."""

from __future__ import annotations

from django.db import transaction

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.actions.authority import require_over
from lantai.base.accounts.contacts import Addresses, sealed
from lantai.base.accounts.models import StaffContact, User
from lantai.base.audit.actions import record


@transaction.atomic
def keep_contact(*, actor: Actor, user: User, addresses: Addresses, pace: str, language: str = "zh") -> StaffContact:
    """Takes the place of what was said before; nothing said is nothing kept. The event names no address."""
    if actor.user_id is None or actor.user_id != user.pk:
        require_over(actor, Right.KEEP_ACCOUNTS, user)
    said = {
        "cipher": sealed(addresses, account=user.ulid), "pace": StaffContact.Pace(pace),
        "language": "en" if language == "en" else "zh",
    }  # fmt: skip
    contact, _ = StaffContact.objects.update_or_create(user=user, defaults=said)
    data = {"username": user.username, "pace": pace, "ways": addresses.kinds}
    record("user:contact:keep", actor=actor, subject=("user", user.ulid), data=data)
    return contact
