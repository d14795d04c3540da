"""What the page of fixity shows, and to whom: numbers and states to everybody who manages jobs, names only to readers.

Names of files tell what records hold. Who may not read a record (the system administrator reads none) sees where in
the object the damage is and of which kind of file, and can have it repaired all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from lantai.base.accounts.access import Actor, Right, Scope
from lantai.base.accounts.models import Institution
from lantai.base.common.keyset import Sheet, Total, sheet_of, total_of
from lantai.holdings.fixity.kinds import Kind
from lantai.holdings.fixity.mending import LEFT
from lantai.holdings.fixity.models import (
    OPEN_STATES,
    FindingState,
    FixityFinding,
    FixityRun,
    ObjectFixity,
    ReplicaCopy,
)
from lantai.holdings.fixity.places import Place, replicas, storage
from lantai.holdings.fixity.schedule import Schedule, current_schedule
from lantai.holdings.preservation.models import StoredObject

PER_SHEET = 50


@dataclass(frozen=True, slots=True)
class PlaceView:
    """One place: its last finished check, the one at work, and of second copies how many there are and any trouble."""

    place: Place
    last: FixityRun | None
    now: FixityRun | None
    copies: Total | None


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding as this reader may see it. `code` is empty when the record is not theirs to read."""

    finding: FixityFinding
    path: str
    code: str
    ulid: str
    may_repair: bool
    may_set_aside: bool
    may_accept: bool


@dataclass(frozen=True, slots=True)
class FixityPage:
    """The whole page."""

    objects: Total
    damaged: Total
    places: Sequence[PlaceView]
    findings: Sequence[FindingView]
    sheet: Sheet[FixityFinding]
    schedule: Schedule
    institutions: Sequence[tuple[str, str]]
    closed: bool
    running: bool


def codes_of(actor: Actor) -> list[str]:
    """The institutions whose storage this person looks after."""
    return sorted(actor.institutions_with(Right.MANAGE_JOBS) - {"*"})


def finding_at(ulid: str, actor: Actor) -> FixityFinding | None:
    """A finding of one of the person's institutions."""
    rows = FixityFinding.objects.filter(ulid=ulid, institution__in=codes_of(actor))
    return rows.select_related("stored__record", "replica").first()


def fixity_page(actor: Actor, *, place: str, closed: bool) -> FixityPage:
    codes, scope = codes_of(actor), actor.scope()
    found = FixityFinding.objects.filter(institution__in=codes)
    found = found.exclude(state__in=OPEN_STATES) if closed else found.filter(state__in=OPEN_STATES)
    rows = found.select_related("stored__record", "replica")
    sheet = sheet_of(rows, by=("pk",), place=place, size=PER_SHEET, total=total_of(found))
    places = [_place_view(each, codes) for each in [storage(), *replicas()]]
    names = Institution.objects.filter(code__in=codes).order_by("code")
    return FixityPage(
        objects=total_of(StoredObject.objects.filter(record__institution__code__in=codes)),
        damaged=total_of(ObjectFixity.objects.filter(is_whole=False, stored__record__institution__code__in=codes)),
        places=places,
        findings=[_finding_view(each, actor, scope) for each in sheet.items],
        sheet=sheet,
        schedule=current_schedule(),
        institutions=list(names.values_list("code", "name")),
        closed=closed,
        running=any(each.now for each in places),
    )


def _place_view(place: Place, codes: Sequence[str]) -> PlaceView:
    runs: QuerySet[FixityRun] = FixityRun.objects.filter(replica=place.replica, institution__in=["", *codes])
    at_work = (FixityRun.State.RUNNING, FixityRun.State.WAITING, FixityRun.State.STOPPED)
    latest = runs.first()
    copies = None
    if place.replica:
        mine = ReplicaCopy.objects.filter(
            replica=place.replica, is_whole=True, stored__record__institution__code__in=codes
        )
        copies = total_of(mine)
    last = runs.filter(state=FixityRun.State.DONE).first()
    return PlaceView(place, last, latest if latest is not None and latest.state in at_work else None, copies)


def _finding_view(finding: FixityFinding, actor: Actor, scope: Scope) -> FindingView:
    record = finding.stored.record if finding.stored else None
    reads = record is not None and scope.covers(state=record.opening_state, institution=record.institution_id)
    waits = finding.state in (FindingState.FOUND, FindingState.UNREPAIRABLE)
    decides = waits and actor.may(Right.TAKE_IN, finding.institution)
    return FindingView(
        finding,
        path=finding.path if reads else masked(finding.path),
        code=record.code if record is not None and reads else "",
        ulid=record.ulid if record is not None and reads else "",
        may_repair=finding.is_open and finding.stored_id is not None and finding.kind not in LEFT,
        may_set_aside=decides and finding.kind == Kind.EXTRA,
        may_accept=decides,
    )


def masked(path: str) -> str:
    """Where in the object, and what kind of file: `v1/content/….tif`. Names the archive gives itself are no secret."""
    *folders, name = path.split("/")
    if len(folders) < 2:
        return path
    suffix = name.rpartition(".")[2] if "." in name else ""
    kept = f".{suffix}" if suffix.isascii() and suffix.isalnum() and len(suffix) <= 5 else ""
    return f"{folders[0]}/{folders[1]}/…{kept}"
