"""In which form something is handed over, found out by what is there; names of folders alone prove nothing."""

from __future__ import annotations

import re
from pathlib import Path

from lantai.engines.packages.files import Kind, open_regular, walk
from lantai.engines.packages.leftovers import is_leftover
from lantai.engines.packages.model import PackageForm
from lantai.engines.packages.transfer.carrier import carriers_in

_START = 1 << 16
_EEP = re.compile("<(?:[A-Za-z_][\\w.-]*:)?电子文件封装包[\\s>/]")


def form_of(path: Path) -> PackageForm:
    """The form of a folder or a single file. Never raises for what is in it; what fits nothing is a plain folder."""
    if path.is_dir():
        if (path / "bagit.txt").is_file():
            return PackageForm.BAG
        if carriers_in(path):
            return PackageForm.TRANSFER
        if _has_eark_mets(path):
            return PackageForm.EARK
        return PackageForm.EEP if _holds_only_eep(path) else PackageForm.PLAIN
    return PackageForm.EEP if is_eep(path) else PackageForm.PLAIN


def _has_eark_mets(folder: Path) -> bool:
    """METS.xml is the name E-ARK asks for. Spelt otherwise it may be anybody's METS, and has to speak of CSIP."""
    if (folder / "METS.xml").is_file():
        return True
    return any("csip" in _start(folder / name, "utf-8").lower() for name in ("mets.xml", "Mets.xml"))


def _holds_only_eep(folder: Path) -> bool:
    """Whether every file is a sealed package, but for what systems leave behind. The first that is none ends it."""
    found = False
    for each in walk(folder):
        if each.kind is Kind.FILE and is_leftover(each.name):
            continue
        if each.kind is not Kind.FILE or not is_eep(each.path):
            return False
        found = True
    return found


def _start(path: Path, codec: str) -> str:
    try:
        with open_regular(path) as stream:
            return stream.read(_START).decode(codec, errors="ignore")
    except OSError:
        return ""


def is_eep(path: Path) -> bool:
    """Whether the root element of DA/T 48 comes at the beginning of a file, in whatever encoding."""
    try:
        with open_regular(path) as stream:
            start = stream.read(_START)
    except OSError:
        return False
    return any(_EEP.search(start.decode(codec, errors="ignore")) for codec in ("utf-8", "gb18030", "utf-16"))
