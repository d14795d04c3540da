"""The redacted copy of a record: one PDF of all its pages, made by a worker after every change of what is withheld.

A copy is named by a key of everything it depends on. Whoever asks for it asks by the key of this moment, so that one
made before a decision is never given out after it, whether a worker has been there or not.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import tempfile
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lantai.base.accounts.access import Scope
from lantai.base.common.rows import insert_rows
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.shared_pool import shared_pool
from lantai.engines.storage.current import blob_store
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.queries import of_visible
from lantai.holdings.fulltext.images import original_path
from lantai.holdings.fulltext.models import Page, PublicCopy
from lantai.holdings.fulltext.pages import may_be_copied
from lantai.holdings.fulltext.queries import page_states
from lantai.holdings.fulltext.served import ServedFile
from lantai.holdings.preservation.models import StoredObject
from lantai.holdings.preservation.ocfl.read import open_file, read_inventory
from lantai.holdings.preservation.redacted import Redacted, is_of_key, redacted_paths, replace_redacted
from lantai.holdings.withholding.grounds import grounds
from lantai.holdings.withholding.models import Withheld
from lantai.holdings.withholding.queries import partly_withheld, veil_of, withheld_of
from lantai.holdings.withholding.sources import PageState

if TYPE_CHECKING:
    from lantai.engines.formats.redacting.model import Mark, PageToRedact, WithheldPart

logger = logging.getLogger(__name__)
REDACT = "lantai.engines.formats.redacting.document.redact_document"
EDITION = "1"
"""Written anew when copies are to be made anew after an upgrade."""
_SECONDS, _SECONDS_A_PAGE = 180.0, 4.0


def copy_key(record: int) -> str:
    """Names what is withheld now and of which pages; empty where nothing is withheld. Two light queries."""
    fields = ("page_number", "start", "end", "boxes", "whole_page", "ground", "digest", "since")
    rows = [
        [*each[:-1], each[-1].isoformat()]
        for each in Withheld.objects.filter(record_id=record).order_by(*fields[:3], "ground", "pk").values_list(*fields)
    ]
    if not rows:
        return ""
    pages = Page.objects.filter(record_id=record).order_by("position")
    told = pages.values_list("position", "number", "file__sha512", "width", "height", "rotation", "version", "state")
    return hashlib.sha256(json.dumps([EDITION, rows, list(map(list, told))]).encode()).hexdigest()


def current_copy(record: Record) -> PublicCopy | None:
    """The copy, if it is that of this moment."""
    row = PublicCopy.objects.filter(record=record).first()
    return row if row is not None and row.key == copy_key(record.pk) else None


def served_copy(ulid: str, scope: Scope) -> ServedFile | None:
    """The copy for whoever may see the record; one that is no longer right is not there."""
    row = PublicCopy.objects.filter(of_visible(scope), ulid=ulid).select_related("record").first()
    if row is None or row.key != copy_key(row.record_id) or not may_be_copied(row.record, scope):
        return None
    stored = StoredObject.objects.filter(record=row.record).first()
    if stored is None:
        return None
    name = f"{row.record.code or row.record.ulid}.pdf".replace("/", "-").replace("\\", "-")
    return ServedFile(
        name, "application/pdf", row.size, row.sha512, stored.object_id, row.logical_path, row.record.is_open
    )


def ask_for_copies(pks: Iterable[int]) -> None:
    """Have copies made, or taken away, once the transaction that changed something has come to its end. One query."""
    from lantai.holdings.fulltext.tasks import make_public_copy  # the task calls back into this module

    known = set(pks)
    wanted = partly_withheld(known) | set(
        PublicCopy.objects.filter(record_id__in=known).values_list("record_id", flat=True)
    )
    for pk in sorted(wanted):
        transaction.on_commit(partial(make_public_copy.enqueue, pk))


def make_copy(record_id: int) -> PublicCopy | None:
    """Make the copy that is right now, or take away the one there is when nothing is withheld any more.

    To be killed at any moment and asked again: a copy that was published without a row is found by its key.
    """
    stored = StoredObject.objects.filter(record_id=record_id).select_related("record").first()
    key = copy_key(record_id)
    if stored is None or not key:
        _take_away(stored, record_id)
        return None
    row = PublicCopy.objects.filter(record_id=record_id).first()
    if row is not None and row.key == key:
        return row
    published = next((path for path in redacted_paths(stored) if is_of_key(path, key)), "")
    path = published or _made(stored, key)
    return _noted(stored, key, path) if path else None


def _take_away(stored: StoredObject | None, record_id: int) -> None:
    PublicCopy.objects.filter(record_id=record_id).delete()
    if stored is not None and redacted_paths(stored):
        replace_redacted(stored, None, at=timezone.now())


def _made(stored: StoredObject, key: str) -> str:
    """The path of a new copy; empty where none can be made, or where something was decided meanwhile."""
    from lantai.engines.formats.redacting.model import Unplaced

    record = stored.record
    with tempfile.TemporaryDirectory(prefix="public-copy-") as folder:
        target, pages = Path(folder) / "redacted.pdf", list(_pages(record))
        seconds = max(_SECONDS, _SECONDS_A_PAGE * len(pages))
        try:
            shared_pool().call(REDACT, pages, target, mark_of(record), unplaced=Unplaced.WHOLE_PAGE, seconds=seconds)
        except Unreadable as error:
            logger.warning("no redacted copy of record %s could be made: %s", record.ulid, error.code)
            _take_away(stored, record.pk)
            return ""
        if copy_key(record.pk) != key:
            return ""
        note = json.dumps({"pages": len(pages), "key": key, "grounds": _grounds_of(record.pk)}, sort_keys=True)
        return replace_redacted(stored, Redacted(target, key, note), at=timezone.now())


def _noted(stored: StoredObject, key: str, path: str) -> PublicCopy:
    store = blob_store()
    digest = read_inventory(store, stored.object_id).state()[path]
    with open_file(store, stored.object_id, path) as copy:
        size = copy.seek(0, 2)
    told = {
        "key": key, "logical_path": path, "size": size, "sha512": digest, "made_at": timezone.now(),
        "pages": Page.objects.filter(record_id=stored.record_id).count(),
    }  # fmt: skip
    rows = PublicCopy.objects.filter(record_id=stored.record_id)
    if not rows.update(**told):
        insert_rows([PublicCopy(record_id=stored.record_id, **told)])
    return rows.get()


def _grounds_of(record: int) -> list[str]:
    return sorted(set(Withheld.objects.filter(record_id=record).values_list("ground", flat=True)))


def mark_of(record: Record) -> Mark:
    """Papers of the archive are in Chinese, as its printed forms are."""
    from lantai.engines.formats.redacting.model import Mark

    title = f"{record.fonds.institution.name} {record.code}".strip()
    return Mark(title, timezone.now(), grounds={code: each.labels["zh"] for code, each in grounds().items()})


def _pages(record: Record) -> Iterator[PageToRedact]:
    rows, states = withheld_of([record.pk]).get(record.pk, {}), page_states(record.pk, None)
    for page in Page.objects.filter(record=record).defer("text").select_related("file__stored").order_by("position"):
        yield page_to_redact(page, rows.get(page.position, ()), states[page.position])


def page_to_redact(page: Page, rows: Collection[Withheld], state: PageState) -> PageToRedact:
    """One page with what these rows withhold of it: of this copy, and of copies of single pages."""
    from lantai.engines.formats.redacting.model import PageToRedact

    withheld = tuple(_parts(rows, state))
    return PageToRedact(
        original_path(page.file), page.number, page.rotation, page.width, page.height, state.lines, withheld
    )


def _parts(rows: Collection[Withheld], state: PageState) -> Iterator[WithheldPart]:
    """What is withheld of a page, with the doubt of `veil_of`: what cannot be placed takes the whole page."""
    from lantai.engines.formats.redacting.model import WithheldPart

    veil = veil_of(list(rows), state)
    for row in rows:
        day = timezone.localtime(row.since).date()
        if veil is not None and veil.whole:
            yield WithheldPart(row.ground, day)
        else:
            yield _part(row, day)


def _part(row: Withheld, day: dt.date) -> WithheldPart:
    from lantai.engines.formats.redacting.model import WithheldPart

    return WithheldPart(row.ground, day, row.start, row.end, tuple((x, y, w, h) for x, y, w, h in row.boxes))
