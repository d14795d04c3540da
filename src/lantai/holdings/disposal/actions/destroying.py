"""Carrying a destruction out: begun by one act, worked off record by record, to be killed and gone on with at any time.

1. Everything is asked again: approval, two supervisors who are not the operator, holds, loans.
2. Of each record, in one transaction: holds once more, the note with all digests, texts and rows of files gone, the
   record shut, its paper out of its box, one event.
3. Then its bytes: storage, second copies, page images. What a kill leaves is a record “being destroyed”: done again.
4. When every record is gone, what was ever set aside of them goes too, and the list is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.locks import lock
from lantai.holdings.catalogue.bindings import Deed, refuse_bound
from lantai.holdings.catalogue.models import Fonds, OpeningState, Record
from lantai.holdings.catalogue.signals import records_changed
from lantai.holdings.disposal.actions.appraising import OnePersonTwice
from lantai.holdings.disposal.actions.holding import words
from lantai.holdings.disposal.actions.proposing import (
    DestructionHasMovedOn,
    enter_step,
    listed,
    move,
    refuse_volumes,
    subject_of,
)
from lantai.holdings.disposal.models import AppraisalItem, DestroyedRecord, Destruction, DestructionItem
from lantai.holdings.disposal.people import is_among
from lantai.holdings.disposal.steps import rules
from lantai.holdings.fixity.copying import copy_anew
from lantai.holdings.fixity.quarantine import destroy_aside
from lantai.holdings.fulltext.actions import forget_pages
from lantai.holdings.preservation.entombing import Deletion, contents_of, drop_cached, entomb, forget_files
from lantai.holdings.preservation.marking import mark
from lantai.holdings.preservation.models import StoredObject
from lantai.holdings.storerooms.actions import withdraw_papers
from lantai.holdings.storerooms.models import LoanItem

Progress = Callable[[int, int], None]


class WitnessesMissing(ArchiveError):
    code = "disposal.witnesses_missing"
    message = gettext_noop(
        "List %(number)s has %(count)s supervisors; %(needed)s are needed, none of them the operator."
    )
    hint = gettext_noop(
        "Have two other people sign in and confirm on the page of the list; somebody else carries it out."
    )
    http_status = 409
    exit_code = 5


class PaperIsOut(ArchiveError):
    code = "disposal.paper_is_out"
    message = gettext_noop("The paper of %(code)s is out: %(borrower)s has it.")
    hint = gettext_noop("Take it back first, or take the record off the list.")
    http_status = 409


class DestructionRuns(ArchiveError):
    code = "disposal.destruction_runs"
    message = gettext_noop("A worker is at list %(number)s already.")
    hint = gettext_noop("Wait for it; the page of the list shows how far it is.")
    http_status = 409


@transaction.atomic
def begin_destruction(
    *, actor: Actor, destruction: Destruction, place: str, way: str, enqueue: bool = False
) -> Destruction:
    """Everything is there: from now on the records of the list are destroyed. Raises `WitnessesMissing`,
    `RecordIsBound` for what is held, `PaperIsOut`, `OnePersonTwice` for whoever approved the list.
    """
    from lantai.holdings.disposal.tasks import destroy  # the task calls the acts of this package

    require(actor, Right.APPRAISE, destruction.fonds.institution.code)
    done = list(destruction.steps.all())
    if is_among(actor, [step for step in done if step.code not in ("propose", "strike")]):
        raise OnePersonTwice(person=actor.label)
    witnesses = [step for step in done if step.code == "witness"]
    if len(witnesses) < rules()["witnesses"]:
        raise WitnessesMissing(number=destruction.number, count=len(witnesses), needed=rules()["witnesses"])
    pks = listed(destruction)
    refuse_bound(pks, Deed.DESTROY)
    refuse_volumes(pks)
    _refuse_lent(pks)
    move(destruction, Destruction.State.APPROVED, Destruction.State.DESTROYING)
    said = {"place": words(place)[:200], "way": words(way)[:200]}
    Destruction.objects.filter(pk=destruction.pk).update(**said)
    enter_step(destruction, "begin", actor, f"{said['place']}，{said['way']}")
    data = {"number": destruction.number, "records": len(pks)}
    record_event("destruction:begin", actor=actor, subject=subject_of(destruction), data=data)
    if enqueue:
        transaction.on_commit(partial(destroy.enqueue, destruction.pk, actor.user_id))
    destruction.refresh_from_db()
    return destruction


def _refuse_lent(pks: list[int]) -> None:
    for start in range(0, len(pks), 500):
        piece = pks[start : start + 500]
        out = LoanItem.objects.filter(paper__record__in=piece, returned_at__isnull=True).select_related("loan")
        if item := out.first():
            raise PaperIsOut(code=item.code, borrower=item.loan.borrower)


def carry_out_destruction(
    *, actor: Actor, destruction: Destruction, progress: Progress = lambda done, total: None
) -> Destruction:
    """Destroy what is left of a begun list. No transaction around it: each record is one; killed, it is called again.

    Raises `DestructionRuns`, `DestructionHasMovedOn`, `RecordIsBound` when a hold came meanwhile, and `StorageError`
    when a disk or second copy is away; what is destroyed by then is destroyed.
    """
    require(actor, Right.APPRAISE, destruction.fonds.institution.code)
    if destruction.state != Destruction.State.DESTROYING:
        raise DestructionHasMovedOn(number=destruction.number)
    with lock(Path(settings.WORK_FOLDER) / "locks" / f"{destruction.ulid}.lock", wait=False) as mine:
        if not mine:
            raise DestructionRuns(number=destruction.number)
        try:
            _destroy_all(actor, destruction, progress)
        except ArchiveError as refusal:
            Destruction.objects.filter(pk=destruction.pk).update(message=f"{refusal} {refusal.remedy()}")
            raise
        return _close(actor, destruction)


def _destroy_all(actor: Actor, destruction: Destruction, progress: Progress) -> None:
    left = DestructionItem.objects.filter(destruction=destruction).order_by("position")
    left = left.filter(state__in=(DestructionItem.State.LISTED, DestructionItem.State.DESTROYING))
    total, done = left.count(), 0
    while (item := left.select_related("record").first()) is not None:
        if item.state == DestructionItem.State.LISTED:
            _claim(actor, destruction, item)
        _destroy_bytes(actor, destruction, item.record)
        DestructionItem.objects.filter(pk=item.pk).update(state=DestructionItem.State.DESTROYED)
        DestroyedRecord.objects.filter(pk=item.record_id).update(destroyed_at=timezone.now())
        done += 1
        progress(done, total)


def _claim(actor: Actor, destruction: Destruction, item: DestructionItem) -> None:
    """From this transaction on the record is a stub: nothing of it is shown, found or lent, and holds came too late."""
    row = item.record
    before = contents_of(row)
    with transaction.atomic():
        list(Fonds.objects.select_for_update().filter(pk=destruction.fonds_id).values_list("pk"))  # as holds do
        refuse_bound([row.pk], Deed.DESTROY)
        claimed = DestructionItem.objects.filter(pk=item.pk, state=DestructionItem.State.LISTED)
        if not claimed.update(state=DestructionItem.State.DESTROYING):
            return
        DestroyedRecord.objects.create(
            record=row, destruction=destruction, opening_state=row.opening_state, objects_before=before
        )
        pages = forget_pages(row)
        forget_files(row)
        withdraw_papers([row.pk])
        shut = {"opening_state": OpeningState.RESTRICTED, "version": F("version") + 1, "changed_at": timezone.now()}
        Record.every.filter(pk=row.pk).update(**shut)
        records_changed.send(sender=Record, pks=[row.pk])
        data = {"list": destruction.number, "objects": len(before), "pages": pages}
        record_event("record:destroy", actor=actor, subject=("record", row.ulid), data=data)


def _destroy_bytes(actor: Actor, destruction: Destruction, row: Record) -> None:
    note = DestroyedRecord.objects.get(pk=row.pk)
    before = {said["object"]: said for said in note.objects_before}
    deletion = Deletion(destruction.number, actor.label, note.begun_at, destruction.reason, before)
    drop_cached([file["sha512"] for said in before.values() for file in said["files"]])
    for name in entomb(row, deletion):
        copy_anew(StoredObject.objects.get(object_id=name))


def _close(actor: Actor, destruction: Destruction) -> Destruction:
    notes = DestroyedRecord.objects.filter(destruction=destruction).values_list("objects_before", flat=True)
    digests = {file["sha512"] for note in notes.iterator() for said in note for file in said["files"]}
    destroy_aside(digests)
    with transaction.atomic():
        move(destruction, Destruction.State.DESTROYING, Destruction.State.DESTROYED)
        Destruction.objects.filter(pk=destruction.pk).update(destroyed_at=timezone.now(), message="")
        AppraisalItem.objects.filter(appraisal=destruction.appraisal).update(is_open=False)
        mark("appraisal", [destruction.appraisal_id])
        enter_step(destruction, "destroy", actor)
        count = DestroyedRecord.objects.filter(destruction=destruction).count()
        data = {"number": destruction.number, "records": count}
        record_event("destruction:carry_out", actor=actor, subject=subject_of(destruction), data=data)
    destruction.refresh_from_db()
    return destruction
