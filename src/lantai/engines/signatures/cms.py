"""Signed data (CMS, RFC 5652) with one signer, read so strictly that no byte of it can differ unseen.

What a signature does not cover (versions, algorithms named twice, which certificate is meant) has one allowed form
here; everything else is covered by the signature or by the hash of the certificate in it (ESS, RFC 5035).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from lantai.engines.signatures import der
from lantai.engines.signatures.algorithms import RSA_SHA256, Algorithm, KeyKind, algorithm_for, algorithm_named
from lantai.engines.signatures.certificates import Certificate
from lantai.engines.signatures.keys import PrivateKey
from lantai.engines.signatures.signing import sign, verify
from lantai.engines.signatures.verdict import State

DATA, TIMESTAMP_INFO = "1.2.840.113549.1.7.1", "1.2.840.113549.1.9.16.1.4"
TIMESTAMP = "1.2.840.113549.1.9.16.2.14"
_SIGNED_DATA = "1.2.840.113549.1.7.2"
_CONTENT_TYPE, _MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
_SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.47"
_RSA = "1.2.840.113549.1.1.1"
DIGESTS = {f"2.16.840.1.101.3.4.2.{n}": name for n, name in enumerate(("sha256", "sha384", "sha512"), 1)}
_SHA256 = der.sequence(der.oid("2.16.840.1.101.3.4.2.1"), der.null())
_POLICY = "2.25.71240537925137306418221462410498853017"
"""The policy of our own clocks: a number made for it (ITU-T X.667)."""
_CONTENT, _SIGNED, _UNSIGNED = 0xA0, 0xA0, 0xA1


@dataclass(frozen=True, slots=True)
class SignedData:
    """What one signer signed. `attributes` are the signed ones by identifier; `others` what hangs on unsigned."""

    content: bytes
    digest: str
    signer: Certificate
    beside: tuple[Certificate, ...]
    attributes: dict[str, der.Node]
    others: tuple[der.Node, ...]
    signature: bytes
    _algorithm: Algorithm
    _covered: bytes

    def fits(self, digest: bytes) -> bool:
        """Whether the signer signed this digest as this certificate's holder, and nothing unproven lies beside."""
        told, named = self.attributes.get(_MESSAGE_DIGEST), self.attributes.get(_SIGNING_CERTIFICATE)
        if told is None or named is None or told.content != digest or not _names(named, self.signer):
            return False
        verdict = verify(self.signer.public, self._covered, self.signature, algorithm=self._algorithm)
        return verdict.state is State.VALID and all(self._is_proven(each) for each in self.beside)

    def stands_for(self, digest: bytes) -> State:
        """Whether this was signed, by whatever rules its maker followed beside: less is asked than of our own."""
        told = self.attributes.get(_MESSAGE_DIGEST)
        if told is None:
            return State.UNVERIFIABLE
        if told.content != digest:
            return State.INVALID
        return verify(self.signer.public, self._covered, self.signature, algorithm=self._algorithm).state

    def _is_proven(self, certificate: Certificate) -> bool:
        """A certificate nobody among these issued could be changed unseen."""
        issuers = (each for each in self.beside if each.subject == certificate.issuer)
        return any(certificate.issued_by(each).state is State.VALID for each in issuers)


def read_signed_data(data: bytes, *, content_type: str) -> SignedData:
    """Read it; raises ValueError for what is not signed data of one signer in its one form."""
    name, wrapped = der.one(data, der.SEQUENCE).members()
    version, digests, inner, bag, signers = der.one(wrapped.content, der.SEQUENCE).members()
    content = _content(inner, content_type)
    expected = der.integer(3 if content_type != DATA else 1)
    _insist(name.oid() == _SIGNED_DATA and wrapped.tag == _CONTENT and version.raw == expected)
    _insist(digests.tag == der.SET and bag.tag == _CONTENT and signers.tag == der.SET)
    first, which, digest, signed, algorithm, signature, *rest = der.one(signers.content, der.SEQUENCE).members()
    _insist(first.raw == der.integer(1) and digests.content == digest.raw and signed.tag == _SIGNED)
    _insist(signature.tag == der.OCTETS and [node.tag for node in rest] in ([], [_UNSIGNED]))
    certificates = [Certificate(node.raw) for node in bag.members()]
    signer = next((each for each in certificates if which.raw == _identifier(each)), None)
    attributes = _attributes(signed)
    _insist(signer is not None and attributes[_CONTENT_TYPE].raw == der.oid(content_type))
    assert signer is not None  # noqa: S101 - said above, for mypy
    method = DIGESTS.get(_named(digest), "")
    return SignedData(
        content, method, signer, tuple(each for each in certificates if each is not signer), attributes,
        tuple(node for part in rest for node in part.members()), signature.content, _algorithm(algorithm, method),
        der.value(der.SET, signed.content),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stamped:
    """What a time-stamping authority said: that it saw these bytes at this moment."""

    at: dt.datetime
    authority: Certificate
    beside: tuple[Certificate, ...]


def read_timestamp(token: bytes, stamped: bytes) -> Stamped:
    """Read a time stamp (RFC 3161) over `stamped`; raises ValueError when it is not one, or one over other bytes."""
    signed = read_signed_data(token, content_type=TIMESTAMP_INFO)
    _insist(signed.fits(hashlib.new(signed.digest, signed.content).digest()) and not signed.others)
    _, _, imprint, _, moment, *_ = der.one(signed.content, der.SEQUENCE).members()
    method, digest = imprint.members()
    _insist(digest.content == hashlib.new(DIGESTS[_named(method)], stamped).digest())
    _insist(moment.tag == der.GENERALIZED_TIME and moment.content.endswith(b"Z"))
    told = moment.content.decode("ascii")[:14]
    at = dt.datetime.strptime(told, "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
    return Stamped(at, signed.signer, signed.beside)


def make_timestamp(
    key: PrivateKey, certificate: Certificate, *, imprint: bytes, nonce: bytes, at: dt.datetime
) -> bytes:
    """A time stamp. `imprint` and `nonce` as they stand in the request, as DER; `nonce` may be empty.

    It is numbered by what it stamps and when: the same number means the same stamp.
    """
    moment = at.astimezone(dt.UTC).strftime("%Y%m%d%H%M%SZ").encode()
    number = int.from_bytes(hashlib.sha256(imprint + nonce + moment).digest()[:16], "big")
    said = der.sequence(
        der.integer(1),
        der.oid(_POLICY),
        imprint,
        der.integer(number),
        der.value(der.GENERALIZED_TIME, moment),
        nonce,
    )
    named = der.sequence(der.sequence(der.sequence(der.octets(hashlib.sha256(certificate.der).digest()))))
    attributes = b"".join(
        sorted(
            der.sequence(der.oid(kind), der.value(der.SET, value))
            for kind, value in (
                (_CONTENT_TYPE, der.oid(TIMESTAMP_INFO)),
                (_MESSAGE_DIGEST, der.octets(hashlib.sha256(said).digest())),
                (_SIGNING_CERTIFICATE, named),
            )
        )
    )
    method = der.oid(algorithm_for(key.kind).oid)
    signer = der.sequence(
        der.integer(1),
        _identifier(certificate),
        _SHA256,
        der.value(_SIGNED, attributes),
        der.sequence(method, der.null()) if key.kind is KeyKind.RSA else der.sequence(method),
        der.octets(sign(key, der.value(der.SET, attributes))),
    )
    body = der.sequence(
        der.integer(3),
        der.value(der.SET, _SHA256),
        der.sequence(der.oid(TIMESTAMP_INFO), der.explicit(0, der.octets(said))),
        der.explicit(0, certificate.der),
        der.value(der.SET, signer),
    )
    return der.sequence(der.oid(_SIGNED_DATA), der.explicit(0, body))


def _insist(holds: bool) -> None:  # noqa: FBT001 - a sentence, not an option
    if not holds:
        raise der.NotDer


def _content(inner: der.Node, content_type: str) -> bytes:
    kind, *content = inner.members()
    _insist(inner.tag == der.SEQUENCE and kind.oid() == content_type and len(content) == (content_type != DATA))
    if not content:
        return b""
    _insist(content[0].tag == _CONTENT)
    return der.one(content[0].content, der.OCTETS).content


def _attributes(signed: der.Node) -> dict[str, der.Node]:
    found: dict[str, der.Node] = {}
    for node in signed.members():
        kind, values = node.members()
        _insist(values.tag == der.SET and kind.oid() not in found)
        found[kind.oid()] = der.one(values.content)
    return found


def _named(algorithm: der.Node) -> str:
    """The identifier of an algorithm that has no parameters."""
    kind, *parameters = algorithm.members()
    _insist(algorithm.tag == der.SEQUENCE and [node.raw for node in parameters] in ([], [der.null()]))
    return kind.oid()


def _algorithm(node: der.Node, digest: str) -> Algorithm:
    oid = _named(node)
    found = algorithm_named(RSA_SHA256.oid if oid == _RSA and digest == RSA_SHA256.digest else oid)
    if found is None or not digest or found.digest != digest:
        raise der.NotDer
    return found


def _identifier(certificate: Certificate) -> bytes:
    """By issuer and number, as the signer of signed data is named."""
    fields = [node for node in der.one(certificate.der).members()[0].members() if node.tag != _CONTENT]
    return der.sequence(fields[2].raw, fields[0].raw)


def _names(named: der.Node, signer: Certificate) -> bool:
    """Whether the attribute holds the SHA-256 of the certificate."""
    first = named.members()[0].members()[0].members()
    if first[0].tag == der.SEQUENCE:
        _insist(DIGESTS.get(_named(first[0])) == "sha256")
        first = first[1:]
    return first[0].tag == der.OCTETS and first[0].content == hashlib.sha256(signer.der).digest()
