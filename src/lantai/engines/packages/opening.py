"""The one door: a path goes in, the package in its form comes out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lantai.engines.packages.bag.package import Bag
from lantai.engines.packages.detect import form_of
from lantai.engines.packages.eark.package import EarkPackage
from lantai.engines.packages.eep.folder import EepFolder
from lantai.engines.packages.eep.package import EepPackage
from lantai.engines.packages.model import Package, PackageForm
from lantai.engines.packages.plain import PlainFolder
from lantai.engines.packages.transfer.package import TransferPackage

READERS: dict[PackageForm, Callable[[Path], Package]] = {
    PackageForm.PLAIN: PlainFolder,
    PackageForm.TRANSFER: TransferPackage,
    PackageForm.BAG: Bag,
    PackageForm.EARK: EarkPackage,
    PackageForm.EEP: lambda path: EepFolder(path) if path.is_dir() else EepPackage(path),
}


def open_package(path: Path, *, form: PackageForm | None = None) -> Package:
    """A folder or file as the package it is, or is said to be."""
    return READERS[form or form_of(path)](path)
