"""Judging one object as it lies: every file read, every name compared, and for each thing that is wrong its kind.

What the database remembers of the inventory (its digest) is the anchor: an inventory that was rewritten together with
its digest file is found all the same, and a version that has come since is known by the one before it lying inside.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lantai.holdings.fixity.expecting import (
    LEFT_ALONE,
    Expectation,
    digest_in,
    expect,
    is_alike,
    sidecar_text,
    sm3_claims,
)
from lantai.holdings.fixity.kinds import Kind
from lantai.holdings.fixity.trees import Listing, NotReadable, Seen, Tree, Vanished
from lantai.holdings.preservation.ocfl.inventory import INVENTORY, SIDECAR, SM3_MANIFEST, InventoryIsBroken
from lantai.holdings.preservation.ocfl.read import parse_sm3_manifest


@dataclass(frozen=True, slots=True)
class Known:
    """What the database knows of an object in one place. `sizes` by SHA-512, where it knows them."""

    object_id: str
    prefix: str
    version: int
    inventory_sha512: str
    sizes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is wrong. `other` is where the bytes lie now, when they were moved; `note` a reason to be read."""

    kind: Kind
    path: str
    expected: str = ""
    seen: str = ""
    expected_size: int | None = None
    seen_size: int | None = None
    other: str = ""
    note: str = ""


@dataclass(slots=True)
class Verdict:
    """What was read of an object and all that is wrong with it.

    `inventory`: the bytes of the inventory that can be believed, None when none can. `older`: what the inventories of
    earlier versions must be, by path, as far as this place knows.
    """

    files: int = 0
    size: int = 0
    damages: list[Damage] = field(default_factory=list)
    inventory: bytes | None = None
    older: dict[str, str] = field(default_factory=dict)
    listing: Listing = field(default_factory=Listing)

    @property
    def is_whole(self) -> bool:
        return not self.damages

    def slim(self) -> Verdict:
        """Without what only repair asks for: hundreds of verdicts wait to be written down together."""
        return Verdict(self.files, self.size, self.damages)


def judge(tree: Tree, known: Known, *, sm3: bool = False) -> Verdict:
    """Everything wrong with one object. `sm3` compares the other digest too, which costs more than all the rest."""
    try:
        listing = tree.listing()
    except NotReadable as error:
        return Verdict(damages=[Damage(Kind.UNREADABLE, "", note=error.reason)])
    if not listing:
        return Verdict(damages=[Damage(Kind.OBJECT, "", expected=known.inventory_sha512)])
    return _Judge(tree, known, listing, sm3).run()


class _Judge:
    """One object under examination."""

    def __init__(self, tree: Tree, known: Known, listing: Listing, sm3: bool) -> None:  # noqa: FBT001 made only above
        self._tree = tree
        self._known = known
        self._sm3 = sm3
        self._listing = listing
        self._root: bytes | None = None
        self._missing: dict[str, str] = {}
        self._verdict = Verdict(listing=listing)

    def run(self) -> Verdict:
        data = self._anchor()
        if data is None:
            return self._verdict
        expectation = expect(data, prefix=self._known.prefix)
        self._verdict.inventory = data
        self._own_files(expectation)
        for version in expectation.older:
            self._older(expectation, version)
        self._contents(expectation)
        self._strangers(expectation)
        return self._verdict

    def _note(self, kind: Kind, path: str, **more: Any) -> None:
        self._verdict.damages.append(Damage(kind, path, **more))

    def _bytes(self, path: str) -> bytes | None:
        """The file's bytes; None, and the damage noted, when there are none to be had."""
        if path not in self._listing.files:
            self._missing.setdefault(path, "")
            return None
        try:
            data = self._tree.read(path)
        except Vanished:
            self._missing.setdefault(path, "")
            return None
        except NotReadable as error:
            self._note(Kind.UNREADABLE, path, note=error.reason)
            return None
        self._verdict.files += 1
        self._verdict.size += len(data)
        return data

    def _anchor(self) -> bytes | None:
        """The inventory to judge by."""
        wanted = self._known.inventory_sha512
        root = self._root = self._bytes(INVENTORY)
        if root is not None and _sha512(root) == wanted:
            return root
        if root is not None and (newer := self._newer(root)) is not None:
            return newer
        if (kept := self._inner_copy(wanted)) is not None:
            return kept
        if root is not None:
            self._note(Kind.INVENTORY, INVENTORY, expected=wanted, seen=_sha512(root), seen_size=len(root))
        elif INVENTORY in self._missing:
            self._note(Kind.MISSING, INVENTORY, expected=wanted)
        return None

    def _inner_copy(self, wanted: str) -> bytes | None:
        """The newest version's folder holds the inventory a second time."""
        try:
            data = self._tree.read(f"v{self._known.version}/{INVENTORY}")
        except (Vanished, NotReadable):
            return None
        return data if _sha512(data) == wanted else None

    def _newer(self, root: bytes) -> bytes | None:
        """An inventory that came after the one the database knows: true when that one lies inside as it was.

        A version is published before its row is written, so a check that comes between the two must not cry.
        """
        try:
            expectation = expect(root, prefix=self._known.prefix)
        except InventoryIsBroken:
            return None
        inventory = expectation.inventory
        version = int(inventory.head[1:]) if re.fullmatch(r"v\d+", inventory.head) else 0
        if inventory.object_id != self._known.object_id or version <= self._known.version:
            return None
        before = f"v{self._known.version}/{INVENTORY}"
        try:
            story = _sha512(self._tree.read(before)) == self._known.inventory_sha512
            return root if story and self._tree.read(SIDECAR) == expectation.known[SIDECAR] else None
        except (Vanished, NotReadable):
            return None

    def _own_files(self, expectation: Expectation) -> None:
        """Declaration, inventories and sidecars of the newest version: their bytes follow from the inventory."""
        for path, wanted in expectation.known.items():
            found = self._root if path == INVENTORY else self._bytes(path)
            if path in self._missing:
                self._missing[path] = _sha512(wanted)
            elif found is not None and found != wanted:
                self._differs(_kind_of(path), path, wanted, found)

    def _differs(self, kind: Kind, path: str, wanted: bytes, found: bytes) -> None:
        digests = {"expected": _sha512(wanted), "seen": _sha512(found)}
        self._note(kind, path, **digests, expected_size=len(wanted), seen_size=len(found))

    def _older(self, expectation: Expectation, version: str) -> None:
        """Inventory and sidecar of an earlier version vouch for one another; the newest knows what it must tell."""
        path, beside = f"{version}/{INVENTORY}", expectation.sidecar(version)
        data, sidecar = self._bytes(path), self._bytes(beside)
        claimed = digest_in(sidecar) if sidecar is not None else ""
        seen = hashlib.new(expectation.algorithm, data).hexdigest() if data is not None else ""
        if data is not None and _tells_same(data, expectation, version) and (not claimed or is_alike(claimed, seen)):
            right = seen
        else:
            right = claimed if claimed != seen else ""
        self._verdict.older[path] = right
        text = sidecar_text(right) if right else b""
        if data is None:
            self._missing[path] = right
        elif right != seen:
            self._note(Kind.INVENTORY, path, expected=right, seen=seen, seen_size=len(data))
        if sidecar is None:
            self._missing[beside] = _sha512(text) if text else ""
        elif sidecar != text and (text or not claimed):
            self._differs(Kind.SIDECAR, beside, text, sidecar)

    def _contents(self, expectation: Expectation) -> None:
        claims = self._claims(expectation) if self._sm3 else {}
        algorithm = (expectation.algorithm,)
        for path, digest in expectation.contents.items():
            if path not in self._listing.files:
                self._missing[path] = digest
                continue
            claimed = claims.get(path)
            seen = self._digest(path, digest, algorithm if claimed is None else (*algorithm, "sm3"))
            if seen is None:
                continue
            if seen.digests[0] != digest:
                self._altered(path, digest, seen)
            elif claimed is not None and seen.digests[1] != claimed:
                self._note(Kind.SM3, path, expected=claimed, seen=seen.digests[1], seen_size=seen.size)

    def _digest(self, path: str, wanted: str, algorithms: tuple[str, ...]) -> Seen | None:
        try:
            seen = self._tree.digest(path, algorithms)
        except Vanished:
            self._missing[path] = wanted
            return None
        except NotReadable as error:
            self._note(Kind.UNREADABLE, path, expected=wanted, note=error.reason)
            return None
        self._verdict.files += 1
        self._verdict.size += seen.size
        return seen

    def _altered(self, path: str, digest: str, seen: Seen) -> None:
        wanted = self._known.sizes.get(digest)
        cut = seen.size < wanted if wanted is not None else seen.size == 0
        kind = Kind.TRUNCATED if cut else Kind.ALTERED
        self._note(kind, path, expected=digest, seen=seen.digests[0], expected_size=wanted, seen_size=seen.size)

    def _claims(self, expectation: Expectation) -> dict[str, str]:
        """SM3 by content path. A manifest that is damaged claims nothing: the reading of contents tells of it."""
        inventory, manifests = expectation.inventory, {}
        for digest in {version.state.get(SM3_MANIFEST, "") for version in inventory.versions.values()} - {""}:
            path = inventory.content_path(digest)
            try:
                data = self._tree.read(path)
            except (Vanished, NotReadable):
                continue
            if hashlib.new(expectation.algorithm, data).hexdigest() == digest:
                manifests[path] = parse_sm3_manifest(data)
        return sm3_claims(expectation, manifests)

    def _strangers(self, expectation: Expectation) -> None:
        """Names that must not be there, and those that must and are not; the same bytes under another name are one."""
        wanted = expectation.paths()
        extra = {path for path in self._listing.files - wanted if not path.startswith(LEFT_ALONE)}
        moved = self._moved(extra, expectation.algorithm) if self._missing else {}
        gone = {version for version in expectation.inventory.versions if version not in self._listing.folders}
        for version in sorted(gone):
            self._note(Kind.VERSION, version, other=self._new_home(version, moved))
        for path in sorted(self._missing):
            other = moved.get(self._missing[path], "")
            if path.partition("/")[0] in gone:
                extra.discard(other)
            elif other in extra:
                extra.discard(other)
                self._note(Kind.RENAMED, path, expected=self._missing[path], other=other)
            else:
                self._note(Kind.MISSING, path, expected=self._missing[path])
        if gone:
            extra = {path for path in extra if self._seen(path, expectation.algorithm) not in self._missing.values()}
        for path in sorted(extra | self._listing.odd):
            self._note(Kind.EXTRA, path, seen=self._seen(path, expectation.algorithm))
        for path in sorted(self._listing.empty):
            if not f"{path}/".startswith(LEFT_ALONE):
                self._note(Kind.EXTRA, path, note="an empty folder")

    def _moved(self, extra: set[str], algorithm: str) -> dict[str, str]:
        return {digest: path for path in sorted(extra, reverse=True) if (digest := self._seen(path, algorithm))}

    def _new_home(self, version: str, moved: Mapping[str, str]) -> str:
        homes = {
            moved[d].partition("/")[0] for p, d in self._missing.items() if p.startswith(f"{version}/") and d in moved
        }
        return min(homes) if len(homes) == 1 else ""

    def _seen(self, path: str, algorithm: str) -> str:
        try:
            return self._tree.digest(path, (algorithm,)).digests[0] if path in self._listing.files else ""
        except (Vanished, NotReadable):
            return ""


def _tells_same(data: bytes, expectation: Expectation, version: str) -> bool:
    """Whether an earlier inventory is of this object and version and tells of every version what the newest tells."""
    try:
        told = expect(data, prefix="").inventory
    except (InventoryIsBroken, ValueError):
        return False
    now = expectation.inventory
    if (told.object_id, told.head) != (now.object_id, version):
        return False
    return all(name in now.versions and each.state == now.versions[name].state for name, each in told.versions.items())


def _kind_of(path: str) -> Kind:
    name = path.rpartition("/")[2]
    if name == INVENTORY:
        return Kind.INVENTORY
    return Kind.SIDECAR if name.startswith(f"{INVENTORY}.") else Kind.ALTERED


def _sha512(data: bytes) -> str:
    return hashlib.sha512(data).hexdigest()
