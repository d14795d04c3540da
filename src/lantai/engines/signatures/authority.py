"""An archive's own certificate authority, for signatures in PDF files, and the place for keys of a licensed one.

What is made here proves that the archive itself signed, to those who hold its root. Legal weight needs a licensed
authority: its keys come as PEM or PKCS#12 and go through the same `Credential`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from lantai.engines.signatures.algorithms import KeyKind
from lantai.engines.signatures.certificates import Certificate, read_certificate
from lantai.engines.signatures.errors import CertificateUnreadable, KeyIsLocked, KeyUnreadable
from lantai.engines.signatures.keys import PrivateKey, make_private_key, read_private_key

_ROOT_YEARS, _YEARS = 30, 10
_BEGIN = b"-----BEGIN"


@dataclass(frozen=True, slots=True)
class Credential:
    """A key with its certificate, and the certificates between it and the root; all PEM, the key without password."""

    key: bytes = field(repr=False)
    certificate: bytes
    chain: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Authority:
    """A root of our own. It signs certificates and nothing else."""

    key: bytes = field(repr=False)
    certificate: bytes

    def signing(self, name: str, at: dt.datetime | None = None) -> Credential:
        """A new key that signs documents in this name, from `at` (when the authority was made) for ten years."""
        return self._issue(name, at, usage=_usage(digital_signature=True, content_commitment=True), purposes=())

    def timestamping(self, name: str, at: dt.datetime | None = None) -> Credential:
        """A new key that says when something was signed, and may sign nothing else (RFC 3161, 2.3)."""
        usage = _usage(digital_signature=True)
        return self._issue(name, at, usage=usage, purposes=(ExtendedKeyUsageOID.TIME_STAMPING,))

    def _issue(
        self, name: str, at: dt.datetime | None, *, usage: x509.KeyUsage, purposes: Sequence[x509.ObjectIdentifier]
    ) -> Credential:
        root, key = x509.load_pem_x509_certificate(self.certificate), make_private_key(KeyKind.RSA)
        start = at or root.not_valid_before_utc
        end = min(_years_after(start, _YEARS), root.not_valid_after_utc)
        builder = _builder(_name(name), root.subject, key, start, end)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(usage, critical=True)
        if purposes:
            builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=True)
        public = _rsa(read_private_key(self.key)).public_key()
        builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
        made = builder.sign(_rsa(read_private_key(self.key)), hashes.SHA256())
        return Credential(key.as_pem(), made.public_bytes(serialization.Encoding.PEM))


def make_authority(name: str, at: dt.datetime) -> Authority:
    """A root with a key of RSA-3072 that issues for thirty years from `at`."""
    key = make_private_key(KeyKind.RSA)
    builder = _builder(_name(name), _name(name), key, at, _years_after(at, _ROOT_YEARS))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    made = builder.sign(_rsa(key), hashes.SHA256())
    return Authority(key.as_pem(), made.public_bytes(serialization.Encoding.PEM))


def read_credential(data: bytes, *, password: str = "", certificates: bytes = b"", name: str = "PKCS#12") -> Credential:
    """What a licensed authority gave: PKCS#12, or a key in PEM with its certificates (behind it or apart).

    The first certificate is the key's own; a root at the end is left out, for who verifies has it. Raises
    `KeyUnreadable`, `KeyIsLocked`, `CertificateUnreadable`.
    """
    if _BEGIN in data:
        key, found = read_private_key(data, password=password, name=name), _certificates(data + certificates, name)
    else:
        key, found = _from_pkcs12(data, password, name)
    own = next((each for each in found if each.public.spki == key.public.spki), None)
    if own is None:
        raise CertificateUnreadable(name=name, reason="no certificate of this key")
    chain = tuple(each.as_pem() for each in found if each.der != own.der and not each.is_self_issued)
    return Credential(key.as_pem(), own.as_pem(), chain)


def _certificates(data: bytes, name: str) -> list[Certificate]:
    parts = data.split(_BEGIN + b" CERTIFICATE-----")[1:]
    return [read_certificate(_BEGIN + b" CERTIFICATE-----" + part, name=name) for part in parts]


def _from_pkcs12(data: bytes, password: str, name: str) -> tuple[PrivateKey, list[Certificate]]:
    try:
        opened = pkcs12.load_pkcs12(data, password.encode() or None)
    except ValueError as error:
        if "password" in str(error).lower():
            raise KeyIsLocked(name=name) from error
        raise KeyUnreadable(name=name, reason="PKCS#12") from error
    if opened.key is None:
        raise KeyUnreadable(name=name, reason="PKCS#12")
    plain = opened.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    held = [each.certificate for each in (opened.cert, *opened.additional_certs) if each is not None]
    der = serialization.Encoding.DER
    return read_private_key(plain, name=name), [Certificate(each.public_bytes(der)) for each in held]


def _builder(
    subject: x509.Name, issuer: x509.Name, key: PrivateKey, start: dt.datetime, end: dt.datetime
) -> x509.CertificateBuilder:
    public = _rsa(key).public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start.astimezone(dt.UTC))
        .not_valid_after(end.astimezone(dt.UTC))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _name(name: str) -> x509.Name:
    """The common name holds 64 characters (X.520)."""
    country = x509.NameAttribute(NameOID.COUNTRY_NAME, "CN")
    return x509.Name([country, x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _rsa(key: PrivateKey) -> RSAPrivateKey:
    native = key.native
    if not isinstance(native, RSAPrivateKey):
        raise KeyUnreadable(name=str(key.kind), reason="RSA")
    return native


def _years_after(moment: dt.datetime, years: int) -> dt.datetime:
    return moment.replace(year=moment.year + years, day=min(moment.day, 28))
