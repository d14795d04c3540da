"""The address of a message and what fills its text, encrypted with the key kept outside the database for a purpose of
its own: the outbox tells nobody who asks the archive for something, and no code that opens anything."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lantai.holdings.catalogue.sealing import PersonKeys

_FORM, _NONCE, _MARK = b"\x01", 12, 4
_PURPOSE = b"lantai notice 1"


class NoticeSealed(ValueError):
    """Encrypted with another key, or changed."""


def seal_notice(to: str, values: Mapping[str, str], keys: PersonKeys) -> bytes:
    nonce, plain = os.urandom(_NONCE), json.dumps({"to": to, "values": dict(values)}, ensure_ascii=False).encode()
    return _FORM + keys.mark + nonce + AESGCM(keys.seal).encrypt(nonce, plain, _PURPOSE)


def open_notice(sealed: bytes, keys: PersonKeys) -> tuple[str, dict[str, str]]:
    """Address and values. Raises `NoticeSealed`."""
    head = len(_FORM) + _MARK
    if sealed[:head] != _FORM + keys.mark:
        raise NoticeSealed
    try:
        said = json.loads(AESGCM(keys.seal).decrypt(sealed[head : head + _NONCE], sealed[head + _NONCE :], _PURPOSE))
    except (InvalidTag, ValueError) as error:
        raise NoticeSealed from error
    return str(said["to"]), dict(said["values"])


def shown(channel: str, to: str) -> str:
    """The end of an address, so that a mistake can be looked for: …4567, …@example.cn."""
    return f"…@{to.rpartition('@')[2][:16]}" if channel == "email" else f"…{to[-4:]}"
