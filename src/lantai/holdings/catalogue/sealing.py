"""ID numbers at rest: encrypted for those who may see them, hashed with a key so that they can be found.

AES-256-GCM with a nonce a number; HMAC-SHA-256 over the canonical form, so that 15 and 18 digits meet. Both keys come
from one secret that is kept outside the database: who steals the database alone has no number and cannot try them out.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.id_numbers import IdNumber

_FORM = b"\x01"
_KEY_MARK, _NONCE = 4, 12


class SealBroken(ArchiveError):
    code = "catalogue.id_number_sealed"
    message = gettext_noop("An ID number cannot be read: it was encrypted with another key.")
    hint = gettext_noop("Put the right keys/person.key back (it belongs to the backup), or set LANTAI_PERSON_KEY.")
    http_status = 503
    exit_code = 4


class NoPersonKey(ArchiveError):
    code = "catalogue.no_person_key"
    message = gettext_noop("There is no key for ID numbers.")
    hint = gettext_noop("Set LANTAI_PERSON_KEY, or leave it empty: one is made in the home folder.")
    http_status = 503
    exit_code = 4


@dataclass(frozen=True, slots=True)
class PersonKeys:
    """The two keys and the mark by which a sealed number tells which key it needs."""

    seal: bytes = field(repr=False)
    find: bytes = field(repr=False)
    mark: bytes


@dataclass(frozen=True, slots=True)
class SealedNumber:
    """What is kept of a number. `hash` is `None` when the number was lost before it came here: nothing finds it."""

    cipher: bytes = b""
    hash: str | None = None
    last4: str = ""
    problem: str = ""


def keys_from(secret: str) -> PersonKeys:
    """Keys for their purposes from one secret."""

    def derived(purpose: str) -> bytes:
        return hmac.new(secret.encode(), f"lantai person number {purpose} 1".encode(), hashlib.sha256).digest()

    return PersonKeys(derived("seal"), derived("find"), derived("mark")[:_KEY_MARK])


def hash_of(canonical: str, keys: PersonKeys) -> str:
    """What a number is found by."""
    return hmac.digest(keys.find, canonical.encode(), "sha256").hex()


@lru_cache(maxsize=4)  # the key's schedule is worked out once, not for each number
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def seal(number: IdNumber | None, keys: PersonKeys) -> SealedNumber:
    """A number as it is kept; the text is sealed as it was written."""
    if number is None:
        return SealedNumber()
    found_by = hash_of(number.canonical, keys) if number.canonical else None
    nonce = os.urandom(_NONCE)
    body = _cipher(keys.seal).encrypt(nonce, number.text.encode(), (found_by or "").encode())
    return SealedNumber(_FORM + keys.mark + nonce + body, found_by, number.last4, number.problem)


def unseal(sealed: SealedNumber, keys: PersonKeys) -> str:
    """The number as it was written, or nothing. Raises `SealBroken` with the wrong key or a changed row."""
    data = bytes(sealed.cipher)
    if not data:
        return ""
    head = len(_FORM) + _KEY_MARK
    try:
        if data[:head] != _FORM + keys.mark:
            raise SealBroken
        plain = _cipher(keys.seal).decrypt(
            data[head : head + _NONCE], data[head + _NONCE :], (sealed.hash or "").encode()
        )
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error
    return plain.decode()


def as_text(sealed: SealedNumber) -> dict[str, str]:
    """A sealed number where only text can stand: in plans and in the description inside a stored object."""
    return {
        "sealed": base64.b64encode(bytes(sealed.cipher)).decode("ascii"),
        "hash": sealed.hash or "",
        "last4": sealed.last4,
        "problem": sealed.problem,
    }


def from_text(data: dict[str, str]) -> SealedNumber:
    """The inverse of `as_text`."""
    return SealedNumber(base64.b64decode(data["sealed"]), data["hash"] or None, data["last4"], data["problem"])


_current: list[PersonKeys] = []


def use_keys(keys: PersonKeys) -> None:
    """Set once at the start, by the part that reads settings."""
    _current[:] = [keys]


def person_keys() -> PersonKeys:
    """The keys of this installation."""
    if not _current:
        raise NoPersonKey
    return _current[0]
