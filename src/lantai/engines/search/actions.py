"""What the rest of Lantai does to search: say that records have changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Max

from lantai.base.common.rows import insert_values
from lantai.engines.search.models import AT_ONCE, OutboxEntry, Sweep

A_FEW = 8
"""So many records at most somebody changes by hand and looks for at once; intakes and lists come by the dozen."""


def mark_changed(keys: Iterable[int], *, closing: Collection[int] | None = None) -> int:
    """Note that these records were made, changed or deleted; call it inside the transaction that does so.

    The index follows within a second of the commit: what a person changed goes before what is taken in. `closing` are
    those that fewer people may see from now on, or less of: searches keep them out, however many, until the index has
    come to them. Not said, it may be any of them. Gives the number of records noted.
    """
    changed = dict.fromkeys(keys)
    closes = changed.keys() if closing is None else frozenset(closing)
    if len(changed) <= A_FEW:
        insert_values(OutboxEntry, ("key", "closes", "due"), ((key, key in closes, AT_ONCE) for key in changed))
    else:
        insert_values(OutboxEntry, ("key", "closes"), ((key, key in closes) for key in changed))
    return len(changed)


def mark_swept(keys: Iterable[int], **decided: Any) -> int:
    """Note what one decision on the opening of many records changed; inside its transaction, in the place of
    `mark_changed`. `decided`: what `Sweep` says, of everything the decision means and nothing else.
    """
    before = _newest()
    count = mark_changed(keys, closing=())  # the sweep speaks of them
    Sweep.objects.create(first=before + 1, last=_newest(), **decided)
    return count


def _newest() -> int:
    return OutboxEntry.objects.aggregate(newest=Max("pk"))["newest"] or 0
