"""Marking what has changed, in the transaction of the change: one statement a batch, or a trigger of the database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from lantai.base.common.rows import insert_values
from lantai.holdings.preservation.models import Mark


def mark(kind: str, keys: Iterable[int]) -> int:
    """Note that these subjects were made, changed or deleted; gives how many. One statement for any number."""
    changed, now = dict.fromkeys(keys), timezone.now()
    insert_values(Mark, ("kind", "key", "since"), ((kind, key, now) for key in changed))
    return len(changed)


def mark_records(*, pks: Iterable[int], **_signal: Any) -> None:
    """What catalogue says of records, whoever changed them."""
    mark("record", pks)
