"""What the rest of Lantai does to search: say that records have changed."""

from __future__ import annotations

from collections.abc import Iterable

from lantai.engines.search.models import OutboxEntry

_ROWS = 1_000


def mark_changed(keys: Iterable[int]) -> int:
    """Note that these records were made, changed or deleted; call it inside the transaction that does so.

    The index follows within a second of the commit. Gives the number of records noted.
    """
    entries = [OutboxEntry(key=key) for key in dict.fromkeys(keys)]
    OutboxEntry.objects.bulk_create(entries, batch_size=_ROWS)
    return len(entries)
