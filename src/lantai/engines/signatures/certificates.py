"""X.509 certificates, those of SM2 (GM/T 0015) included: read, checked, and made for an archive's own use.

A certificate made here says only who says so himself. Legal weight needs one of a licensed authority, which goes in the
same place.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

from lantai.engines.signatures import der
from lantai.engines.signatures.algorithms import KeyKind, algorithm_for, algorithm_named
from lantai.engines.signatures.errors import CertificateUnreadable
from lantai.engines.signatures.keys import PrivateKey, PublicKey, pem, public_key_of, unpack_pem
from lantai.engines.signatures.signing import sign, verify
from lantai.engines.signatures.verdict import Reason, State, Verdict

_LONGEST_PATH = 6
_ATTRIBUTES = {NameOID.COMMON_NAME: "CN", NameOID.ORGANIZATION_NAME: "O", NameOID.ORGANIZATIONAL_UNIT_NAME: "OU"}


@dataclass(frozen=True)
class Certificate:
    """One certificate. Dates are in UTC; `public` raises ValueError for a kind of key that we do not know."""

    der: bytes

    @cached_property
    def _read(self) -> x509.Certificate:
        return x509.load_der_x509_certificate(self.der)

    @cached_property
    def public(self) -> PublicKey:
        return public_key_of(_key_of(self._read.tbs_certificate_bytes))

    @property
    def subject(self) -> str:
        return self._read.subject.rfc4514_string()

    @property
    def issuer(self) -> str:
        return self._read.issuer.rfc4514_string()

    @property
    def title(self) -> str:
        """Whose it is in one word: the common name, else the organisation, else the whole name."""
        for kind in _ATTRIBUTES:
            if found := self._read.subject.get_attributes_for_oid(kind):
                return str(found[0].value)
        return self.subject

    @property
    def serial(self) -> str:
        return f"{self._read.serial_number:x}"

    @property
    def valid_from(self) -> dt.datetime:
        return self._read.not_valid_before_utc

    @property
    def valid_until(self) -> dt.datetime:
        return self._read.not_valid_after_utc

    @property
    def is_self_issued(self) -> bool:
        return self._read.subject == self._read.issuer

    @property
    def may_issue(self) -> bool:
        """Whether it says of itself that it is an authority's."""
        try:
            return bool(self._read.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
        except (x509.ExtensionNotFound, ValueError):
            return False

    def issued_by(self, issuer: Certificate) -> Verdict:
        """What the signature on this certificate is worth under the key of another (or of itself)."""
        oid = self._read.signature_algorithm_oid.dotted_string
        algorithm = algorithm_named(oid)
        if algorithm is None:
            return Verdict(State.UNVERIFIABLE, Reason.UNKNOWN_ALGORITHM, {"algorithm": oid})
        try:
            return verify(issuer.public, self._read.tbs_certificate_bytes, self._read.signature, algorithm=algorithm)
        except ValueError:
            return Verdict(State.UNVERIFIABLE, Reason.BAD_CERTIFICATE)

    def covers(self, moment: dt.datetime) -> bool:
        return self.valid_from <= moment <= self.valid_until

    def as_pem(self) -> bytes:
        return pem("CERTIFICATE", self.der)


def read_certificate(data: bytes, *, name: str = "X.509") -> Certificate:
    """A certificate from DER, PEM or bare base64. Raises `CertificateUnreadable`."""
    found = unpack_pem(data)
    content = found[1] if found else data
    if not found and data[:1] != b"\x30":
        try:
            content = base64.b64decode(b"".join(data.split()), validate=True)
        except binascii.Error:
            raise CertificateUnreadable(name=name, reason="DER, PEM, base64") from None
    certificate = Certificate(content)
    try:
        _ = certificate.subject, certificate.issuer, certificate.valid_from, certificate.valid_until, certificate.public
    except (ValueError, IndexError) as error:
        raise CertificateUnreadable(name=name, reason=(str(error) or "DER").splitlines()[0]) from error
    return certificate


class Trust(StrEnum):
    """Whether anybody but the signer vouches for the key."""

    TRUSTED = "trusted"
    OUTSIDE_VALIDITY = "outside_validity"
    SELF_SIGNED = "self_signed"
    UNKNOWN_ISSUER = "unknown_issuer"


def trust_of(
    certificate: Certificate,
    *,
    trusted: Sequence[Certificate],
    among: Sequence[Certificate] = (),
    moment: dt.datetime | None = None,
) -> Trust:
    """Follow the issuers from a certificate to one of the trusted. `among`: others that lay beside the signature."""
    at: Certificate | None = certificate
    for _ in range(_LONGEST_PATH):
        if at is None:
            break
        if moment is not None and not at.covers(moment):
            return Trust.OUTSIDE_VALIDITY
        if any(at.der == known.der for known in trusted):
            return Trust.TRUSTED
        at = _issuer(at, [*trusted, *among])
    return Trust.SELF_SIGNED if certificate.is_self_issued else Trust.UNKNOWN_ISSUER


def _issuer(certificate: Certificate, candidates: Sequence[Certificate]) -> Certificate | None:
    for other in candidates:
        named = other.subject == certificate.issuer and other.der != certificate.der and other.may_issue
        if named and certificate.issued_by(other).state is State.VALID:
            return other
    return None


# ── making ──


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when a certificate holds."""

    start: dt.datetime
    end: dt.datetime


def make_certificate(
    *,
    name: str,
    organisation: str,
    public: PublicKey,
    signer: PrivateKey,
    validity: Validity,
    issuer: Certificate | None = None,
) -> Certificate:
    """A certificate for `public`, signed by `signer`: its own key for a self-signed one, else the issuer's.

    One without an issuer may issue others: it is an archive's own root.
    """
    subject = _name(name, organisation)
    algorithm = der.sequence(*_signature_algorithm(signer.kind))
    is_root = issuer is None
    extensions = _extensions(public, signer.public, may_issue=is_root)
    body = der.sequence(
        der.explicit(0, der.integer(2)),
        der.integer(int.from_bytes(os.urandom(15), "big") | 1 << 112),
        algorithm,
        issuer._read.subject.public_bytes() if issuer else subject,
        der.sequence(_time(validity.start), _time(validity.end)),
        subject,
        public.spki,
        der.explicit(3, der.sequence(*extensions)),
    )
    return Certificate(der.sequence(body, algorithm, der.bits(sign(signer, body))))


def _name(name: str, organisation: str) -> bytes:
    parts = [(NameOID.COUNTRY_NAME, "CN"), (NameOID.ORGANIZATION_NAME, organisation), (NameOID.COMMON_NAME, name)]
    return x509.Name([x509.NameAttribute(kind, text[:64]) for kind, text in parts if text]).public_bytes()


def _signature_algorithm(kind: KeyKind) -> tuple[bytes, ...]:
    oid = der.oid(algorithm_for(kind).oid)
    return (oid, der.null()) if kind is KeyKind.RSA else (oid,)


def _extensions(public: PublicKey, signer: PublicKey, *, may_issue: bool) -> list[bytes]:
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=may_issue,
        crl_sign=may_issue,
        encipher_only=False,
        decipher_only=False,
    )
    authority = x509.AuthorityKeyIdentifier(_key_identifier(signer), None, None)
    entries: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=may_issue, path_length=None), True),
        (usage, True),
        (x509.SubjectKeyIdentifier(_key_identifier(public)), False),
        (authority, False),
    ]
    return [
        der.sequence(
            der.oid(extension.oid.dotted_string),
            *([der.value(der.BOOLEAN, b"\xff")] if critical else []),
            der.octets(extension.public_bytes()),
        )
        for extension, critical in entries
    ]


def _key_identifier(public: PublicKey) -> bytes:
    """The 160 bits by which certificates name a key (RFC 5280, 4.2.1.2): a name, no proof."""
    digest = hashes.Hash(hashes.SHA1())  # noqa: S303 - prescribed
    digest.update(der.one(public.spki).members()[1].bits())
    return digest.finalize()


def _time(moment: dt.datetime) -> bytes:
    utc = moment.astimezone(dt.UTC)
    if utc.year < 2050:
        return der.value(der.UTC_TIME, utc.strftime("%y%m%d%H%M%SZ").encode())
    return der.value(der.GENERALIZED_TIME, utc.strftime("%Y%m%d%H%M%SZ").encode())


def _key_of(body: bytes) -> bytes:
    """The SubjectPublicKeyInfo in a certificate's body; the version before the other fields may be left out."""
    members = [node for node in der.one(body, der.SEQUENCE).members() if node.tag != 0xA0]
    return members[5].raw  # after serial, algorithm, issuer, validity and subject
