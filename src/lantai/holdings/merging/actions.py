"""Merging two records that describe the same thing, and taking that back: each one audited transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.journal import Journal
from lantai.holdings.arrangement.following import follow_mentions
from lantai.holdings.catalogue.actions import (
    GivingBack,
    Parting,
    RecordHasChanged,
    Taking,
    absorb_record,
    part_persons,
    parting_of,
    persons_merged,
    split_record,
)
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.catalogue.models import Record
from lantai.holdings.description.actions import follow_pairs
from lantai.holdings.entry.following import being_typed, follow_rows
from lantai.holdings.fulltext.actions import move_pages
from lantai.holdings.merging.choosing import (
    Choices,
    components_to_move,
    elements_of,
    persons_of,
    secrecy_quarrels,
    values_of,
)
from lantai.holdings.merging.models import Merge
from lantai.holdings.merging.moving import what_moves
from lantai.holdings.merging.signals import records_merging
from lantai.holdings.merging.standing import in_words, parts_changed, standing_of
from lantai.holdings.people.following import follow_entries
from lantai.holdings.preservation.merging import move_objects

SHORTEST_REASON = 2


class SameRecord(ArchiveError):
    code = "merging.same_record"
    message = gettext_noop("Record %(code)s cannot be merged into itself.")
    hint = gettext_noop("Choose two records.")
    http_status = 422
    exit_code = 2


class FondsDiffer(ArchiveError):
    code = "merging.fonds_differ"
    message = gettext_noop("%(keep)s and %(absorb)s are of two fonds: copies in two fonds are not merged.")
    hint = gettext_noop(
        "Each fonds keeps its own copy, because it shows what that unit received. Enter that they belong together."
    )
    http_status = 409


class LevelsDiffer(ArchiveError):
    code = "merging.levels_differ"
    message = gettext_noop("%(keep)s and %(absorb)s are not of one level: a volume and an item are two things.")
    hint = gettext_noop("Merge volumes with volumes and items with items.")
    http_status = 409


class OneBelowOther(ArchiveError):
    code = "merging.one_below_other"
    message = gettext_noop("One of %(keep)s and %(absorb)s lies below the other.")
    hint = gettext_noop("A volume and what lies in it are two things. Enter that they are not the same.")
    http_status = 409


class OpeningDiffers(ArchiveError):
    code = "merging.opening_differs"
    message = gettext_noop("The opening decisions differ: %(keep)s is %(keep_state)s, %(absorb)s is %(absorb_state)s.")
    hint = gettext_noop("A merge is no decision on opening. Enter a fresh decision on both, then merge.")
    http_status = 409


class SecrecyDiffers(ArchiveError):
    code = "merging.secrecy_differs"
    message = gettext_noop("The secrecy levels differ (“%(keep)s”, “%(absorb)s”), and which is stricter is not known.")
    hint = gettext_noop("Correct the level of one of them, then merge.")
    http_status = 409


class BeingTyped(ArchiveError):
    code = "merging.being_typed"
    message = gettext_noop("Record %(code)s is still being typed in the task “%(task)s”.")
    hint = gettext_noop("Have it typed and decided there first; then merge.")
    http_status = 409


class ReasonMissing(ArchiveError):
    code = "merging.reason_missing"
    message = gettext_noop("A merge needs a reason.")
    hint = gettext_noop("Write in a few words how it is known that both describe the same thing.")
    http_status = 422
    exit_code = 2


class ChoiceUnknown(ArchiveError):
    code = "merging.choice_unknown"
    message = gettext_noop("A person chosen as the same is not on the record, or has another ID number.")
    hint = gettext_noop("Open the page anew and choose again; nothing was merged.")
    http_status = 422
    exit_code = 2


class AlreadyTakenBack(ArchiveError):
    code = "merging.already_taken_back"
    message = gettext_noop("This merge was taken back already.")
    hint = gettext_noop("Nothing was changed. Both records are there again.")
    http_status = 409


class KeptWasMerged(ArchiveError):
    code = "merging.kept_was_merged"
    message = gettext_noop("The kept record %(code)s was itself merged into %(into)s since.")
    hint = gettext_noop("Take that merge back first, then this one.")
    http_status = 409


class ChangedSinceMerge(ArchiveError):
    code = "merging.changed_since"
    message = gettext_noop("Record %(code)s was changed since the merge: %(what)s.")
    hint = gettext_noop(
        "Take those changes back first (page “Versions” of the record), then the merge. If they are to stay, leave the "
        "records merged and enter the other one anew."
    )
    http_status = 409


class CodeTakenSince(ArchiveError):
    code = "merging.code_taken"
    message = gettext_noop("Another record has been given the code %(code)s since the merge.")
    hint = gettext_noop("Give that record another code first, then take the merge back.")
    http_status = 409


def refusal_of(keep: Record, absorb: Record) -> ArchiveError | None:
    """Why these two may not be merged as they are, or None: the page says it before anything is chosen."""
    told: Mapping[str, Any] = {"keep": keep.code, "absorb": absorb.code}
    if keep.pk == absorb.pk:
        return SameRecord(code=keep.code)
    if keep.fonds_id != absorb.fonds_id:
        return FondsDiffer(**told)
    if keep.level != absorb.level:
        return LevelsDiffer(**told)
    if keep.pk == absorb.parent_id or absorb.pk == keep.parent_id:
        return OneBelowOther(**told)
    if keep.opening_state != absorb.opening_state:
        states = {"keep_state": keep.get_opening_state_display(), "absorb_state": absorb.get_opening_state_display()}
        return OpeningDiffers(**told, **states)
    if secrecy_quarrels(keep, absorb):
        return SecrecyDiffers(keep=keep.secrecy or "—", absorb=absorb.secrecy or "—")
    if open_items := being_typed([keep, absorb]):
        return BeingTyped(code=open_items[0].record.code, task=open_items[0].task.name)
    return None


@transaction.atomic
def merge_records(
    *, actor: Actor, keep: Record, absorb: Record, choices: Choices, reason: str, versions: tuple[int, int]
) -> Merge:
    """Merge one record of a fonds into another, both as they were in these versions; it can be taken back.

    The kept record takes over what was chosen, and codes, files, pages, persons, components, links and what lies below.
    The absorbed one is retired as it is and points to it. A merge opens nothing, and of two that differ in it is
    refused; what takes over a secrecy level, or comes below a volume that may not be open, is closed by it. Raises
    `RecordHasChanged`, `RecordIsBound` and the refusals of this module.
    """
    require(actor, Right.DESCRIBE, keep.institution_id)
    require(actor, Right.DESCRIBE, absorb.institution_id)
    reason = " ".join(reason.split())[:200]
    if len(reason) < SHORTEST_REASON:
        raise ReasonMissing
    keep, absorb = _locked(keep, absorb, versions)
    if refusal := refusal_of(keep, absorb):
        raise refusal
    merge = Merge(fonds=keep.fonds, kept=keep, absorbed=absorb, code=absorb.code, reason=reason, by=actor.label)
    _carry_out(actor, merge, choices)
    merge.save()
    data = {"absorbed": absorb.ulid, "code": absorb.code, "moved": merge.moved, "reason": reason}
    data["fields"] = sorted(_flat(merge.taken))
    record_event("record:merge", actor=actor, subject=("record", keep.ulid), data=data)
    _write_down(merge)
    return merge


def _locked(keep: Record, absorb: Record, versions: tuple[int, int]) -> tuple[Record, Record]:
    """Both as they are now, locked where the database locks rows: what another page decided meanwhile is seen."""
    rows = Record.objects.select_for_update(of=("self",)).select_related("fonds__institution", "parent", "series")
    found = {row.pk: row for row in rows.filter(pk__in=[keep.pk, absorb.pk]).order_by("pk")}
    as_read = {(keep.pk, versions[0]), (absorb.pk, versions[1])}
    if changed := len(as_read - {(pk, row.version) for pk, row in found.items()}):
        raise RecordHasChanged(count=changed)
    return found[keep.pk], found[absorb.pk]


def _carry_out(actor: Actor, merge: Merge, choices: Choices) -> None:
    keep, absorb, journal = merge.kept, merge.absorbed, Journal()
    own, came = list(keep.persons.all()), dict(absorb.persons.values_list("pk", "position"))
    values, places = values_of(keep, absorb, elements_of(keep, absorb, choices.texts))
    same = _same(keep, absorb, choices)
    components = [each.pk for each in components_to_move(keep, absorb)] if choices.components else []
    merge.moved = what_moves(absorb, same=len(same), components=len(components)) | dict.fromkeys(places, 1)
    follow_entries(keep=keep, absorb=absorb, same=same, journal=journal)
    follow_mentions(keep=keep, absorb=absorb, journal=journal)
    move_objects(keep=keep, absorb=absorb, journal=journal)
    merge.before = move_pages(keep=keep, absorb=absorb, journal=journal)
    follow_rows(keep=keep, absorb=absorb, before=merge.before, journal=journal)
    follow_pairs(keep=keep, absorb=absorb, by=actor.label, journal=journal)
    records_merging.send(sender=Record, keep=keep, absorb=absorb, journal=journal)
    taking = Taking(actor, merge.reason, values, places, same, components)
    absorb_record(keep=keep, absorb=absorb, taking=taking, journal=journal)
    merge.taken = {name: sorted(value) if name in {"elements", "fields"} else [] for name, value in values.items()}
    merge.journal = journal.entries
    merge.standing = standing_of(keep)
    merge.persons = persons_merged(keep, before=own, came=came)


def _same(keep: Record, absorb: Record, choices: Choices) -> dict[int, int]:
    found = {}
    for each in persons_of(keep, absorb, choices.same):
        if each.same is None:
            continue
        if each.same not in {candidate.pk for candidate in each.candidates}:
            raise ChoiceUnknown
        found[each.entry.pk] = each.same
    if choices.same and set(choices.same) - set(found):
        raise ChoiceUnknown
    return found


def _flat(taken: Mapping[str, list[str]]) -> list[str]:
    return [f"{name}.{inner}" if inner else name for name, inners in taken.items() for inner in (inners or [""])]


def _write_down(merge: Merge) -> None:
    """The objects in storage hear of it from a worker: nothing is written there before the rows are."""
    from lantai.holdings.merging.tasks import write_down_merge  # the task reads this package's models

    write_down_merge.enqueue(merge.pk)


@transaction.atomic
def undo_merge(*, actor: Actor, merge: Merge, reason: str = "") -> Merge:
    """Take a merge back: two records again, each with exactly what it had. History, events and versions, only grows.

    Where the persons of the kept record were changed since, whoever was changed stays there too and is named in `left`;
    the absorbed record gets everybody it had. Any other change stands in the way.
    Raises `AlreadyTakenBack`, `KeptWasMerged`, `ChangedSinceMerge`, `CodeTakenSince`.
    """
    require(actor, Right.DESCRIBE, merge.fonds.institution.code)
    rows = Record.every.select_for_update(of=("self",)).select_related("fonds__institution")
    both = {row.pk: row for row in rows.filter(pk__in=[merge.kept_id, merge.absorbed_id]).order_by("pk")}
    keep, absorb = both[merge.kept_id], both[merge.absorbed_id]
    now = timezone.now()
    if not Merge.objects.standing().filter(pk=merge.pk).update(undone_by=actor.label, undone_at=now):
        raise AlreadyTakenBack
    parting = _refuse_what_changed(merge, keep, absorb)
    names = {name: dict.fromkeys(inner) if inner else None for name, inner in merge.taken.items()}
    entries = parting.entries(merge.journal)
    split_record(keep=keep, absorb=absorb, giving=GivingBack(actor, reason, names, entries))
    part_persons(parting, keep=keep, absorb=absorb)
    left = parting.left
    Merge.objects.filter(pk=merge.pk).update(left=left)
    data: dict[str, Any] = {"absorbed": absorb.ulid, "code": merge.code, "reason": " ".join(reason.split())[:200]}
    if left:
        data["persons_left"] = len(left)
    record_event("record:merge:undo", actor=actor, subject=("record", keep.ulid), data=data)
    merge.refresh_from_db()
    _write_down(merge)
    return merge


def _refuse_what_changed(merge: Merge, keep: Record, absorb: Record) -> Parting:
    """Gives what becomes of persons, where they alone were changed and it is known whom the merge left there."""
    if keep.merged_into_id:
        into = Record.every.get(pk=keep.merged_into_id)
        raise KeptWasMerged(code=keep.code, into=into.code)
    changed = parts_changed(merge.standing, standing_of(keep))
    persons_alone = changed == ["persons"] and bool(merge.persons)
    if changed and not persons_alone:
        raise ChangedSinceMerge(code=keep.code, what=in_words(changed))
    if Record.objects.filter(fonds=keep.fonds_id, code_key=parse_code(merge.code).key[:200]).exists():
        raise CodeTakenSince(code=merge.code)
    if absorb.merged_into_id != keep.pk:
        raise AlreadyTakenBack
    return parting_of(keep, merge.persons) if persons_alone else Parting()
