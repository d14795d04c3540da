"""Digests of files in one reading each, by the names packages give the algorithms."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import IO, Protocol

from lantai.engines.packages.files import open_regular
from lantai.engines.packages.watch import Watch

BLOCK = 1 << 20
_LENGTHS = {"md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128, "sm3": 64}
_LENGTHS |= {"sha3_224": 56, "sha3_256": 64, "sha3_384": 96, "sha3_512": 128, "blake2b": 128, "blake2s": 64}
_TITLES = {"sm3": "SM3", "md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512"}


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


def algorithm(name: str) -> str:
    """`SHA-256`, `sha256` and `Sha_256` are one algorithm; the name `hashlib` has for it, known or not."""
    plain = name.strip().lower().replace("-", "").replace("_", "").replace("/", "")
    if plain.startswith("sha3") and plain[4:].isdigit() and len(plain) == 7:
        return f"sha3_{plain[4:]}"
    return plain


def is_known(name: str) -> bool:
    return name in _LENGTHS and name in hashlib.algorithms_available


def is_digest(name: str, text: str) -> bool:
    """Whether a text can be a digest of this algorithm: hexadecimal, and of its length where we know it."""
    wanted = _LENGTHS.get(name)
    try:
        bytes.fromhex(text)
    except ValueError:
        return False
    return text.isalnum() and (wanted is None or len(text) == wanted)


def title(name: str) -> str:
    """The algorithm as people write it."""
    return _TITLES.get(name, name.upper())


def default_algorithms() -> tuple[str, ...]:
    """What our own packages carry: SM3 for the law here, SHA-256 for the world. Without OpenSSL 3, the second alone."""
    return tuple(name for name in ("sm3", "sha256") if is_known(name))


def _hashes(algorithms: Collection[str]) -> dict[str, _Hash]:
    return {name: hashlib.new(name, usedforsecurity=False) for name in algorithms}


def digest_stream(
    stream: IO[bytes], algorithms: Collection[str], watch: Watch, name: str
) -> tuple[int, dict[str, str]]:
    """Length and digests of everything in a stream."""
    hashes, size = _hashes(algorithms), 0
    while block := stream.read(BLOCK):
        for each in hashes.values():
            each.update(block)
        size += len(block)
        watch.bytes_done(len(block), name)
    watch.file_done(name)
    return size, {name: each.hexdigest() for name, each in hashes.items()}


def digest_file(path: Path, algorithms: Collection[str], watch: Watch, name: str) -> tuple[int, dict[str, str]]:
    """Length and digests of a regular file. Raises OSError."""
    with open_regular(path) as stream:
        return digest_stream(stream, algorithms, watch, name)


def copy_stream(
    stream: IO[bytes], target: Path, algorithms: Collection[str], watch: Watch, name: str
) -> tuple[int, Mapping[str, str]]:
    """Write a stream to a new file and digest it on the way. Raises OSError; nothing is written over."""
    hashes, size = _hashes(algorithms), 0
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    with os.fdopen(descriptor, "wb", buffering=0) as out:
        while block := stream.read(BLOCK):
            for each in hashes.values():
                each.update(block)
            view = memoryview(block)
            while view:
                view = view[out.write(view) :]
            size += len(block)
            watch.bytes_done(len(block), name)
    watch.file_done(name)
    return size, {name: each.hexdigest() for name, each in hashes.items()}
