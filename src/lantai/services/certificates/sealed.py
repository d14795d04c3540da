"""What of a certificate is not for everybody: the full name, the picture of a seal, the code that stands on the paper.

Name and picture are encrypted with the key kept for ID numbers outside the database, each for its own purpose. The code
follows from that key and the certificate's identifier, so that a drawing that was interrupted gives the same paper.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.sealing import PersonKeys

_FORM, _NONCE, _MARK = b"\x01", 12, 4
_NAME, _PICTURE = b"lantai certificate name 1", b"lantai certificate seal 1"
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Of codes: nothing in it is taken for something else when read aloud or from paper."""
CODE_LENGTH = 12
_BRACKETS = str.maketrans("[](){}【】（）", "〔〕〔〕〔〕〔〕〔〕")


class CertificateSealed(ArchiveError):
    code = "certificates.sealed"
    message = gettext_noop("A name or a seal cannot be read: it was encrypted with another key.")
    hint = gettext_noop("Put the right keys/person.key back (it belongs to the backup), or set LANTAI_PERSON_KEY.")
    http_status = 503
    exit_code = 4


def _seal(plain: bytes, purpose: bytes, keys: PersonKeys) -> bytes:
    nonce = os.urandom(_NONCE)
    return _FORM + keys.mark + nonce + AESGCM(keys.seal).encrypt(nonce, plain, purpose)


def _open(sealed: bytes, purpose: bytes, keys: PersonKeys) -> bytes:
    head = len(_FORM) + _MARK
    if sealed[:head] != _FORM + keys.mark:
        raise CertificateSealed
    try:
        return AESGCM(keys.seal).decrypt(sealed[head : head + _NONCE], sealed[head + _NONCE :], purpose)
    except (InvalidTag, ValueError) as error:
        raise CertificateSealed from error


def seal_name(name: str, keys: PersonKeys) -> bytes:
    return _seal(name.encode(), _NAME, keys) if name else b""


def open_name(sealed: bytes, keys: PersonKeys) -> str:
    """Raises `CertificateSealed` with the wrong key or a changed row."""
    return _open(sealed, _NAME, keys).decode() if sealed else ""


def seal_picture(picture: bytes, keys: PersonKeys) -> bytes:
    return _seal(picture, _PICTURE, keys)


def open_picture(sealed: bytes, keys: PersonKeys) -> bytes:
    """Raises `CertificateSealed` with the wrong key or a changed row."""
    return _open(sealed, _PICTURE, keys)


def masked(name: str) -> str:
    """The first character of a short name and the rest as stars: 柳文澜 is 柳**; the length is kept up to four."""
    name = " ".join(name.split())
    return name[:1] + "*" * min(3, max(1, len(name) - 1)) if name else ""


def code_for(ulid: str, keys: PersonKeys) -> str:
    """59 bits that only this installation can work out, to be typed by people."""
    digest = hmac.digest(keys.find, f"certificate code 1|{ulid}".encode(), hashlib.sha256)
    value, letters = int.from_bytes(digest, "big"), ""
    for _ in range(CODE_LENGTH):
        value, place = divmod(value, len(LETTERS))
        letters += LETTERS[place]
    return letters


def as_typed(code: str) -> str:
    """A code however it was typed: blanks, hyphens and small letters do not matter."""
    return "".join(each for each in code[:60].upper() if each.isalnum())[:CODE_LENGTH]


def number_as_typed(number: str) -> str:
    """A number however it was typed: whichever brackets, full-width digits, blanks."""
    folded = unicodedata.normalize("NFKC", number[:80]).translate(_BRACKETS)
    return "".join(folded.split()).upper()[:60]


def code_hash(number: str, code: str, keys: PersonKeys) -> str:
    """What is kept of a code, bound to its number."""
    return hmac.digest(keys.find, f"certificate|{number}|{as_typed(code)}".encode(), hashlib.sha256).hex()


def is_code(kept: str, number: str, code: str, keys: PersonKeys) -> bool:
    """Compared in constant time, also where there is nothing to compare with."""
    return hmac.compare_digest(kept or "0" * 64, code_hash(number, code, keys)) and bool(kept)
