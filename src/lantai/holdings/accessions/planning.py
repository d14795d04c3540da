"""From a package and its list to a plan: one item a record, in order, each with its files. No rows are written here."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.common.dates import ArchivalDate, Precision, parse_date
from lantai.base.common.errors import ArchiveError
from lantai.base.common.findings import Finding, Severity, declare
from lantai.engines.formats.memos import is_memo_of, memo_beside
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.tables import Table
from lantai.engines.formats.workers import ReaderPool
from lantai.holdings.accessions.exact_lists import exact_list, units_of_exact
from lantai.holdings.accessions.package import Package, PackageFile
from lantai.holdings.accessions.placing import FindVolumes, in_volumes
from lantai.holdings.accessions.units import FILE_NOT_TAKEN, Unit, settled, unit_of
from lantai.holdings.catalogue.actions import Description, Part, person_as_json, person_from_json
from lantai.holdings.catalogue.codes import canonical
from lantai.holdings.catalogue.defaults import with_default_retention
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.record_types import type_of
from lantai.holdings.imports.describing import SECRET_ROW
from lantai.holdings.imports.exact import about_sheets_left, is_exact, tables_to_read
from lantai.holdings.imports.levels import NOTHING_LAID_DOWN, Dialect
from lantai.holdings.imports.lists_inside import READ_TABLES, lists_among
from lantai.holdings.imports.mappings import NO_PROFILE, ChooseProfile, Profile
from lantai.holdings.imports.matching import Group, Held, entry_of, match
from lantai.holdings.imports.rows import CatalogueRow
from lantai.holdings.imports.scan_names import about_scans
from lantai.holdings.imports.sheets import catalogue_rows
from lantai.holdings.imports.volumes import keys_of

DUPLICATE_CODE = declare(
    "catalogue.duplicate_code",
    gettext_noop("The reference code %(code)s stands in the list again; this entry got a provisional code."),
    gettext_noop("Decide which entry keeps the code and give the other its own."),
)

DEEPEST = 5
"""Volumes above one record; lists in which they go round in a circle end there."""


class CatalogueUnreadable(ArchiveError):
    code = "accessions.catalogue_unreadable"
    message = gettext_noop("The catalogue %(path)s could not be read: %(reason)s")
    hint = gettext_noop("Open it and save it again as .xlsx, or give another file with --catalogue.")


@dataclass(frozen=True, slots=True)
class Planned:
    """One record to be: how it will be described, and the names of its files inside the package.

    `parent`: the code of the volume it lies in, `depth` how many there are above it.
    """

    description: Description
    files: tuple[str, ...]
    parent: str = ""
    depth: int = 0

    @property
    def code_key(self) -> str:
        return canonical(self.description.code)[:200]


@dataclass(frozen=True, slots=True)
class Plan:
    """All records of a package and everything found on the way.

    `is_cut`: classified entries were stopped. `profile`: how the columns of its list were read.
    """

    items: tuple[Planned, ...]
    findings: tuple[Finding, ...]
    is_cut: bool = False
    profile: Profile = NO_PROFILE


@dataclass(frozen=True, slots=True)
class HeldThere:
    """What the fonds holds. `awaiting`: where records wait for their files, their list; what no entry claims may be
    theirs. `volumes` finds those an item may lie in by its code; `dialect` tells what is a volume by its code.
    """

    awaiting: Held | None = None
    volumes: FindVolumes = lambda _keys: {}
    dialect: Dialect = NOTHING_LAID_DOWN


NOTHING_HELD = HeldThere()


def make_plan(
    package: Package,
    *,
    catalogue: Path | None,
    fonds_code: str,
    pool: ReaderPool,
    choose: ChooseProfile = lambda _tables: NO_PROFILE,
    held: HeldThere = NOTHING_HELD,
) -> Plan:
    """Read the list (given, or found at the top of the package), match the files, describe every record.

    A package that was sorted (`inside`) tells its units itself; a list beside it says the same of them, and more.
    `choose` tells how the columns of a list are to be read.
    Raises `CatalogueUnreadable` only for a list somebody named, also when it holds no entry: taking the files in
    without it would give every one a provisional code. One found by looking is then just a file.
    """
    listed = _listed(package, catalogue, _Lists(fonds_code, pool, choose, held.dialect))
    names = [file.name for file in listed.files]
    units, above = in_volumes(_together(listed.units, package.units), held.volumes)
    units, said = settled(units, names)
    findings = [*package.findings, *listed.findings, *said]
    # Those in the open come first, so that a name both could mean is found to be of one of them only.
    units = sorted(units, key=lambda unit: unit.is_secret)
    secret = [unit for unit in units if unit.is_secret]
    findings += [finding for unit in units if not unit.is_secret for finding in unit.doubts]
    findings += [_stopped(unit) for unit in secret]
    entries = [entry_of(unit.description, unit.file_name, unit.files) for unit in units]
    groups, said = match(names, entries, fonds_code, held.awaiting, spell=held.dialect.spell)
    silent = {unit.description.code for unit in secret} | {unit.parent for unit in units if unit.parent}
    findings += [finding for finding in said if finding.path not in silent]
    terms = above | {unit.key: unit.description.retention for unit in units}
    named = _of_names(groups, units, fonds_code, held)
    items: list[Planned] = []
    for n, group in enumerate(groups):
        unit = named[n] if group.row is None else units[group.row]
        if unit.is_secret:
            findings += [Finding(FILE_NOT_TAKEN, Severity.ERROR, name, {"path": name}) for name in group.files]
            continue
        items.append(Planned(_with_retention(unit, terms), tuple(group.files), unit.parent))
        findings += unit.doubts if group.row is None else ()
        findings += about_scans(group.code, group.files)
    unique, doubles = _unique(items)
    return Plan(tuple(_deepened(unique)), tuple(findings + doubles), bool(secret), listed.profile)


def _of_names(groups: Sequence[Group], units: Sequence[Unit], fonds_code: str, held: HeldThere) -> dict[int, Unit]:
    """Of groups that no list describes, by their place: what their names say, and the volume they lie in by them."""
    found = {n: _from_name(group, fonds_code, held.dialect) for n, group in enumerate(groups) if group.row is None}
    placed, _ = in_volumes([*units, *found.values()], held.volumes)
    return dict(zip(found, placed[len(units) :], strict=True))


def _with_retention(unit: Unit, terms: Mapping[str, str]) -> Description:
    """With the retention of its type where neither source says any, nor the volume it lies in; a list of our own is
    taken to the letter. `terms`: of every unit by its key.
    """
    if "code_built" not in unit.description.lineage:
        return unit.description
    return with_default_retention(unit.description, above=terms.get(canonical(unit.parent), "") if unit.parent else "")


def _stopped(unit: Unit) -> Finding:
    file, sheet, number = unit.place
    return Finding(SECRET_ROW, Severity.ERROR, f"{file}#{sheet}!{number}", {"row": number, "sheet": sheet})


def _together(listed: Sequence[Unit], told: Sequence[Unit]) -> list[Unit]:
    """Units of the list in its order, each with what the package tells of the same code; then what only that tells."""
    if not listed or not told:
        return [*listed, *told]
    left: dict[str, list[Unit]] = {}
    for unit in told:
        left.setdefault(unit.key, []).append(unit)
    both = []
    for unit in listed:
        same = left.get(unit.key)
        if same:
            other = same.pop(0)
            unit = replace(unit.filled(other), files=other.files, written=other.written)
        both.append(unit)
    return both + [unit for several in left.values() for unit in several]


def _deepened(items: Sequence[Planned]) -> Iterator[Planned]:
    """Each with the number of volumes it lies in: those above are stored first."""
    above = {item.code_key: canonical(item.parent) for item in items if item.parent}
    for item in items:
        depth, key = 0, above.get(item.code_key, "")
        while key and depth < DEEPEST:
            depth, key = depth + 1, above.get(key, "")
        yield replace(item, depth=depth) if depth else item


@dataclass(frozen=True, slots=True)
class _Listed:
    """What a list says, and the files that are left when it is taken away."""

    units: list[Unit]
    files: list[PackageFile]
    findings: list[Finding]
    profile: Profile = NO_PROFILE


@dataclass(frozen=True, slots=True)
class _Lists:
    """What it takes to read lists into units of one fonds."""

    fonds_code: str
    pool: ReaderPool
    choose: ChooseProfile
    dialect: Dialect


def _listed(package: Package, catalogue: Path | None, lists: _Lists) -> _Listed:
    if catalogue is not None:
        named = _named_list(catalogue, lists)
        own = [each for each in (catalogue, memo_beside(catalogue)) if each is not None]
        return replace(named, files=[file for file in package.files if not any(_same(file.path, each) for each in own)])
    about = [each.file for each in package.about if not each.is_digest_list]
    if package.units or about:
        found = exact_list(about, lists.pool)
        return _Listed(list(units_of_exact(*found)) if found else [], list(package.files), [])
    among = lists_among(((file.name, file.path) for file in package.files), lists.pool, lists.choose)
    told = [_units_in(name, tables, lists, among.profile) for name, tables in among.lists]
    return _Listed(
        [unit for units, _ in told for unit in units],
        [each for each in package.files if not _is_list(each.name, among.names)],
        among.findings + [each for _, said in told for each in said],
        among.profile,
    )


def _is_list(name: str, lists: Collection[str]) -> bool:
    """Whether a file is one of these lists, or holds the long texts of one."""
    return name in lists or any(is_memo_of(name, listing) for listing in lists)


def _named_list(catalogue: Path, lists: _Lists) -> _Listed:
    try:
        tables: Sequence[Table] = lists.pool.call(READ_TABLES, catalogue)
        profile = lists.choose(tables)
        units, said = _units_in(catalogue.name, tables, lists, profile)
    except Unreadable as error:
        raise CatalogueUnreadable(path=str(catalogue), reason=error.finding(catalogue.name).sentence()) from error
    if not units:
        reason = said[0].sentence() if said else str(catalogue.name)
        raise CatalogueUnreadable(path=str(catalogue), reason=reason)
    return _Listed(units, [], said, profile)


def _units_in(name: str, tables: Sequence[Table], lists: _Lists, profile: Profile) -> tuple[list[Unit], list[Finding]]:
    """What a list tells: one of our own to the letter, any other as it is read by its headers."""
    plain = [each for each in tables_to_read(tables) if not is_exact(each)]
    rows, said = catalogue_rows(name, plain, columns=profile.columns)
    said = [*said, *about_sheets_left(name, tables)]
    said_by_all = {"kind": profile.record_type, "level": profile.level}
    described = (unit_of(row, lists.fonds_code, **said_by_all, dialect=lists.dialect) for row in rows)
    return [*units_of_exact(name, tables), *described], said


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _from_name(group: Group, fonds_code: str, dialect: Dialect) -> Unit:
    """A record that no list describes: code and title are those its files' names give, its level that of the code.

    An item whose names make the code of a volume bears it provisionally.
    """
    title, place = group.title or group.code, group.files[0]
    level = "" if group.provisional else dialect.level_of(group.code)
    said = Description(
        code=group.code,
        title=title,
        level=Record.Level.ITEM if group.is_item else level or Record.Level.ITEM,
        provisional=group.provisional or (group.is_item and level == Record.Level.VOLUME),
        record_type=type_of(title, "", frozenset()),
        lineage={"file": place},
    )
    return Unit(said, (place, "", 0), within=keys_of(CatalogueRow(place, "", 0, {}, {}, {}), said, fonds_code))


def _unique(items: Sequence[Planned]) -> tuple[list[Planned], list[Finding]]:
    """The same code twice: the first keeps it, the next get one with a mark that is the same at every run."""
    seen: set[str] = set()
    unique, findings = [], []
    for item in items:
        if item.code_key in seen:
            code = item.description.code
            place = "!".join(str(part) for part in item.description.lineage.values())
            mark = hashlib.sha256(f"{place}{item.files}".encode()).hexdigest()[:8]
            findings.append(Finding(DUPLICATE_CODE, Severity.ERROR, code, {"code": code}))
            item = replace(item, description=replace(item.description, code=f"{code}~{mark}", provisional=True))
        seen.add(item.code_key)
        unique.append(item)
    return unique, findings


def as_json(item: Planned) -> dict[str, Any]:
    """A plan item as it is kept in the database between runs. What few records have stands there only if they do."""
    described = item.description
    rare = {
        "elements": dict(described.elements),
        "parts": [asdict(part) for part in described.parts],
        "date_bounds": _bounds(described),
    }
    plan = {
        "files": list(item.files),
        "description": {
            name: getattr(described, name)
            for name in (
                "code", "title", "record_type", "level", "provisional", "creator", "document_number", "year",
                "retention", "secrecy", "opening_state", "pages_declared", "note", "fields", "lineage",
            )
        }
        | {
            "date": described.date.raw if described.date else "",
            "date_precision": str(described.date.precision) if described.date else Precision.UNKNOWN,
            "persons": [person_as_json(person) for person in described.persons],
        }
        | {name: value for name, value in rare.items() if value},
    }  # fmt: skip
    return plan | ({"parent": item.parent, "depth": item.depth} if item.parent else {})


def _bounds(described: Description) -> list[str]:
    """First day, last day and precision, where the text alone would be read otherwise."""
    date = described.date
    if date is None or date == _read_date(date.raw, described.year):
        return []
    days = [day.isoformat() if day else "" for day in (date.start, date.end)]
    return [*days, str(date.precision)]


def _read_date(raw: str, year: int | None) -> ArchivalDate:
    return parse_date(raw, year_hint=year, latest=timezone.localdate())


def from_json(data: dict[str, Any]) -> Planned:
    """The inverse of `as_json`. Dates are read again from their text: the text is what is kept."""
    told = dict(data["description"])
    date = _read_date(told.pop("date"), told["year"])
    if bounds := told.pop("date_bounds", None):
        start, end = (dt.date.fromisoformat(day) if day else None for day in bounds[:2])
        date = ArchivalDate(date.raw, Precision(bounds[2]), start, end)
    told.pop("date_precision")
    persons = tuple(person_from_json(person) for person in told.pop("persons"))
    parts = tuple(Part(**part) for part in told.pop("parts", ()))
    description = Description(**told, date=date, persons=persons, parts=parts)
    return Planned(description, tuple(data["files"]), data.get("parent", ""), data.get("depth", 0))
