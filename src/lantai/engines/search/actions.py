"""What the rest of Lantai does to search: say that records have changed."""

from __future__ import annotations

from collections.abc import Iterable

from lantai.base.common.rows import insert_values
from lantai.engines.search.models import OutboxEntry


def mark_changed(keys: Iterable[int]) -> int:
    """Note that these records were made, changed or deleted; call it inside the transaction that does so.

    The index follows within a second of the commit. Gives the number of records noted.
    """
    changed = dict.fromkeys(keys)
    insert_values(OutboxEntry, ("key",), ((key,) for key in changed))
    return len(changed)
