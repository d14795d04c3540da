"""What may be exported, and what pages and commands say of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, Scope
from lantai.base.common.errors import ArchiveError
from lantai.base.common.findings import Finding
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.catalogue.grades import staying
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.catalogue.pages import fonds_by_code
from lantai.holdings.exchange.ead.codes import as_findings
from lantai.holdings.exchange.files import Subject
from lantai.holdings.exchange.models import Export, Load
from lantai.holdings.exchange.received import export_folder


class NothingOfThisCode(ArchiveError):
    code = "exchange.nothing_of_this_code"
    message = gettext_noop("No fonds and no record here has the code “%(code)s”.")
    hint = gettext_noop("Check the code; records are named by their whole reference code.")
    http_status = 404
    exit_code = 1


class CodeIsAmbiguous(ArchiveError):
    code = "exchange.code_ambiguous"
    message = gettext_noop("Several fonds or records have the code “%(code)s”: %(archives)s.")
    hint = gettext_noop("Name the archive (--institution) or the fonds (--fonds) that is meant.")
    http_status = 409
    exit_code = 2


def subject_of(code: str, *, actor: Actor, institution: str = "", fonds: str = "") -> Subject:
    """The fonds of this code, else the record, where the actor may read unopened records.

    Raises `NothingOfThisCode` and `CodeIsAmbiguous`.
    """
    found: list[Subject] = []
    if not fonds:
        rows = Fonds.objects.filter(code=code.strip()).select_related("institution")
        found = [Subject(row) for row in rows]
    if not found:
        records = Record.objects.filter(code_key=parse_code(code).key).select_related("fonds__institution")
        records = records.filter(fonds__code=fonds) if fonds else records
        found = [Subject(record.fonds, record) for record in records[:20]]
    found = [each for each in found if not institution or each.fonds.institution.code == institution]
    found = [each for each in found if actor.may(Right.READ_UNOPENED, each.fonds.institution.code)]
    if not found:
        raise NothingOfThisCode(code=code)
    if len(found) > 1:
        places = sorted({f"{each.fonds.institution.code} {each.fonds.code}" for each in found})
        raise CodeIsAmbiguous(code=code, archives=", ".join(places))
    return found[0]


def subject_in(fonds: Fonds, code: str) -> Subject:
    """The record of this code in one fonds. Raises `NothingOfThisCode`."""
    record = Record.objects.filter(fonds=fonds, code_key=parse_code(code).key).first()
    if record is None:
        raise NothingOfThisCode(code=code)
    return Subject(fonds, record)


def fonds_of(code: str, institution: str = "") -> Fonds:
    """The fonds of this code. Raises `NothingOfThisCode` and `CodeIsAmbiguous`."""
    found = fonds_by_code(code.strip(), institution)
    if not found:
        raise NothingOfThisCode(code=code)
    if len(found) > 1:
        raise CodeIsAmbiguous(code=code, archives=", ".join(each.institution.code for each in found))
    return found[0]


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


def load_findings(load: Load) -> tuple[FindingGroup, ...]:
    """In the language of the page; errors first."""
    groups = []
    for group in load.findings:
        told = [_in_words(each) for each in as_findings([group])]
        places = tuple((each.path, each.sentence()) for each in told)
        groups.append(
            FindingGroup(group["code"], group["severity"], group["count"], places[0][1], told[0].remedy(), places)
        )
    return tuple(groups)


def _in_words(finding: Finding) -> Finding:
    """Levels as the page calls them; the reader of the file knew no language."""
    words = {"series": _("series"), "volume": _("volume"), "item": _("item")}
    level = finding.params.get("level", "")
    return replace(finding, params={**finding.params, "level": words.get(level, level)})


def load_summary(load: Load) -> dict[str, Any]:
    """What the command prints."""
    findings = [
        {
            "code": group.code, "severity": group.severity, "count": group.count, "path": group.places[0][0],
            "message": group.example, "remedy": group.remedy,
        }
        for group in load_findings(load)
    ]  # fmt: skip
    names = ("units", "created", "held", "stayed")
    told = {"load": load.ulid, "state": str(load.state), "version": load.version, "exact": load.exact}
    return told | {name: getattr(load, name) for name in names} | {"findings": findings}


SHEET = 15
"""So many orders and loads the page shows, newest first."""


@dataclass(frozen=True, slots=True)
class ExchangeView:
    """The page of exchange: files that were ordered, descriptions that were given."""

    exports: tuple[Export, ...]
    loads: tuple[Load, ...]


def exchange_view(actor: Actor) -> ExchangeView:
    """Two queries, whatever there is. Loads are for who may describe."""
    scope = actor.scope()
    exports = Export.objects.within(scope).select_related("fonds__institution", "record", "job")
    loads = Load.objects.within(scope).select_related("fonds__institution", "job")
    mine = tuple(loads[:SHEET]) if actor.may(Right.DESCRIBE) else ()
    return ExchangeView(tuple(exports[:SHEET]), mine)


def export_at(ulid: str, actor: Actor) -> tuple[Export, Path] | None:
    """An order whose file may be fetched by this person now, and where it lies; after a week none may be."""
    found = Export.objects.within(actor.scope()).select_related("fonds__institution").filter(ulid=ulid).first()
    if found is None or found.is_over or not actor.may(Right.READ_UNOPENED, found.fonds.institution.code):
        return None
    if found.wanted.get("numbers_for") and not actor.may(Right.READ_ID_NUMBERS, found.fonds.institution.code):
        return None
    path = export_folder(found) / found.file_name
    return (found, path) if found.file_name and path.is_file() else None


def load_at(ulid: str, actor: Actor) -> Load | None:
    """A load of an institution in which the actor describes."""
    found = Load.objects.select_related("fonds__institution", "job").filter(ulid=ulid).first()
    return found if found and actor.may(Right.DESCRIBE, found.fonds.institution.code) else None


def fonds_where(actor: Actor, right: Right) -> QuerySet[Fonds]:
    """The fonds of the institutions in which this right is held."""
    codes = actor.institutions_with(right)
    rows = Fonds.objects.select_related("institution").order_by("code")
    return rows if "*" in codes else rows.filter(institution__code__in=codes)


def staying_in(subject: Subject) -> int:
    """How many records of it must not leave the country, counted up to `MOST_STAYING`. One query."""
    rows = Record.objects.filter(staying(), fonds=subject.fonds)
    if subject.record is not None:
        rows = rows.filter(Q(pk=subject.record.pk) | Q(parent=subject.record.pk))
    return rows.order_by()[:MOST_STAYING].count()


MOST_STAYING = 1000
EVERYBODY = Scope(everything=False, institutions=frozenset())


def public_subject(ulid: str) -> Subject | None:
    """An opened record, for everybody alike: who may see more orders an export, which leaves an event."""
    record = Record.objects.visible_to(EVERYBODY).select_related("fonds__institution").filter(ulid=ulid).first()
    return Subject(record.fonds, record) if record else None
