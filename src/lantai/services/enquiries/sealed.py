"""What a person gave of it: contact, proofs and the number of a document, encrypted at rest, each for its own purpose.

AES-256-GCM with the key kept for ID numbers outside the database. What is found by nothing has no hash either.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.id_numbers import IdNumber
from lantai.holdings.catalogue.sealing import PersonKeys, SealedNumber, seal, unseal

_FORM, _NONCE, _MARK = b"\x01", 12, 4
_CONTACT, _PROOF = b"lantai enquiry contact 1", b"lantai enquiry proof 1"
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Of codes: nothing in it is taken for something else when read aloud or from paper."""
CODE_LENGTH = 12


class PersonalDataSealed(ArchiveError):
    code = "enquiries.sealed"
    message = gettext_noop("What an applicant gave cannot be read: it was encrypted with another key.")
    hint = gettext_noop("Put the right keys/person.key back (it belongs to the backup), or set LANTAI_PERSON_KEY.")
    http_status = 503
    exit_code = 4


@dataclass(frozen=True, slots=True)
class Reachable:
    """How to reach an applicant. Never logged; shown only to who says why."""

    phone: str = ""
    email: str = ""
    address: str = ""

    def __bool__(self) -> bool:
        return bool(self.phone or self.email or self.address)

    def __repr__(self) -> str:
        return "Reachable(…)"


def _seal(plain: bytes, purpose: bytes, keys: PersonKeys) -> bytes:
    nonce = os.urandom(_NONCE)
    return _FORM + keys.mark + nonce + AESGCM(keys.seal).encrypt(nonce, plain, purpose)


def _open(sealed: bytes, purpose: bytes, keys: PersonKeys) -> bytes:
    head = len(_FORM) + _MARK
    if sealed[:head] != _FORM + keys.mark:
        raise PersonalDataSealed
    try:
        return AESGCM(keys.seal).decrypt(sealed[head : head + _NONCE], sealed[head + _NONCE :], purpose)
    except (InvalidTag, ValueError) as error:
        raise PersonalDataSealed from error


def seal_contact(contact: Reachable, keys: PersonKeys) -> bytes:
    return _seal(json.dumps(asdict(contact), ensure_ascii=False).encode(), _CONTACT, keys) if contact else b""


def open_contact(sealed: bytes, keys: PersonKeys) -> Reachable:
    """Raises `PersonalDataSealed` with the wrong key or a changed row."""
    return Reachable(**json.loads(_open(sealed, _CONTACT, keys))) if sealed else Reachable()


def seal_proof(content: bytes, keys: PersonKeys) -> bytes:
    return _seal(content, _PROOF, keys)


def open_proof(sealed: bytes, keys: PersonKeys) -> bytes:
    """Raises `PersonalDataSealed` with the wrong key or a changed row."""
    return _open(sealed, _PROOF, keys)


def seal_document(text: str, keys: PersonKeys) -> bytes:
    """The number of a document, without the hash by which numbers of catalogued persons are found."""
    return seal(IdNumber(text, ""), keys).cipher


def open_document(sealed: bytes, keys: PersonKeys) -> str:
    """Raises `SealBroken`."""
    return unseal(SealedNumber(sealed), keys)


def last_four(text: str) -> str:
    """What may be shown: nothing of a number so short that four characters would give it away."""
    return text[-4:] if len(text) >= 8 else ""


def new_code() -> str:
    """59 random bits, to be typed by people."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def as_typed(code: str) -> str:
    """A code however it was typed: blanks, hyphens and small letters do not matter."""
    return "".join(each for each in code[:60].upper() if each.isalnum())[:CODE_LENGTH]


def as_dialled(contact: str) -> str:
    """A telephone number or e-mail address however it was typed, so that two can be compared."""
    said = contact.strip().casefold()
    if "@" in said:
        return said
    digits = "".join(each for each in said if each.isascii() and each.isdigit())
    country = next((head for head in ("0086", "86") if digits.startswith(head) and len(digits) == len(head) + 11), "")
    return digits.removeprefix(country)


def code_hash(number: str, code: str, keys: PersonKeys) -> str:
    """What is kept of a code, bound to its case: who steals the database alone cannot try codes out."""
    return hmac.digest(keys.find, f"enquiry code|{number}|{as_typed(code)}".encode(), hashlib.sha256).hex()


def is_code(kept: str, number: str, code: str, keys: PersonKeys) -> bool:
    """Compared in constant time, also where there is nothing to compare with."""
    return hmac.compare_digest(kept or "0" * 64, code_hash(number, code, keys)) and bool(kept)
