"""Reading page images: render upright, recognise, write. A kill between pages loses at most the page in hand."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings

from lantai.base.common.locks import lock_of_many
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.shared_pool import shared_pool
from lantai.engines.jobs.actions import enqueue_each
from lantai.engines.jobs.queries import arguments_asked, arguments_failed, is_paused
from lantai.holdings.fulltext.actions import (
    OPEN_FIRST,
    THEN,
    enter_recognition,
    give_up,
    give_up_page,
    pages_changed,
)
from lantai.holdings.fulltext.images import original_path
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.signals import file_recognised
from lantai.holdings.preservation.models import StoredFile

logger = logging.getLogger(__name__)
RECOGNISER_MISSING = "ocr.tool-missing"
RECOGNISE = "lantai.engines.formats.recognise.recognise_page"
MOST_TRIES = 3
FILES_AT_ONCE = 500


def enqueue_recognition(files: list[StoredFile], *, is_open: bool) -> None:
    """Ask for a file's waiting pages to be read; opened records come first."""
    from lantai.holdings.fulltext.tasks import recognise  # the task calls back into this module

    enqueue_each(recognise.using(priority=OPEN_FIRST if is_open else THEN), [(file.pk,) for file in files])


def recognise_file(file_id: int) -> int:
    """Read every waiting page of a file. A pause takes hold between pages: the rest is asked for again.

    One process at a time reads a file: a second one would read the same pages, and what it reads would be thrown away.
    """
    path = Path(settings.WORK_FOLDER) / "locks" / "recognition.lock"
    with ExitStack() as stack:
        try:
            mine = stack.enter_context(lock_of_many(path, file_id))
        except OSError:  # a disk that takes no lock is no reason not to read
            mine = True
        return _read_pages(file_id) if mine else 0


def _read_pages(file_id: int) -> int:
    """The index hears after 1, 2, 4, 8 … pages and always at the end, also when a killed run had read the last page."""
    pages = Page.objects.filter(file_id=file_id, state=Page.State.WAITING).select_related("file__stored", "record")
    done = 0
    for page in pages.order_by("number"):
        if done and is_paused("ocr"):
            enqueue_recognition([page.file], is_open=page.record.is_open)
            break
        done += recognise_page(page)
        if done & (done - 1) == 0:
            pages_changed([page.record_id])
    else:
        file_recognised.send(sender=None, file=file_id)
    pages_changed(Page.objects.filter(file_id=file_id).values_list("record_id", flat=True)[:1])
    return done


def recognise_page(page: Page) -> bool:
    """Read one page in a limited process. What cannot be read is said so, once; the page keeps its image."""
    try:
        reading = shared_pool().call(RECOGNISE, original_path(page.file), page.number)
    except Unreadable as error:
        if error.code == RECOGNISER_MISSING:
            raise  # the page waits until the recogniser is there; the failed task says so on the jobs page
        logger.warning("page %s of file %s was not recognised: %s", page.number, page.file.ulid, error.code)
        give_up_page(page=page)
        return False
    return enter_recognition(page=page, reading=reading)


def is_asked_for(files: Collection[int]) -> bool:
    """Whether a task waits or runs that will read pages of one of these files."""
    from lantai.holdings.fulltext.tasks import recognise  # the task calls back into this module

    return not frozenset(files).isdisjoint(file for (file,) in arguments_asked(recognise))


def ask_for_forgotten() -> int:
    """Ask for every waiting page that no task is about to read, and return for how many files.

    Its task failed because there was no recogniser, or was lost. Where there is none now, nothing is asked. A file
    whose task has failed so often otherwise breaks the reader itself: its pages are given up, and say so.
    """
    from lantai.engines.formats.ocr.engine import missing_part  # heavy; only workers and who waits for them come here
    from lantai.holdings.fulltext.tasks import recognise  # the task calls back into this module

    if missing_part():
        return 0
    waiting = Page.objects.filter(state=Page.State.WAITING).order_by()
    files = set(waiting.values_list("file_id", flat=True).distinct())
    if not files:
        return 0
    lost = files - {file for (file,) in arguments_asked(recognise)}
    tries = Counter(file for (file,) in arguments_failed(recognise))
    for file in sorted(file for file in lost if tries[file] >= MOST_TRIES):
        logger.warning("the pages of file %s are given up: their task failed %s times", file, tries[file])
        records = list(waiting.filter(file_id=file).values_list("record_id", flat=True).distinct())
        give_up(waiting.filter(file_id=file))
        pages_changed(records)
    return _ask_for([file for file in sorted(lost) if tries[file] < MOST_TRIES])


def _ask_for(numbers: list[int]) -> int:
    for start in range(0, len(numbers), FILES_AT_ONCE):
        some = StoredFile.objects.filter(pk__in=numbers[start : start + FILES_AT_ONCE]).select_related("stored__record")
        for is_open in (True, False):
            enqueue_recognition([file for file in some if file.stored.record.is_open == is_open], is_open=is_open)
    return len(numbers)
