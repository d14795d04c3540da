"""Reading page images: render upright, recognise, write. A kill between pages loses at most the page in hand."""

from __future__ import annotations

import logging

from lantai.engines.jobs.queries import is_paused
from lantai.engines.search.actions import mark_changed
from lantai.holdings.fulltext.actions import OPEN_FIRST, THEN, enter_recognition, give_up_page
from lantai.holdings.fulltext.images import original_path
from lantai.holdings.fulltext.models import Page
from lantai.holdings.preservation.models import StoredFile

logger = logging.getLogger(__name__)


def enqueue_recognition(files: list[StoredFile], *, is_open: bool) -> None:
    """Ask for a file's waiting pages to be read; opened records come first."""
    from lantai.holdings.fulltext.tasks import recognise  # the task calls back into this module

    ordered = recognise.using(priority=OPEN_FIRST if is_open else THEN)
    for file in files:
        ordered.enqueue(file.pk)


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
            mark_changed([page.record_id])
    mark_changed(Page.objects.filter(file_id=file_id).values_list("record_id", flat=True)[:1])
    return done


def recognise_page(page: Page) -> bool:
    """Read one page. What cannot be read is said so, once; the page stays with its image and without text."""
    # Models and renderers are heavy: only processes that recognise load them.
    from lantai.engines.formats.identify import identify
    from lantai.engines.formats.ocr.reading import read_image
    from lantai.engines.formats.render import render_page

    path = original_path(page.file)
    try:
        image = render_page(path, page.number, identity=identify(path))
        reading = read_image(image, number=page.number)
    except Exception:
        logger.exception("recognition failed on page %s of file %s", page.number, page.file.ulid)
        give_up_page(page=page)
        return False
    return enter_recognition(page=page, reading=reading)
