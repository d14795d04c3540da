"""Mending one object in one place: good bytes are looked for, proved by their digest, and swapped in as a whole tree.

Nothing is believed for where it lies. A file comes from a second copy only if its bytes have the digest that the
object's own inventory promises; an inventory only if it has the digest the database remembers; so a bad copy can give
nothing. The object is replaced by one rename, as every new version is: readers see the old tree or the mended one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lantai.base.common.errors import ArchiveError
from lantai.engines.storage.errors import worded
from lantai.engines.storage.protocol import BlobStore, Publication
from lantai.holdings.fixity.expecting import Expectation, expect, sidecar_text
from lantai.holdings.fixity.judging import Damage, Known, Verdict, judge
from lantai.holdings.fixity.kinds import Kind
from lantai.holdings.fixity.places import Place
from lantai.holdings.fixity.quarantine import set_aside
from lantai.holdings.fixity.trees import NotReadable, Vanished, tree_at
from lantai.holdings.preservation.digests import BLOCK, copy_with_digests, write_new
from lantai.holdings.preservation.ocfl.inventory import INVENTORY

LEFT = (Kind.EXTRA, Kind.UNKNOWN, Kind.SM3)
"""Never touched by a repair: a person decides what becomes of them. Bytes of the right SHA-512 are the right bytes."""


@dataclass(slots=True)
class Mended:
    """What a repair did: by path, where the good bytes came from; and what is wrong still."""

    sources: dict[str, str] = field(default_factory=dict)
    damages: list[Damage] = field(default_factory=list)
    left: list[Damage] = field(default_factory=list)
    strangers: list[str] | None = None
    """Paths that a repair leaves to a person, as they are after it; None when it did not come so far."""


@dataclass(frozen=True, slots=True)
class _Sick:
    """The object to be mended, where it lies and where others of it lie."""

    place: Place
    others: Sequence[Place]
    known: Known
    verdict: Verdict


def mend(place: Place, others: Sequence[Place], known: Known, *, mark: str) -> Mended:
    """Repair what can be repaired; what cannot stays as it lies. Raises a `StorageError`: then nothing was changed."""
    verdict = judge(tree_at(place.store, known.prefix, from_disk=True), known)
    mended = Mended(damages=[damage for damage in verdict.damages if damage.kind not in LEFT])
    if not mended.damages:
        return mended
    if any(damage.kind == Kind.UNREADABLE and not damage.path for damage in mended.damages):
        mended.left = mended.damages
        return mended
    sick = _Sick(place, others, known, verdict)
    inventory = verdict.inventory or _inventory_elsewhere(sick)
    if inventory is None:
        mended.left = mended.damages
        return mended
    expectation = expect(inventory, prefix=known.prefix)
    with place.store.staging() as stage:
        tree = stage / "mended"
        tree.mkdir()
        _gather(sick, expectation, tree, mended)
        if mended.sources:
            _swap(sick, expectation, tree, mended, mark)
    after = judge(tree_at(place.store, known.prefix, from_disk=True), known)
    mended.left = [damage for damage in after.damages if damage.kind not in LEFT]
    mended.strangers = [damage.path for damage in after.damages if damage.kind in LEFT]
    return mended


def _inventory_elsewhere(sick: _Sick) -> bytes | None:
    """The inventory the database remembers, from whichever other place still has it to the byte."""
    for other in sick.others:
        tree = tree_at(other.store, sick.known.prefix)
        for path in (INVENTORY, f"v{sick.known.version}/{INVENTORY}"):
            try:
                data = tree.read(path)
            except (Vanished, NotReadable):
                continue
            if hashlib.sha512(data).hexdigest() == sick.known.inventory_sha512:
                return data
    return None


def _older_elsewhere(sick: _Sick, expectation: Expectation, version: str) -> str:
    """What digest an earlier version's inventory must have, as another place knows whose own story holds."""
    for other in sick.others:
        verdict = judge(tree_at(other.store, sick.known.prefix), sick.known)
        path = f"{version}/{INVENTORY}"
        broken = {damage.path for damage in verdict.damages}
        if verdict.inventory == expectation.known[INVENTORY] and not broken & {path, expectation.sidecar(version)}:
            return verdict.older.get(path, "")
    return ""


def _gather(sick: _Sick, expectation: Expectation, tree: Path, mended: Mended) -> None:
    """Good bytes for every file that is not as it must be, into the new tree."""
    for path, wanted in sorted(_wanted(sick, expectation).items()):
        target = tree / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(wanted, bytes):
            write_new(str(target), wanted)
            mended.sources[path] = "inventory"
        elif wanted and (source := _fetched(sick, path, wanted, expectation, target)):
            mended.sources[path] = source


def _wanted(sick: _Sick, expectation: Expectation) -> dict[str, bytes | str]:
    """Every damaged or missing path with what must lie there: bytes that are known, or a digest, or nothing known."""
    verdict = sick.verdict
    older: dict[str, str] = {}
    for version in expectation.older:
        path = f"{version}/{INVENTORY}"
        older[path] = verdict.older.get(path, "") or _older_elsewhere(sick, expectation, version)
    beside = {expectation.sidecar(v): sidecar_text(d) for v in expectation.older if (d := older[f"{v}/{INVENTORY}"])}
    every: Mapping[str, bytes | str] = {**expectation.contents, **older, **beside, **expectation.known}
    if verdict.inventory is None:
        wrong = {path for path in every if not _is_good(sick, path, every[path], expectation.algorithm)}
    else:
        wrong = _wrong_paths(verdict, every)
    return {path: every[path] for path in wrong if path in every}


def _wrong_paths(verdict: Verdict, every: Mapping[str, bytes | str]) -> set[str]:
    wrong = {damage.path for damage in verdict.damages if damage.kind not in (*LEFT, Kind.VERSION)}
    gone = tuple(f"{damage.path}/" for damage in verdict.damages if damage.kind == Kind.VERSION)
    return wrong | {path for path in every if gone and path.startswith(gone)}


def _is_good(sick: _Sick, path: str, wanted: bytes | str, algorithm: str) -> bool:
    """Asked of each file when the place's own inventory could not be believed, so that nothing was judged."""
    tree = tree_at(sick.place.store, sick.known.prefix, from_disk=True)
    try:
        if isinstance(wanted, bytes):
            return tree.read(path) == wanted
        return bool(wanted) and tree.digest(path, (algorithm,)).digests[0] == wanted
    except (Vanished, NotReadable):
        return False


def _fetched(sick: _Sick, path: str, wanted: str, expectation: Expectation, target: Path) -> str:
    """The name of the place the bytes came from; empty, and nothing written, when none has them."""
    moved = {damage.path: damage.other for damage in sick.verdict.damages if damage.other}
    version, _, rest = path.partition("/")
    here = [moved[path]] if path in moved else [f"{moved[version]}/{rest}"] if version in moved else []
    twins = [p for p, digest in expectation.contents.items() if digest == wanted and p != path]
    for inner in [*here, *twins]:
        if _copied(sick.place.store, f"{sick.known.prefix}/{inner}", wanted, target):
            return inner
    for other in sick.others:
        for inner in (path, *twins):
            if _copied(other.store, f"{sick.known.prefix}/{inner}", wanted, target):
                return other.label
    return ""


def _copied(store: BlobStore, key: str, wanted: str, target: Path) -> bool:
    """Copy if the bytes have this SHA-512; whatever else lies there is thrown away again."""
    try:
        source = store.local_path(key)
        if source is None:
            return _streamed(store, key, wanted, target)
        digests = copy_with_digests(source, target, known_sm3="")
    except ArchiveError as error:
        if target.exists():
            target.unlink()
        if _is_ours(error, target):
            raise
        return False
    if digests.sha512 != wanted:
        target.unlink()
        return False
    return True


def _streamed(store: BlobStore, key: str, wanted: str, target: Path) -> bool:
    digest = hashlib.sha512()
    with store.open(key) as blob, worded(target), target.open("xb") as writer:
        while piece := blob.read(BLOCK):
            digest.update(piece)
            writer.write(piece)
    if digest.hexdigest() != wanted:
        target.unlink()
    return digest.hexdigest() == wanted


def _is_ours(error: ArchiveError, target: Path) -> bool:
    """Whether writing failed, which ends the repair, and not reading, for which the next place is asked."""
    return str(target) == str(error.params.get("place", ""))


def _swap(sick: _Sick, expectation: Expectation, tree: Path, mended: Mended, mark: str) -> None:
    """Set the damaged files aside, then let the mended tree take the place of the other."""
    store, prefix = sick.place.store, sick.known.prefix
    moved = _moved_paths(sick, expectation, mended)
    listing = sick.verdict.listing
    replaced = {path for path in mended.sources if path in listing.files}
    carry = sorted(listing.files - replaced - moved)
    set_aside(store, prefix, sorted(replaced | moved | listing.odd), mark=mark, intent=mended.sources)
    store.publish_trees([Publication(prefix, tree, carry, _as_seen(sick))])


def _moved_paths(sick: _Sick, expectation: Expectation, mended: Mended) -> set[str]:
    """Where moved files lie now: they go when they are back in their places. Strangers stay."""
    files, own = sick.verdict.listing.files, expectation.paths()
    moved = {damage.other for damage in sick.verdict.damages if damage.other and damage.path in mended.sources}
    for damage in sick.verdict.damages:
        if damage.kind == Kind.VERSION and damage.other:
            inner = {path: f"{damage.other}/{path.partition('/')[2]}" for path in mended.sources}
            moved |= {other for path, other in inner.items() if path.startswith(f"{damage.path}/")}
    return {path for path in moved if path in files and path not in own}


def _as_seen(sick: _Sick) -> Mapping[str, bytes] | None:
    """The inventory as it lay there when it was judged: whoever published meanwhile is not overwritten."""
    if not sick.verdict.listing:
        return {}
    try:
        return {INVENTORY: tree_at(sick.place.store, sick.known.prefix).read(INVENTORY)}
    except (Vanished, NotReadable):
        return None
