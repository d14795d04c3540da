"""Pages whose text says everything: kept once, read and corrected like any other."""

from __future__ import annotations

import pytest

from lantai.base.accounts.access import OPERATOR
from lantai.engines.formats.model import FileReading, Line, PageReading, TextSource
from lantai.holdings.fulltext.actions import correct_line, enter_pages
from lantai.holdings.fulltext.asked import Asked
from lantai.holdings.fulltext.hits import page_hits
from lantai.holdings.fulltext.leaves import leaf_with_text
from lantai.holdings.fulltext.models import Page, PageLayout
from lantai.holdings.fulltext.queries import lines_of
from lantai.holdings.preservation.tests.factories import StoredFileFactory

pytestmark = pytest.mark.django_db
LINES = (Line("第一条"), Line(""), Line("城东水渠由水利局修膳。"))


def entered(lines: tuple[Line, ...]) -> Page:
    file = StoredFileFactory()
    page = PageReading(1, lines=lines, source=TextSource.BORN_DIGITAL, engine="lantai text 1")
    enter_pages([(file.stored.record, [(file, FileReading("x-fmt/111", "text/plain", (page,)))])])
    return Page.objects.get(file=file)


def test_it_keeps_plain_text_once():
    page = entered(LINES)

    assert not PageLayout.objects.exists()
    assert lines_of(page) == LINES


def test_it_keeps_the_boxes_of_a_page_that_has_some():
    line = Line("水渠", ((0, 0, 9, 9), (9, 0, 9, 9)))

    page = entered((line,))

    assert lines_of(page) == (line,)


def test_it_finds_on_a_plain_page():
    page = entered(LINES)

    (hit,) = page_hits(leaf_with_text(page, OPERATOR.scope()), Asked("水利局"))

    assert page.text[hit.start : hit.end] == "水利局"


def test_it_corrects_a_line_of_a_plain_page():
    page = entered(LINES)

    correct_line(actor=OPERATOR, page=page, line=2, text="城东水渠由水利局修缮。", version=1)

    page.refresh_from_db()
    assert page.text == "第一条\n\n城东水渠由水利局修缮。"
    assert [line.text for line in lines_of(page)] == page.text.split("\n")
    assert page.versions.get().number == 1
