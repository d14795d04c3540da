"""From a package and its list to a plan: one item a record, in order, each with its files. No rows are written here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.common.dates import ArchivalDate, Precision, parse_date
from lantai.base.common.errors import ArchiveError
from lantai.base.common.findings import Finding, Severity, declare
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.workers import ReaderPool
from lantai.holdings.accessions.package import Package, PackageFile
from lantai.holdings.catalogue.actions import Description, person_as_json, person_from_json
from lantai.holdings.catalogue.codes import canonical
from lantai.holdings.catalogue.record_types import type_of
from lantai.holdings.imports.describing import SECRET_ROW, describe_row, is_secret
from lantai.holdings.imports.lists_inside import READ_TABLES, list_among
from lantai.holdings.imports.matching import Entry, Group, match
from lantai.holdings.imports.rows import CatalogueRow
from lantai.holdings.imports.sheets import catalogue_rows

DUPLICATE_CODE = declare(
    "catalogue.duplicate_code",
    gettext_noop("The reference code %(code)s stands in the list again; this entry got a provisional code."),
    gettext_noop("Decide which entry keeps the code and give the other its own."),
)
FILE_NOT_TAKEN = declare(
    "package.secret_file",
    gettext_noop("%(path)s belongs to a classified entry and was not taken in."),
    gettext_noop("Take it out of this package and hand it over by the way for classified records."),
)


class CatalogueUnreadable(ArchiveError):
    code = "accessions.catalogue_unreadable"
    message = gettext_noop("The catalogue %(path)s could not be read: %(reason)s")
    hint = gettext_noop("Open it and save it again as .xlsx, or give another file with --catalogue.")


@dataclass(frozen=True, slots=True)
class Planned:
    """One record to be: how it will be described, and the names of its files inside the package."""

    description: Description
    files: tuple[str, ...]

    @property
    def code_key(self) -> str:
        return canonical(self.description.code)[:200]


@dataclass(frozen=True, slots=True)
class Plan:
    """All records of a package and everything found on the way."""

    items: tuple[Planned, ...]
    findings: tuple[Finding, ...]


def make_plan(package: Package, *, catalogue: Path | None, fonds_code: str, pool: ReaderPool) -> Plan:
    """Read the list (given, or found at the top of the package), match the files, describe every record.

    Raises `CatalogueUnreadable` only for a list somebody named, also when it holds no entry: taking the files in
    without it would give every one a provisional code. One found by looking is then just a file.
    """
    findings = list(package.findings)
    rows, files, said = _catalogue(package, catalogue, pool)
    findings += said
    rows, secret = [row for row in rows if not is_secret(row)], [row for row in rows if is_secret(row)]
    findings += [Finding(SECRET_ROW, Severity.ERROR, r.place, {"row": r.number, "sheet": r.sheet}) for r in secret]
    described = [describe_row(row, fonds_code) for row in [*rows, *secret]]
    entries = [Entry(d.code, row.get("file_name")) for row, (d, _) in zip([*rows, *secret], described, strict=True)]
    groups, said = match([file.name for file in files], entries, fonds_code)
    stopped = set(range(len(rows), len(rows) + len(secret)))
    findings += [finding for n, (_, doubts) in enumerate(described) if n not in stopped for finding in doubts]
    findings += [finding for finding in said if finding.path not in {groups[n].code for n in stopped}]
    items = []
    for group in groups:
        if group.row in stopped:
            findings += [Finding(FILE_NOT_TAKEN, Severity.ERROR, n, {"path": n}) for n in group.files]
        else:
            description = described[group.row][0] if group.row is not None else _from_name(group)
            items.append(Planned(description, tuple(group.files)))
    unique, doubles = _unique(items)
    return Plan(tuple(unique), tuple(findings + doubles))


def _catalogue(
    package: Package, catalogue: Path | None, pool: ReaderPool
) -> tuple[list[CatalogueRow], list[PackageFile], list[Finding]]:
    if catalogue is not None:
        try:
            rows, said = catalogue_rows(catalogue.name, pool.call(READ_TABLES, catalogue))
        except Unreadable as error:
            raise CatalogueUnreadable(path=str(catalogue), reason=error.finding(catalogue.name).sentence()) from error
        if not rows:
            reason = said[0].sentence() if said else str(catalogue.name)
            raise CatalogueUnreadable(path=str(catalogue), reason=reason)
        inside = [file for file in package.files if not _same(file.path, catalogue)]
        return rows, inside, said
    found = list_among(((file.name, file.path) for file in package.files), pool)
    if found is None:
        return [], list(package.files), []
    name, tables = found
    rows, said = catalogue_rows(name, tables)
    return rows, [each for each in package.files if each.name != name], said


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _from_name(group: Group) -> Description:
    """A record that no list describes: its code and title are those its files' names give."""
    title = group.title or group.code
    return Description(
        code=group.code,
        title=title,
        provisional=group.provisional,
        record_type=type_of(title, "", frozenset()),
        lineage={"file": group.files[0]},
    )


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
            item = Planned(replace(item.description, code=f"{code}~{mark}", provisional=True), item.files)
        seen.add(item.code_key)
        unique.append(item)
    return unique, findings


def as_json(item: Planned) -> dict[str, Any]:
    """A plan item as it is kept in the database between runs."""
    described = item.description
    return {
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
        },
    }  # fmt: skip


def from_json(data: dict[str, Any]) -> Planned:
    """The inverse of `as_json`. Dates are read again from their text: the text is what is kept."""
    fields = dict(data["description"])
    date: ArchivalDate = parse_date(fields.pop("date"), year_hint=fields["year"], latest=timezone.localdate())
    fields.pop("date_precision")
    persons = tuple(person_from_json(person) for person in fields.pop("persons"))
    return Planned(Description(**fields, date=date, persons=persons), tuple(data["files"]))
