"""A store in a folder. Trees are built beside it and renamed in, so the folder never holds a half-written one.

The folder holds nothing but what was published; locks and drafts live in the work folder next to it, on the same
file system, because a rename is the only step a kill cannot cut in two.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

from lantai.engines.storage.backends import atomic
from lantai.engines.storage.backends.workplace import Workplace
from lantai.engines.storage.errors import (
    BlobIsMissing,
    StorageIsMissing,
    TreeHasChanged,
    WorkFolderLiesElsewhere,
    as_storage_error,
    worded,
)
from lantai.engines.storage.protocol import Publication, checked

_NO_FOLDER = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}


class FilesystemBlobStore:
    """See `BlobStore`.

    `work`: the folder for drafts, by default a sibling with `.work` added to the name.
    `durable=False` leaves flushing to the system: for tests and throw-away archives only.
    `may_exchange=False` swaps trees by journal even where the kernel can exchange them.
    """

    def __init__(
        self, path: Path, *, work: Path | None = None, durable: bool = True, may_exchange: bool = True
    ) -> None:
        self.root = Path(path)
        self._durable = durable
        self._workplace = Workplace(work or self.root.with_name(self.root.name + ".work"), may_exchange=may_exchange)

    def prepare(self) -> None:
        work = self._workplace.folder
        with worded(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            work.mkdir(parents=True, exist_ok=True)
            if self.root.stat().st_dev != work.stat().st_dev:
                raise WorkFolderLiesElsewhere(work=str(work), place=str(self.root))
            with self._locked():
                self._workplace.sweep()

    @contextmanager
    def staging(self) -> Iterator[Path]:
        self._require_root()
        with ExitStack() as stack:
            with worded(self._workplace.folder):
                folder = stack.enter_context(self._workplace.staging())
            yield folder

    def open(self, key: str) -> BinaryIO:
        path = self._find(key)
        with worded(path):
            return path.open("rb")

    def size(self, key: str) -> int:
        return self._find(key).stat().st_size

    def exists(self, key: str) -> bool:
        try:
            self._find(key)
        except BlobIsMissing:
            return False
        return True

    def list(self, prefix: str = "") -> Iterator[str]:
        for key, entry in self._entries(prefix):
            if entry.is_dir(follow_symlinks=False):
                yield from self.list(key)
            else:
                yield key

    def folders(self, prefix: str = "") -> Iterator[str]:
        return (key for key, entry in self._entries(prefix) if entry.is_dir(follow_symlinks=False))

    def files(self, prefix: str = "") -> Iterator[str]:
        return (key for key, entry in self._entries(prefix) if not entry.is_dir(follow_symlinks=False))

    def put(self, key: str, data: bytes) -> None:
        with self.staging() as stage, worded(self.root):
            draft = stage / "blob"
            draft.write_bytes(data)
            self._flush()
            with self._locked():
                target = self.root / checked(key)
                if target.exists():
                    draft.replace(target)
                else:
                    self._place_new(draft, key, stage)
            self._flush()

    def publish_trees(self, publications: Sequence[Publication]) -> None:
        if not publications:
            return
        self._require_root()
        with worded(self.root):
            seen = [self._carry(publication) for publication in publications]
            self._flush()
            with self._locked():
                for publication, identity in zip(publications, seen, strict=True):
                    self._publish(publication, identity)
            self._flush()
            for publication in publications:
                shutil.rmtree(publication.staged, ignore_errors=True)

    def delete_tree(self, prefix: str) -> None:
        self._require_root()
        with worded(self.root), self._workplace.staging() as trash:
            with self._locked():
                lonely = self._lonely_ancestor(checked(prefix))
                if lonely:
                    lonely.rename(trash / "tree")
            self._flush()

    def local_path(self, key: str) -> Path | None:
        return self._find(key)

    def local_tree(self, prefix: str) -> Path | None:
        folder = self.root / checked(prefix)
        if self._workplace.has_unfinished_swap and not folder.is_dir():
            with worded(self.root), self._locked():
                return folder
        return folder

    def free_bytes(self) -> int:
        self._require_root()
        return shutil.disk_usage(self.root).free

    def _find(self, key: str) -> Path:
        path = self.root / checked(key)
        with worded(path):
            if path.is_file():
                return path
            self._require_root()
            if self._workplace.has_unfinished_swap:
                with self._locked():
                    if path.is_file():
                        return path
        raise BlobIsMissing(key=key)

    def _require_root(self) -> None:
        with worded(self.root):
            if not self.root.is_dir():
                raise StorageIsMissing(place=str(self.root))

    def _entries(self, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
        """Keys in their order, each with what lies there. Walks over an archive live on this, so it builds no paths."""
        start = f"{checked(prefix)}/" if prefix else ""
        folder = f"{self.root}/{start}"
        try:
            with os.scandir(folder) as entries:
                found = sorted((entry.name, entry) for entry in entries)
        except OSError as error:
            if error.errno not in _NO_FOLDER:
                raise as_storage_error(error, folder) from error
            self._require_root()
            return
        yield from ((start + name, entry) for name, entry in found)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._workplace.locked():
            self._workplace.finish_swap(self.root)
            yield

    def _flush(self) -> None:
        if self._durable:
            atomic.flush(self._workplace.folder)

    def _carry(self, publication: Publication) -> int | None:
        """Bring what stays over into the staged tree; says which folder it was taken from."""
        present = self.root / checked(publication.prefix)
        identity = _identity(present)
        for path in publication.carry:
            target = publication.staged / checked(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                _link(present / path, target)
            except FileNotFoundError as error:
                raise TreeHasChanged(prefix=publication.prefix) from error
        return identity

    def _publish(self, publication: Publication, identity: int | None) -> None:
        """With the lock held: look once more whether things are as the caller saw them, then one rename."""
        prefix, target = publication.prefix, self.root / publication.prefix
        if _identity(target) != identity or not _is_expected(target, publication.expects):
            raise TreeHasChanged(prefix=prefix)
        if identity is None:
            self._place_new(publication.staged, prefix, publication.staged.parent)
        else:
            self._workplace.swap(publication.staged, self.root, prefix)

    def _place_new(self, staged: Path, key: str, stage: Path) -> None:
        """Build the missing parents in staging and rename the topmost: no empty folder is ever to be seen."""
        steps = [*accumulate(key.split("/"), "{}/{}".format)]
        root = str(self.root)
        depth = next((n for n, step in enumerate(steps[:-1]) if not os.path.isdir(f"{root}/{step}")), len(steps) - 1)  # noqa: PTH112
        top = staged
        if depth < len(steps) - 1:
            top = stage / f"{staged.name}.parents"
            inner = top / key.split("/", depth + 1)[-1]
            inner.parent.mkdir(parents=True)
            staged.rename(inner)
        try:
            atomic.rename_new(top, self.root / steps[depth])
        except (FileExistsError, NotADirectoryError) as error:
            raise TreeHasChanged(prefix=key) from error

    def _lonely_ancestor(self, prefix: str) -> Path | None:
        """The topmost folder that holds nothing but the way down to the prefix; taking it leaves nothing empty."""
        target = self.root / prefix
        if not target.exists():
            return None
        while target.parent != self.root and len(list(target.parent.iterdir())) == 1:
            target = target.parent
        return target


def _identity(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except (FileNotFoundError, NotADirectoryError):
        return None


def _is_expected(target: Path, expects: Mapping[str, bytes] | None) -> bool:
    if expects is None:
        return True
    if not expects:
        return not target.exists()
    try:
        return all((target / path).read_bytes() == data for path, data in expects.items())
    except FileNotFoundError:
        return False


def _link(source: Path, target: Path) -> None:
    """A second name for the same bytes; a copy where the file system knows no second names."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, target)
