"""What the record page and the page viewer show, read within a scope: nothing here is found by who may not see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lantai.base.accounts.access import Scope
from lantai.engines.formats.model import Box, Line
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.finding import hit_pages, page_hits
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.queries import lines_of, page_of
from lantai.holdings.preservation.models import StoredFile

SHOWN_PAGES = 24
STRIP = 15

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record as everyone meets it. `pages` is the first sheet of thumbnails, `hits` counts hits by page."""

    record: Record
    page_count: int
    pages: tuple[Page, ...]
    files: tuple[StoredFile, ...]
    children: tuple[Record, ...]
    hits: dict[int, int]

    @property
    def more_pages(self) -> bool:
        return self.page_count > len(self.pages)


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

    page: Page
    hits: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class PageView:
    """One page of a record with its neighbours. `boxes` holds, for every hit on it, the boxes of its characters."""

    record: Record
    page: Page
    page_count: int
    lines: tuple[LineView, ...]
    boxes: tuple[tuple[Box, ...], ...]
    strip: tuple[Thumb, ...]
    hits: dict[int, int]

    @property
    def hit_total(self) -> int:
        return sum(self.hits.values())

    @property
    def hits_here(self) -> int:
        return self.hits.get(self.page.position, 0)

    @property
    def hits_before(self) -> int:
        return sum(n for position, n in self.hits.items() if position < self.page.position)

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
    visible = Record.objects.visible_to(scope)
    files = StoredFile.objects.filter(ulid=ulid, stored__record__in=visible)
    return files.select_related("stored", "stored__record").first()


def record_view(ulid: str, scope: Scope, *, words: str = "") -> RecordView | None:
    record = visible_record(ulid, scope)
    if record is None:
        return None
    pages = record.pages.defer("text")
    return RecordView(
        record,
        pages.count(),
        tuple(pages[:SHOWN_PAGES]),
        tuple(StoredFile.objects.filter(stored__record=record)),
        tuple(Record.objects.visible_to(scope).filter(parent=record).order_by("fonds_id", "code_key")),
        hit_pages(record, words) if words else {},
    )


def page_view(ulid: str, position: int, scope: Scope, *, words: str = "") -> PageView:
    """Raises `PageUnknown`."""
    page = page_of(ulid, position, scope=scope)
    found = page_hits(page, words) if words else ()
    counts = hit_pages(page.record, words) if words else {}
    lines = line_views(lines_of(page), [(hit.start, hit.end) for hit in found])
    boxes = tuple(tuple(hit.boxes) for hit in found if hit.boxes)
    return PageView(page.record, page, page.record.pages.count(), lines, boxes, _strip(page, counts), counts)


def _strip(page: Page, counts: dict[int, int]) -> tuple[Thumb, ...]:
    near = (page.position - STRIP, page.position + STRIP)
    pages = Page.objects.filter(record_id=page.record_id, position__range=near).defer("text")
    return tuple(Thumb(near, counts.get(near.position, 0), near.pk == page.pk) for near in pages)


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
    if not boxes:
        return None
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    return left, top, right - left, bottom - top
