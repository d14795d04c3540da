"""The acts on pages: enter what was read, enter what was recognised, correct a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.journal import Journal
from lantai.base.common.rows import insert_rows
from lantai.engines.formats.merging import merge_page
from lantai.engines.formats.model import FileReading, Line, PageReading, TextSource, pack_lines
from lantai.engines.search.actions import mark_changed
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.models import Page, PageLayout, PageVersion
from lantai.holdings.fulltext.queries import lines_of
from lantai.holdings.preservation.marking import mark
from lantai.holdings.preservation.models import StoredFile
from lantai.holdings.withholding.actions import follow_pages, forget, pages_have_changed

OPEN_FIRST, THEN = 20, 10
"""Priorities of recognition: what readers may see at once comes before the rest."""


class PageHasChanged(ArchiveError):
    code = "fulltext.page_changed"
    message = gettext_noop("Somebody changed this page meanwhile. Yours: “%(yours)s”. Now there: “%(theirs)s”.")
    hint = gettext_noop("Compare the two texts and save again on the page as it is now. Nothing was overwritten.")
    http_status = 409


class LineUnknown(ArchiveError):
    code = "fulltext.line_unknown"
    message = gettext_noop("Page %(page)s has no line %(line)s.")
    hint = gettext_noop("Reload the page: it may have been recognised again.")
    http_status = 404
    exit_code = 1


def forget_pages(record: Record) -> int:
    """Take away what was read of a record, with every text a page had. Part of the act of destruction alone."""
    count = Page.objects.filter(record=record).count()
    Page.objects.filter(record=record).delete()
    forget(record)
    return count


def enter_pages(entries: Sequence[tuple[Record, Sequence[tuple[StoredFile, FileReading]]]]) -> list[StoredFile]:
    """Write the pages of new records, inside the caller's transaction; returns the files that wait for recognition."""
    pages: list[Page] = []
    layouts: list[PageLayout] = []
    waiting: list[StoredFile] = []
    for record, files in entries:
        position = 0
        for file, reading in files:
            for page in reading.pages:
                position += 1
                row = _page_row(record, file, page, position)
                pages.append(row)
                if not page.is_plain:
                    layouts.append(PageLayout(page=row, lines=pack_lines(page.lines)))
            if any(page.needs_ocr for page in reading.pages):
                waiting.append(file)
    insert_rows(pages)
    for layout in layouts:
        layout.page_id = layout.page.pk
    insert_rows(layouts)
    pages_changed([record.pk for record, _ in entries])
    return waiting


def pages_changed(records: Iterable[int]) -> None:
    """Tell the index and storage that pages of these records are new or other ones: in the transaction that did it."""
    pks = list(records)
    partly = pages_have_changed(pks)
    mark_changed(pks, closing=partly)
    mark("record", pks)


def move_pages(*, keep: Record, absorb: Record, journal: Journal) -> int:
    """Let the pages of an absorbed record follow behind those of the kept one; gives how many stand before them.

    Part of the act that merges. Texts, boxes and versions stay with their pages.
    """
    before: int = Page.objects.filter(record=keep).aggregate(last=Max("position"))["last"] or 0
    journal.change(Page.objects.filter(record=absorb), record=keep, position=F("position") + before)
    follow_pages(keep=keep, absorb=absorb, before=before, journal=journal)
    return before


def _page_row(record: Record, file: StoredFile, page: PageReading, position: int) -> Page:
    return Page(
        record=record,
        file=file,
        number=page.number,
        position=position,
        width=page.width,
        height=page.height,
        rotation=page.rotation,
        state=Page.State.WAITING if page.needs_ocr else Page.State.READY,
        text=page.text,
        source=page.source,
        engine=page.engine,
        confidence=page.confidence,
    )


@transaction.atomic
def enter_recognition(*, page: Page, reading: PageReading) -> bool:
    """Write what recognition read on a waiting page. False when the page is no longer waiting: another worker did it.

    The row is claimed by a conditional update, so that a page recognised twice after a kill is written once. Text the
    page has already, its own or a person's, stays as it is: what was recognised fills the gaps, and makes a version
    anew, as the lines have other numbers then. What a machine alone had read is replaced where more is read now, or
    more surely. The index is told by the caller, not at every page: a record of 2,000
    pages is one search document.
    """
    held = Page.objects.filter(pk=page.pk, state=Page.State.WAITING).first()
    if held is None:
        return False
    lines = lines_of(held)
    before = _as_reading(held, lines)
    if held.source == TextSource.OCR:
        joined = max(reading, before, key=_worth)
    else:
        joined = merge_page(before, reading) if lines else reading
    is_other = bool(lines) and tuple(joined.lines) != tuple(lines)
    claimed = Page.objects.filter(pk=held.pk, state=Page.State.WAITING, version=held.version).update(
        state=Page.State.READY,
        text=joined.text,
        width=joined.width or held.width,
        height=joined.height or held.height,
        rotation=joined.rotation,
        source=joined.source,
        engine=joined.engine,
        confidence=joined.confidence,
        version=held.version + is_other,
    )
    if not claimed:  # somebody corrected a line meanwhile, or another worker was first
        return enter_recognition(page=page, reading=reading)
    if is_other:
        _keep_version(held, held.version, lines)
    PageLayout.objects.update_or_create(page_id=held.pk, defaults={"lines": pack_lines(joined.lines)})
    return True


def _worth(reading: PageReading) -> float:
    """Characters, each counted as surely as it was read."""
    return sum(len(line.text) * line.score for line in reading.lines)


def _as_reading(page: Page, lines: tuple[Line, ...]) -> PageReading:
    return PageReading(page.number, page.width, page.height, lines, TextSource(page.source), page.engine, page.rotation)


def give_up_page(*, page: Page) -> None:
    """Recognition failed on this page for good: say so instead of trying for ever."""
    give_up(Page.objects.filter(pk=page.pk))


def give_up(pages: QuerySet[Page]) -> None:
    """No more tries for these that wait. One that a machine had read before is as it was."""
    waiting = pages.filter(state=Page.State.WAITING)
    waiting.filter(source=TextSource.OCR).exclude(text="").update(state=Page.State.READY)
    waiting.update(state=Page.State.FAILED)


def poorly_read(below: float) -> Q:
    """Pages whose text is a machine's alone and less sure than this, 0 to 1."""
    return Q(state=Page.State.READY, source=TextSource.OCR, corrected_by="", confidence__lt=below)


@transaction.atomic
def read_again(*, actor: Actor, record: Record, below: float = 0) -> int:
    """Let every page of a record that could not be read wait for recognition again; returns how many they are.

    Also those a machine read less surely than `below` (0 to 1), as after a mended recogniser: their text stays until
    more is read, or more surely, and then stays as a version.
    """
    from lantai.holdings.fulltext.recognition import enqueue_recognition  # which calls back into this module

    require(actor, Right.CORRECT_TEXT, record.fonds.institution.code)
    wanted = Page.objects.filter(Q(state=Page.State.FAILED) | poorly_read(below), record=record)
    files = list(StoredFile.objects.filter(pk__in=wanted.order_by().values("file_id")))
    count = wanted.update(state=Page.State.WAITING)
    if count:
        enqueue_recognition(files, is_open=record.is_open)
        data = {"code": record.code, "pages": count}
        record_event("page:recognition:ask", actor=actor, subject=("record", record.ulid), data=data)
        mark("record", [record.pk])
    return count


@transaction.atomic
def write_page(*, actor: Actor, page: Page, text: str, version: int) -> Page:
    """Type the text of a page that has none: what no machine could read. Its lines have no places on the image.

    `version` is the one the person saw. A page that has got text meanwhile refuses with both texts.
    """
    record = page.record
    require(actor, Right.CORRECT_TEXT, record.fonds.institution.code)
    text = "\n".join(line.strip() for line in text.strip().splitlines())
    empty = Page.objects.filter(pk=page.pk, version=version, text="")
    written = empty.update(
        text=text,
        state=Page.State.READY,
        source=TextSource.CORRECTED,
        corrected_by=actor.label,
        confidence=1.0,
        version=version + 1,
    )
    page.refresh_from_db()
    if not written:
        raise PageHasChanged(yours=text, theirs=page.text)
    PageLayout.objects.filter(page=page).delete()  # of a page on which a machine saw nothing
    data = {"page": page.position, "characters": len(text)}
    record_event("page:text:write", actor=actor, subject=("record", record.ulid), data=data)
    pages_changed([record.pk])
    return page


@transaction.atomic
def correct_line(*, actor: Actor, page: Page, line: int, text: str, version: int) -> Page:
    """Replace the text of one line (from 0). The text before stays as a version with its author.

    `version` is the one the corrector saw: a later one refuses with both texts. Boxes stay when the length does, else
    they are laid out anew along the line.
    """
    record = page.record
    require(actor, Right.CORRECT_TEXT, record.fonds.institution.code)
    lines = list(lines_of(page))
    if not 0 <= line < len(lines):
        raise LineUnknown(page=page.position, line=line)
    text = " ".join(text.splitlines()).strip()
    if not Page.objects.filter(pk=page.pk, version=version).update(version=version + 1):
        raise PageHasChanged(yours=text, theirs=lines[line].text)
    page.refresh_from_db()
    before = lines[line]
    _keep_version(page, version, lines)
    page.corrected_by = actor.label
    lines[line] = replace(before, text=text, boxes=_boxes_for(before, text), score=1.0)
    _write_lines(page, lines)
    data = {"page": page.position, "line": line, "before": before.text, "after": text}
    record_event("page:text:correct", actor=actor, subject=("record", record.ulid), data=data)
    pages_changed([record.pk])
    return page


def _keep_version(page: Page, number: int, lines: Sequence[Line]) -> None:
    """The text as it was, with who made it: the engine, or the person whose correction it was."""
    PageVersion.objects.create(
        page=page,
        number=number,
        lines=pack_lines(tuple(lines)),
        source=page.source,
        engine=page.engine,
        author=page.corrected_by or page.engine or page.source,
    )


def _write_lines(page: Page, lines: Sequence[Line]) -> None:
    page.text = "\n".join(line.text for line in lines)
    page.source = TextSource.CORRECTED
    page.save(update_fields=["text", "source", "corrected_by"])
    PageLayout.objects.update_or_create(page_id=page.pk, defaults={"lines": pack_lines(tuple(lines))})


def _boxes_for(line: Line, text: str) -> tuple[tuple[int, int, int, int], ...]:
    """Boxes of a corrected line: the old ones when every character still has its own, else even shares of the line."""
    if not line.boxes or len(text) == len(line.text):
        return line.boxes
    left, top = min(b[0] for b in line.boxes), min(b[1] for b in line.boxes)
    right, bottom = max(b[0] + b[2] for b in line.boxes), max(b[1] + b[3] for b in line.boxes)
    n = len(text)
    if line.vertical:
        step = (bottom - top) / max(n, 1)
        return tuple((left, round(top + i * step), right - left, max(1, round(step))) for i in range(n))
    step = (right - left) / max(n, 1)
    return tuple((round(left + i * step), top, max(1, round(step)), bottom - top) for i in range(n))
