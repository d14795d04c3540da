"""Repairing an object: claimed, mended, proved, told by the object itself and by the chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError
from lantai.base.common.locks import lock
from lantai.holdings.fixity.actions.checking import EVERYWHERE
from lantai.holdings.fixity.events import Repair, write_down
from lantai.holdings.fixity.judging import Known
from lantai.holdings.fixity.mending import LEFT, Mended, mend
from lantai.holdings.fixity.models import (
    OPEN_STATES,
    FindingState,
    FixityFinding,
    ObjectFixity,
    Replica,
    ReplicaCopy,
)
from lantai.holdings.fixity.places import Place, lock_file, others_than, place_of
from lantai.holdings.fixity.quarantine import intent_of
from lantai.holdings.preservation.models import StoredObject
from lantai.holdings.preservation.ocfl.layout import object_prefix


class FindingIsClosed(ArchiveError):
    code = "fixity.finding_closed"
    message = gettext_noop("This finding is settled already.")
    hint = gettext_noop("Open the page anew: it shows what became of it.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class RepairResult:
    """How many things were repaired and how many could not be, and whether the object is whole now."""

    repaired: int
    unrepairable: int
    is_whole: bool


@transaction.atomic
def order_repair(*, actor: Actor, finding: FixityFinding) -> None:
    """Have a worker repair the object of this finding. Raises `FindingIsClosed`."""
    require(actor, Right.MANAGE_JOBS, finding.institution or EVERYWHERE)
    now = {"state": FindingState.REPAIRING, "changed_at": timezone.now()}
    if not FixityFinding.objects.filter(pk=finding.pk, state__in=OPEN_STATES).exclude(kind__in=LEFT).update(**now):
        raise FindingIsClosed
    data = {"object": finding.object_id, "kind": finding.kind}
    record("fixity:repair:order", actor=actor, subject=("fixity_finding", finding.ulid), data=data)
    from lantai.holdings.fixity.tasks import repair  # the task calls the acts of this package

    repair.enqueue(finding.pk, actor.user_id)


def repair_object(*, actor: Actor, stored: StoredObject, replica: Replica | None = None) -> RepairResult:
    """Repair all that is damaged in one object in one place, from wherever good bytes are.

    No transaction around it: files may be large. Each step can be repeated after a kill: findings are claimed first,
    the object is swapped by one rename, the event has a name of its own, and the rows come last. Raises a
    `StorageError`; then nothing was changed, and the findings wait to be repaired.
    """
    institution = stored.record.institution_id
    require(actor, Right.MANAGE_JOBS, institution)
    with lock(lock_file(f"object-{stored.pk}"), wait=True):
        findings = _claim(stored, replica)
        place, mark = place_of(replica), _mark(findings, stored)
        try:
            mended = mend(place, others_than(place), _known(stored, replica), mark=mark)
        except ArchiveError:
            _give_back(findings)
            raise
        mended.sources = mended.sources or intent_of(mark)
        told = _told(place, stored, findings, mended, actor)
        return _end(actor, stored, replica, findings, mended, told=told)


def _claim(stored: StoredObject, replica: Replica | None) -> list[FixityFinding]:
    mine = FixityFinding.objects.filter(stored=stored, replica=replica, state__in=OPEN_STATES)
    findings = list(mine.exclude(kind__in=LEFT).order_by("pk"))
    mine.filter(pk__in=[each.pk for each in findings]).update(state=FindingState.REPAIRING, changed_at=timezone.now())
    return findings


def _give_back(findings: Sequence[FixityFinding]) -> None:
    claimed = FixityFinding.objects.filter(pk__in=[each.pk for each in findings], state=FindingState.REPAIRING)
    claimed.update(state=FindingState.FOUND, changed_at=timezone.now())


def _mark(findings: Sequence[FixityFinding], stored: StoredObject) -> str:
    return findings[0].ulid if findings else f"{stored.record.ulid}-{timezone.now():%Y%m%d%H%M%S}"


def _known(stored: StoredObject, replica: Replica | None) -> Known:
    row = ReplicaCopy.objects.get(stored=stored, replica=replica) if replica else stored
    row.refresh_from_db()
    sizes = dict(stored.files.values_list("sha512", "size"))
    return Known(stored.object_id, object_prefix(stored.object_id), row.version, row.inventory_sha512, sizes)


def _told(place: Place, stored: StoredObject, findings: Sequence[FixityFinding], mended: Mended, actor: Actor) -> bool:
    """The event inside the object: of a repair done now, or of one that a kill cut off before it was told."""
    if place.replica or not mended.sources:
        return False
    repaired = [each for each in findings if not _is_left(each, mended)]
    lines = [
        f"{damage.path or stored.object_id}: {damage.kind}" for damage in mended.damages if damage not in mended.left
    ]
    lines = lines or [f"{each.path or each.object_id}: {each.kind}" for each in repaired]
    origins = sorted(set(mended.sources.values()))
    lines += [f"from {origin}" for origin in origins]
    identifier = findings[0].ulid if findings else _mark(findings, stored)
    at = findings[0].changed_at if findings else timezone.now()
    return write_down(place.store, stored.object_id, Repair(identifier, lines, actor.label, at))


def _is_left(finding: FixityFinding, mended: Mended) -> bool:
    return any(damage.path == finding.path or not damage.path for damage in mended.left)


@transaction.atomic
def _end(
    actor: Actor,
    stored: StoredObject,
    replica: Replica | None,
    findings: Sequence[FixityFinding],
    mended: Mended,
    *,
    told: bool,
) -> RepairResult:
    left = [each for each in findings if _is_left(each, mended)]
    done = [each for each in findings if each not in left]
    now = timezone.now()
    became = FindingState.REPAIRED if mended.sources else FindingState.GONE
    for rows, state in ((done, became), (left, FindingState.UNREPAIRABLE)):
        claimed = FixityFinding.objects.filter(pk__in=[each.pk for each in rows])
        claimed.update(state=state, decided_by=actor.label, changed_at=now)
    if mended.strangers is not None:  # an empty folder that the repair has filled again is no stranger any more
        strangers = FixityFinding.objects.filter(stored=stored, replica=replica, state=FindingState.FOUND)
        gone = strangers.filter(kind__in=LEFT).exclude(path__in=mended.strangers)
        gone.update(state=FindingState.GONE, changed_at=now)
    is_whole = not mended.left
    if replica:
        ReplicaCopy.objects.filter(stored=stored, replica=replica).update(is_whole=is_whole, checked_at=now)
    else:
        dates = {"whole_at": now} if is_whole else {}
        values = {"checked_at": now, "is_whole": is_whole, **dates}
        ObjectFixity.objects.update_or_create(stored=stored, defaults=values)
    data = {
        "object": stored.object_id,
        "place": replica.name if replica else "",
        "repaired": len(mended.sources),
        "unrepairable": len(mended.left),
        "told": told,
    }
    record("fixity:repair", actor=actor, subject=("object", stored.object_id), data=data)
    return RepairResult(len(mended.sources), len(mended.left), is_whole)
