"""What proof-readers see: pages that most need eyes, one page with its versions, what each correction changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.core.paginator import Page as Sheet, Paginator
from django.db.models import QuerySet

from lantai.base.accounts.access import Actor, Right, Scope
from lantai.engines.formats.model import Line, TextSource, unpack_lines
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.leaves import whole_page_of
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.pages import LineView, line_views
from lantai.holdings.fulltext.queries import lines_of

SHEET = 50
UNSURE = 0.8


@dataclass(frozen=True, slots=True)
class ProofPage:
    """One page with its lines; `chosen` is the line under correction."""

    record: Record
    page: Page
    page_count: int
    lines: tuple[LineView, ...]
    chosen: LineView | None

    @property
    def previous(self) -> int | None:
        return self.page.position - 1 if self.page.position > 1 else None

    @property
    def next(self) -> int | None:
        return self.page.position + 1 if self.page.position < self.page_count else None


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One line that differs between two versions."""

    number: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of a page: who made it, and which lines the next one changed."""

    number: int
    author: str
    source: str
    made_at: dt.datetime | None
    is_current: bool
    changes: tuple[ChangedLine, ...]


@dataclass(frozen=True, slots=True)
class PageHistory:
    """The versions of a page, newest first."""

    page: Page
    versions: tuple[VersionView, ...]


def pages_to_proofread(actor: Actor, *, state: str = "", fonds: str = "") -> QuerySet[Page]:
    """Pages of the institutions where this person corrects, read by machine, least certain first."""
    pages = Page.objects.select_related("record__fonds").defer("text")
    if not actor.may(Right.CORRECT_TEXT, "*"):
        codes = [code for code, held in actor.rights.items() if Right.CORRECT_TEXT in held]
        pages = pages.filter(record__fonds__institution__code__in=codes)
    if fonds:
        pages = pages.filter(record__fonds__code=fonds)
    if state == Page.State.FAILED:
        return pages.filter(state=Page.State.FAILED).order_by("record_id", "position")
    return pages.filter(state=Page.State.READY, source=TextSource.OCR).order_by("confidence", "pk")


def proof_sheet(actor: Actor, *, sheet: str, state: str = "", fonds: str = "") -> Sheet[Page]:
    return Paginator(pages_to_proofread(actor, state=state, fonds=fonds), SHEET).get_page(sheet)


def proof_page(ulid: str, position: int, scope: Scope, *, line: int | None) -> ProofPage:
    """Raises `PageUnknown`."""
    page = whole_page_of(ulid, position, scope=scope)
    lines = line_views(lines_of(page), ())
    chosen = lines[line] if line is not None and 0 <= line < len(lines) else None
    return ProofPage(page.record, page, page.record.pages.count(), lines, chosen)


def page_history(ulid: str, position: int, scope: Scope) -> PageHistory:
    """Every version with what the next one changed. Raises `PageUnknown`."""
    page = whole_page_of(ulid, position, scope=scope)
    kept = list(page.versions.order_by("number"))
    texts = [unpack_lines(bytes(version.lines)) for version in kept] + [lines_of(page)]
    views = [VersionView(page.version, page.corrected_by or page.engine, page.source, None, True, ())]
    for version, before, after in reversed(list(zip(kept, texts, texts[1:], strict=False))):
        changes = changed_lines(before, after)
        views.append(VersionView(version.number, version.author, version.source, version.made_at, False, changes))
    return PageHistory(page, tuple(views))


def changed_lines(before: tuple[Line, ...], after: tuple[Line, ...]) -> tuple[ChangedLine, ...]:
    """Lines that differ, paired in order; a line without a partner has an empty text on the other side."""
    old, new = [line.text for line in before], [line.text for line in after]
    found = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            for n in range(max(b - a, d - c)):
                left = old[a + n] if a + n < b else ""
                right = new[c + n] if c + n < d else ""
                found.append(ChangedLine(a + n + 1, left, right))
    return tuple(found)
