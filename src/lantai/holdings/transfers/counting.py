"""清点: a package read once from end to end, and held against what was declared. Nothing is held in memory."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lantai.engines.formats.shared_pool import shared_pool
from lantai.engines.packages.detect import form_of
from lantai.engines.packages.digests import algorithm, default_algorithms
from lantai.engines.packages.model import PackageForm
from lantai.engines.packages.opening import open_package as open_form
from lantai.engines.signatures.algorithms import Hash
from lantai.holdings.accessions.package import UNPACKED, Package, SourceMissing, open_package
from lantai.holdings.checks.listed import with_list
from lantai.holdings.checks.opening import top_of
from lantai.holdings.transfers.models import Transfer
from lantai.holdings.transfers.package import folder_of, package_of

Progress = Callable[[int, int], None]
"""Called with the bytes that have been read, and of how many."""
BLOCK = 1 << 20
VOLUMES, ITEMS = frozenset({"案卷"}), frozenset({"文件", "件"})
FIELDS = {"volumes": "YJ-2-1", "items": "YJ-2-1", "files": "YJ-2-1", "bytes": "YJ-2-2", "digest": "YJ-1-14"}
"""What is compared, with the check of DA/T 70-2018 that a difference belongs to."""


@dataclass(frozen=True, slots=True)
class Read:
    """A package read from end to end.

    `digest` is by the algorithm of the hand-over: of one archive file its own, of a folder that of the list of files
    that were counted. `whole` is what the checks compute of everything that lies there, leftovers and manifests too:
    SHA-256 of such a list, as `sha256:…`. A list has one line `digest, two blanks, name` for each file in the order of
    the names' bytes, as `sha256sum` writes it.
    """

    package: Package
    algorithm: str
    digest: str
    size: int
    whole: str
    whole_size: int
    whole_files: int
    described: dict[str, int]

    def is_of(self, counted: Mapping[str, Any], checked: str) -> bool:
        """Whether it is what was counted and checked. `checked`: the digest of the checks, or empty.

        Where something had changed between the two, and was accepted all the same, what was checked is what counts.
        """
        whole = counted.get("whole", {}).get("digest", "")
        if checked and checked != whole:
            return self.whole == checked
        return self.digest == counted.get("digest") and whole in ("", self.whole)


def count_package(transfer: Transfer, *, progress: Progress | None = None) -> dict[str, Any]:
    """Files, bytes, digest, and volumes and items where the package has a catalogue; differences to what was declared.

    Raises `SourceMissing`.
    """
    read = read_package(transfer, progress=progress, describe=True)
    counted: dict[str, Any] = {
        "round": transfer.round,
        "files": len(read.package.files),
        "bytes": read.size,
        "digest_algorithm": read.algorithm,
        "digest": read.digest,
        "whole": {"digest": read.whole, "bytes": read.whole_size, "files": read.whole_files},
        "left_out": [finding.path for finding in read.package.findings][:100],
        **read.described,
    }
    return counted | {"differences": differences(transfer, counted)}


def read_package(transfer: Transfer, *, progress: Progress | None = None, describe: bool = False) -> Read:
    """Read everything once and digest it in both ways; `describe`: and its catalogue. Raises `SourceMissing`."""
    source = package_of(transfer)
    if source is None:
        raise SourceMissing(path=transfer.carrier or "–")
    name = algorithm(transfer.digest_algorithm) if transfer.digest_algorithm else default_algorithms()[0]
    with tempfile.TemporaryDirectory(dir=_work(transfer)) as place:
        package = open_package(source, Path(place))
        folder = source if source.is_dir() else Path(place) / UNPACKED
        checked = top_of(folder) if folder.is_dir() and not source.is_dir() else source
        reading = _Reading(name, progress or _silently)
        digest, size = reading.counted(source, package)
        whole, whole_size, whole_files = reading.whole(checked)
        described = _described(folder) if describe and folder.is_dir() else {}
    return Read(package, name, digest, size, whole, whole_size, whole_files, described)


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


class _Reading:
    """Digests of the files of one package; what was read for the one list is not read again for the other."""

    def __init__(self, name: str, progress: Progress) -> None:
        self._name, self._progress = name, progress
        self._done = self._total = 0
        self._known: dict[Path, bytes] = {}

    def counted(self, source: Path, package: Package) -> tuple[str, int]:
        if source.is_file():
            size = self._total = source.stat().st_size
            if [file.path for file in package.files] != [source]:  # what is in it is read for the other list
                self._total += sum(file.path.stat().st_size for file in package.files)
            return self._of(source), size
        size = self._total = sum(file.path.stat().st_size for file in package.files)
        told = Hash(self._name)
        for file in sorted(package.files, key=lambda file: file.name.encode()):
            told.update(f"{self._of(file.path)}  {file.name}\n".encode())
        return told.digest().hex(), size

    def whole(self, place: Path) -> tuple[str, int, int]:
        """Digest, bytes and number of all files as the checks see them: the package below its outermost folder."""
        sizes: dict[str, int] = {}
        digests: dict[str, str] = {}
        for file in open_form(place).present_files():
            if file.path is not None:
                if file.path not in self._known:
                    self._of(file.path)
                sizes[file.name], digests[file.name] = file.size, self._known.pop(file.path).hex()
        told = hashlib.sha256()
        for name in sorted(digests, key=str.encode):
            told.update(f"{digests[name]}  {name}\n".encode())
        return f"sha256:{told.hexdigest()}", sum(sizes.values()), len(sizes)

    def _of(self, path: Path) -> str:
        """The digest by the algorithm that was asked for; SHA-256 of the same reading is remembered."""
        digest, also = Hash(self._name), hashlib.sha256()
        with path.open("rb") as stream:
            while piece := stream.read(BLOCK):
                digest.update(piece)
                also.update(piece)
                self._done += len(piece)
                self._progress(min(self._done, self._total), self._total)
        self._known[path] = also.digest()
        return digest.digest().hex()


def _described(folder: Path) -> dict[str, int]:
    """How many volumes and items the package's own catalogue or lists name; nothing where it has none."""
    place = top_of(folder)  # a zip has everything in one folder
    if form_of(place) not in {PackageForm.TRANSFER, PackageForm.EEP, PackageForm.PLAIN}:
        return {}
    volumes = items = 0
    with with_list(open_form(place), shared_pool()) as package:
        for entry in package.entries():
            volumes += entry.level in VOLUMES
            items += entry.level in ITEMS
    return {"volumes": volumes, "items": items} if volumes or items else {}


def _silently(done: int, whole: int) -> None:
    """Nobody waits for it at a bar."""
