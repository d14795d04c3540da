"""A second scheme of signatures, as an installation might plug it in: ECDSA on P-256 with SHA-256."""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from lantai.base.audit.signing import PublicKey, keep_public, kept_secret

P256, SCHEME = ec.SECP256R1(), ec.ECDSA(hashes.SHA256())
POINT = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint


class EcdsaSigner:
    algorithm = "ECDSA-P256-SHA256"

    def __init__(self, folder: Path) -> None:
        secret = kept_secret(
            folder / "audit-p256.key", lambda: hex(ec.generate_private_key(P256).private_numbers().private_value)
        )
        self._key = ec.derive_private_key(int(secret, 16), P256)
        keep_public(folder, PublicKey(self.algorithm, self.public_key))

    @property
    def public_key(self) -> bytes:
        return self._key.public_key().public_bytes(*POINT)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message, SCHEME)

    @staticmethod
    def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
        try:
            ec.EllipticCurvePublicKey.from_encoded_point(P256, public_key).verify(signature, message, SCHEME)
        except (InvalidSignature, ValueError):
            return False
        return True
