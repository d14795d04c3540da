"""What the second person of double entry may not see before theirs is done: what the first one typed for a record.

What is typed first waits beside the record until both are compared, so nothing made of the record can tell it. Until
typings were set aside, the first one stood in the record itself. Of records from then the pages stay shut to whoever
may type them the second time: who is named for it, or, where nobody is, everybody who describes there but the first.
"""

from __future__ import annotations

from django.db.models import Q

from lantai.base.accounts.access import Actor, Right
from lantai.holdings.catalogue.models.record import RecordQuerySet
from lantai.holdings.entry.models import EntryItem


def to_be_typed_blind(actor: Actor) -> Q:
    """Items of which this person may yet be the second, and of which the record says what was typed first."""
    if actor.user_id is None or not actor.may(Right.DESCRIBE):
        return Q(pk__in=[])
    second = Q(task__second__isnull=True) | Q(task__second=actor.user_id)
    in_record = Q(typings__turn=1, typings__waiting={})
    return Q(second, in_record, state=EntryItem.State.TYPED, checked=True) & ~Q(first_user=actor.user_id)


def blind_item(ulid: str, actor: Actor) -> EntryItem | None:
    """The item that shuts this record to this person, or None: one query."""
    items = EntryItem.objects.filter(to_be_typed_blind(actor), record__ulid=ulid).select_related("task", "record")
    item = items.order_by("pk").first()
    return item if item and actor.may(Right.DESCRIBE, item.record.institution_id) else None


def not_blind(records: RecordQuerySet, actor: Actor) -> RecordQuerySet:
    """These records without those that are shut to this person."""
    return records.exclude(pk__in=EntryItem.objects.filter(to_be_typed_blind(actor)).values("record"))
