"""What pages and commands say of imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.paginator import Page as Sheet, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lantai.base.accounts.access import Actor, Right, Scope
from lantai.base.accounts.models import Institution
from lantai.base.common.findings import SENTENCES, Finding, Severity
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.catalogue.models.record import PERSONAL_NUMBER
from lantai.holdings.catalogue.record_types import ATTRIBUTES, RecordType, record_types, type_of_columns
from lantai.holdings.catalogue.secrecy import is_classified
from lantai.holdings.imports.header_rows import Header
from lantai.holdings.imports.headers import SYNONYMS, Columns, field_of, plain
from lantai.holdings.imports.mappings import headers_of
from lantai.holdings.imports.models import ImportBatch
from lantai.holdings.imports.received import reading_of, spool_of, work_folder
from lantai.holdings.imports.sheets import is_furniture, masked

SHEET = 30
SAMPLE = 400
"""Rows of each sheet that are looked at for how full a column is, and for examples."""


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """All findings of one code: how many, and sentences for some of them."""

    code: str
    severity: str
    count: int
    example: str
    remedy: str
    places: tuple[tuple[str, str], ...]

    @property
    def severity_label(self) -> str:
        return {"error": _("error"), "warning": _("warning"), "info": _("information")}[self.severity]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list: its header, what it is read as, how much of it is filled, and some of its cells."""

    header: str
    key: str
    read_as: str
    is_known: bool
    filled: int
    examples: tuple[str, ...]

    @property
    def is_renamed(self) -> bool:
        return bool(self.read_as) and plain(self.read_as) != self.key

    @property
    def is_left_out(self) -> bool:
        return not self.read_as


@dataclass(frozen=True, slots=True)
class ImportView:
    """One import on its page."""

    batch: ImportBatch
    columns: tuple[Column, ...]
    findings: tuple[FindingGroup, ...]
    has_report: bool


def import_sheet(scope: Scope, sheet: str) -> Sheet[ImportBatch]:
    """The imports into the fonds of these institutions, newest first."""
    rows = ImportBatch.objects.within(scope).select_related("fonds__institution", "job")
    return Paginator(rows.order_by("-pk"), SHEET).get_page(sheet)


def fonds_to_describe(actor: Actor) -> QuerySet[Fonds]:
    """The fonds whose records this person may describe."""
    codes = actor.institutions_with(Right.DESCRIBE)
    every = Fonds.objects.select_related("institution").order_by("code")
    return every if "*" in codes else every.filter(institution__code__in=codes)


def archives_to_describe(actor: Actor) -> QuerySet[Institution]:
    """The archives in which this person may enter a fonds."""
    codes = actor.institutions_with(Right.DESCRIBE)
    every = Institution.objects.filter(kind=Institution.Kind.ARCHIVE).order_by("pk")
    return every if "*" in codes else every.filter(code__in=codes)


def report_of(batch: ImportBatch) -> Path | None:
    path = work_folder(batch) / "report.xlsx"
    return path if path.exists() else None


def import_view(ulid: str, scope: Scope) -> ImportView | None:
    """One import, or None: unknown and not theirs look the same."""
    batch = import_at(ulid, scope)
    if batch is None:
        return None
    columns = tuple(_columns(batch)) if spool_of(batch).exists() and not batch.done else ()
    return ImportView(batch, columns, tuple(batch_findings(batch)), report_of(batch) is not None)


def import_at(ulid: str, scope: Scope) -> ImportBatch | None:
    batches = ImportBatch.objects.within(scope).select_related("fonds__institution", "job")
    return batches.filter(ulid=ulid).first()


def batch_findings(batch: ImportBatch) -> list[FindingGroup]:
    """Grouped by code, errors first, as the check left them."""
    groups = []
    for data in batch.findings:
        if data["code"] not in SENTENCES:
            continue
        said = [Finding(data["code"], Severity(data["severity"]), e["path"], e["params"]) for e in data["examples"]]
        places = tuple((finding.path, finding.sentence()) for finding in said)
        groups.append(
            FindingGroup(data["code"], data["severity"], data["count"], said[0].sentence(), said[0].remedy(), places)
        )
    return groups


def summary_of(batch: ImportBatch) -> dict[str, Any]:
    """What `import_catalogue --json` prints."""
    counts = ("rows", "entries", "created", "changed", "same", "skipped", "held_back", "secret")
    return {
        "batch": batch.ulid,
        "state": batch.state,
        **{name: getattr(batch, name) for name in counts},
        "report": str(report_of(batch) or ""),
        "findings": [
            {"code": g.code, "severity": g.severity, "count": g.count, "message": g.example, "remedy": g.remedy}
            for g in batch_findings(batch)
        ],
    }


def names_to_read_as(record_type: str) -> list[str]:
    """The names a column may be read under: fields of description, then persons and fields of the type."""
    names = [words[0] for words in SYNONYMS.values()]
    kinds = [record_types()[record_type]] if record_type in record_types() else list(record_types().values())
    for kind in kinds:
        for role in kind.roles:
            names += role.headers
            prefixes = [header.removesuffix("姓名") for header in role.headers[:1]]
            names += [prefix + words[0] for prefix in prefixes for words in list(ATTRIBUTES.values())[1:]]
        names += [asked.headers[0] for asked in kind.fields if asked.headers]
    return list(dict.fromkeys([*names, *(words[0] for words in ATTRIBUTES.values())]))


def _columns(batch: ImportBatch) -> list[Column]:
    """Every header of every sheet once, with what stands below it."""
    reading, columns = reading_of(batch), Columns(batch.names, batch.level)
    found: dict[str, Column] = {}
    for name, header, rows in headers_of(reading, columns):
        kind = batch.record_type or type_of_columns(header.names, name)
        sample = rows[header.last + 1 : header.last + 1 + SAMPLE]
        below = [row for row in sample if not (is_furniture(row, header) or _is_classified(row, header))]
        for n, written in enumerate(header.written):
            key = plain(written)
            if key and key not in found:
                cells = [row[n] if n < len(row) else "" for row in below]
                found[key] = _column(written, header.names[n], cells, record_types().get(kind))
    return list(found.values())


def _column(written: str, read_as: str, cells: Sequence[str], kind: RecordType | None) -> Column:
    filled = [cell.strip() for cell in cells if cell.strip()]
    known = bool(field_of(read_as)) or bool(kind and (kind.person_column(read_as) or kind.field_of(read_as)))
    percent = round(100 * len(filled) / len(cells)) if cells else 0
    is_number = any(PERSONAL_NUMBER.search(name) for name in (written, read_as))
    shown = [masked(cell) if is_number else cell[:40] for cell in filled]
    return Column(written, plain(written), read_as, known, percent, tuple(dict.fromkeys(shown))[:3])


def _is_classified(row: Sequence[str], header: Header) -> bool:
    """Examples are words of the list on a page: none of a classified entry."""
    levels = [cell for name, cell in zip(header.names, row, strict=False) if field_of(name) == "secrecy"]
    return any(map(is_classified, levels))
