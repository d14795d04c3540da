"""Secrets of accounts at rest: encrypted, or hashed with a key, by what lies outside the database (as ID numbers are).

AES-256-GCM with a nonce a secret, bound to its account: a row copied to another account opens nothing there. Recovery
codes are kept as HMAC-SHA-256: who steals the database alone cannot try them out.
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


class FactorSealBroken(ArchiveError):
    code = "accounts.second_factor_sealed"
    message = gettext_noop("The second factor cannot be read: it was encrypted with another key.")
    hint = gettext_noop("Put the right keys/person.key back (it belongs to the backup), or let the factor be reset.")
    http_status = 503
    exit_code = 4


def seal(text: str, *, account: str) -> bytes:
    """A secret as it is kept."""
    nonce = os.urandom(_NONCE)
    return _FORM + nonce + AESGCM(_key("seal")).encrypt(nonce, text.encode(), account.encode())


def unseal(data: bytes, *, account: str) -> str:
    """The secret again. Raises `FactorSealBroken` with the wrong key, a changed row or another's row."""
    start = len(_FORM)
    try:
        if data[:start] != _FORM:
            raise FactorSealBroken
        nonce, body = data[start : start + _NONCE], data[start + _NONCE :]
        return AESGCM(_key("seal")).decrypt(nonce, body, account.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise FactorSealBroken from error


def keyed_hash(text: str, *, account: str) -> str:
    """By which a recovery code is known again."""
    return hmac.digest(_key("find"), f"{account} {text}".encode(), "sha256").hex()


def _key(purpose: str) -> bytes:
    return hmac.digest(settings.PERSON_KEY.encode(), f"lantai second factor {purpose} 1".encode(), "sha256")
