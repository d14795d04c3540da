"""What must lie in an object, file by file, told by its inventory alone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lantai.holdings.preservation.ocfl.inventory import (
    DECLARATION,
    DECLARATION_TEXT,
    INVENTORY,
    SM3_MANIFEST,
    Inventory,
    parse_inventory,
)

LEFT_ALONE = ("logs/", "extensions/")
"""Folders the specification leaves to others: what lies in them is nobody's loss and no alarm."""

_SIDECAR = re.compile(rb"([0-9a-fA-F]+)[ \t]+inventory\.json\s*")


@dataclass(frozen=True, slots=True)
class Expectation:
    """The files of a whole object.

    `known`: those whose bytes follow from the inventory. `contents`: digest by path. `older`: the versions before the
    newest, each with an inventory and a sidecar of its own, which only the sidecar vouches for.
    """

    inventory: Inventory
    known: Mapping[str, bytes]
    contents: Mapping[str, str]
    older: Sequence[str]

    @property
    def algorithm(self) -> str:
        return self.inventory.algorithm

    def sidecar(self, version: str) -> str:
        return f"{version}/{INVENTORY}.{self.algorithm}"

    def paths(self) -> set[str]:
        own = {path for version in self.older for path in (f"{version}/{INVENTORY}", self.sidecar(version))}
        return {*self.known, *self.contents, *own}


def expect(data: bytes, *, prefix: str) -> Expectation:
    """What the inventory with these bytes promises. Raises `InventoryIsBroken`."""
    inventory = parse_inventory(data, prefix=prefix)
    *older, head = inventory.versions
    sidecar = sidecar_of(data, inventory.algorithm)
    name = f"{INVENTORY}.{inventory.algorithm}"
    known = {
        DECLARATION: DECLARATION_TEXT,
        INVENTORY: data,
        name: sidecar,
        f"{head}/{INVENTORY}": data,
        f"{head}/{name}": sidecar,
    }
    contents = {path: digest for digest, paths in inventory.manifest.items() for path in paths}
    return Expectation(inventory, known, contents, older)


def sidecar_of(data: bytes, algorithm: str) -> bytes:
    """The digest file of an inventory with these bytes."""
    return sidecar_text(hashlib.new(algorithm, data).hexdigest())


def sidecar_text(digest: str) -> bytes:
    return f"{digest} {INVENTORY}\n".encode()


def digest_in(sidecar: bytes) -> str:
    """The digest a sidecar holds; empty when it is not of the form it must have."""
    found = _SIDECAR.fullmatch(sidecar)
    return found[1].decode().lower() if found else ""


def is_alike(digest: str, other: str) -> bool:
    """Whether one of two digests is the other miswritten: those of different bytes agree in 8 places of 128."""
    same = sum(a == b for a, b in zip(digest, other, strict=False))
    return same * 2 > max(len(digest), len(other))


def sm3_claims(expectation: Expectation, manifests: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """SM3 by content path, as the versions' manifests claim it; `manifests`, by path, are those that are right."""
    claims: dict[str, str] = {}
    inventory = expectation.inventory
    for version in inventory.versions.values():
        manifest = version.state.get(SM3_MANIFEST)
        claimed = manifests.get(inventory.content_path(manifest)) if manifest else None
        if claimed is None:
            continue
        for logical, digest in version.state.items():
            if logical != SM3_MANIFEST:
                claims[inventory.content_path(digest)] = claimed.get(logical, "")
    return claims
