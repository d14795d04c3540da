"""Secrets of accounts at rest: encrypted, or hashed with a key, by what lies outside the database (as ID numbers are).

AES-256-GCM with a nonce a secret, bound to its account: a row copied to another account opens nothing there. Recovery
codes are kept as HMAC-SHA-256: who steals the database alone cannot try them out. Where staff are reached is encrypted
alike.
"""

from __future__ import annotations

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError

_FORM, _NONCE = b"\x01", 12
_FACTOR, _ADDRESSES = "second factor seal", "staff addresses seal"


class FactorSealBroken(ArchiveError):
    code = "accounts.second_factor_sealed"
    message = gettext_noop("The second factor cannot be read: it was encrypted with another key.")
    hint = gettext_noop("Put the right keys/person.key back (it belongs to the backup), or let the factor be reset.")
    http_status = 503
    exit_code = 4


def seal(text: str, *, account: str) -> bytes:
    """A secret as it is kept."""
    return _sealed(text, _FACTOR, account)


def unseal(data: bytes, *, account: str) -> str:
    """The secret again. Raises `FactorSealBroken` with the wrong key, a changed row or another's row."""
    found = _opened(data, _FACTOR, account)
    if found is None:
        raise FactorSealBroken
    return found


def seal_addresses(text: str, *, account: str) -> bytes:
    """Where somebody of the staff is reached, as it is kept: with a key of its own purpose."""
    return _sealed(text, _ADDRESSES, account)


def unseal_addresses(data: bytes, *, account: str) -> str | None:
    """The addresses again; none with the wrong key, a changed row or another's row: they are typed anew."""
    return _opened(data, _ADDRESSES, account)


def keyed_hash(text: str, *, account: str) -> str:
    """By which a recovery code is known again."""
    return hmac.digest(_key("second factor find"), f"{account} {text}".encode(), "sha256").hex()


def _sealed(text: str, purpose: str, account: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return _FORM + nonce + AESGCM(_key(purpose)).encrypt(nonce, text.encode(), account.encode())


def _opened(data: bytes, purpose: str, account: str) -> str | None:
    start = len(_FORM)
    if data[:start] != _FORM:
        return None
    nonce, body = data[start : start + _NONCE], data[start + _NONCE :]
    try:
        return AESGCM(_key(purpose)).decrypt(nonce, body, account.encode()).decode()
    except (InvalidTag, ValueError):
        return None


def _key(purpose: str) -> bytes:
    return hmac.digest(settings.PERSON_KEY.encode(), f"lantai {purpose} 1".encode(), "sha256")
