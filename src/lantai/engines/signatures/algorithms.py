"""The algorithms a signature may name, by object identifier, by the names programs write, and how they are judged.

MD5 and SHA-1 are still read, because records of twenty years ago are signed with them; what they sign is told apart as
“old algorithm” and never made.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from cryptography.hazmat.primitives import hashes

from lantai.engines.signatures.errors import AlgorithmMissing


class KeyKind(StrEnum):
    """What a key is made for. `EC` are the international curves; SM2 has a curve and a signature of its own."""

    ED25519 = "ed25519"
    SM2 = "sm2"
    RSA = "rsa"
    EC = "ec"


@dataclass(frozen=True, slots=True)
class Algorithm:
    """One way of signing: the key it needs, the digest it signs (empty: the message itself) and its identifier."""

    title: str
    kind: KeyKind
    digest: str
    oid: str

    @property
    def is_old(self) -> bool:
        return self.digest in {"md5", "sha1"}


SM2_SM3 = Algorithm("SM2-SM3", KeyKind.SM2, "sm3", "1.2.156.10197.1.501")
ED25519 = Algorithm("Ed25519", KeyKind.ED25519, "", "1.3.101.112")
RSA_SHA256 = Algorithm("RSA-SHA256", KeyKind.RSA, "sha256", "1.2.840.113549.1.1.11")
RSA_SHA1 = Algorithm("RSA-SHA1", KeyKind.RSA, "sha1", "1.2.840.113549.1.1.5")
ALGORITHMS = (
    SM2_SM3,
    ED25519,
    RSA_SHA256,
    Algorithm("RSA-SHA384", KeyKind.RSA, "sha384", "1.2.840.113549.1.1.12"),
    Algorithm("RSA-SHA512", KeyKind.RSA, "sha512", "1.2.840.113549.1.1.13"),
    RSA_SHA1,
    Algorithm("RSA-MD5", KeyKind.RSA, "md5", "1.2.840.113549.1.1.4"),
    Algorithm("ECDSA-SHA256", KeyKind.EC, "sha256", "1.2.840.10045.4.3.2"),
    Algorithm("ECDSA-SHA384", KeyKind.EC, "sha384", "1.2.840.10045.4.3.3"),
    Algorithm("ECDSA-SHA512", KeyKind.EC, "sha512", "1.2.840.10045.4.3.4"),
    Algorithm("ECDSA-SHA1", KeyKind.EC, "sha1", "1.2.840.10045.4.1"),
)
_BY_OID = {algorithm.oid: algorithm for algorithm in ALGORITHMS}
_DIGESTS = ("sm3", "sha512", "sha384", "sha256", "sha1", "md5")
_KINDS = (("sm2", KeyKind.SM2), ("ecdsa", KeyKind.EC), ("ed25519", KeyKind.ED25519), ("rsa", KeyKind.RSA))


def algorithm_named(text: str) -> Algorithm | None:
    """The algorithm meant by an identifier or a name as programs write it: `SHA1withRSA`, `…xmldsig#rsa-sha1`.

    None when the text names no key kind and digest that we know together; a digest alone (`MD5`) names no signature.
    """
    plain = text.strip()
    if plain.removeprefix("urn:oid:") in _BY_OID:
        return _BY_OID[plain.removeprefix("urn:oid:")]
    tail = plain.rsplit("#", 1)[-1].lower()
    word = re.sub(r"[^a-z0-9]", "", tail)
    kind = next((kind for name, kind in _KINDS if name in word), None)
    digest = next((name for name in _DIGESTS if name in word), "")
    if kind is KeyKind.SM2 and not digest:
        digest = "sm3"
    return next((each for each in ALGORITHMS if (each.kind, each.digest) == (kind, digest)), None)


def algorithm_for(kind: KeyKind) -> Algorithm:
    """What our own keys sign with."""
    return next(each for each in ALGORITHMS if each.kind is kind and not each.is_old)


class Hash:
    """A digest that is being computed: `sm3`, `sha256` … SM3 comes from elsewhere where OpenSSL has none.

    Raises `AlgorithmMissing` when this machine cannot compute it.
    """

    def __init__(self, name: str) -> None:
        self._national: hashes.Hash | None = None
        try:
            self._hash = hashlib.new(name, usedforsecurity=False)
        except ValueError as error:
            if name != "sm3":
                raise AlgorithmMissing(algorithm=name.upper()) from error
            self._national = hashes.Hash(hashes.SM3())

    def update(self, data: bytes) -> None:
        (self._national or self._hash).update(data)

    def digest(self) -> bytes:
        """The digest of everything so far; more may follow."""
        return self._hash.digest() if self._national is None else self._national.copy().finalize()
