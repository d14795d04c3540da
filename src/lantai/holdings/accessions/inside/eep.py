"""EEP by DA/T 48-2009: every .eep or .xml file with that root element, its members laid down one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages.eep.package import EepPackage
from lantai.engines.packages.errors import FileNotThere
from lantai.engines.packages.model import Entry
from lantai.engines.storage.errors import worded
from lantai.holdings.accessions.inside.annex2 import VOLUME, fields_of
from lantai.holdings.accessions.inside.sealed import Opened, sealed_among
from lantai.holdings.accessions.package import PackageFile
from lantai.holdings.accessions.units import FILE_NOT_TAKEN, MEMBER_UNREADABLE, NOT_WHOLE, Named, units_of
from lantai.holdings.handing_out.writers.eep import PUBLIC, UNKNOWN
from lantai.holdings.imports.sheets import told_rows

_ENTITY = "文件实体"
_BLOCK = 1 << 20
_LONGEST_SUFFIX = 20
_AS_IN_LISTS = {
    "馆编案卷号": "案卷号", "室编案卷号": "案卷号", "控制标识": "开放标识", "附注": "备注", "当前位置": "存放位置",
}  # fmt: skip


def open_sealed(files: Iterable[PackageFile], work: Path, fonds_code: str) -> Opened:
    """Open these sealed packages. What was laid down by a run that was killed is laid down again."""
    opened = Opened()
    for number, file in enumerate(sealed_among(list(files)), start=1):
        _open(file, work / "eep" / f"{number:06d}", fonds_code, opened)
    return opened


def _open(file: PackageFile, place: Path, fonds_code: str, opened: Opened) -> None:
    package = EepPackage(file.path)
    entries = list(package.entries())
    rows, said = told_rows(file.name, _ENTITY, ((entry.number, _fields(entry)) for entry in entries))
    units = units_of(rows, [Named(is_volume=entry.level == VOLUME) for entry in entries], fonds_code)
    hidden = [n for n, unit in enumerate(units) if unit.is_secret]
    if hidden:
        opened.silent.add(file.name)
        opened.findings.append(Finding(FILE_NOT_TAKEN, Severity.ERROR, file.name, {"path": file.name}))
    elif package.survey.broken is not None or not units:
        opened.findings.append(Finding(NOT_WHOLE, Severity.ERROR, file.name, {"path": file.name}))
        return
    else:
        opened.about.add(file.name)
    laying = _Laying(file, package, place, opened)
    members: list[str] = []
    for unit, entry in zip(units, entries, strict=True):
        names = () if unit.is_secret else tuple(laying.down(entry.files))
        members += names
        opened.units.append(replace(unit, files=names))
    opened.members[file.name] = tuple(members)
    opened.findings += said


def _fields(entry: Entry) -> Mapping[str, str]:
    """What stands where the standard demands a value and there is none is no value."""
    told: dict[str, str] = {}
    for name, value in fields_of(entry).items():
        is_none = value == UNKNOWN or (name == "密级" and value == PUBLIC)
        if not is_none:
            told[_AS_IN_LISTS.get(name, name)] = value
    if "档号" not in told and "电子文件号" in told:
        told["序号"] = told["电子文件号"]
    return told


class _Laying:
    """The members of one package on their way to the disk: decoded in pieces, whole or not there."""

    def __init__(self, file: PackageFile, package: EepPackage, place: Path, opened: Opened) -> None:
        self._file, self._package, self._place, self._opened = file, package, place, opened
        self._top = str(PurePosixPath(file.name).with_suffix(""))
        self._taken: set[str] = set()

    def down(self, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            shown = self._shown(name)
            target = self._place / f"{len(self._taken):06d}{_suffix(name)}"
            if self._lay(name, target):
                self._opened.laid.append(PackageFile(shown, target.parent, target.name))
                yield shown
            else:
                finding = Finding(MEMBER_UNREADABLE, Severity.ERROR, shown, {"path": shown})
                self._opened.findings.append(finding)

    def _shown(self, name: str) -> str:
        """The sealed package and the file's own name; where two are alike, with the identifier of the data."""
        shown = f"{self._top}/{name.partition('/')[2]}"
        if shown.casefold() in self._taken:
            shown = f"{self._top}/{name}"
        self._taken.add(shown.casefold())
        return shown

    def _lay(self, name: str, target: Path) -> bool:
        """Raises `StorageError` where the disk takes no more."""
        draft = target.with_name(f"{target.name}.part")
        with worded(target.parent):
            target.parent.mkdir(parents=True, exist_ok=True)
            with draft.open("wb") as out:
                for block in self._blocks(name):
                    if block is None:
                        draft.unlink()
                        return False
                    out.write(block)
            draft.replace(target)
        return True

    def _blocks(self, name: str) -> Iterator[bytes | None]:
        """The bytes of a member in pieces, and None where they break off: the disk's own troubles are not caught."""
        try:
            stream = self._package.open(name)
        except FileNotThere:
            yield None
            return
        with stream:
            while True:
                try:
                    block = stream.read(_BLOCK)
                except OSError:
                    yield None
                    return
                if not block:
                    return
                yield block


def _suffix(name: str) -> str:
    suffix = PurePosixPath(name).suffix
    return suffix if len(suffix.encode()) <= _LONGEST_SUFFIX else ""
