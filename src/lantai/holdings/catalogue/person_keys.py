"""The keys a person is found by: every spelling, sound and one-gap pattern of a name as one number each.

A key is 63 bits of a digest of `kind:text`, so that one index serves all ways of asking. Different texts that meet in
one number do no harm: what a key finds is compared with the question in full before it is shown.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from lantai.base.common.text import fold, pinyin_forms, units

NAME, SOUND, GAP = "n", "s", "g"
HOLE = "_"
_BETWEEN_NAMES = re.compile(r"[、,，;；/|\n()（）]+")
_SAID_BEFORE = re.compile(r"^(?:曾用名|原名|又名|别名|化名|乳名|小名|字|号|曾用)[:：]?")


@lru_cache(maxsize=8192)  # a page compares some hundred names with one, each of them more than once
def plain_name(name: str) -> str:
    """A name as names are compared: folded, without blanks, points and brackets."""
    return "".join(units(name))


@lru_cache(maxsize=8192)
def keys_of(name: str) -> tuple[int, ...]:
    """All keys of one name, in no particular order, no doubles."""
    plain = plain_name(name)
    if not plain:
        return ()
    found = {key(NAME, plain)}
    found |= {key(SOUND, form) for form in pinyin_forms(name)}
    found |= {key(GAP, pattern) for pattern in gaps(plain)}
    return tuple(sorted(found))


def gaps(plain: str) -> tuple[str, ...]:
    """The name with one character left open, for names of three characters and more: 王_明 finds 王小明 and 王晓明.

    With two characters, one alone would be left, and every tenth person of the archive would fit.
    """
    if len(plain) < 3 or plain[0] < "\u2e80":
        return ()
    return tuple(plain[:n] + HOLE + plain[n + 1 :] for n in range(len(plain)))


def key(kind: str, text: str) -> int:
    """The number of one key, never negative: both databases have signed integers of 64 bits."""
    digest = hashlib.blake2b(f"{kind}:{text}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def names_in(former: str) -> tuple[str, ...]:
    """The single names in a cell of former names: 曾用名:王二、王小二 → 王二, 王小二."""
    if not former:
        return ()
    pieces = (_SAID_BEFORE.sub("", piece.strip()).strip() for piece in _BETWEEN_NAMES.split(former))
    return tuple(dict.fromkeys(piece for piece in pieces if 1 < len(fold(piece)) <= 20))
