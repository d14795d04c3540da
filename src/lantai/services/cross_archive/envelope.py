"""A package as bytes: canonical JSON, signed with the sender's key, its body encrypted for the receiver alone. Pure.

    {"package": {"schema", "kind", "from", "to", "sequence", "made_at", "key", "nonce", "body"}, "signature"}

`body` is encrypted with AES-256-GCM; the key is agreed between a passing key of the sender (`key`) and the receiver's
own (ECDH on P-256, HKDF-SHA256), and everything else of the package is bound to it. The signature (Ed25519) is over the
canonical form of `package`. An acknowledgement is signed by the receiver in the same way and tells the digest of what
it is for.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lantai.engines.signatures.keys import PrivateKey, PublicKey
from lantai.engines.signatures.signing import sign, verify
from lantai.engines.signatures.verdict import State

SCHEMA = 1
_INFO = b"lantai cross-archive package 1"
_HEAD = ("schema", "kind", "from", "to", "sequence", "made_at")


class NotReadable(ValueError):
    """These bytes are no package or acknowledgement of ours."""


@dataclass(frozen=True, slots=True)
class Head:
    """What everybody may read of a package."""

    kind: str
    sender: str
    receiver: str
    sequence: int
    made_at: str


@dataclass(frozen=True, slots=True)
class Signed:
    """Something signed: what it says, its signature, and the digest of the bytes it came as."""

    said: Mapping[str, Any]
    signature: bytes
    sha256: str

    def is_by(self, key: PublicKey) -> bool:
        return verify(key, canonical(self.said), self.signature).state is State.VALID

    def head(self) -> Head:
        """Raises `NotReadable`."""
        said = self.said
        if said.get("schema") != SCHEMA or type(said.get("sequence")) is not int or not 0 < said["sequence"] < 2**53:
            raise NotReadable
        words = [said.get(name) for name in ("kind", "from", "to", "made_at")]
        if not all(isinstance(word, str) and 0 < len(word) <= 64 for word in words):
            raise NotReadable
        kind, sender, receiver, made_at = cast("list[str]", words)
        return Head(kind, sender, receiver, said["sequence"], made_at)


def canonical(said: Mapping[str, Any]) -> bytes:
    """One text for one meaning: sorted keys, no blanks, UTF-8."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def fingerprint(signing: PublicKey, sealing: PublicKey) -> str:
    """By which a peer is known: SHA-256 of both its keys."""
    return hashlib.sha256(signing.spki + sealing.spki).hexdigest()


def write_package(head: Head, body: Mapping[str, Any], *, signer: PrivateKey, receiver: PublicKey) -> bytes:
    passing, nonce = ec.generate_private_key(ec.SECP256R1()), os.urandom(12)
    said: dict[str, Any] = {
        "schema": SCHEMA, "kind": head.kind, "from": head.sender, "to": head.receiver, "sequence": head.sequence,
        "made_at": head.made_at, "key": _text(_point(passing.public_key())), "nonce": _text(nonce),
    }  # fmt: skip
    shared = passing.exchange(ec.ECDH(), cast("ec.EllipticCurvePublicKey", receiver.native))
    said["body"] = _text(AESGCM(_key(shared, said)).encrypt(nonce, canonical(body), _bound(said)))
    return _signed("package", said, signer)


def open_body(said: Mapping[str, Any], key: PrivateKey) -> dict[str, Any]:
    """Raises `NotReadable` where it was encrypted for another key, or is no object."""
    try:
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(said["key"]))
        shared = cast("ec.EllipticCurvePrivateKey", key.native).exchange(ec.ECDH(), point)
        plain = AESGCM(_key(shared, said)).decrypt(_bytes(said["nonce"]), _bytes(said["body"]), _bound(said))
        body = json.loads(plain)
    except (InvalidTag, KeyError, TypeError, ValueError, RecursionError) as error:
        raise NotReadable from error
    if not isinstance(body, dict):
        raise NotReadable
    return body


def write_acknowledgement(head: Head, sha256: str, refusal: str, *, signer: PrivateKey) -> bytes:
    said = {
        "schema": SCHEMA, "kind": "refused" if refusal else "accepted", "from": head.receiver, "to": head.sender,
        "sequence": head.sequence, "made_at": head.made_at, "sha256": sha256, "refusal": refusal,
    }  # fmt: skip
    return _signed("acknowledgement", said, signer)


def read_signed(data: bytes, name: str) -> Signed:
    """A `package` or `acknowledgement` as it came; nothing of it is believed yet. Raises `NotReadable`."""
    try:
        whole = json.loads(data)
        said, signature = whole[name], _bytes(whole["signature"])
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise NotReadable from error
    if not isinstance(said, dict):
        raise NotReadable
    return Signed(said, signature, digest(data))


def _signed(name: str, said: Mapping[str, Any], signer: PrivateKey) -> bytes:
    return canonical({name: said, "signature": _text(sign(signer, canonical(said)))})


def _bound(said: Mapping[str, Any]) -> bytes:
    return canonical({name: said[name] for name in _HEAD})


def _key(shared: bytes, said: Mapping[str, Any]) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=_bytes(said["key"]), info=_INFO).derive(shared)


def _point(public: ec.EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: Any) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (TypeError, binascii.Error) as error:
        raise NotReadable from error
