"""Writing objects: build the whole new state beside the store, then let it appear in one step.

OCFL allows only the digest algorithms of its own lists in an inventory's fixity block, and validators reject others;
SM3 is not on them. So every version carries its own `manifest-sm3.txt`, an ordinary file with the SM3 of the others.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.engines.storage.errors import worded
from lantai.engines.storage.protocol import BlobStore, Publication
from lantai.holdings.preservation.digests import SourceHasChanged, copy_with_digests, digest_bytes, write_new
from lantai.holdings.preservation.ocfl.inventory import (
    CONTENT,
    DECLARATION,
    DECLARATION_TEXT,
    INVENTORY,
    SIDECAR,
    SM3_MANIFEST,
    Inventory,
    Version,
)
from lantai.holdings.preservation.ocfl.layout import object_prefix
from lantai.holdings.preservation.ocfl.names import physical_path
from lantai.holdings.preservation.ocfl.read import read_inventory, read_sm3


class LogicalPathsConflict(ArchiveError):
    code = "preservation.paths_conflict"
    message = gettext_noop("Two files of one record claim the place %(path)s.")
    hint = gettext_noop("Rename one of them in the package, or give each a place of its own, and repeat the intake.")


class NothingToStore(ArchiveError):
    code = "preservation.nothing_to_store"
    message = gettext_noop("The record %(object_id)s has neither a file nor a description to store.")
    hint = gettext_noop("An object needs at least its description.")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to keep. `logical_path` is where it will be found (`names.logical_path` makes one that any format holds).

    `sha512`, when the file was digested before: a file that has changed since is refused. With it a known `sm3` is
    believed, which spares reading speed.
    """

    path: Path
    logical_path: str
    sha512: str | None = None
    sm3: str | None = None


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file of the new state and where its bytes lie inside the object."""

    logical_path: str
    content_path: str
    size: int
    sha512: str
    sm3: str | None


Documents = Mapping[str, bytes] | Callable[[Sequence[StagedFile]], Mapping[str, bytes]]
"""Small files by logical path; or what makes them, called with all files of the new state so far, digests known."""


@dataclass(frozen=True, slots=True)
class Commit:
    """Who made a version, when and why. `created` bears a time zone; `address` is a URI, made up when not given."""

    message: str
    user: str
    created: dt.datetime
    address: str = ""

    def __post_init__(self) -> None:
        if self.created.tzinfo is None:
            msg = "a version's time needs a time zone"
            raise ValueError(msg)

    def version(self, state: Mapping[str, str]) -> Version:
        address = self.address or f"urn:lantai:user:{quote(self.user) or 'unknown'}"
        return Version(self.created.isoformat(timespec="seconds"), self.message, self.user, address, state)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new version brings: files added or replaced, logical paths taken out, documents written anew."""

    files: Sequence[SourceFile] = ()
    remove: Collection[str] = ()
    documents: Documents = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StagedObject:
    """A whole object, or a whole next version of one, waiting to be published."""

    object_id: str
    prefix: str
    tree: Path
    inventory: Inventory
    inventory_sha512: str
    files: tuple[StagedFile, ...]
    carry: tuple[str, ...]
    expects: Mapping[str, bytes]

    @property
    def version(self) -> str:
        return self.inventory.head


def stage_object(
    stage: Path, *, object_id: str, files: Sequence[SourceFile], documents: Documents, commit: Commit
) -> StagedObject:
    """Build the first version of an object below `stage`, a folder that `store.staging()` gave.

    Raises `SourceIsUnreadable`, `SourceHasChanged`, `LogicalPathsConflict`, `NothingToStore` or a `StorageError`;
    then nothing of the object exists but drafts that the staging folder takes with it.
    """
    draft = _Draft(stage / _folder(object_id), "v1", {}, {})
    with worded(stage):
        draft.bring(Changes(files=files, documents=documents))
        if not draft.files:
            raise NothingToStore(object_id=object_id)
        inventory = Inventory(object_id, {"v1": commit.version(draft.state())}, draft.manifest)
        write_new(f"{draft.tree}/{DECLARATION}", DECLARATION_TEXT)
        return _finish(draft, inventory, carry=(), expects={})


def stage_version(
    store: BlobStore, stage: Path, *, object_id: str, changes: Changes, commit: Commit
) -> StagedObject | None:
    """Build the next version of an object: bytes it already holds are not stored again.

    None when the changes change nothing, so that repeating an act after a kill makes no second version. Raises what
    `stage_object` and `read_inventory` raise. Publishing is refused when somebody else's version came first.
    """
    prefix = object_prefix(object_id)
    before = read_inventory(store, object_id)
    draft = _Draft(stage / _folder(object_id), before.next_version(), before.manifest, kept_files(store, before))
    with worded(stage):
        draft.bring(changes)
        if draft.state() == before.state():
            return None
        versions = {**before.versions, draft.version: commit.version(draft.state())}
        inventory = Inventory(object_id, versions, draft.manifest)
        keys = (key.removeprefix(f"{prefix}/") for key in store.list(prefix))
        carry = tuple(key for key in keys if key not in (INVENTORY, SIDECAR))
        with store.open(f"{prefix}/{SIDECAR}") as sidecar:
            return _finish(draft, inventory, carry=carry, expects={SIDECAR: sidecar.read()})


def publish(store: BlobStore, staged: Sequence[StagedObject]) -> None:
    """Let the objects appear, in order; one flush of the disk for all of them.

    Raises `TreeHasChanged` when an object is there already, or is no longer the one its new version was made from;
    those before it in the batch are then stored (`has_object` and `read_inventory` tell).
    """
    store.publish_trees([Publication(each.prefix, each.tree, each.carry, each.expects) for each in staged])


class _Draft:
    """One version under construction: files arrive, their digests decide whether their bytes are new."""

    def __init__(
        self, tree: Path, version: str, manifest: Mapping[str, tuple[str, ...]], files: Mapping[str, StagedFile]
    ) -> None:
        self.tree = tree
        self.version = version
        self.manifest = dict(manifest)
        self.files = dict(files)
        self._taken: set[str] = set()
        self._claimed: set[str] = set()
        self._folders: set[str] = set()
        self._base = str(tree)
        self._begin()
        self._made = {version}

    def _begin(self) -> None:
        """An empty folder, whatever an earlier draft of the same object left."""
        try:
            self.tree.mkdir()
        except FileExistsError:
            shutil.rmtree(self.tree, ignore_errors=True)
            self.tree.mkdir()
        os.mkdir(f"{self._base}/{self.version}")  # noqa: PTH102 - for every record

    def state(self) -> dict[str, str]:
        return {path: self.files[path].sha512 for path in sorted(self.files)}

    def bring(self, changes: Changes) -> None:
        for path in changes.remove:
            self.files.pop(path, None)
        for source in changes.files:
            self._add_file(source)
        documents = changes.documents
        if not isinstance(documents, Mapping):
            documents = documents([self.files[path] for path in sorted(self.files) if path != SM3_MANIFEST])
        for path, data in documents.items():
            self._claim(path)
            self._add_bytes(path, data)
        self._refuse_nesting()
        self._write_sm3_manifest()

    def _add_file(self, source: SourceFile) -> None:
        self._claim(source.logical_path)
        content_path = self._content_path(source.logical_path)
        target = f"{self._base}/{content_path}"
        digests = copy_with_digests(source.path, target, known_sm3=source.sm3 if source.sha512 else None)
        if source.sha512 and digests.sha512 != source.sha512.lower():
            raise SourceHasChanged(path=str(source.path))
        known = self.manifest.setdefault(digests.sha512, (content_path,))[0]
        if known != content_path:
            (self.tree / content_path).unlink()
            self._drop_empty(PurePosixPath(content_path).parent)
        self.files[source.logical_path] = StagedFile(
            source.logical_path, known, digests.size, digests.sha512, digests.sm3
        )

    def _drop_empty(self, folder: PurePosixPath) -> None:
        while str(folder) != self.version and not any((self.tree / folder).iterdir()):
            (self.tree / folder).rmdir()
            self._made.discard(str(folder))
            folder = folder.parent

    def _add_bytes(self, logical: str, data: bytes) -> None:
        digests = digest_bytes(data)
        known = self.manifest.get(digests.sha512)
        if known is None:
            known = (self._content_path(logical),)
            write_new(f"{self._base}/{known[0]}", data)
            self.manifest[digests.sha512] = known
        self.files[logical] = StagedFile(logical, known[0], digests.size, digests.sha512, digests.sm3)

    def _content_path(self, logical: str) -> str:
        path = f"{self.version}/{CONTENT}/{physical_path(logical, self._taken)}"
        for folder in _folders_above(path):
            if folder not in self._made:
                with suppress(FileExistsError):  # on a disk that takes two names for one
                    os.mkdir(f"{self._base}/{folder}")  # noqa: PTH102 - for every record
                self._made.add(folder)
        return path

    def _write_sm3_manifest(self) -> None:
        """Written only when SM3 is known of every file: a manifest with holes would look like one that is whole."""
        self.files.pop(SM3_MANIFEST, None)
        rows = [(self.files[path].sm3, path) for path in sorted(self.files)]
        if rows and all(sm3 for sm3, _ in rows):
            self._add_bytes(SM3_MANIFEST, "".join(f"{sm3}  {path}\n" for sm3, path in rows).encode())

    def _claim(self, logical: str) -> None:
        """A file may take the place of one of the version before, never of another that came with it."""
        folders = _folders_above(logical)
        if logical in (SM3_MANIFEST, *self._folders) or not self._claimed.isdisjoint({logical, *folders}):
            raise LogicalPathsConflict(path=logical)
        self._claimed.add(logical)
        self._folders.update(folders)

    def _refuse_nesting(self) -> None:
        for path in self.files:
            if "" in path.split("/") or any(folder in self.files for folder in _folders_above(path)):
                raise LogicalPathsConflict(path=path)


def kept_files(store: BlobStore, inventory: Inventory) -> dict[str, StagedFile]:
    """The files of the newest version, as they are taken over into the next."""
    prefix = object_prefix(inventory.object_id)
    sm3 = read_sm3(store, inventory.object_id, inventory)
    kept = {}
    for path, digest in inventory.state().items():
        content_path = inventory.content_path(digest)
        size = store.size(f"{prefix}/{content_path}")
        kept[path] = StagedFile(path, content_path, size, digest, sm3.get(path))
    return kept


def _finish(
    draft: _Draft, inventory: Inventory, *, carry: tuple[str, ...], expects: Mapping[str, bytes]
) -> StagedObject:
    """Inventories and sidecars last, in the version's folder and in the object's."""
    data = inventory.to_json()
    digest = digest_bytes(data).sha512
    for folder in (f"{draft.tree}/{draft.version}", str(draft.tree)):
        write_new(f"{folder}/{INVENTORY}", data)
        write_new(f"{folder}/{SIDECAR}", f"{digest} {INVENTORY}\n".encode())
    files = tuple(draft.files[path] for path in sorted(draft.files))
    prefix = object_prefix(inventory.object_id)
    return StagedObject(inventory.object_id, prefix, draft.tree, inventory, digest, files, carry, expects)


def _folder(object_id: str) -> str:
    return object_prefix(object_id).rpartition("/")[2]


def _folders_above(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:n]) for n in range(1, len(parts))]
