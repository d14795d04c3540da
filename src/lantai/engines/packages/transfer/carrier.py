"""One carrier of a transfer: where its parts lie, however their names are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lantai.engines.packages.digest_lists import titled_algorithm
from lantai.engines.packages.files import readable

STATEMENT = "说明文件.txt"
CATALOGUES = ("案卷目录.xml", "文件目录.xml")
RECORDS = "电子档案"
OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Carrier:
    """A folder in the layout of annex 2. `prefix`: its name in the package with a slash, or empty for the package."""

    path: Path
    prefix: str
    statements: tuple[str, ...]
    catalogues: tuple[str, ...]
    records: str
    other: str

    def named(self, name: str) -> str:
        return self.prefix + name

    def statement(self) -> str:
        """The name of its statement inside the package, or an empty text."""
        return self.named(self.statements[0]) if self.statements else ""

    def sums(self) -> Iterator[tuple[str, str]]:
        """Lists of digests in 其他: name inside the package, algorithm."""
        folder = self.path / self.other
        if not self.other or folder.is_symlink() or not folder.is_dir():
            return
        for path in sorted(folder.iterdir()):
            name = readable(path.name)[0]
            if (kind := titled_algorithm(name)) and path.is_file() and not path.is_symlink():
                yield f"{self.prefix}{readable(self.other)[0]}/{name}", kind


def carrier_at(folder: Path, prefix: str = "") -> Carrier | None:
    """The carrier in a folder, or None when neither its statement nor a catalogue is there."""
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError:
        return None
    by_fold: dict[str, list[str]] = {}
    for name in names:
        by_fold.setdefault(readable(name)[0].lower().strip(), []).append(name)
    statements = by_fold.get(STATEMENT, [])
    catalogues = [name for each in CATALOGUES for name in by_fold.get(each, [])]
    if not statements and not catalogues:
        return None
    records, other = (next(iter(by_fold.get(name, [])), "") for name in (RECORDS, OTHER))
    shown = tuple(readable(name)[0] for name in statements), tuple(readable(name)[0] for name in catalogues)
    return Carrier(folder, prefix, *shown, records=readable(records)[0], other=readable(other)[0])


def carriers_in(folder: Path) -> list[Carrier]:
    """The folder itself, else each folder in it that is a carrier."""
    if not folder.is_dir():
        return []
    alone = carrier_at(folder)
    if alone is not None:
        return [alone]
    try:
        below = sorted(path for path in folder.iterdir() if path.is_dir() and not path.is_symlink())
    except OSError:
        return []
    found = (carrier_at(path, f"{readable(path.name)[0]}/") for path in below)
    return [carrier for carrier in found if carrier is not None]
