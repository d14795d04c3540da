"""The redacted document: sheet after sheet written as it is painted, so that a thousand pages take no more than one.

Foreign files belong into a limited process: see `ReaderPool.call`.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from lantai.engines.formats.redacting.errors import NothingToRedact
from lantai.engines.formats.redacting.fonts import HiddenFont, ShownFont, shown_font
from lantai.engines.formats.redacting.labels import (
    characters_of,
    foot_content,
    foot_of,
    mark_in,
    region_content,
    whole_page_content,
)
from lantai.engines.formats.redacting.layer import layer_of
from lantai.engines.formats.redacting.metadata import write_catalogue
from lantai.engines.formats.redacting.model import Mark, PageToRedact, RedactedDocument, Unplaced
from lantai.engines.formats.redacting.pdf_writer import PdfWriter
from lantai.engines.formats.redacting.pictures import write_picture
from lantai.engines.formats.redacting.sheets import Sheet, fractions_of, sheets_of


def redact_document(
    pages: Iterable[PageToRedact], to: Path, mark: Mark, *, unplaced: Unplaced = Unplaced.REFUSE
) -> RedactedDocument:
    """Write the pages with what is withheld of them covered, as PDF/A-2b; whole or not at all.

    `unplaced`: what becomes of a passage whose characters have no boxes. The same pages, decisions and mark give the
    same bytes, whatever stands under the paint. Raises `BoxIsWrong`, `PassageHasNoPlace`, `PassageIsOutside`,
    `NothingToRedact`, and `Unreadable` for a page that cannot be shown.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=to.parent, prefix=".part-", suffix=".pdf")
    try:
        with os.fdopen(handle, "wb") as out:
            book = _Book(PdfWriter(out), mark)
            for number, page in enumerate(pages, start=1):
                for sheet in sheets_of(page, number, mark, unplaced):
                    book.add(sheet)
            book.finish()
        digest = hashlib.sha512()
        with Path(beside).open("rb") as written:
            while piece := written.read(1 << 20):
                digest.update(piece)
        size = Path(beside).stat().st_size
        Path(beside).replace(to)
    finally:
        with suppress(FileNotFoundError):
            Path(beside).unlink()
    return RedactedDocument(size, digest.hexdigest(), len(book.pages), book.painted, tuple(book.whole_pages))


@dataclass
class _Book:
    """The file as far as it is written, and what is known only when its last page is."""

    pdf: PdfWriter
    mark: Mark
    pages: list[int] = field(default_factory=list)
    painted: int = 0
    whole_pages: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.hidden = HiddenFont()
        self.font: ShownFont = shown_font(characters_of(self.mark))
        self._shown_number = self.font.write(self.pdf)
        self._hidden_number, self._tree = self.pdf.reserve(), self.pdf.reserve()

    def add(self, sheet: Sheet) -> None:
        number = len(self.pages) + 1
        width, height = sheet.size
        foot = foot_of(sheet.parts, self.mark, number, width, self.font)
        images = ""
        if sheet.picture is None:
            self.whole_pages.append(number)
            content = f"q 1 0 0 1 0 {foot.height:.2f} cm\n"
            content += whole_page_content(sheet.parts, self.mark, sheet.size, self.font) + "Q\n"
        else:
            image = write_picture(self.pdf, sheet.picture)
            images = f"/XObject << /P {image} 0 R >> "
            content = f"q {width:.2f} 0 0 {height:.2f} 0 {foot.height:.2f} cm /P Do Q\n"
            content += self._text_and_marks(sheet, foot.height)
        content += foot_content(foot, self.font)
        written = self.pdf.put_stream(content.encode("ascii"))
        fonts = f"/Font << /F0 {self._shown_number} 0 R /F1 {self._hidden_number} 0 R >>"
        page = (
            f"<< /Type /Page /Parent {self._tree} 0 R /MediaBox [0 0 {width:.2f} {height + foot.height:.2f}] "
            f"/Resources << {images}{fonts} >> /Contents {written} 0 R >>"
        )
        self.pages.append(self.pdf.put(page))
        self.painted += len(sheet.regions)

    def _text_and_marks(self, sheet: Sheet, bottom: float) -> str:
        picture = sheet.picture
        width, height = sheet.size
        scale = (width / sheet.line_space[0], height / sheet.line_space[1])
        content = layer_of(sheet.lines, self.hidden, scale=scale, top=bottom + height)
        for region, part in sheet.regions:
            x, y, w, h = fractions_of(region, picture.width, picture.height) if picture else (0.0, 0.0, 0.0, 0.0)
            place = (x * width, bottom + (1 - y - h) * height, (x + w) * width, bottom + (1 - y) * height)
            content += region_content(place, mark_in(part, self.mark), self.font)
        return content

    def finish(self) -> None:
        if not self.pages:
            raise NothingToRedact
        self.hidden.write(self.pdf, self._hidden_number)
        kids = " ".join(f"{number} 0 R" for number in self.pages)
        self.pdf.put(f"<< /Type /Pages /Count {len(self.pages)} /Kids [{kids}] >>", self._tree)
        self.pdf.finish(write_catalogue(self.pdf, self.mark, self._tree))
