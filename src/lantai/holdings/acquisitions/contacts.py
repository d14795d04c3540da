"""How to reach people who offer or own archives: encrypted at rest, in memory only when somebody asked with a reason.

AES-256-GCM with the key kept for ID numbers outside the database, and a purpose of its own, so that a sealed contact
can never be taken for a sealed number.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.sealing import PersonKeys

_FORM, _PURPOSE, _NONCE, _MARK = b"\x01", b"lantai contact 1", 12, 4


class ContactSealed(ArchiveError):
    code = "acquisitions.contact_sealed"
    message = gettext_noop("A contact cannot be read: it was encrypted with another key.")
    hint = gettext_noop("Put the right keys/person.key back (it belongs to the backup), or set LANTAI_PERSON_KEY.")
    http_status = 503
    exit_code = 4


@dataclass(frozen=True, slots=True)
class Contact:
    """What a person gave of it. Never logged, never shown but by `reveal_contact`."""

    phone: str = ""
    email: str = ""
    address: str = ""

    def __bool__(self) -> bool:
        return bool(self.phone or self.email or self.address)

    def __repr__(self) -> str:
        return "Contact(…)"


def seal_contact(contact: Contact, keys: PersonKeys) -> bytes:
    """As it is kept; nothing when nothing was given."""
    if not contact:
        return b""
    nonce = os.urandom(_NONCE)
    plain = json.dumps(asdict(contact), ensure_ascii=False).encode()
    return _FORM + keys.mark + nonce + AESGCM(keys.seal).encrypt(nonce, plain, _PURPOSE)


def open_contact(sealed: bytes, keys: PersonKeys) -> Contact:
    """The inverse. Raises `ContactSealed` with the wrong key or a changed row."""
    if not sealed:
        return Contact()
    head = len(_FORM) + _MARK
    if sealed[:head] != _FORM + keys.mark:
        raise ContactSealed
    try:
        plain = AESGCM(keys.seal).decrypt(sealed[head : head + _NONCE], sealed[head + _NONCE :], _PURPOSE)
        return Contact(**json.loads(plain))
    except (InvalidTag, ValueError, TypeError) as error:
        raise ContactSealed from error
