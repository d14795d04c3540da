"""In which form something is handed over, found out by what is there; names of folders alone prove nothing."""

from __future__ import annotations

import re
from pathlib import Path

from lantai.engines.packages.files import open_regular
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
        if any((path / name).is_file() for name in ("METS.xml", "mets.xml", "Mets.xml")):
            return PackageForm.EARK
        return PackageForm.PLAIN
    return PackageForm.EEP if _is_eep(path) else PackageForm.PLAIN


def _is_eep(path: Path) -> bool:
    """Whether the root element of DA/T 48 comes at the beginning of a file, in whatever encoding."""
    try:
        with open_regular(path) as stream:
            start = stream.read(_START)
    except OSError:
        return False
    return any(_EEP.search(start.decode(codec, errors="ignore")) for codec in ("utf-8", "gb18030", "utf-16"))
