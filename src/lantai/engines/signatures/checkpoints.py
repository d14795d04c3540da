"""Who signs checkpoints of the audit chain: Ed25519, which anybody verifies, and SM2 with SM3 beside it.

Each signs with the newest key that was made for the purpose (`keys make --purpose audit`), and while there is none with
one that it makes itself, as the chain may not wait for anybody.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from lantai.base.audit import signing
from lantai.engines.signatures import sm2
from lantai.engines.signatures.algorithms import KeyKind
from lantai.engines.signatures.errors import KeyNotThere
from lantai.engines.signatures.keys import PrivateKey
from lantai.engines.signatures.store import Purpose, current_key


def _made(folder: Path, kind: KeyKind) -> PrivateKey | None:
    """Raises `KeyIsLocked` and `KeyUnreadable`: a key that was made on purpose is never passed over."""
    try:
        return current_key(folder, Purpose.AUDIT, kind).private(settings.KEYS_PASSWORD)
    except KeyNotThere:
        return None


class Ed25519Signer(signing.Ed25519Signer):
    """The Ed25519 of the chain, with the archive's own key where one was made."""

    def __init__(self, folder: Path) -> None:
        made = _made(folder, KeyKind.ED25519)
        if made is None:
            super().__init__(folder)
            return
        raw = serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
        self._key = Ed25519PrivateKey.from_private_bytes(made.native.private_bytes(*raw))
        signing.keep_public(folder, signing.PublicKey(self.algorithm, self.public_key))


class Sm2Signer:
    """SM2 with SM3 (GB/T 32918.2, GM/T 0009), the signer's identity being the usual one.

    The public key is the uncompressed point, 65 bytes; the signature is DER.
    """

    algorithm: ClassVar[str] = "SM2-SM3"

    def __init__(self, folder: Path) -> None:
        made = _made(folder, KeyKind.SM2)
        if made is None:
            kept = bytes.fromhex(signing.kept_secret(folder / "audit-sm2.key", _new))
            self._point, self._secret = kept[:64], kept[64:]
        else:
            self._point, self._secret = made.public.point, made.secret
        signing.keep_public(folder, signing.PublicKey(self.algorithm, self.public_key))

    @property
    def public_key(self) -> bytes:
        return b"\x04" + self._point

    def sign(self, message: bytes) -> bytes:
        return sm2.sign(self._secret, _digest(self._point, message))

    @staticmethod
    def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
        try:
            point = sm2.point_of(public_key)
        except ValueError:
            return False
        return sm2.verify(point, _digest(point, message), signature)


def _new() -> str:
    return b"".join(sm2.generate()).hex()


def _digest(point: bytes, message: bytes) -> bytes:
    digest = sm2.started_digest(point)
    digest.update(message)
    return digest.digest()
