"""Keys that sign what the chain said at a moment. A scheme is a class named in the settings; each is a drop-in.

The private key never leaves its folder; the public one lies beside it and stays when the private one is replaced, so
that what was signed before can be verified ever after.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class Verifier(Protocol):
    """One algorithm, without any key of its own."""

    algorithm: ClassVar[str]

    @staticmethod
    def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
        """Whether this key signed this. Never raises for a key or signature that cannot be read: then nobody did."""


class Signer(Verifier, Protocol):
    """One algorithm with a key kept in `folder`, made on first use and readable by its own user only."""

    def __init__(self, folder: Path) -> None: ...

    @property
    def public_key(self) -> bytes:
        """The public key as the algorithm's users pass it on; for Ed25519 the 32 bytes of RFC 8032."""

    def sign(self, message: bytes) -> bytes:
        """The signature over the message itself; hashing is the algorithm's own affair."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key with its algorithm. `name` is what statements call it by: half of its SHA-256."""

    algorithm: str
    public: bytes

    @property
    def name(self) -> str:
        return hashlib.sha256(self.public).hexdigest()[:32]

    def as_json(self) -> dict[str, str]:
        return {"algorithm": self.algorithm, "key": self.name, "public": self.public.hex()}


class Ed25519Signer:
    """Ed25519 (RFC 8032): short enough to be verified by anybody with the standard library of Python alone."""

    algorithm: ClassVar[str] = "Ed25519"

    def __init__(self, folder: Path) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept_secret(folder / "audit-ed25519.key", _new)))
        keep_public(folder, PublicKey(self.algorithm, self.public_key))

    @property
    def public_key(self) -> bytes:
        return self._key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)

    @staticmethod
    def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def _new() -> str:
    raw = serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    return Ed25519PrivateKey.generate().private_bytes(*raw).hex()


class Make(Protocol):
    """Makes a fresh private key, as text."""

    def __call__(self) -> str: ...


def kept_secret(path: Path, make: Make) -> str:
    """The private key kept in `path`, made on first use. Two processes starting at once end with the same key."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(make())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text(encoding="ascii").strip()


def keep_public(folder: Path, key: PublicKey) -> None:
    """Lay the public key beside the private one, once; it stays when the private one is replaced."""
    path = folder / f"audit-{key.name}.pub"
    if not path.exists():
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        fresh.write_text(json.dumps(key.as_json()), encoding="ascii")
        fresh.replace(path)


def trusted_keys(folder: Path) -> list[PublicKey]:
    """Every public key this archive has signed with. A file that cannot be read is no key."""
    found = []
    for path in sorted(folder.glob("audit-*.pub")):
        try:
            said = json.loads(path.read_text(encoding="ascii"))
            found.append(PublicKey(str(said["algorithm"]), bytes.fromhex(said["public"])))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return found


Signature = dict[str, str]


def signatures_over(text: str, signers: Iterable[Signer]) -> list[Signature]:
    """One signature of each signer, as they are kept and written out."""
    return [
        {
            "algorithm": signer.algorithm,
            "key": PublicKey(signer.algorithm, signer.public_key).name,
            "signature": signer.sign(text.encode()).hex(),
        }
        for signer in signers
    ]


def doubts(text: str, signatures: Any, *, keys: Iterable[PublicKey], verifiers: Iterable[type[Verifier]]) -> list[str]:
    """What is wrong with the signatures over a text; empty when every one that can be checked holds, and one does.

    `signature_bad`: a known key did not sign this. `key_unknown`: no signature is by a key of this archive.
    `algorithm_unknown`: a key of this archive, but nothing here to check it with.
    """
    known = {key.name: key for key in keys}
    checks = {verifier.algorithm: verifier.verify for verifier in verifiers}
    found, held = set(), False
    for each in signatures if isinstance(signatures, list) else []:
        key = known.get(str(each.get("key", ""))) if isinstance(each, dict) else None
        if key is None:
            continue
        if key.algorithm not in checks:
            found.add("algorithm_unknown")
        elif checks[key.algorithm](key.public, text.encode(), _bytes(each.get("signature"))):
            held = True
        else:
            found.add("signature_bad")
    return sorted(found) if held or found else ["key_unknown"]


def _bytes(text: Any) -> bytes:
    try:
        return bytes.fromhex(str(text))
    except ValueError:
        return b""
