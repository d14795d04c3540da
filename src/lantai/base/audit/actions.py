"""Writing to the chain. Called inside the transaction of the act it records, so both happen or neither."""

from __future__ import annotations

from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from lantai.base.audit.chain import Entry
from lantai.base.audit.models import Event, Head


class Who(Protocol):
    """Whoever acts: the account, the name to keep when the account is gone, and the capacity they act in."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def label(self) -> str: ...
    @property
    def capacity(self) -> str: ...


@transaction.atomic
def record(verb: str, *, actor: Who, subject: tuple[str, str], data: dict[str, Any] | None = None) -> Event:
    """Append one event. `subject` is (kind, identifier); `data` must be plain JSON without personal numbers.

    The head row is claimed by a conditional update: on PostgreSQL a second writer waits for the first to commit and
    then finds the number moved; on SQLite the transaction is IMMEDIATE and there is no second writer.
    """
    while True:
        head, _ = Head.objects.get_or_create(pk=1)
        event = Event(
            number=head.number + 1,
            at=timezone.now(),
            verb=verb,
            actor_id=actor.user_id,
            actor_label=actor.label,
            capacity=actor.capacity,
            subject_kind=subject[0],
            subject_id=subject[1],
            data=data or {},
            previous=head.hash,
        )
        event.hash = entry_of(event).digest()
        if Head.objects.filter(pk=1, number=head.number).update(number=event.number, hash=event.hash):
            event.save(force_insert=True)
            return event


def entry_of(event: Event) -> Entry:
    """The covered fields of a stored event."""
    return Entry(
        event.number, event.at, event.verb, event.actor_id, event.actor_label, event.capacity,
        event.subject_kind, event.subject_id, event.data, event.previous,
    )  # fmt: skip
