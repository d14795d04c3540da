"""What the second person of double entry may not see before theirs is done: what the first one typed for a record.

The first typing stands in the record itself. So the record's pages are shut to whoever may type it the second time,
while nobody has: who is named for it, or, where nobody is, everybody who describes there but the first.
"""

from __future__ import annotations

from django.db.models import Q

from lantai.base.accounts.access import Actor, Right
from lantai.holdings.catalogue.models.record import RecordQuerySet
from lantai.holdings.entry.models import EntryItem


def to_be_typed_blind(actor: Actor) -> Q:
    """Items of which this person may yet be the second."""
    if actor.user_id is None or not actor.may(Right.DESCRIBE):
        return Q(pk__in=[])
    second = Q(task__second__isnull=True) | Q(task__second=actor.user_id)
    return Q(second, state=EntryItem.State.TYPED, checked=True) & ~Q(first_user=actor.user_id)


def blind_item(ulid: str, actor: Actor) -> EntryItem | None:
    """The item that shuts this record to this person, or None: one query."""
    items = EntryItem.objects.filter(to_be_typed_blind(actor), record__ulid=ulid).select_related("task", "record")
    item = items.order_by("pk").first()
    return item if item and actor.may(Right.DESCRIBE, item.record.institution_id) else None


def not_blind(records: RecordQuerySet, actor: Actor) -> RecordQuerySet:
    """These records without those that are shut to this person."""
    return records.exclude(pk__in=EntryItem.objects.filter(to_be_typed_blind(actor)).values("record"))
