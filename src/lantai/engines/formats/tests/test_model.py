"""Pages between processes and in the database: plain text goes as text, everything else with all it has."""

from __future__ import annotations

import pickle

import pytest

from lantai.engines.formats.model import Line, PageReading, PlainLines, TextSource, plain_lines
from lantai.engines.formats.values import loads

PLAIN = (Line("第一条"), Line(""), Line("城东水渠由水利局修缮。"))


@pytest.mark.parametrize(
    "lines",
    [
        (),
        PLAIN,
        PlainLines("第一条\n\n城东水渠由水利局修缮。"),
        (Line("甲乙", ((0, 0, 9, 9), (9, 0, 9, 9)), 0.9, vertical=True),),
        (Line("甲乙"), Line("丙", score=0.5)),
    ],
)
def test_it_goes_between_processes_unchanged(lines):
    page = PageReading(3, 1200, 1700, lines, TextSource.BORN_DIGITAL, "lantai text 1", 90, needs_ocr=True)

    assert loads(pickle.dumps(page)) == page


def test_it_sends_plain_lines_as_one_text():
    page = PageReading(1, lines=PLAIN * 1000, source=TextSource.BORN_DIGITAL)

    assert len(pickle.dumps(page)) < len(page.text.encode()) + 500
    assert PageReading.__reduce__(page)[0] is PageReading, "some releases of Python write a __getstate__ over ours"


@pytest.mark.parametrize("line", [Line("甲", ((0, 0, 9, 9),)), Line("甲", score=0.9), Line("甲", vertical=True)])
def test_it_is_not_plain_when_a_line_says_more_than_its_text(line):
    assert not PageReading(1, lines=(*PLAIN, line)).is_plain


def test_it_gives_plain_lines_back_from_the_text():
    assert plain_lines(PageReading(1, lines=PLAIN).text) == PLAIN
