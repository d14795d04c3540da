"""What pages do at news from below: records that changed are indexed, what is withheld gets a redacted copy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lantai.base.accounts.access import Scope
from lantai.engines.search.actions import mark_changed
from lantai.holdings.fulltext.served import ServedFile


def index_changed_records(*, pks: Iterable[int], **_signal: Any) -> None:
    """Put the records into the index's outbox, in the transaction that changed them."""
    mark_changed(pks)


def ask_for_public_copies(*, pks: Iterable[int], **_signal: Any) -> None:
    """Something else is withheld, or the pages are others: the redacted copy is another one, too."""
    from lantai.holdings.fulltext.public_copy import ask_for_copies  # verbs that change nothing need none of it

    ask_for_copies(pks)


def served_public_copy(ulid: str, scope: Scope) -> ServedFile | None:
    """Redacted copies leave by the door of all files."""
    from lantai.holdings.fulltext.public_copy import served_copy  # as above

    return served_copy(ulid, scope)
