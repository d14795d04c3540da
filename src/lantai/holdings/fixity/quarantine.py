"""Setting aside: what is damaged or does not belong is kept in a folder of its own.

Nothing is ever deleted there but what an approved destruction names.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from lantai.engines.storage.errors import BlobIsMissing, worded
from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.fixity.places import quarantine

INTENT = "repair.json"


def intent_of(mark: str) -> dict[str, str]:
    """What a repair with this mark was about to do when it was last begun: where good bytes came from, by path."""
    try:
        return dict(json.loads((quarantine() / mark / INTENT).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def set_aside(
    store: BlobStore, prefix: str, paths: Iterable[str], *, mark: str, intent: Mapping[str, str] | None = None
) -> Path:
    """Put these files of an object, by their names in it, below a folder with this mark; gives that folder.

    A second name for the same bytes where the disk allows it, else a copy, as of what lies in a bucket: in its place
    the file stays until the repaired object takes over. What cannot be read is named in a note. On the disk when this
    returns, with the `intent` of the repair: if it is killed before it was told, the next one knows that something was
    done.
    """
    folder, tree = quarantine() / mark, store.local_tree(prefix)
    with worded(quarantine()):
        for path in paths:
            if tree is not None:
                _keep(tree / path, folder / path)
            else:
                _fetch(store, f"{prefix}/{path}", folder / path)
        if intent:
            _write(folder / INTENT, json.dumps(intent, ensure_ascii=False, indent=1, sort_keys=True))
        if folder.is_dir():
            _flush(folder)
    return folder


def destroy_aside(digests: Collection[str]) -> int:
    """Destroy what was set aside and has one of these SHA-512: only the act of destruction asks for this.

    Everything that lies there is read once; it is little. Gives how many files went.
    """
    gone = 0
    for path in sorted(quarantine().rglob("*")) if quarantine().is_dir() and digests else ():
        if path.is_file() and not path.is_symlink() and _sha512(path) in digests:
            path.unlink()
            gone += 1
    return gone


def _sha512(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha512").hexdigest()
    except OSError:
        return ""


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.draft")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _keep(source: Path, target: Path) -> None:
    if not os.path.lexists(source) or os.path.lexists(target):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_symlink():
        target.symlink_to(source.readlink())
        return
    if not source.is_file():
        return
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        _copy(source, target)


def _fetch(store: BlobStore, key: str, target: Path) -> None:
    if os.path.lexists(target):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with store.open(key) as source, target.open("xb") as writer:
            shutil.copyfileobj(source, writer)
    except BlobIsMissing:
        return


def _copy(source: Path, target: Path) -> None:
    try:
        reader = source.open("rb")
    except OSError as error:
        target.with_name(f"{target.name}.unreadable").write_text(f"{error.strerror}\n", encoding="utf-8")
        return
    with reader, target.open("xb") as writer:
        try:
            shutil.copyfileobj(reader, writer, 1 << 20)
        except OSError:
            with contextlib.suppress(OSError):
                target.unlink()
            raise
        writer.flush()
        os.fsync(writer.fileno())


def _flush(folder: Path) -> None:
    """The names themselves reach the disk: of this folder and of those below and above it."""
    for each in [folder, *(path for path in folder.rglob("*") if path.is_dir()), folder.parent]:
        descriptor = os.open(each, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
