"""Codes of a telephone, by time: RFC 6238 on RFC 4226, six digits of HMAC-SHA-1 every thirty seconds.

The standard library's `hmac` is the whole of it: ten lines that the RFC's own vectors hold, and no dependency to keep.
SHA-1, six digits and thirty seconds because that is what every app on a telephone understands; the attack on SHA-1 by
collisions is none on HMAC. Who must show SM3 to a 密评 needs a device by GM/T 0021 beside this.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from urllib.parse import quote, urlencode

STEP_SECONDS, DIGITS, DRIFT = 30, 6, 1
"""How long a code lives, how long it is, and by how many steps a clock may be wrong in either direction."""
SECRET_BYTES = 20


def new_secret() -> str:
    """A shared secret as apps read it: base32 of 160 random bits (RFC 4226 §4 R6)."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")


def code_at(key: bytes, step: int, *, digits: int = DIGITS, digest: str = "sha1") -> str:
    """The code of one step (RFC 4226 §5.3, RFC 6238 §4)."""
    mac = hmac.digest(key, step.to_bytes(8, "big"), digest)
    offset = mac[-1] & 15
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_at(seconds: float) -> int:
    """The step of a moment, in seconds since 1970."""
    return int(seconds) // STEP_SECONDS


def step_of(secret: str, said: str, *, now: float, after: int = -1) -> int | None:
    """The step whose code was said, within the drift and after the last step that was used; `None`: no such code."""
    key, here = base64.b32decode(secret), step_at(now)
    found = None
    for step in range(here - DRIFT, here + DRIFT + 1):
        if hmac.compare_digest(code_at(key, step), said) and step > after:
            found = step
    return found


def address_of(secret: str, *, account: str, issuer: str) -> str:
    """What the QR code says: the key URI that apps have agreed on. SHA-1, six digits and thirty seconds go unsaid."""
    label = quote(f"{issuer}:{account}", safe="")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"
