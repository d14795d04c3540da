"""Page numbers of a catalogue: how many pages an entry has where the list gives only the page it begins on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from django.utils.translation import gettext_noop

from lantai.base.common.findings import Finding, Severity, declare
from lantai.holdings.imports.rows import CatalogueRow

PAGES_DIFFER = declare(
    "catalogue.pages_differ",
    gettext_noop("The entry says %(pages)s pages, its page numbers %(numbers)s make %(counted)s."),
    gettext_noop("Count the paper. Both are kept as they stand; old volumes often count sheets, not pages."),
)
COUNTED = "pages_from"
"""Where a row says that its pages were counted from its page numbers."""
LONGEST = 2_000
"""No document has more pages: a larger jump is another numbering, not a document."""
_SPAN = re.compile(r"(?:第|起页|起)?\s*(\d{1,5})\s*页?(?:\s*(?:-|~|至|到)\s*(?:第|止页|止)?\s*(\d{1,5})\s*页?)?")
_DASHES = str.maketrans(dict.fromkeys("－–—‐−―ー～〜", "-"))


@lru_cache(maxsize=4096)
def page_span(text: str) -> tuple[int, int | None] | None:
    """First and last page of 1-3, 1~3, 第1页至第3页, 起页 1; the last is not known of a page alone. Else nothing.

    >>> page_span("1—3"), page_span("起页 1")
    """
    found = _SPAN.fullmatch(unicodedata.normalize("NFKC", text.translate(_DASHES)).strip())
    if found is None:
        return None
    first, last = int(found[1]), int(found[2]) if found[2] else None
    return None if last is not None and last < first else (first, last)


def with_pages(rows: Iterable[CatalogueRow]) -> Iterator[CatalogueRow]:
    """The rows, each with its pages counted where it has none: to its own last page, else to where the next begins.

    GB/T 9705: of a volume's list only the last entry says where it ends. One document ends on the page before the next
    begins, or on the same page when two share it.
    """
    waiting: CatalogueRow | None = None
    for row in rows:
        if waiting is not None:
            yield _counted(waiting, row)
        waiting = row
    if waiting is not None:
        yield _counted(waiting, None)


def _counted(row: CatalogueRow, following: CatalogueRow | None) -> CatalogueRow:
    if row.get("pages"):
        return row
    count = pages_between(row, following)
    return replace(row, cells=row.cells | {"pages": str(count), COUNTED: row.get("page_numbers")}) if count else row


def pages_between(row: CatalogueRow, following: CatalogueRow | None) -> int | None:
    """How many pages the page numbers of a row make, beside those of the next of its volume."""
    span = page_span(row.get("page_numbers")) if row.get("page_numbers") else None
    if span is None:
        return None
    first, last = span
    if last is None and following is not None and _volume(following) == _volume(row):
        begins = page_span(following.get("page_numbers"))
        last = max(first, begins[0] - 1) if begins and begins[0] >= first else None
    return last - first + 1 if last is not None and last - first < LONGEST else None


def _volume(row: CatalogueRow) -> tuple[str, ...]:
    names = ("fonds", "list_number", "volume_number", "box", "year", "retention")
    return (row.sheet, *(row.get(name) for name in names))


def about_pages(row: CatalogueRow) -> Iterator[Finding]:
    """Pages that quarrel with the entry's own page numbers. Sheets (张) bear two pages, so they may be half as many."""
    written = re.fullmatch(r"(\d{1,6})\s*([页张面]?)", row.get("pages"))
    span = page_span(row.get("page_numbers"))
    if row.get(COUNTED) or written is None or span is None or span[1] is None:
        return
    said, counted = int(written[1]), span[1] - span[0] + 1
    if said == counted or (written[2] == "张" and said <= counted <= 2 * said):
        return
    told = {"pages": row.get("pages"), "numbers": row.get("page_numbers"), "counted": counted}
    yield Finding(PAGES_DIFFER, Severity.WARNING, row.place, told)
