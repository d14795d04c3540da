"""What a record is made of: its components, each with the pages it begins and ends on and the files that hold them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, Min

from lantai.holdings.catalogue.models import Component, Record
from lantai.holdings.fulltext.models import Page
from lantai.holdings.preservation.models import StoredFile


@dataclass(frozen=True, slots=True)
class Composed:
    """One component. `page` is its first page where the record has that one; `files` those this reader is given."""

    component: Component
    page: int | None
    files: tuple[StoredFile, ...]


def composed_of(
    record: Record, components: Sequence[Component], files: Sequence[StoredFile], *, pages: int
) -> tuple[Composed, ...]:
    """The components with their files: one query, and none where no component says its pages.

    `pages`: how many the record has. A file belongs to every component that has a page in it.
    """
    placed = files and any(each.page_from for each in components)
    spans = _spans(record, files) if placed else {}
    return tuple(_composed(each, spans, files, pages) for each in components)


def _composed(part: Component, spans: dict[int, tuple[int, int]], files: Sequence[StoredFile], pages: int) -> Composed:
    first = part.page_from
    if not first:
        return Composed(part, None, ())
    last = part.page_to or first
    holding = tuple(
        file for file in files if file.pk in spans and spans[file.pk][0] <= last and first <= spans[file.pk][1]
    )
    return Composed(part, first if first <= pages else None, holding)


def _spans(record: Record, files: Sequence[StoredFile]) -> dict[int, tuple[int, int]]:
    """Of each file its first and last page in the record."""
    rows = Page.objects.filter(record=record, file__in=[file.pk for file in files]).order_by().values_list("file")
    return {file: (first, last) for file, first, last in rows.annotate(Min("position"), Max("position"))}
