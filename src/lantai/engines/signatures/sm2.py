"""SM2 signatures with SM3 (GB/T 32918.2, GM/T 0009): the only module that knows the library behind them."""

from __future__ import annotations

import gmssl_pyx

from lantai.engines.signatures import der
from lantai.engines.signatures.algorithms import Hash

USER_ID = b"1234567812345678"
"""The signer's identity when none was agreed (GM/T 0009, clause 10)."""

CURVE_OID = "1.2.156.10197.1.301"
_A = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC
_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
_N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
_G = bytes.fromhex(
    "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
    "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0"
)


def generate() -> tuple[bytes, bytes]:
    """A new key: the point (64 bytes) and the secret (32 bytes)."""
    point, secret = gmssl_pyx.sm2_key_generate()
    return bytes(point), bytes(secret)


def point_of(encoded: bytes) -> bytes:
    """The point of a public key as it stands in certificates, compressed or not. Raises ValueError off the curve."""
    try:
        return bytes(gmssl_pyx.normalize_sm2_public_key(encoded))
    except gmssl_pyx.InvalidValueError as error:
        msg = "the point does not lie on the curve of SM2"
        raise ValueError(msg) from error


def fits(point: bytes, secret: bytes) -> bool:
    """Whether secret and point are one key: what the one signs, the other accepts."""
    digest = b"\x5a" * 32
    return 0 < int.from_bytes(secret, "big") < _N - 1 and verify(point, digest, sign(secret, digest))


def started_digest(point: bytes, user_id: bytes = USER_ID) -> Hash:
    """SM3 with Z already in it (GB/T 32918.2, 5.5): the message is then added in pieces of any size."""
    z = Hash("sm3")
    z.update((len(user_id) * 8).to_bytes(2, "big") + user_id)
    z.update(_A.to_bytes(32, "big") + _B.to_bytes(32, "big") + _G + point)
    digest = Hash("sm3")
    digest.update(z.digest())
    return digest


def sign(secret: bytes, digest: bytes) -> bytes:
    """The signature of a digest begun with `started_digest`, as DER."""
    return bytes(gmssl_pyx.sm2_sign_sm3_digest(secret, digest))


def verify(point: bytes, digest: bytes, signature: bytes) -> bool:
    """Whether the signature is one of this key over this digest. Accepts DER and the bare r, s of 64 bytes."""
    normal = _as_der(signature)
    if normal is None:
        return False
    try:
        return bool(gmssl_pyx.sm2_verify_sm3_digest(point, digest, normal))
    except gmssl_pyx.GmsslInnerError:
        return False


def _as_der(signature: bytes) -> bytes | None:
    if len(signature) == 64:
        numbers = [int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")]
    else:
        try:
            numbers = [node.integer() for node in der.one(signature, der.SEQUENCE).members()]
        except der.NotDer:
            return None
    if len(numbers) != 2 or not all(0 < number < _N for number in numbers):
        return None
    return der.sequence(*(der.integer(number) for number in numbers))
