"""Keys as values: made, read from and written to PEM, without saying where they are kept."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from lantai.engines.signatures import der, pbes, sm2
from lantai.engines.signatures.algorithms import Hash, KeyKind
from lantai.engines.signatures.errors import KeyIsLocked, KeyUnreadable

NativePublic: TypeAlias = ed25519.Ed25519PublicKey | rsa.RSAPublicKey | ec.EllipticCurvePublicKey
NativePrivate: TypeAlias = ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

RSA_BITS = 3072
_EC_PUBLIC_KEY = "1.2.840.10045.2.1"
_SM2_ALGORITHM = der.sequence(der.oid(_EC_PUBLIC_KEY), der.oid(sm2.CURVE_OID))
_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", re.DOTALL)


@dataclass(frozen=True)
class PublicKey:
    """A public key. `spki` is its SubjectPublicKeyInfo as DER, the form in which certificates and files hold it."""

    kind: KeyKind
    spki: bytes

    @cached_property
    def point(self) -> bytes:
        """The point of an SM2 key."""
        return sm2.point_of(der.one(self.spki).members()[1].bits())

    @cached_property
    def native(self) -> NativePublic:
        """The library's object of any other key."""
        return _native_public(self.spki)

    @property
    def bits(self) -> int:
        return self.native.key_size if self.kind is KeyKind.RSA else 256  # type: ignore[union-attr]

    @property
    def fingerprint(self) -> str:
        """SM3 of the key as it stands in a certificate, the first 32 hexadecimal figures."""
        digest = Hash("sm3")
        digest.update(self.spki)
        return digest.digest().hex()[:32]

    def as_pem(self) -> bytes:
        return pem("PUBLIC KEY", self.spki)


@dataclass(frozen=True)
class PrivateKey:
    """A key that signs. `pkcs8` is its PrivateKeyInfo as DER; it never appears in a representation or a log."""

    public: PublicKey
    pkcs8: bytes = field(repr=False)

    @property
    def kind(self) -> KeyKind:
        return self.public.kind

    @cached_property
    def secret(self) -> bytes:
        """The number of an SM2 key."""
        return _sm2_secret(self.pkcs8)[0]

    @cached_property
    def native(self) -> NativePrivate:
        """The library's object of any other key."""
        return serialization.load_der_private_key(self.pkcs8, None)  # type: ignore[return-value]

    def as_pem(self, password: str = "") -> bytes:
        """PKCS#8, encrypted when there is a password."""
        if password:
            return pem("ENCRYPTED PRIVATE KEY", pbes.encrypt(self.pkcs8, password.encode()))
        return pem("PRIVATE KEY", self.pkcs8)


def make_private_key(kind: KeyKind) -> PrivateKey:
    """A new key of this kind: SM2, Ed25519, RSA of 3072 bits, or ECDSA on P-256."""
    if kind is KeyKind.SM2:
        return _sm2_key(*sm2.generate())
    native: NativePrivate
    if kind is KeyKind.ED25519:
        native = ed25519.Ed25519PrivateKey.generate()
    elif kind is KeyKind.RSA:
        native = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    else:
        native = ec.generate_private_key(ec.SECP256R1())
    return _from_native(native)


def read_private_key(data: bytes, *, password: str = "", name: str = "PEM") -> PrivateKey:
    """A key from PEM (PKCS#8). Raises `KeyUnreadable`, or `KeyIsLocked` when the password is missing or wrong."""
    label, content = _unpacked(data, name)
    if label == "ENCRYPTED PRIVATE KEY":
        content = _unlocked(content, password, name)
    elif label != "PRIVATE KEY":
        raise KeyUnreadable(name=name, reason=label)
    try:
        if _names_sm2(der.one(content, der.SEQUENCE).members()[1]):
            secret, point = _sm2_secret(content)
            return _sm2_key(sm2.point_of(point), secret)
        return _from_native(serialization.load_der_private_key(content, None))  # type: ignore[arg-type]
    except (ValueError, IndexError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyUnreadable(name=name, reason=str(error) or "DER") from error


def read_public_key(data: bytes, *, name: str = "PEM") -> PublicKey:
    """A key from PEM (SubjectPublicKeyInfo). Raises `KeyUnreadable`."""
    label, content = _unpacked(data, name)
    if label != "PUBLIC KEY":
        raise KeyUnreadable(name=name, reason=label)
    try:
        return public_key_of(content)
    except ValueError as error:
        raise KeyUnreadable(name=name, reason=str(error) or "DER") from error


def public_key_of(spki: bytes) -> PublicKey:
    """A key from the SubjectPublicKeyInfo of a certificate. Raises ValueError for a kind that we do not know."""
    try:
        if _names_sm2(der.one(spki, der.SEQUENCE).members()[0]):
            key = PublicKey(KeyKind.SM2, spki)
            _ = key.point  # off the curve is found here, not at the first signature
            return key
    except IndexError as error:
        raise der.NotDer from error
    return PublicKey(_kind_of(_native_public(spki)), spki)


def pem(label: str, content: bytes) -> bytes:
    text = base64.b64encode(content)
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return b"\n".join([f"-----BEGIN {label}-----".encode(), *lines, f"-----END {label}-----".encode(), b""])


def unpack_pem(data: bytes) -> tuple[str, bytes] | None:
    """Label and content of the first block, or None where there is none."""
    found = _PEM.search(data)
    if not found:
        return None
    try:
        return found.group(1).decode(), base64.b64decode(b"".join(found.group(2).split()), validate=True)
    except binascii.Error:
        return None


def _unpacked(data: bytes, name: str) -> tuple[str, bytes]:
    found = unpack_pem(data)
    if found is None:
        raise KeyUnreadable(name=name, reason="PEM")
    return found


def _unlocked(content: bytes, password: str, name: str) -> bytes:
    if not password:
        raise KeyIsLocked(name=name)
    try:
        return pbes.decrypt(content, password.encode())
    except pbes.WrongPassword as error:
        raise KeyIsLocked(name=name) from error
    except (ValueError, IndexError) as error:
        raise KeyUnreadable(name=name, reason="PKCS#8") from error


def _names_sm2(algorithm: der.Node) -> bool:
    members = algorithm.members()
    return len(members) == 2 and members[1].tag == der.OID and members[1].oid() == sm2.CURVE_OID


def _sm2_secret(pkcs8: bytes) -> tuple[bytes, bytes]:
    """Secret and encoded point of an ECPrivateKey (RFC 5915) inside PKCS#8."""
    inner = der.one(der.one(pkcs8, der.SEQUENCE).members()[2].content, der.SEQUENCE).members()
    public = next((node for node in inner if node.tag == 0xA1), None)
    if public is None:
        msg = "the public half is missing"
        raise ValueError(msg)
    return inner[1].content.rjust(32, b"\0"), der.one(public.content, der.BITS).bits()


def _sm2_key(point: bytes, secret: bytes) -> PrivateKey:
    if not sm2.fits(point, secret):
        msg = "its two halves do not belong together"
        raise ValueError(msg)
    encoded = b"\x04" + point
    spki = der.sequence(_SM2_ALGORITHM, der.bits(encoded))
    inner = der.sequence(der.integer(1), der.octets(secret), der.explicit(1, der.bits(encoded)))
    pkcs8 = der.sequence(der.integer(0), _SM2_ALGORITHM, der.octets(inner))
    return PrivateKey(PublicKey(KeyKind.SM2, spki), pkcs8)


def _from_native(native: NativePrivate) -> PrivateKey:
    public = native.public_key()
    spki = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    pkcs8 = native.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return PrivateKey(PublicKey(_kind_of(public), spki), pkcs8)


def _native_public(spki: bytes) -> NativePublic:
    try:
        native = serialization.load_der_public_key(spki)
    except UnsupportedAlgorithm as error:
        raise ValueError(str(error)) from error
    _kind_of(native)
    return native  # type: ignore[return-value]


def _kind_of(native: object) -> KeyKind:
    for kind, known in (
        (KeyKind.ED25519, ed25519.Ed25519PublicKey),
        (KeyKind.RSA, rsa.RSAPublicKey),
        (KeyKind.EC, ec.EllipticCurvePublicKey),
    ):
        if isinstance(native, known):
            return kind
    msg = "a key of another kind than Ed25519, SM2, RSA and ECDSA"
    raise ValueError(msg)
