"""What the record page and the page viewer show, read within a scope: nothing here is found by who may not see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from lantai.base.accounts.access import Scope
from lantai.engines.formats.model import Box, Line
from lantai.holdings.catalogue.bindings import Deed, obstacles
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.queries import of_visible
from lantai.holdings.catalogue.shown import Beyond, beyond
from lantai.holdings.fulltext.asked import Asked
from lantai.holdings.fulltext.composition import Composed, composed_of
from lantai.holdings.fulltext.hits import page_hits, record_hits
from lantai.holdings.fulltext.leaves import Leaf, WithheldView, leaf_of, leaves_of, withheld_view
from lantai.holdings.fulltext.models import Page
from lantai.holdings.preservation.models import StoredFile
from lantai.holdings.withholding.queries import Rows, withheld_from, withheld_of

SHOWN_PAGES = 24
SHOWN_HITS = 200
STRIP = 15
_NOTHING = Asked()

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record as everyone meets it. `pages` is the first sheet of thumbnails, `hits` counts hits by page.

    `withheld`: what of it is not shown to everybody; `files` are those that hold nothing withheld from this reader.
    """

    record: Record
    page_count: int
    pages: tuple[Leaf, ...]
    files: tuple[StoredFile, ...]
    children: tuple[Record, ...]
    hits: Mapping[int, int]
    withheld: WithheldView | None
    may_be_copied: bool
    beyond: Beyond
    composed: tuple[Composed, ...]

    @property
    def has_images(self) -> bool:
        return any(leaf.has_image for leaf in self.pages)

    @property
    def more_pages(self) -> bool:
        return self.page_count > len(self.pages)

    @property
    def pages_with_hits(self) -> list[tuple[int, int]]:
        """The first of them, each with its number of hits: the thumbnails are of the first pages only."""
        return list(self.hits.items())[:SHOWN_HITS]

    @property
    def more_hits(self) -> int:
        """How many more pages have hits than are listed."""
        return max(0, len(self.hits) - SHOWN_HITS)


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of a page: its text, the hits in it, and the box that holds all of its characters."""

    number: int
    text: str
    spans: tuple[Span, ...]
    box: Box | None
    vertical: bool
    score: float

    @property
    def place(self) -> str:
        """The box as `x,y,w,h`: IIIF's notation, read by the viewer too."""
        return ",".join(map(str, self.box)) if self.box else ""


@dataclass(frozen=True, slots=True)
class Thumb:
    """One place in the strip beside the image."""

    page: Leaf
    hits: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class PageView:
    """One page of a record with its neighbours. `boxes` holds, for every hit on it, the boxes of its characters.

    `is_carried`: the first hit here began on the page before, where it counts.
    """

    record: Record
    page: Leaf
    page_count: int
    lines: tuple[LineView, ...]
    boxes: tuple[tuple[Box, ...], ...]
    strip: tuple[Thumb, ...]
    hits: Mapping[int, int]
    is_carried: bool

    @property
    def hit_total(self) -> int:
        return sum(self.hits.values())

    @property
    def hits_here(self) -> int:
        return self.hits.get(self.page.position, 0) + self.is_carried

    @property
    def hits_before(self) -> int:
        """So that the first hit here gets its number: that of the page before, if it began there."""
        return sum(n for position, n in self.hits.items() if position < self.page.position) - self.is_carried

    @property
    def previous(self) -> int | None:
        return self.page.position - 1 if self.page.position > 1 else None

    @property
    def next(self) -> int | None:
        return self.page.position + 1 if self.page.position < self.page_count else None

    @property
    def previous_with_hit(self) -> int | None:
        return max((n for n in self.hits if n < self.page.position), default=None)

    @property
    def next_with_hit(self) -> int | None:
        return min((n for n in self.hits if n > self.page.position), default=None)


def visible_record(ulid: str, scope: Scope) -> Record | None:
    """The record, or None when there is none or it is not for this scope: callers cannot tell which."""
    return Record.objects.visible_to(scope).listed().select_related("parent").filter(ulid=ulid).first()


def visible_file(ulid: str, scope: Scope) -> StoredFile | None:
    """One original file, or None."""
    files = StoredFile.objects.filter(of_visible(scope, record="stored__record"), ulid=ulid)
    file = files.select_related("stored", "stored__record").first()
    return file if file and is_given_out(file, scope) else None


def is_given_out(file: StoredFile, scope: Scope) -> bool:
    """Whether this reader of the record may have the file as it is: not when it holds anything withheld from them."""
    record = file.stored.record
    if not may_be_copied(record, scope):
        return False
    rows = withheld_from(scope, [record]).get(record.pk, {})
    return not rows or given_files(record, rows).filter(pk=file.pk).exists()


def may_be_copied(record: Record, scope: Scope) -> bool:
    """Whether this reader may take files of the record along. Who gave it may have agreed to reading only (条例 21)."""
    return scope.reads_in_full(record.institution_id) or not obstacles([record.pk], Deed.COPY)


def given_files(record: Record, rows: Rows) -> QuerySet[StoredFile]:
    """Files of the record without anything withheld: every page of theirs is known, and given out whole.

    A file of which no page is known may hold anything, so it stays as well once something of the record is withheld.
    """
    files = StoredFile.objects.filter(stored__record=record)
    if not rows:
        return files
    pages = Page.objects.filter(file=OuterRef("pk")).order_by()
    return files.filter(Exists(pages), ~Exists(pages.filter(position__in=list(rows))))


def record_view(ulid: str, scope: Scope, *, asked: Asked = _NOTHING) -> RecordView | None:
    record = visible_record(ulid, scope)
    if record is None:
        return None
    pages = record.pages.defer("text")
    every, in_full = withheld_of([record.pk]).get(record.pk, {}), scope.reads_in_full(record.institution_id)
    rows: Rows = {} if in_full else every
    may = may_be_copied(record, scope)
    files = tuple(given_files(record, rows)) if may else ()
    page_count, more = pages.count(), beyond(record, scope, as_everybody=True)
    return RecordView(
        record,
        page_count,
        leaves_of(record, pages[:SHOWN_PAGES], scope=scope, rows=rows),
        files,
        tuple(Record.objects.visible_to(scope).filter(parent=record).order_by("fonds_id", "code_key")),
        record_hits(record, asked, scope=scope).counts,
        withheld_view(every, is_read_in_full=in_full),
        may,
        more,
        composed_of(record, more.components, files, pages=page_count),
    )


def leaves_from(record: Record, scope: Scope, *, most: int) -> tuple[Leaf, ...]:
    """The first pages of a record for this reader, without their texts: at most four queries however many there are."""
    rows = withheld_from(scope, [record]).get(record.pk, {})
    return leaves_of(record, record.pages.defer("text")[:most], scope=scope, rows=rows)


def page_view(ulid: str, position: int, scope: Scope, *, asked: Asked = _NOTHING) -> PageView:
    """Raises `PageUnknown`."""
    page = leaf_of(ulid, position, scope=scope)
    every = record_hits(page.record, asked, scope=scope)
    found = page_hits(page, asked, halves=every.halves.get(position, ()))
    lines = line_views(page.lines, [(hit.start, hit.end) for hit in found])
    boxes = tuple(tuple(hit.boxes) for hit in found if hit.boxes)
    strip = _strip(page, every.counts, scope)
    count, is_carried = page.record.pages.count(), position in every.carried
    return PageView(page.record, page, count, lines, boxes, strip, every.counts, is_carried)


def _strip(page: Leaf, counts: Mapping[int, int], scope: Scope) -> tuple[Thumb, ...]:
    near = (page.position - STRIP, page.position + STRIP)
    pages = Page.objects.filter(record_id=page.record.pk, position__range=near).defer("text")
    rows = withheld_from(scope, [page.record]).get(page.record.pk, {})
    leaves = leaves_of(page.record, pages, scope=scope, rows=rows)
    return tuple(Thumb(leaf, counts.get(leaf.position, 0), leaf.position == page.position) for leaf in leaves)


def line_views(lines: Iterable[Line], spans: Sequence[Span]) -> tuple[LineView, ...]:
    """Lines with the hits that touch them; `spans` count characters of the page, line breaks included."""
    views, offset = [], 0
    for number, line in enumerate(lines):
        end = offset + len(line.text)
        inside = [(max(a, offset) - offset, min(b, end) - offset) for a, b in spans if a < end and b > offset]
        views.append(LineView(number, line.text, tuple(inside), _around(line.boxes), line.vertical, line.score))
        offset = end + 1
    return tuple(views)


def _around(boxes: Sequence[Box]) -> Box | None:
    boxes = [box for box in boxes if box[2] and box[3]]  # marks of what is withheld have no place
    if not boxes:
        return None
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    return left, top, right - left, bottom - top
