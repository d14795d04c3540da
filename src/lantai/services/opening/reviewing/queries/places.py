"""Where a passage of text lies on the image of its page: what is withheld of the one is withheld of the other."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from lantai.engines.formats.model import unpack_lines
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.models import Page, PageLayout
from lantai.holdings.withholding.sources import pages_of
from lantai.services.opening.actions import PassageSaid
from lantai.services.opening.reviewing.marking import boxes_of, in_fractions


def with_places(record: Record, passages: Sequence[PassageSaid]) -> list[PassageSaid]:
    """The passages with their boxes, held inside their pages; those on pages the record does not have are left out.

    A constant number of queries. A page of which no layout is known gives no boxes.
    """
    numbers = {each.page_number for each in passages}
    rows = Page.objects.filter(record=record, position__in=numbers)
    pages = {page.position: page for page in rows}
    layouts = {row.page_id: row for row in PageLayout.objects.filter(page__in=list(pages.values()))}
    digests = {number: page.digest for number, page in pages_of(record.pk, list(numbers)).items()}
    found = []
    for said in passages:
        page = pages.get(said.page_number)
        if page is None or (said.start is not None and said.start >= len(page.text)):
            continue
        digest = digests.get(said.page_number, "")
        if said.start is None or said.end is None:
            found.append(dataclasses.replace(said, digest=digest))
            continue
        span = (said.start, min(said.end, len(page.text)))
        layout = layouts.get(page.pk)
        lines = unpack_lines(bytes(layout.lines)) if layout else ()
        boxes = in_fractions(boxes_of(lines, span), page.width, page.height)
        found.append(dataclasses.replace(said, end=span[1], boxes=boxes, digest=digest))
    return found
