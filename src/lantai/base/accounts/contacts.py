"""Where people of the staff are reached: for reminders of what is due, and for nothing else."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from lantai.base.accounts.models import StaffContact, User
from lantai.base.accounts.sealing import seal_addresses, unseal_addresses


@dataclass(frozen=True, slots=True)
class Addresses:
    """One person's; either may be empty. Never logged."""

    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return bool(self.email or self.phone)

    @property
    def kinds(self) -> list[str]:
        """For the event: which there are, never what they are."""
        return [name for name in ("email", "phone") if getattr(self, name)]


def sealed(addresses: Addresses, *, account: str) -> bytes:
    return seal_addresses(json.dumps(asdict(addresses)), account=account) if addresses else b""


def addresses_in(contact: StaffContact, user: User) -> Addresses:
    """None of them where they were encrypted with another key: whoever looks finds them empty, and types them anew."""
    told = unseal_addresses(bytes(contact.cipher), account=user.ulid)
    return Addresses(**json.loads(told)) if told else Addresses()


def contact_of(user: User) -> StaffContact:
    """The row there is, or what holds for who has said nothing."""
    return StaffContact.objects.filter(user=user).first() or StaffContact(user=user)
