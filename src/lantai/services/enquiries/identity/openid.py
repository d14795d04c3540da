"""A government's login (OpenID Connect Core 1.0): authorization code with PKCE, and of the person no more than needed.

What is begun is bound to its case and this installation: state, nonce and the verifier of PKCE (RFC 7636) are worked
out from a salt with a key outside the database, so that what is kept proves nothing to who reads it.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import jwt

from lantai.holdings.catalogue.sealing import PersonKeys
from lantai.services.enquiries.identity.issuer import Issuer, issuer_at
from lantai.services.enquiries.identity.levels import levels
from lantai.services.enquiries.identity.protocol import Begun, Claim, Proved
from lantai.services.enquiries.identity.web import NotAnswered, ask

CODE, MINUTES, LEEWAY = "oidc", 15, 60
ALGORITHMS = ("RS256", "PS256", "ES256", "ES384", "EdDSA")
"""Signatures with a pair of keys: never `none`, never one whose key the login's server and we would share."""
_DOTS = dict.fromkeys(map(ord, "•・‧･∙⋅."), "·")
_WHY: tuple[tuple[type[Exception], str], ...] = (
    (jwt.ExpiredSignatureError, "expired"),
    (jwt.ImmatureSignatureError, "expired"),
    (jwt.InvalidAudienceError, "audience"),
    (jwt.InvalidIssuerError, "issuer"),
    (jwt.InvalidSignatureError, "signature"),
    (jwt.InvalidAlgorithmError, "signature"),
    (jwt.InvalidKeyError, "signature"),
)


@dataclass(frozen=True, slots=True)
class Login:
    """What the settings say, and `back`: the address of ours that the login's server sends people back to.

    `levels`: the level by `acr` that the token names; empty: every token reaches the provider's own level.
    """

    issuer: str
    client: str
    secret: str = field(default="", repr=False)
    back: str = ""
    scopes: str = "openid profile"
    name_claim: str = "name"
    document_claim: str = ""
    levels: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """Why a login proves nothing: one of the words of `actions.logging_in`."""


class OpenIdLogin:
    """One login, for one request."""

    code = CODE

    def __init__(self, login: Login) -> None:
        self.login = login

    @property
    def issuer(self) -> Issuer:
        return issuer_at(self.login.issuer)

    def begin(self, claim: Claim, keys: PersonKeys) -> Begun:
        """`secret` is the address the applicant goes to. Raises `NotAnswered`."""
        salt, said = secrets.token_hex(16), self.issuer.said()
        verifier = _derived("verifier", claim, salt, keys)
        asked = {
            "response_type": "code", "client_id": self.login.client, "redirect_uri": self.login.back,
            "scope": self.login.scopes, "state": _derived("state", claim, salt, keys),
            "nonce": _derived("nonce", claim, salt, keys), "code_challenge": _unpadded(_sha256(verifier)),
            "code_challenge_method": "S256",
        }  # fmt: skip
        if self.login.levels:
            asked["acr_values"] = " ".join(self.login.levels)
        address = str(said["authorization_endpoint"])
        onward = f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"
        return Begun({"salt": salt}, dt.timedelta(minutes=MINUTES), onward)

    def is_of(self, claim: Claim, kept: Mapping[str, str], state: str, keys: PersonKeys) -> bool:
        """Whether somebody who comes back with this state was sent off so."""
        salt = kept.get("salt", "")
        return bool(salt) and _is_same(_derived("state", claim, salt, keys), state)

    def finish(self, claim: Claim, kept: Mapping[str, str], answer: Mapping[str, str], keys: PersonKeys) -> Proved:
        """`answer`: what stood in the address (code, state, iss, error)."""
        try:
            if not self.is_of(claim, kept, answer.get("state", ""), keys):
                raise Refused("state")
            if answer.get("error") or not answer.get("code"):
                raise Refused("declined")
            self._hold_sender(answer.get("iss", ""))
            told = self._exchanged(answer["code"], _derived("verifier", claim, kept["salt"], keys))
            claims = self._claims(str(told.get("id_token", "")))
            if not _is_same(_derived("nonce", claim, kept["salt"], keys), _text(claims, "nonce")):
                raise Refused("nonce")
            return self._proved(claim, claims)
        except Refused as refusal:
            return Proved(passed=False, why=str(refusal))
        except NotAnswered as problem:
            return Proved(passed=False, why="code" if 400 <= problem.status < 500 else "unreachable")

    def _hold_sender(self, named: str) -> None:
        """RFC 9207: an answer that comes from another server than the one asked is a mix-up."""
        expected = self.issuer.said().get("authorization_response_iss_parameter_supported") is True
        if (named or expected) and named != self.login.issuer:
            raise Refused("mixed_up")

    def _exchanged(self, code: str, verifier: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self.login.back,
            "client_id": self.login.client, "code_verifier": verifier,
        }  # fmt: skip
        authorization = ""
        if self.login.secret:
            pair = f"{quote(self.login.client, safe='')}:{quote(self.login.secret, safe='')}"
            authorization = f"Basic {base64.b64encode(pair.encode()).decode()}"
        return ask(str(self.issuer.said()["token_endpoint"]), form, authorization=authorization)

    def _claims(self, token: str) -> dict[str, Any]:
        """Core 1.0, 3.1.3.7: signature, issuer, audience, authorized party, expiry, age."""
        try:
            head = jwt.get_unverified_header(token)
            key = self.issuer.key(str(head.get("kid", "")))
            if key is None or head.get("alg") not in ALGORITHMS:
                raise Refused("signature")
            claims: dict[str, Any] = jwt.decode(
                token, key, algorithms=[str(head["alg"])], audience=self.login.client, issuer=self.login.issuer,
                leeway=LEEWAY, options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )  # fmt: skip
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise Refused(next((why for kind, why in _WHY if isinstance(error, kind)), "token")) from error
        others = claims["aud"] if isinstance(claims["aud"], list) else []
        if (len(others) > 1 or "azp" in claims) and claims.get("azp") != self.login.client:
            raise Refused("audience")
        return claims

    def _proved(self, claim: Claim, claims: Mapping[str, Any]) -> Proved:
        """The level, and that it is the person the application names; nothing else of the token is kept."""
        level = self.login.levels.get(_text(claims, "acr"), "") if self.login.levels else ""
        if self.login.levels and level not in levels():
            raise Refused("level")
        named, document = self.login.name_claim, self.login.document_claim
        if named and _folded(_text(claims, named)) != _folded(claim.name):
            raise Refused("other_person")
        if document and claim.last4 and _text(claims, document)[-4:].upper() != claim.last4.upper():
            raise Refused("other_person")
        if not named and not (document and claim.last4):
            raise Refused("other_person")  # nothing says whose login it is
        is_seen = bool(document and claim.last4)
        return Proved(True, claim.document_kind if is_seen else "", claim.last4 if is_seen else "", level)


def _derived(what: str, claim: Claim, salt: str, keys: PersonKeys) -> str:
    said = f"login {what}|{claim.number}|{salt}".encode()
    return _unpadded(hmac.digest(keys.find, said, hashlib.sha256))


def _is_same(ours: str, theirs: str) -> bool:
    return hmac.compare_digest(ours.encode(), theirs.encode("utf-8", "replace"))


def _sha256(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _unpadded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _text(claims: Mapping[str, Any], name: str) -> str:
    said = claims.get(name)
    return said if isinstance(said, str) else ""


def _folded(name: str) -> str:
    """Names as people compare them: width, blanks and the kind of dot between the parts of a name do not matter."""
    return "".join(unicodedata.normalize("NFKC", name).translate(_DOTS).split()).casefold()
