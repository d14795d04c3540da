"""The pages of a record as a package shows them, in order: one by one from the originals, or from the redacted copy.

Of a record of which anything is withheld no page comes from an original: a page of a PDF brings with it whatever its
file shares among pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lantai.engines.storage.current import blob_store
from lantai.holdings.fulltext.images import Cut, ImageUnreadable, original_path, page_jpeg
from lantai.holdings.fulltext.models import Page
from lantai.holdings.handing_out.giving import RedactedCopy
from lantai.holdings.handing_out.parcel import Handed
from lantai.holdings.preservation.ocfl.read import local_file

_LONGEST_EDGE = 3000


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as JPEG, with its size in pixels."""

    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page. `pdf` and `number`: where it stands in a PDF, as it may be given; else `picture` or `text` shows it.

    `file` is the row of the file it belongs to: that of `GivenFile`.
    """

    file: int
    pdf: Path | None = None
    number: int = 1
    page: Page | None = None

    @property
    def text(self) -> str:
        return self.page.text if self.page else ""

    def picture(self) -> Picture | None:
        """None where it has no image, or none that can be drawn."""
        page = self.page
        if page is None or not page.has_image:
            return None
        scale = min(1.0, _LONGEST_EDGE / max(page.width, page.height))
        width, height = max(1, round(page.width * scale)), max(1, round(page.height * scale))
        try:
            data = page_jpeg(page, Cut(0, 0, page.width, page.height, width, height))
        except ImageUnreadable:
            return None
        return Picture(data, width, height)


def sheets_of(handed: Handed) -> Iterator[Sheet]:
    """Every page that is given of a record."""
    if handed.given.withheld:
        yield from _of_copy(handed.given.copy)
        return
    for page in Page.objects.filter(record=handed.record).select_related("file__stored").order_by("position"):
        is_pdf = page.file.mime == "application/pdf"
        yield Sheet(page.file_id, original_path(page.file) if is_pdf else None, page.number, page)


def _of_copy(copy: RedactedCopy | None) -> Iterator[Sheet]:
    from lantai.engines.formats import pdfium  # heavy: only where something is withheld

    if copy is None:
        return
    path = local_file(blob_store(), copy.stored.object_id, copy.logical_path)
    with pdfium.document(path) as pdf:
        pages = len(pdf)
    for number in range(1, pages + 1):
        yield Sheet(copy.pk, path, number)
