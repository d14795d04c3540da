"""What came in and how it went."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Length
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, Scope
from lantai.base.common.errors import ArchiveError
from lantai.base.common.findings import Finding, Severity
from lantai.holdings.accessions.models import Transfer, TransferItem
from lantai.holdings.catalogue.actions import FondsUnknown
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.catalogue.queries import FondsAmbiguous
from lantai.holdings.fulltext.models import Page
from lantai.holdings.preservation.models import StoredFile


class OutsideIntake(ArchiveError):
    """Said of every path that cannot be taken, there or not: programs must not learn what lies on this machine."""

    code = "accessions.outside_intake"
    message = gettext_noop("There is nothing named “%(path)s” in the intake folder.")
    hint = gettext_noop("Put the package into the intake folder, and name it by its path below that folder.")
    http_status = 404
    exit_code = 3


@dataclass(frozen=True, slots=True)
class Summary:
    """A transfer in figures: what the command prints and the API gives."""

    transfer: str
    state: str
    records: int
    files: int
    pages: int
    characters: int
    waiting: int
    held: int
    findings: tuple[Finding, ...]
    seconds: float

    @property
    def has_problems(self) -> bool:
        return any(finding.severity == Severity.ERROR for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """The shape architecture.md promises, with `held` (records that were here before) and `waiting` pages."""
        return {
            "transfer": self.transfer,
            "state": self.state,
            "records": self.records,
            "files": self.files,
            "pages": self.pages,
            "characters": self.characters,
            "held": self.held,
            "waiting": self.waiting,
            "findings": [finding.as_json() for finding in self.findings],
            "seconds": round(self.seconds, 3),
        }


def summary_of(transfer: Transfer, *, seconds: float | None = None) -> Summary:
    """Counted from the rows themselves, not from running totals. `records` are those this source has, held or new."""
    items = transfer.items.filter(record__isnull=False)
    records = items.values("record_id")
    pages = Page.objects.filter(record_id__in=records).aggregate(
        n=Count("pk"), characters=Sum(Length("text")), waiting=Count("pk", filter=Q(state=Page.State.WAITING))
    )
    return Summary(
        transfer.ulid,
        transfer.state,
        records=items.count(),
        files=StoredFile.objects.filter(stored__record_id__in=records).count(),
        pages=pages["n"],
        characters=pages["characters"] or 0,
        waiting=pages["waiting"],
        held=transfer.items.filter(state=TransferItem.State.HELD).count(),
        findings=tuple(finding.as_finding() for finding in transfer.findings.all()),
        seconds=transfer.seconds if seconds is None else seconds,
    )


def transfers_of(scope: Scope) -> list[Transfer]:
    """Transfers of the institutions this scope covers, newest first. Taking in is not for the public."""
    rows = Transfer.objects.select_related("fonds__institution", "job")
    return list(rows if scope.everything else rows.filter(fonds__institution__code__in=scope.institutions))


def fonds_to_take_in(code: str, archive: str, *, actor: Actor) -> Fonds:
    """The fonds of this code that the actor may take in for. Raises `FondsUnknown`, `FondsAmbiguous`."""
    rows = Fonds.objects.filter(code=code).select_related("institution")
    rows = rows.filter(institution__code=archive) if archive else rows
    found = [fonds for fonds in rows if actor.may(Right.TAKE_IN, fonds.institution.code)]
    if not found:
        raise FondsUnknown(code=code)
    if len(found) > 1:
        raise FondsAmbiguous(code=code, archives=", ".join(fonds.institution.code for fonds in found))
    return found[0]


def path_inside(folder: Path, name: str) -> Path:
    """Something that lies below a folder, links followed before it is judged. Raises `OutsideIntake`."""
    try:
        root = folder.resolve(strict=True)
        path = (root / name).resolve(strict=True)
    except (OSError, ValueError) as error:  # not there, a loop of links, a name too long for this file system
        raise OutsideIntake(path=name) from error
    if path == root or not path.is_relative_to(root):
        raise OutsideIntake(path=name)
    return path
