"""What came, sorted: into units with their files, files no unit names, and files that are about the package itself."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from lantai.base.common.findings import Finding
from lantai.engines.formats.workers import ReaderPool
from lantai.engines.packages.detect import form_of
from lantai.engines.packages.digest_lists import lists_beside
from lantai.engines.packages.files import readable
from lantai.engines.packages.model import PackageForm
from lantai.holdings.accessions.inside.parts import Inside, Part
from lantai.holdings.accessions.inside.sealed import Opened, sealed_among
from lantai.holdings.accessions.package import BAG, About, Package, PackageFile
from lantai.holdings.accessions.units import Unit
from lantai.holdings.imports.levels import NOTHING_LAID_DOWN, Dialect

_READ = frozenset({PackageForm.TRANSFER, PackageForm.EARK})
_DEEPEST = 3


def sorted_out(
    package: Package, work: Path, fonds_code: str, pool: ReaderPool, dialect: Dialect = NOTHING_LAID_DOWN
) -> Package:
    """The package with its units, where its form or the forms of what is in it say any; a plain one is as it was.

    `dialect`: how the fonds is numbered, for units of which the package does not say what they are.
    Raises `StorageError` where the work folder takes no more.
    """
    units: list[Unit] = []
    about: set[str] = set()
    findings: list[Finding] = []
    for form, part in _parts(package, work, pool, dialect):
        found = _read(form, part, fonds_code)
        units += found.units
        about |= found.about
        findings += found.findings
    digests = _digest_lists(package)
    about |= digests
    hidden = {name for unit in units if unit.is_secret for name in unit.files}
    candidates = [file for file in package.files if file.name not in about and file.name not in hidden]
    sealed = _opened(candidates, work, fonds_code)
    if not units and not about and not sealed.members:
        return replace(package, findings=(*package.findings, *sealed.findings))
    away = about | sealed.about | sealed.silent
    return replace(
        package,
        files=(*(file for file in package.files if file.name not in away), *sealed.laid),
        findings=(*package.findings, *findings, *sealed.findings),
        units=tuple(_with_sealed(units, sealed)),
        about=tuple(
            About(file, sealed.members.get(file.name, ()), file.name in digests)
            for file in package.files
            if file.name in away and file.name not in sealed.silent
        ),
    )


def _digest_lists(package: Package) -> set[str]:
    """The lists of digests of a plain folder: no records. Other forms keep theirs where they lie."""
    if package.root is None or form_of(_descended(package.root)) is not PackageForm.PLAIN:
        return set()
    return {each.name for each in lists_beside(package.root)}


def _read(form: PackageForm, part: Part, fonds_code: str) -> Inside:
    from lantai.holdings.accessions.inside import annex2, eark  # load XML, of which a folder of scans has no need

    return (annex2.read if form is PackageForm.TRANSFER else eark.read)(part, fonds_code)


def _opened(files: Sequence[PackageFile], work: Path, fonds_code: str) -> Opened:
    if not sealed_among(files):
        return Opened()
    from lantai.holdings.accessions.inside.eep import open_sealed  # loads certificates and signatures

    return open_sealed(files, work, fonds_code)


def _with_sealed(units: Sequence[Unit], sealed: Opened) -> Iterator[Unit]:
    """An entry that names a sealed package has what is in it; the package's own words only fill what it leaves open."""
    inside: dict[str, list[Unit]] = {}
    for unit in sealed.units:
        inside.setdefault(unit.place[0], []).append(unit)
    told: set[str] = set()
    for unit in units:
        own = [name for name in unit.files if name in sealed.members]
        told.update(own)
        files = [each for name in unit.files for each in sealed.members.get(name, (name,))]
        words = [each for name in own for each in inside.get(name, ())]
        unit = replace(unit, files=tuple(files), is_secret=unit.is_secret or any(each.is_secret for each in words))
        yield unit.filled(words[0]) if len(own) == 1 and len(words) == 1 else unit
    yield from (unit for unit in sealed.units if unit.place[0] not in told)


def _parts(package: Package, work: Path, pool: ReaderPool, dialect: Dialect) -> Iterator[tuple[PackageForm, Part]]:
    if package.root is None:
        return
    place = _descended(package.root)
    form = form_of(place)
    found = [(form, place)] if form in _READ else []
    if form is PackageForm.PLAIN:
        found = [(PackageForm.EARK, each) for each in _folders(place) if form_of(each) is PackageForm.EARK]
    for form, folder in found:
        yield form, Part(folder, _names(package, folder), work, pool, dialect)


def _descended(place: Path) -> Path:
    """Below the folders everything was packed in, and into the payload of a bag."""
    for _ in range(_DEEPEST):
        if (place / BAG).is_file() and (place / "data").is_dir():
            place = place / "data"
        elif (only := _only_folder(place)) is not None:
            place = only
        else:
            break
    return place


def _only_folder(place: Path) -> Path | None:
    only = None
    with os.scandir(place) as entries:
        for entry in entries:
            if only is not None or not entry.is_dir(follow_symlinks=False):
                return None
            only = Path(entry.path)
    return only


def _folders(place: Path) -> list[Path]:
    with os.scandir(place) as entries:
        return sorted(Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False))


def _names(package: Package, folder: Path) -> dict[str, str]:
    assert package.root is not None  # noqa: S101 - `_parts` has looked
    prefix = folder.relative_to(package.root).as_posix()
    prefix = "" if prefix == "." else f"{prefix}/"
    below = ((file.below.removeprefix(prefix), file) for file in package.files if file.below.startswith(prefix))
    return {readable(name)[0]: file.name for name, file in below}
