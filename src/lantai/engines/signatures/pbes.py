"""PKCS#8 under a password (PBES2, RFC 8018) for every kind of key, because no library at hand does it for SM2.

Written with PBKDF2-HMAC-SHA256 and AES-256-CBC, which `openssl pkcs8` opens; read also with the other digests of PBKDF2
and the other lengths of AES.
"""

from __future__ import annotations

import hashlib
import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from lantai.engines.signatures import der

ROUNDS = 600_000
_MOST_ROUNDS = 10_000_000
_PBES2, _PBKDF2 = "1.2.840.113549.1.5.13", "1.2.840.113549.1.5.12"
_DIGESTS = {"1.2.840.113549.2.7": "sha1", "1.2.840.113549.2.9": "sha256"}
_DIGESTS |= {"1.2.840.113549.2.10": "sha384", "1.2.840.113549.2.11": "sha512"}
_CIPHERS = {"2.16.840.1.101.3.4.1.2": 16, "2.16.840.1.101.3.4.1.22": 24, "2.16.840.1.101.3.4.1.42": 32}


class WrongPassword(ValueError):
    """The password does not open it. Never leaves this app."""


def encrypt(pkcs8: bytes, password: bytes) -> bytes:
    """EncryptedPrivateKeyInfo of a key."""
    salt, vector = os.urandom(16), os.urandom(16)
    key = hashlib.pbkdf2_hmac("sha256", password, salt, ROUNDS, 32)
    padder = PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    secret = encryptor.update(padder.update(pkcs8) + padder.finalize()) + encryptor.finalize()
    prf = der.sequence(der.oid("1.2.840.113549.2.9"), der.null())
    derived = der.sequence(der.oid(_PBKDF2), der.sequence(der.octets(salt), der.integer(ROUNDS), prf))
    cipher = der.sequence(der.oid("2.16.840.1.101.3.4.1.42"), der.octets(vector))
    return der.sequence(der.sequence(der.oid(_PBES2), der.sequence(derived, cipher)), der.octets(secret))


def decrypt(encrypted: bytes, password: bytes) -> bytes:
    """The key inside. Raises `WrongPassword`, or `NotDer` for what is not encrypted in one of our ways."""
    method, secret = der.one(encrypted, der.SEQUENCE).members()
    name, parameters = method.members()
    if name.oid() != _PBES2:
        raise der.NotDer
    derivation, cipher = parameters.members()
    if derivation.members()[0].oid() != _PBKDF2 or cipher.members()[0].oid() not in _CIPHERS:
        raise der.NotDer
    length, vector = _CIPHERS[cipher.members()[0].oid()], cipher.members()[1].content
    key = _derived(derivation.members()[1].members(), password, length)
    return _opened(secret.content, key, vector)


def _derived(parameters: list[der.Node], password: bytes, length: int) -> bytes:
    salt, rounds = parameters[0].content, parameters[1].integer()
    prf = parameters[-1].members()[0].oid() if parameters[-1].tag == der.SEQUENCE else "1.2.840.113549.2.7"
    if not 0 < rounds <= _MOST_ROUNDS or prf not in _DIGESTS:
        raise der.NotDer
    return hashlib.pbkdf2_hmac(_DIGESTS[prf], password, salt, rounds, length)


def _opened(secret: bytes, key: bytes, vector: bytes) -> bytes:
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    try:
        padded = decryptor.update(secret) + decryptor.finalize()
        unpadder = PKCS7(128).unpadder()
        opened = unpadder.update(padded) + unpadder.finalize()
        der.one(opened, der.SEQUENCE)
    except ValueError as error:
        raise WrongPassword from error
    return opened
