"""A destruction list: proposed from an appraisal, given opinions and approved, supervised. 13号令: 销毁清册, 监销."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.rows import insert_rows
from lantai.holdings.catalogue.bindings import Deed, refuse_bound
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.disposal.actions.appraising import OnePersonTwice
from lantai.holdings.disposal.actions.holding import words
from lantai.holdings.disposal.models import (
    Appraisal,
    AppraisalItem,
    Decision,
    Destruction,
    DestructionItem,
    DestructionStep,
)
from lantai.holdings.disposal.people import is_among
from lantai.holdings.disposal.steps import rules, step_from, steps
from lantai.holdings.preservation.marking import mark
from lantai.holdings.preservation.models import StoredFile
from lantai.holdings.storerooms.models import Paper

_PIECE = 1000


class NothingToDestroy(ArchiveError):
    code = "disposal.nothing_to_destroy"
    message = gettext_noop("Appraisal list %(number)s is not closed, proposes no destruction, or has its list already.")
    hint = gettext_noop("Close the appraisal first; what was refused or taken off can be appraised again.")
    http_status = 409


class VolumeNotWhole(ArchiveError):
    code = "disposal.volume_not_whole"
    message = gettext_noop("%(code)s is a volume, and %(count)s records that lie in it are not on this list.")
    hint = gettext_noop("A volume goes with everything in it or stays: appraise its items too, or keep the volume.")
    http_status = 409


class DestructionHasMovedOn(ArchiveError):
    code = "disposal.destruction_moved_on"
    message = gettext_noop("Destruction list %(number)s is not in the state this needs any more.")
    hint = gettext_noop("Open the page anew: it shows what is next.")
    http_status = 409


class AccountNeeded(ArchiveError):
    code = "disposal.account_needed"
    message = gettext_noop("Supervising a destruction needs an account of one's own.")
    hint = gettext_noop("Sign in as the person who supervises; commands at the machine cannot.")
    http_status = 403
    exit_code = 5


@transaction.atomic
def propose_destruction(*, actor: Actor, appraisal: Appraisal, reason: str) -> Destruction:
    """Draw the list up, with everything it has to say of each record. Raises `NothingToDestroy`, `RecordIsBound`."""
    require(actor, Right.APPRAISE, appraisal.fonds.institution.code)
    reason = words(reason)
    rows = AppraisalItem.objects.filter(
        appraisal=appraisal, appraisal__state=Appraisal.State.CLOSED, is_open=True, second_decision=Decision.DESTROY
    )
    items = list(rows.select_related("record").order_by("position"))
    if not items or appraisal.destructions.exclude(state=Destruction.State.REFUSED).exists():
        raise NothingToDestroy(number=appraisal.number)
    pks = [item.record_id for item in items]
    refuse_bound(pks, Deed.DESTROY)
    refuse_volumes(pks)
    destruction = Destruction.objects.create(fonds=appraisal.fonds, appraisal=appraisal, reason=reason)
    destruction.number = f"XH{appraisal.due_in}-{destruction.pk:05d}"
    destruction.save(update_fields=["number"])
    insert_rows(list(_lines(destruction, items)))
    enter_step(destruction, "propose", actor, reason)
    data = {"number": destruction.number, "fonds": appraisal.fonds.code, "records": len(items)}
    record_event("destruction:propose", actor=actor, subject=subject_of(destruction), data=data)
    return destruction


def refuse_volumes(records: Sequence[int]) -> None:
    """A volume is destroyed with all that lies in it."""
    inside = Record.every.filter(IsAmong(records, "parent")).exclude(IsAmong(records)).exclude(destroyed__isnull=False)
    rows = inside.order_by("parent").values("parent__code").annotate(n=Count("pk"))
    if first := rows.first():
        raise VolumeNotWhole(code=first["parent__code"], count=first["n"])


def _lines(destruction: Destruction, items: Sequence[AppraisalItem]) -> Iterable[DestructionItem]:
    for start in range(0, len(items), _PIECE):
        piece = items[start : start + _PIECE]
        pks = [item.record_id for item in piece]
        files, places = _files(pks), _places(pks)
        for n, item in enumerate(piece, start + 1):
            row = item.record
            count, size = files.get(row.pk, (0, 0))
            yield DestructionItem(
                destruction=destruction, record=row, position=n, code=row.code, title=row.title, creator=row.creator,
                document_number=row.document_number, date_text=row.date_text, year=row.year, retention=row.retention,
                kept_years=max(0, destruction.appraisal.due_in - item.last_year - 1), pages=row.pages_declared,
                files=count, bytes=size, places=places.get(row.pk, ""), reason=item.reason,
            )  # fmt: skip


def _files(pks: Sequence[int]) -> dict[int, tuple[int, int]]:
    rows = StoredFile.objects.filter(stored__record__in=pks).order_by().values_list("stored__record")
    return {pk: (count, size) for pk, count, size in rows.annotate(n=Count("pk"), size=Sum("size"))}


def _places(pks: Sequence[int]) -> dict[int, str]:
    """Where the paper of each lies, every duplicate of it."""
    found: dict[int, list[str]] = {}
    papers = Paper.objects.filter(record__in=pks).select_related("box__place", "place").order_by("record", "copy")
    for paper in papers:
        box = f"盒{paper.box.number}" if paper.box else ""
        place = paper.stands.path if paper.stands else ""
        if text := " ".join(part for part in (place, box) if part):
            found.setdefault(paper.record_id, []).append(text)
    return {pk: "；".join(texts) for pk, texts in found.items()}


def subject_of(destruction: Destruction) -> tuple[str, str]:
    return ("destruction", destruction.ulid)


def enter_step(destruction: Destruction, code: str, actor: Actor, text: str = "") -> None:
    DestructionStep.objects.create(
        destruction=destruction, code=code, by=actor.label, user_id=actor.user_id, capacity=actor.capacity,
        words=text[:1000],
    )  # fmt: skip


def move(destruction: Destruction, before: str, after: str) -> None:
    """Claimed by a conditional update. Raises `DestructionHasMovedOn`."""
    if not Destruction.objects.filter(pk=destruction.pk, state=before).update(state=after):
        raise DestructionHasMovedOn(number=destruction.number)
    destruction.state = after


@transaction.atomic
def give_opinion(*, actor: Actor, destruction: Destruction, agree: bool, text: str) -> Destruction:
    """The opinion or approval the list waits for. Refused, the list is settled and its records may be appraised again.

    Raises `OnePersonTwice`, `DestructionHasMovedOn`, `RecordIsBound` for what is held by now.
    """
    require(actor, Right.APPROVE_DISPOSAL, destruction.fonds.institution.code)
    step = step_from(destruction.state)
    if step is None:
        raise DestructionHasMovedOn(number=destruction.number)
    text = words(text)
    if is_among(actor, destruction.steps.filter(code__in=step.not_of)):
        raise OnePersonTwice(person=actor.label)
    if agree:
        refuse_bound(listed(destruction), Deed.DESTROY)
    move(destruction, step.before, step.after if agree else Destruction.State.REFUSED)
    enter_step(destruction, step.code if agree else "refuse", actor, text)
    if not agree:
        release_items(destruction)
    data = {"number": destruction.number, "step": step.code, "agreed": agree}
    record_event("destruction:opinion:give", actor=actor, subject=subject_of(destruction), data=data)
    return destruction


def listed(destruction: Destruction) -> list[int]:
    """Records on the list that are not destroyed yet."""
    rows = DestructionItem.objects.filter(destruction=destruction, state=DestructionItem.State.LISTED)
    return list(rows.order_by("position").values_list("record", flat=True))


def release_items(destruction: Destruction) -> None:
    """The records of a refused list are due again."""
    lines = DestructionItem.objects.filter(destruction=destruction, state=DestructionItem.State.LISTED)
    pks = list(lines.values_list("record", flat=True))
    lines.update(state=DestructionItem.State.STRUCK)
    AppraisalItem.objects.filter(IsAmong(pks, "record"), appraisal=destruction.appraisal).update(is_open=False)
    mark("appraisal", [destruction.appraisal_id])


@transaction.atomic
def strike_item(*, actor: Actor, item: DestructionItem, reason: str) -> DestructionItem:
    """Take one record off a list that is not begun, for instance because it is held; it is due again."""
    destruction = item.destruction
    require(actor, Right.APPRAISE, destruction.fonds.institution.code)
    reason = words(reason)
    begun = destruction.is_settled or destruction.state == Destruction.State.DESTROYING
    lines = DestructionItem.objects.filter(pk=item.pk, state=DestructionItem.State.LISTED)
    if begun or not lines.update(state=DestructionItem.State.STRUCK, struck_reason=reason):
        raise DestructionHasMovedOn(number=destruction.number)
    AppraisalItem.objects.filter(record=item.record, appraisal=destruction.appraisal).update(is_open=False)
    mark("appraisal", [destruction.appraisal_id])
    enter_step(destruction, "strike", actor, f"{item.code}：{reason}")
    item.refresh_from_db()
    data = {"number": destruction.number, "record": item.code, "reason": reason}
    record_event("destruction:item:strike", actor=actor, subject=subject_of(destruction), data=data)
    return item


@transaction.atomic
def witness_destruction(*, actor: Actor, destruction: Destruction, text: str) -> Destruction:
    """A supervisor (监销人) has held the list against what is to go, and signs in person. Raises `OnePersonTwice`.

    Not the proposer; and of those who approved not more than the rules allow, so that no approver supervises alone.
    """
    require(actor, Right.WITNESS_DISPOSAL, destruction.fonds.institution.code)
    if actor.user_id is None:
        raise AccountNeeded
    if destruction.state != Destruction.State.APPROVED:
        raise DestructionHasMovedOn(number=destruction.number)
    done = list(destruction.steps.all())
    if is_among(actor, [step for step in done if step.code in ("propose", "witness")]) or _alone(actor, done):
        raise OnePersonTwice(person=actor.label)
    try:
        with transaction.atomic():
            enter_step(destruction, "witness", actor, words(text))
    except IntegrityError as error:
        raise OnePersonTwice(person=actor.label) from error
    data = {"number": destruction.number, "witnesses": sum(step.code == "witness" for step in done) + 1}
    record_event("destruction:witness", actor=actor, subject=subject_of(destruction), data=data)
    return destruction


def _alone(actor: Actor, done: Sequence[DestructionStep]) -> bool:
    """Whether with this one more supervisors than the rules allow had approved the list."""
    codes = {step.code for step in steps()}
    approvals = [step for step in done if step.code in codes]
    if not is_among(actor, approvals):
        return False
    witnesses = [step for step in done if step.code == "witness"]
    approving = sum(any(w.user_id == a.user_id or w.by == a.by for a in approvals) for w in witnesses)
    return approving >= int(rules()["approving_witnesses"])
