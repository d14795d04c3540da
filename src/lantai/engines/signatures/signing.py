"""Signing and verifying byte strings and streams. A signature is judged by a verdict; only our own mistakes raise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from lantai.engines.signatures import sm2
from lantai.engines.signatures.algorithms import Algorithm, Hash, KeyKind, algorithm_for
from lantai.engines.signatures.errors import MessageTooLong
from lantai.engines.signatures.keys import PrivateKey, PublicKey
from lantai.engines.signatures.verdict import Reason, State, Verdict

Source: TypeAlias = bytes | IO[bytes] | Iterable[bytes]

BLOCK = 1 << 20
LONGEST_WHOLE = 64 << 20
SHORTEST_RSA = 2048
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "md5": hashes.MD5(),  # noqa: S303 - old signatures are read, never made
    "sha1": hashes.SHA1(),  # noqa: S303
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


class Message:
    """What is signed, taken in pieces: a digest is kept, or for Ed25519 the message itself up to 64 MB.

    A digest for SM2 begins with the signer's key and identity, so it serves one key only.
    """

    def __init__(self, algorithm: Algorithm, public: PublicKey, *, user_id: bytes = sm2.USER_ID) -> None:
        self.algorithm, self._public = algorithm, public
        self._whole = bytearray()
        self._digest = None if algorithm.digest == "" else Hash(algorithm.digest)
        if algorithm.kind is KeyKind.SM2:
            self._digest = sm2.started_digest(public.point, user_id)

    def update(self, data: bytes) -> None:
        """Add a piece. Raises `MessageTooLong` where the message must be kept whole."""
        if self._digest is not None:
            self._digest.update(data)
            return
        self._whole += data
        if len(self._whole) > LONGEST_WHOLE:
            raise MessageTooLong(megabytes=LONGEST_WHOLE >> 20)

    def content(self) -> bytes:
        """The digest, or the message itself."""
        return bytes(self._whole) if self._digest is None else self._digest.digest()

    def signed_by(self, key: PrivateKey) -> bytes:
        return signature_of(key, self.algorithm, self.content())

    def judged(self, signature: bytes) -> Verdict:
        return judge(self._public, self.algorithm, self.content(), signature)


def sign(key: PrivateKey, source: Source) -> bytes:
    """The signature of everything in `source`: DER for SM2 and ECDSA, PKCS#1 v1.5 for RSA, 64 bytes for Ed25519."""
    message = Message(algorithm_for(key.kind), key.public)
    for piece in pieces(source):
        message.update(piece)
    return message.signed_by(key)


def verify(
    public: PublicKey,
    source: Source,
    signature: bytes,
    *,
    algorithm: Algorithm | None = None,
    user_id: bytes = sm2.USER_ID,
) -> Verdict:
    """What a signature over everything in `source` is worth. Without an algorithm: the one our own keys sign with."""
    algorithm = algorithm or algorithm_for(public.kind)
    if refusal := unfit(public, algorithm, signature):
        return refusal
    message = Message(algorithm, public, user_id=user_id)
    try:
        for piece in pieces(source):
            message.update(piece)
    except MessageTooLong:
        return Verdict(State.UNVERIFIABLE, Reason.TOO_LONG, {"algorithm": algorithm.title})
    return message.judged(signature)


def unfit(public: PublicKey, algorithm: Algorithm, signature: bytes) -> Verdict | None:
    """The verdict that needs no look at what was signed, if there is one."""
    if not signature:
        return Verdict(State.ABSENT, Reason.NO_SIGNATURE)
    if public.kind is not algorithm.kind:
        params = {"kind": str(public.kind), "algorithm": algorithm.title}
        return Verdict(State.UNVERIFIABLE, Reason.KEY_DOES_NOT_FIT, params)
    return None


def judge(public: PublicKey, algorithm: Algorithm, content: bytes, signature: bytes) -> Verdict:
    """The verdict over a digest (for Ed25519: a message) that is there already."""
    if refusal := unfit(public, algorithm, signature):
        return refusal
    if not accepts(public, algorithm, content, signature):
        return Verdict(State.INVALID, Reason.DIFFERS, {"algorithm": algorithm.title})
    if algorithm.is_old:
        return Verdict(State.OLD_ALGORITHM, Reason.OLD_DIGEST, {"algorithm": algorithm.title})
    if public.kind is KeyKind.RSA and public.bits < SHORTEST_RSA:
        return Verdict(State.OLD_ALGORITHM, Reason.SHORT_KEY, {"bits": public.bits})
    return Verdict(State.VALID, Reason.FITS, {"algorithm": algorithm.title})


def accepts(public: PublicKey, algorithm: Algorithm, content: bytes, signature: bytes) -> bool:
    """Whether the key accepts the signature over this digest (for Ed25519: this message)."""
    if public.kind is KeyKind.SM2:
        return sm2.verify(public.point, content, signature)
    native = public.native
    try:
        if isinstance(native, Ed25519PublicKey):
            native.verify(signature, content)
        elif isinstance(native, RSAPublicKey):
            native.verify(signature, content, padding.PKCS1v15(), utils.Prehashed(_HASHES[algorithm.digest]))
        else:
            native.verify(signature, content, ec.ECDSA(utils.Prehashed(_HASHES[algorithm.digest])))
    except (InvalidSignature, ValueError):
        return False
    return True


def signed_digest(public: PublicKey, signature: bytes) -> bytes | None:
    """What an RSA signature was made over, as the key itself tells; None when the key did not make it.

    So a signature by another key and one over another text are told apart even where the text cannot be rebuilt.
    """
    native = public.native
    if not isinstance(native, RSAPublicKey):
        return None
    try:
        return native.recover_data_from_signature(signature, padding.PKCS1v15(), None)
    except (InvalidSignature, ValueError):
        return None


def signature_of(key: PrivateKey, algorithm: Algorithm, content: bytes) -> bytes:
    """The signature over a digest (for Ed25519: a message)."""
    if key.kind is KeyKind.SM2:
        return sm2.sign(key.secret, content)
    native = key.native
    if isinstance(native, Ed25519PrivateKey):
        return native.sign(content)
    digest = utils.Prehashed(_HASHES[algorithm.digest])
    if isinstance(native, RSAPrivateKey):
        return native.sign(content, padding.PKCS1v15(), digest)
    return native.sign(content, ec.ECDSA(digest))


def pieces(source: Source) -> Iterable[bytes]:
    """Bytes, a stream or pieces, as pieces."""
    if isinstance(source, bytes):
        return (source,)
    if hasattr(source, "read"):
        return iter(lambda: source.read(BLOCK), b"")
    return source
