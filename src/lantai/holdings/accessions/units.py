"""What a package or its list tells of: units, each with its description and the files it is known to name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import PurePosixPath

from django.utils.translation import gettext_noop

from lantai.base.common.findings import Finding, Severity, declare
from lantai.holdings.catalogue.actions import Description
from lantai.holdings.catalogue.codes import canonical
from lantai.holdings.catalogue.models import OpeningState, Record
from lantai.holdings.imports.describing import describe_row, is_secret
from lantai.holdings.imports.levels import NOTHING_LAID_DOWN, Dialect, with_level
from lantai.holdings.imports.rows import CatalogueRow
from lantai.holdings.imports.volumes import keys_of, names_volume

FILE_NOT_TAKEN = declare(
    "package.secret_file",
    gettext_noop("%(path)s belongs to a classified entry and was not taken in."),
    gettext_noop("Take it out of this package and hand it over by the way for classified records."),
)
FILE_OF_SEVERAL = declare(
    "package.file_of_several",
    gettext_noop("%(path)s is named by several entries; it was put to %(code)s and not to %(other)s."),
    gettext_noop("Look at the file: if it belongs to both records, add it to the second one."),
)
NOT_WHOLE = declare(
    "package.eep_not_whole",
    gettext_noop("%(path)s is a sealed package that cannot be read to its end; it was taken in as it is, unopened."),
    gettext_noop("Have the unit seal it again, and take the new one in under its own code."),
)
MEMBER_UNREADABLE = declare(
    "package.eep_member_unreadable",
    gettext_noop("%(path)s cannot be got out of its sealed package: its encoded data are damaged."),
    gettext_noop("The sealed package is kept as it came. Have the unit seal it again."),
)
_OWN = {"code", "title", "level", "provisional", "lineage", "opening_state"}


@dataclass(frozen=True, slots=True)
class Unit:
    """One described unit. `files` are names inside the package, each of one unit only; `parent` is a reference code.

    `place` is how findings name where it stands: source, part of it, number in it. `written`: names of files as the
    source has them, found or not. `within`: keys of the volume it may lie in by its code and numbers, the likeliest
    first; `says_volume`: these say that it lies in one.
    """

    description: Description
    place: tuple[str, str, int]
    doubts: tuple[Finding, ...] = ()
    is_secret: bool = False
    files: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    parent: str = ""
    file_name: str = ""
    within: tuple[str, ...] = ()
    says_volume: bool = False

    @property
    def key(self) -> str:
        return canonical(self.description.code)

    def filled(self, other: Unit) -> Unit:
        """The same with what another source says of it where this one says nothing."""
        mine, theirs = self.description, other.description
        more = {
            each.name: getattr(theirs, each.name)
            for each in fields(Description)
            if each.name not in _OWN and not getattr(mine, each.name)
        }
        more |= {each: {**getattr(theirs, each), **getattr(mine, each)} for each in ("fields", "elements")}
        if mine.opening_state == OpeningState.UNREVIEWED:
            more["opening_state"] = theirs.opening_state
        is_secret = self.is_secret or other.is_secret
        return replace(self, description=replace(mine, **more), is_secret=is_secret)


def unit_of(
    row: CatalogueRow, fonds_code: str, *, kind: str = "", level: str = "", dialect: Dialect = NOTHING_LAID_DOWN
) -> Unit:
    """The unit a row of a list describes. `kind`, `level`: record type and level of all, where somebody said them.

    `dialect`: how the fonds is numbered, for rows whose list does not say what they are.
    """
    row = with_level(replace(row, level=level) if level else row, dialect)
    description, doubts = describe_row(row, fonds_code, kind=kind, built=dialect.built)
    place = (row.file, row.sheet, row.number)
    return Unit(
        description, place, tuple(doubts), is_secret(row), file_name=row.get("file_name"),
        within=keys_of(row, description, fonds_code), says_volume=names_volume(row, description.code),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """What an entry of a package says beside its fields: its files, its level, and which entry it lies in."""

    files: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    is_volume: bool = False
    above: int | None = None


def units_of(rows: Sequence[CatalogueRow], named: Sequence[Named], fonds_code: str) -> list[Unit]:
    """The units of one source. What lies in a classified volume is classified as well."""
    units: list[Unit] = []
    for row, said in zip(rows, named, strict=True):
        unit = unit_of(row, fonds_code)
        above = units[said.above] if said.above is not None and said.above < len(units) else None
        hidden = unit.is_secret or bool(above and above.is_secret)
        if said.is_volume:
            unit = replace(unit, description=replace(unit.description, level=Record.Level.VOLUME))
        parent = above.description.code if above and above.description.level == Record.Level.VOLUME else ""
        units.append(replace(unit, is_secret=hidden, files=said.files, written=said.written, parent=parent))
    return units


def settled(units: Sequence[Unit], names: Iterable[str]) -> tuple[list[Unit], list[Finding]]:
    """Every file to one unit: to an entry inside the volume rather than to the volume, else to the classified one.

    A file that no entry names, and that is called as a classified entry writes its own, is taken for that entry's: what
    was stopped too much can be handed in later, what is classified must not be here.
    """
    owners: dict[str, list[int]] = defaultdict(list)
    for n, unit in enumerate(units):
        for name in dict.fromkeys(unit.files):
            owners[name].append(n)
    if hidden := _classified_names(units):
        for name in names:
            if name not in owners and _base_name(name) in hidden:
                owners[name] = [hidden[_base_name(name)]]
    findings: list[Finding] = []
    files: dict[int, list[str]] = defaultdict(list)
    for name, several in owners.items():
        files[several[0] if len(several) == 1 else _chosen(units, several, name, findings)].append(name)
    return [replace(unit, files=tuple(files[n])) for n, unit in enumerate(units)], findings


def _classified_names(units: Sequence[Unit]) -> dict[str, int]:
    return {_base_name(name): n for n, unit in enumerate(units) if unit.is_secret for name in unit.written if name}


def _base_name(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name.casefold()


def _chosen(units: Sequence[Unit], several: Sequence[int], name: str, findings: list[Finding]) -> int:
    volumes = {canonical(units[n].parent) for n in several if units[n].parent}
    inner = [n for n in several if units[n].key not in volumes] or list(several)
    chosen = next((n for n in inner if units[n].is_secret), inner[0])
    if not units[chosen].is_secret:  # else its code is not to be told; the file is told as stopped
        told = {"path": name, "code": units[chosen].description.code}
        others = [units[n].description.code for n in inner if n != chosen]
        findings += [Finding(FILE_OF_SEVERAL, Severity.WARNING, name, told | {"other": other}) for other in others]
    return chosen
