"""The ways that are shipped: a document shown at the counter, a one-time code, the picture of a document."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Mapping

from lantai.holdings.catalogue.sealing import PersonKeys
from lantai.services.enquiries.data import listed
from lantai.services.enquiries.identity.protocol import Begun, Claim, IdentityProvider, Proved

CODE_MINUTES, DIGITS = 10, 6


def _proved(claim: Claim, answer: Mapping[str, str]) -> Proved:
    """A document an officer looked at: of a known kind, and the one the application named."""
    kind, last4 = answer.get("document_kind", ""), answer.get("last4", "").strip().upper()
    fits = not claim.last4 or not last4 or last4 == claim.last4.upper()
    shown = kind in listed("documents") and (not last4 or (len(last4) == 4 and last4.isascii() and last4.isalnum()))
    return Proved(True, kind, last4 or claim.last4) if fits and shown else Proved(passed=False)


class CounterCheck:
    """An officer saw the document itself and the face above it; nothing is copied."""

    code = "counter"

    def begin(self, claim: Claim, keys: PersonKeys) -> Begun:
        return Begun()

    def finish(self, claim: Claim, kept: Mapping[str, str], answer: Mapping[str, str], keys: PersonKeys) -> Proved:
        return _proved(claim, answer)


class OneTimeCode:
    """Six digits to a telephone or address the application gave; kept as a keyed hash with a salt, for ten minutes."""

    code = "one_time_code"

    def begin(self, claim: Claim, keys: PersonKeys) -> Begun:
        secret, salt = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}", secrets.token_hex(8)
        kept = {"salt": salt, "hash": self._hash(claim, salt, secret, keys)}
        return Begun(kept, dt.timedelta(minutes=CODE_MINUTES), secret)

    def finish(self, claim: Claim, kept: Mapping[str, str], answer: Mapping[str, str], keys: PersonKeys) -> Proved:
        typed = "".join(each for each in answer.get("code", "")[:40] if each.isascii() and each.isdigit())
        made = self._hash(claim, kept.get("salt", ""), typed, keys)
        same = hmac.compare_digest(kept.get("hash", "") or "0" * 64, made)
        return Proved(same and bool(kept.get("hash")))

    @staticmethod
    def _hash(claim: Claim, salt: str, secret: str, keys: PersonKeys) -> str:
        said = f"identity code|{claim.number}|{salt}|{secret}".encode()
        return hmac.digest(keys.find, said, hashlib.sha256).hex()


class LostCode(OneTimeCode):
    """Like it, to a contact confirmed before, for who lost the code of a case; good only where it was asked for."""

    code = "lost_code"

    def begin(self, claim: Claim, keys: PersonKeys, token: str = "") -> Begun:
        begun = super().begin(claim, keys)
        return Begun({**begun.kept, "asker": self._of_asker(token)}, begun.lasts, begun.secret)

    def is_asker(self, kept: Mapping[str, str], token: str) -> bool:
        """Whether this token was given when the code was asked for."""
        return hmac.compare_digest(kept.get("asker", ""), self._of_asker(token))

    @staticmethod
    def _of_asker(token: str) -> str:
        return hashlib.sha256(f"asker|{token}".encode()).hexdigest()


class DocumentImage:
    """A picture of a document, sent by the applicant; a person accepts or refuses it, and the picture is removed."""

    code = "document_image"

    def begin(self, claim: Claim, keys: PersonKeys) -> Begun:
        return Begun()

    def finish(self, claim: Claim, kept: Mapping[str, str], answer: Mapping[str, str], keys: PersonKeys) -> Proved:
        return _proved(claim, answer) if answer.get("verdict") == "accepted" else Proved(passed=False)


def shipped() -> list[IdentityProvider]:
    return [CounterCheck(), OneTimeCode(), LostCode(), DocumentImage()]
