"""The server of a login (OpenID Connect Discovery 1.0): its addresses and keys, asked once in ten minutes."""

from __future__ import annotations

import threading
import time
from functools import lru_cache
from typing import Any

import jwt

from lantai.services.enquiries.identity.web import NotAnswered, ask, is_safe

LASTS, SOONEST = 600.0, 30.0
"""Seconds what was learned is good for, and before which keys are not asked for again because one is missing."""
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Issuer:
    """One server, shared by the threads of a process."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._lock = threading.Lock()
        self._said: dict[str, Any] = {}
        self._keys: list[jwt.PyJWK] = []
        self._said_at = self._keys_at = -LASTS

    def said(self) -> dict[str, Any]:
        """What it says of itself. Raises `NotAnswered`, also where it calls itself otherwise than it is called here."""
        with self._lock:
            if time.monotonic() - self._said_at > LASTS:
                told = ask(f"{self.address.rstrip('/')}/.well-known/openid-configuration")
                if told.get("issuer") != self.address or not all(is_safe(str(told.get(name, ""))) for name in NEEDED):
                    raise NotAnswered
                self._said, self._said_at = told, time.monotonic()
            return self._said

    def key(self, kid: str) -> jwt.PyJWK | None:
        """The key of this name; the only one where none is named. Raises `NotAnswered`."""
        found = self._key(kid, LASTS)
        return found or self._key(kid, SOONEST)

    def _key(self, kid: str, lasts: float) -> jwt.PyJWK | None:
        address = str(self.said()["jwks_uri"])
        with self._lock:
            if time.monotonic() - self._keys_at > lasts:
                told = ask(address)
                try:
                    self._keys = list(jwt.PyJWKSet.from_dict(told).keys)
                except (jwt.PyJWTError, AttributeError, TypeError, ValueError) as error:
                    raise NotAnswered from error
                self._keys_at = time.monotonic()
            signing = [key for key in self._keys if key.public_key_use in (None, "sig")]
        if not kid:
            return signing[0] if len(signing) == 1 else None
        return next((key for key in signing if key.key_id == kid), None)


@lru_cache(4)
def issuer_at(address: str) -> Issuer:
    return Issuer(address)
