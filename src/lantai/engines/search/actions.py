"""What the rest of Lantai does to search: say that records have changed."""

from __future__ import annotations

from collections.abc import Iterable

from lantai.base.common.rows import insert_values
from lantai.engines.search.models import AT_ONCE, OutboxEntry

A_FEW = 8
"""So many records at most somebody changes by hand and looks for at once; intakes and lists come by the dozen."""


def mark_changed(keys: Iterable[int]) -> int:
    """Note that these records were made, changed or deleted; call it inside the transaction that does so.

    The index follows within a second of the commit: what a person changed goes before what is taken in. Gives the
    number of records noted.
    """
    changed = dict.fromkeys(keys)
    if len(changed) <= A_FEW:
        insert_values(OutboxEntry, ("key", "due"), ((key, AT_ONCE) for key in changed))
    else:
        insert_values(OutboxEntry, ("key",), ((key,) for key in changed))
    return len(changed)
