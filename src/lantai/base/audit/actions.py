"""Writing to the chain. Called inside the transaction of the act it records, so both happen or neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from lantai.base.audit.chain import Entry
from lantai.base.audit.models import Event, Head
from lantai.base.common.rows import insert_described

_COLUMNS = (
    "number", "at", "verb", "actor_id", "actor_label", "capacity", "subject_kind", "subject_id", "data", "previous",
    "hash",
)  # fmt: skip


class Who(Protocol):
    """Whoever acts: the account, the name to keep when the account is gone, and the capacity they act in."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def label(self) -> str: ...
    @property
    def capacity(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be recorded: the verb, (kind, identifier) of the subject, and plain JSON without personal numbers."""

    verb: str
    subject: tuple[str, str]
    data: dict[str, Any] = field(default_factory=dict)


def record(verb: str, *, actor: Who, subject: tuple[str, str], data: dict[str, Any] | None = None) -> Event:
    """Append one event: see `record_all`."""
    return record_all([Act(verb, subject, data or {})], actor=actor)[0]


@transaction.atomic
def record_all(acts: Sequence[Act], *, actor: Who) -> list[Event]:
    """Append events in order, all of one actor, with a constant number of queries.

    The head row is claimed by a conditional update: on PostgreSQL a second writer waits for the first to commit and
    then finds the number moved; on SQLite the transaction is IMMEDIATE and there is no second writer.
    """
    while acts:
        head, _ = Head.objects.get_or_create(pk=1)
        rows = _chained(acts, actor, head)
        if Head.objects.filter(pk=1, number=head.number).update(number=rows[-1][0], hash=rows[-1][-1]):
            return insert_described(Event, _COLUMNS, rows)
    return []


def _chained(acts: Sequence[Act], actor: Who, head: Head) -> list[tuple[Any, ...]]:
    """The rows of the acts, in the order of `_COLUMNS`."""
    number, previous, now = head.number, head.hash, timezone.now()
    rows = []
    for act in acts:
        number += 1
        covered = (number, now, act.verb, actor.user_id, actor.label, actor.capacity, *act.subject, act.data, previous)
        previous = Entry(*covered).digest()
        rows.append((*covered, previous))
    return rows


def entry_of(event: Event) -> Entry:
    """The covered fields of a stored event."""
    return Entry(
        event.number, event.at, event.verb, event.actor_id, event.actor_label, event.capacity,
        event.subject_kind, event.subject_id, event.data, event.previous,
    )  # fmt: skip
