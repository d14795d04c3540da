"""Eight kinds of damage, done to an object's folder as disks, people and intruders do it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lantai.holdings.fixity.kinds import Kind

INVENTORY = "inventory.json"


@dataclass(frozen=True)
class Injected:
    """What was done: the kinds a check may call it by, and the name it must name."""

    name: str
    kinds: frozenset[Kind]
    path: str


def contents(folder: Path) -> list[Path]:
    """The files of all versions but inventories, those with bytes in them."""
    return [path for path in sorted(folder.glob("v*/content/**/*")) if path.is_file() and path.stat().st_size]


def flip(path: Path, chance: random.Random) -> None:
    """One bit, somewhere."""
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    replace(path, bytes(data))


def replace(path: Path, data: bytes) -> None:
    """In a file of its own: another name of the same bytes is not to be damaged along with it."""
    path.unlink()
    path.write_bytes(data)


def _bit_flip(folder: Path, chance: random.Random) -> Injected:
    path = chance.choice(contents(folder))
    flip(path, chance)
    return _told("bit flip", {Kind.ALTERED}, folder, path)


def _truncation(folder: Path, chance: random.Random) -> Injected:
    path = chance.choice(contents(folder))
    data = path.read_bytes()
    replace(path, data[: chance.randrange(len(data))])
    return _told("truncation", {Kind.TRUNCATED, Kind.ALTERED}, folder, path)


def _missing(folder: Path, chance: random.Random) -> Injected:
    path = chance.choice(contents(folder))
    path.unlink()
    return _told("missing", {Kind.MISSING}, folder, path)


def _extra(folder: Path, chance: random.Random) -> Injected:
    path = chance.choice(contents(folder)).parent / f"多余{chance.randrange(10**6)}.txt"
    path.write_bytes(chance.randbytes(chance.randrange(1, 200)))
    return _told("extra", {Kind.EXTRA}, folder, path)


def _renamed(folder: Path, chance: random.Random) -> Injected:
    path = chance.choice(contents(folder))
    path.rename(path.with_name(f"{path.name}~改名"))
    return _told("renamed", {Kind.RENAMED}, folder, path)


def _inventory(folder: Path, chance: random.Random) -> Injected:
    path = chance.choice(sorted(folder.rglob(INVENTORY)))
    flip(path, chance)
    return _told("inventory altered", {Kind.INVENTORY}, folder, path)


def _sidecar(folder: Path, chance: random.Random) -> Injected:
    path = chance.choice(sorted(folder.rglob(f"{INVENTORY}.sha512")))
    flip(path, chance)
    return _told("digest file altered", {Kind.SIDECAR}, folder, path)


def _version(folder: Path, chance: random.Random) -> Injected:
    path = chance.choice(sorted(folder.glob("v*")))
    shutil.rmtree(path)
    return _told("version folder missing", {Kind.VERSION}, folder, path)


def _told(name: str, kinds: set[Kind], folder: Path, path: Path) -> Injected:
    return Injected(name, frozenset(kinds), path.relative_to(folder).as_posix())


KINDS: Mapping[str, Callable[[Path, random.Random], Injected]] = {
    "bit flip": _bit_flip,
    "truncation": _truncation,
    "missing": _missing,
    "extra": _extra,
    "renamed": _renamed,
    "inventory altered": _inventory,
    "digest file altered": _sidecar,
    "version folder missing": _version,
}
REPAIRABLE = frozenset(KINDS) - {"extra"}
"""A stranger is no loss: a person sets it aside."""
