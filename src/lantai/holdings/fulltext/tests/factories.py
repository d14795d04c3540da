"""Made-up pages with lines and one box a character."""

from __future__ import annotations

from typing import Any

import factory

from lantai.engines.formats.model import Line, pack_lines
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.models import Page, PageLayout
from lantai.holdings.preservation.tests.factories import StoredFileFactory

TEXT = ("关于城东水渠修缮问题的批复", "同意你社修缮城东水渠，所需木料自筹。")
STEP = 40


class PageFactory(factory.django.DjangoModelFactory):
    """A page read by machine. Without `record`, one is made; the page has no image file behind it."""

    class Meta:
        model = Page
        skip_postgeneration_save = True

    file = factory.SubFactory(StoredFileFactory)
    record = factory.SelfAttribute("file.stored.record")
    number = 1
    position = 1
    width = 1200
    height = 1700
    text = "\n".join(TEXT)
    source = "ocr"
    engine = "rapidocr 3.10.0"
    confidence = 0.93

    @factory.post_generation
    def layout(self: Page, create: bool, extracted: Any, **kwargs: Any) -> None:
        lines = tuple(
            Line(text, tuple((100 + n * STEP, 200 + row * 80, 36, 40) for n in range(len(text))), 0.93)
            for row, text in enumerate(self.text.split("\n"))
        )
        PageLayout.objects.create(page=self, lines=pack_lines(lines))


def pages_of(record: Record, count: int, **fields: Any) -> list[Page]:
    """So many pages of one record, each from a file of its own."""
    return [
        PageFactory(file=StoredFileFactory(stored__record=record, position=n), position=n, **fields)
        for n in range(1, count + 1)
    ]
