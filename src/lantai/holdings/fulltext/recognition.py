"""Reading page images: render upright, recognise, write. A kill between pages loses at most the page in hand."""

from __future__ import annotations

import logging

from lantai.engines.formats.merging import merge_page
from lantai.engines.formats.model import PageReading, TextSource
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.shared_pool import shared_pool
from lantai.engines.jobs.actions import enqueue_each
from lantai.engines.jobs.queries import is_paused
from lantai.holdings.fulltext.actions import OPEN_FIRST, THEN, enter_recognition, give_up_page, pages_changed
from lantai.holdings.fulltext.images import original_path
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.queries import lines_of
from lantai.holdings.preservation.models import StoredFile

logger = logging.getLogger(__name__)
RECOGNISER_MISSING = "ocr.tool-missing"
RECOGNISE = "lantai.engines.formats.recognise.recognise_page"


def enqueue_recognition(files: list[StoredFile], *, is_open: bool) -> None:
    """Ask for a file's waiting pages to be read; opened records come first."""
    from lantai.holdings.fulltext.tasks import recognise  # the task calls back into this module

    enqueue_each(recognise.using(priority=OPEN_FIRST if is_open else THEN), [(file.pk,) for file in files])


def recognise_file(file_id: int) -> int:
    """Read every waiting page of a file. A pause takes hold between pages: the rest is asked for again.

    The index hears after 1, 2, 4, 8 … pages and always at the end, also when a killed run had read the last page.
    """
    pages = Page.objects.filter(file_id=file_id, state=Page.State.WAITING).select_related("file__stored", "record")
    done = 0
    for page in pages.order_by("number"):
        if done and is_paused("ocr"):
            enqueue_recognition([page.file], is_open=page.record.is_open)
            break
        done += recognise_page(page)
        if done & (done - 1) == 0:
            pages_changed([page.record_id])
    pages_changed(Page.objects.filter(file_id=file_id).values_list("record_id", flat=True)[:1])
    return done


def recognise_page(page: Page) -> bool:
    """Read one page in a limited process. What cannot be read is said so, once; the page keeps its image.

    A page with some text of its own keeps it: what was recognised fills the gaps.
    """
    try:
        reading = shared_pool().call(RECOGNISE, original_path(page.file), page.number)
    except Unreadable as error:
        if error.code == RECOGNISER_MISSING:
            raise  # the page waits until the recogniser is there; the failed task says so on the jobs page
        logger.warning("page %s of file %s was not recognised: %s", page.number, page.file.ulid, error.code)
        give_up_page(page=page)
        return False
    lines = lines_of(page)
    if lines:
        layer = PageReading(
            page.number, page.width, page.height, lines, TextSource(page.source), page.engine, page.rotation
        )
        reading = merge_page(layer, reading)
    return enter_recognition(page=page, reading=reading)
