"""Typing the records of a task, the first and the second time, and deciding where the two differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.actions import RecordChange, change_records, persons_of
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.record_types import RecordType, record_types
from lantai.holdings.catalogue.sealing import person_keys
from lantai.holdings.entry.actions.entering import Entered, enter_compared, enter_record, set_aside, settle_doubts
from lantai.holdings.entry.comparing import compared, distance, field_key, in_full, typed_as_kept
from lantai.holdings.entry.layout import ID_NUMBER
from lantai.holdings.entry.models import Difference, EntryItem, EntryTask, Typing, TypingTally
from lantai.holdings.entry.proposals import Proposal
from lantai.holdings.entry.queries import turn_of
from lantai.holdings.entry.values import NONE, changes_of, cleaned, said_by


class ItemNotYours(ArchiveError):
    code = "entry.item_not_yours"
    message = gettext_noop("Record %(position)s of this task is not for %(who)s to type: %(state)s.")
    hint = gettext_noop("Nobody types a record twice; take the next one of the task.")
    http_status = 409
    exit_code = 5


class NothingToDecide(ArchiveError):
    code = "entry.nothing_to_decide"
    message = gettext_noop("Somebody has decided this already, or the two no longer differ.")
    hint = gettext_noop("Nothing was changed. Look at the list of differences again.")
    http_status = 409
    exit_code = 3


class NothingChosen(ArchiveError):
    code = "entry.nothing_chosen"
    message = gettext_noop("Nothing is chosen, or it has been decided already.")
    hint = gettext_noop("Choose for at least one of the open places which text is right.")
    http_status = 422
    exit_code = 3


@dataclass(frozen=True, slots=True)
class Decided:
    """Which of the two is right; `text` where neither is."""

    choice: str
    text: str = ""


@transaction.atomic
def type_item(*, actor: Actor, item: EntryItem, entered: Entered, proposed: Sequence[Proposal] = ()) -> EntryItem:
    """Type one record of a task. Typed once, it is saved in the record; typed twice, only when both are compared.

    Raises what `enter_record` does, and `ItemNotYours` for whoever typed it the first time.
    """
    record = item.record
    require(actor, Right.DESCRIBE, record.fonds.institution.code)
    turn = turn_of(item, actor)
    if not turn or not _claimed(item, actor, turn):
        raise ItemNotYours(position=item.position, who=actor.label, state=item.get_state_display())
    if turn == 1:
        prefetch_related_objects([record], "persons")
        kept = typed_as_kept(record, entered.kind, entered.typed, keep=True)
        waiting: dict[str, Any] = {}
        if item.checked:
            waiting = set_aside(actor=actor, record=record, entered=entered, proposed=proposed)
        else:
            enter_record(actor=actor, record=record, entered=entered, proposed=proposed)
        _keep_typing(item, actor, 1, kept, waiting)
        return item
    settle_doubts(entered)
    kept = typed_as_kept(record, entered.kind, entered.typed, keep=False)
    second = _keep_typing(item, actor, 2, kept)
    fields, overtaken = _enter_first(item, actor)
    differing = _compare(item, second, overtaken)
    data = {"task": item.task.ulid, "position": item.position, "differences": differing, "fields": fields}
    record_event("record:enter_again", actor=actor, subject=("record", record.ulid), data=data)
    return item


def _claimed(item: EntryItem, actor: Actor, turn: int) -> bool:
    """By a conditional update: of two who type the same record at once, the second is told."""
    State = EntryItem.State
    before, after = (State.WAITING, State.TYPED) if turn == 1 else (State.TYPED, State.AGREED)
    said = {"first_user": actor.user_id} if turn == 1 else {}
    claimed = EntryItem.objects.filter(pk=item.pk, state=before).update(state=after, **said)
    item.refresh_from_db(fields=["state", "first_user"])
    return bool(claimed)


def _keep_typing(
    item: EntryItem, actor: Actor, turn: int, kept: Mapping[str, Any], waiting: Mapping[str, Any] | None = None
) -> Typing:
    return Typing.objects.create(
        item=item, turn=turn, user_id=actor.user_id, by=actor.label, values=dict(kept), waiting=dict(waiting or {})
    )


def _enter_first(item: EntryItem, actor: Actor) -> tuple[list[str], list[str]]:
    """The record says what was typed first from now on; nothing of tasks from before typings were set aside."""
    first = item.typings.get(turn=1)
    if not first.waiting:
        return [], []
    entered = enter_compared(actor=actor, record=item.record, waiting=first.waiting)
    Typing.objects.filter(pk=first.pk).update(waiting={})
    return entered


def _compare(item: EntryItem, second: Typing, overtaken: Sequence[str]) -> int:
    """`overtaken`: places in which the record says what neither of them typed."""
    first = item.typings.get(turn=1)
    pairs = compared(first.values, second.values)
    differing = [pair.name for pair in pairs if not pair.same or pair.name in overtaken]
    Difference.objects.bulk_create([Difference(item=item, name=name) for name in differing])
    for typing in (first, second):
        for pair in pairs:
            _count(item.task, pair.name, typing, fields=1, characters=_length(typing.values.get(pair.name)))
    if differing:
        item.state = EntryItem.State.DIFFERS
        item.save(update_fields=["state"])
    return len(differing)


def _length(value: Any) -> int:
    return len(in_full(value))


def _count(task: EntryTask, name: str, typing: Typing, **counts: int) -> None:
    tally, _made = TypingTally.objects.get_or_create(
        task=task, field=field_key(name)[:80], user_id=typing.user_id or 0, defaults={"by": typing.by}
    )
    TypingTally.objects.filter(pk=tally.pk).update(**{column: F(column) + n for column, n in counts.items()})


@transaction.atomic
def decide_differences(*, actor: Actor, item: EntryItem, decided: Mapping[str, Decided]) -> EntryItem:
    """Enter which of two typings is right, place by place, and make the record say it. May be done in several steps.

    Raises `NothingChosen`, and `NothingToDecide` where a place has been decided meanwhile.
    """
    record = item.record
    require(actor, Right.DESCRIBE, record.fonds.institution.code)
    if not decided:
        raise NothingChosen
    typings = {typing.turn: typing for typing in item.typings.all()}
    right: dict[str, str] = {}
    for name, each in decided.items():
        open_ = Difference.objects.filter(item=item, name=name, choice="")
        if not open_.update(choice=each.choice, by=actor.label, at=timezone.now()):
            raise NothingToDecide
        right[name] = _right(name, each, typings)
        for turn, typing in typings.items():
            if (wrong := in_full(typing.values.get(name))) != right[name] and not _is_right(each, turn):
                _count(item.task, name, typing, wrong_fields=1, wrong_characters=distance(wrong, right[name]))
    _write(record, record_types()[item.task.record_type], right, actor)
    if not item.differences.filter(choice="").exists():
        item.state = EntryItem.State.DECIDED
        item.save(update_fields=["state"])
    told = {"task": item.task.ulid, "choices": {name: each.choice for name, each in decided.items()}}
    record_event("record:decide_entry", actor=actor, subject=("record", record.ulid), data=told)
    return item


def _is_right(decided: Decided, turn: int) -> bool:
    return decided.choice == {1: Difference.Choice.FIRST, 2: Difference.Choice.SECOND}[turn]


def _right(name: str, decided: Decided, typings: Mapping[int, Typing]) -> str:
    if decided.choice == Difference.Choice.OTHER:
        return cleaned({name: decided.text})[name]
    turn = 1 if decided.choice == Difference.Choice.FIRST else 2
    return in_full(typings[turn].values.get(name))


def _write(record: Record, kind: RecordType, right: Mapping[str, str], actor: Actor) -> None:
    """The record as it is now with the decided places put in; a number that nobody has is taken out."""
    prefetch_related_objects([record], "persons")
    now = dict(said_by(record, kind).values)
    numbers = {name: value or NONE for name, value in right.items() if name.endswith(f".{ID_NUMBER}")}
    changes = changes_of(record, kind, {**now, **right, **numbers}, persons_of(record, person_keys()))
    if changes:
        change_records(actor=actor, fonds=record.fonds, changes=[RecordChange(record, changes)])
