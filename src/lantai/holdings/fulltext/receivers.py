"""What pages do at news from below: records that changed are indexed, what is withheld gets a redacted copy.

While a worker lives, once an hour pages that wait for recognition without a task are asked for again, and the cache of
page images is kept below its size.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from lantai.base.accounts.access import Scope
from lantai.base.common.locks import lock
from lantai.engines.search.actions import mark_changed, mark_swept
from lantai.engines.search.sweeps import FROM
from lantai.holdings.catalogue.signals import OpeningDecided
from lantai.holdings.fulltext.page_cache import sweep_pages
from lantai.holdings.fulltext.served import ServedFile
from lantai.holdings.withholding.queries import partly_withheld

EVERY = 3600.0


def look_after(sender: object, **_more: Any) -> None:
    """Asked by workers at every sign of life; the file's own time says when it was last done on this machine."""
    done = Path(settings.WORK_FOLDER) / "locks" / "pages-looked-after.done"
    if done.exists() and time.time() - done.stat().st_mtime < EVERY:
        return
    from lantai.holdings.fulltext.recognition import ask_for_forgotten  # as below

    with lock(done.with_suffix(".lock"), wait=False) as mine:
        if mine:
            ask_for_forgotten()
            sweep_pages(
                Path(settings.CACHE_FOLDER) / "pages", most_bytes=settings.PAGE_CACHE_GB * 10**9, now=time.time()
            )
            done.touch()


def index_changed_records(
    *,
    pks: Collection[int],
    decided: OpeningDecided | None = None,
    closing: Collection[int] | None = None,
    new: bool = False,
    **_signal: Any,
) -> None:
    """Put the records into the index's outbox, in the transaction that changed them. A decision on very many is told
    to the index as a whole, so that readers need not wait until it has come to each.

    What is withheld of a record may be another thing once anything of it changed: then it closes, too.
    """
    if decided is not None and len(pks) >= FROM:
        mark_swept(pks, **decided.as_dict())
    elif new or closing is None or len(closing) == len(pks):
        mark_changed(pks, closing=() if new else None)
    else:
        mark_changed(pks, closing=partly_withheld(pks).union(closing))


def ask_for_public_copies(*, pks: Iterable[int], **_signal: Any) -> None:
    """Something else is withheld, or the pages are others: the redacted copy is another one, too."""
    from lantai.holdings.fulltext.public_copy import ask_for_copies  # verbs that change nothing need none of it

    ask_for_copies(pks)


def served_public_copy(ulid: str, scope: Scope) -> ServedFile | None:
    """Redacted copies leave by the door of all files."""
    from lantai.holdings.fulltext.public_copy import served_copy  # as above

    return served_copy(ulid, scope)
