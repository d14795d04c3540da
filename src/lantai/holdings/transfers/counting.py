"""清点: a package read once from end to end, and held against what was declared. Nothing is held in memory."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from lantai.engines.packages.detect import form_of
from lantai.engines.packages.digests import algorithm, default_algorithms
from lantai.engines.packages.model import PackageForm
from lantai.engines.packages.opening import open_package as open_form
from lantai.engines.signatures.algorithms import Hash
from lantai.holdings.accessions.package import Package, PackageFile, SourceMissing, open_package
from lantai.holdings.transfers.models import Transfer
from lantai.holdings.transfers.package import folder_of, package_of

Progress = Callable[[int, int], None]
"""Called with the bytes that have been read, and of how many."""
BLOCK = 1 << 20
VOLUMES, ITEMS = frozenset({"案卷"}), frozenset({"文件", "件"})
FIELDS = {"volumes": "YJ-2-1", "items": "YJ-2-1", "files": "YJ-2-1", "bytes": "YJ-2-2", "digest": "YJ-1-14"}
"""What is compared, with the check of DA/T 70-2018 that a difference belongs to."""


def count_package(transfer: Transfer, *, progress: Progress | None = None) -> dict[str, Any]:
    """Files, bytes, digest, and volumes and items where the package has a catalogue; differences to what was declared.

    Raises `SourceMissing`. The digest of one archive file is its own; that of a folder is the digest of its list, one
    line `digest, two blanks, name` for each file in the order of the names' bytes, as `sha256sum` writes it.
    """
    source = package_of(transfer)
    if source is None:
        raise SourceMissing(path=transfer.carrier or "–")
    name = algorithm(transfer.digest_algorithm) if transfer.digest_algorithm else default_algorithms()[0]
    with tempfile.TemporaryDirectory(dir=_work(transfer)) as place:
        package = open_package(source, Path(place))
        folder = source if source.is_dir() else Path(place) / "unpacked"
        digest, size = _digest(source, package, name, progress or _silently)
        described = _described(folder) if folder.is_dir() else {}
    counted: dict[str, Any] = {
        "round": transfer.round,
        "files": len(package.files),
        "bytes": size,
        "digest_algorithm": name,
        "digest": digest,
        "left_out": [finding.path for finding in package.findings][:100],
        **described,
    }
    return counted | {"differences": differences(transfer, counted)}


def differences(transfer: Transfer, counted: dict[str, Any]) -> list[dict[str, Any]]:
    """Declared against counted; what was not declared, or could not be counted, is no difference."""
    found = []
    for field, code in FIELDS.items():
        declared, seen = getattr(transfer, field), counted.get(field)
        if declared not in (None, "") and seen is not None and declared != seen:
            found.append({"field": field, "code": code, "declared": declared, "counted": seen})
    return found


def _work(transfer: Transfer) -> Path:
    """A place for what is unpacked; what a killed count left there goes."""
    folder = folder_of(transfer) / "work"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _digest(source: Path, package: Package, name: str, progress: Progress) -> tuple[str, int]:
    if source.is_file():
        whole = source.stat().st_size
        digest = _of_file(source, name, lambda done: progress(done, whole))
        return digest, whole
    sizes = {file.name: file.path.stat().st_size for file in package.files}
    whole, done, told = sum(sizes.values()), 0, Hash(name)
    for file in _in_order(package.files):
        digest = _of_file(file.path, name, _added(progress, done, whole))
        told.update(f"{digest}  {file.name}\n".encode())
        done += sizes[file.name]
    return told.digest().hex(), whole


def _in_order(files: Iterable[PackageFile]) -> list[PackageFile]:
    return sorted(files, key=lambda file: file.name.encode())


def _added(progress: Progress, before: int, whole: int) -> Callable[[int], None]:
    return lambda done: progress(before + done, whole)


def _of_file(path: Path, name: str, told: Callable[[int], None]) -> str:
    digest, done = Hash(name), 0
    with path.open("rb") as stream:
        while piece := stream.read(BLOCK):
            digest.update(piece)
            done += len(piece)
            told(done)
    return digest.digest().hex()


def _described(folder: Path) -> dict[str, int]:
    """How many volumes and items the package's own catalogue names; nothing where it has none."""
    if form_of(folder) is not PackageForm.TRANSFER:
        return {}
    volumes = items = 0
    for entry in open_form(folder).entries():
        volumes += entry.level in VOLUMES
        items += entry.level in ITEMS
    return {"volumes": volumes, "items": items} if volumes or items else {}


def _silently(done: int, whole: int) -> None:
    """Nobody waits for it at a bar."""
