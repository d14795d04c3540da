"""What pages do when the catalogue says a record is new or has changed: ask for it to be indexed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lantai.engines.search.actions import mark_changed


def index_changed_records(*, pks: Iterable[int], **_signal: Any) -> None:
    """Put the records into the index's outbox, in the transaction that changed them."""
    mark_changed(pks)
