from dataclasses import replace

import pikepdf
import pytest

from lantai.engines.formats.legibility import is_han
from lantai.engines.formats.merging import merge_page
from lantai.engines.formats.model import Line, PageReading, TextSource
from lantai.engines.formats.readers.base import Limits
from lantai.engines.formats.reading import read_file
from lantai.engines.formats.render import render_page
from lantai.engines.formats.tests import samples
from lantai.engines.formats.tests.samples import OTHER, PARAGRAPH


def codes(reading):
    return [finding.code for finding in reading.findings]


def joined(page):
    return page.text.replace("\n", "")


def test_it_reads_the_text_layer_with_a_box_a_character(tmp_path):
    path = samples.pdf(tmp_path / "a.pdf", PARAGRAPH, OTHER)

    reading = read_file(path)

    assert [joined(page) for page in reading.pages] == [PARAGRAPH, OTHER]
    assert all(page.source is TextSource.BORN_DIGITAL and not page.needs_ocr for page in reading.pages)
    assert all(len(line.boxes) == len(line.text) for page in reading.pages for line in page.lines)
    assert (reading.pages[0].width, reading.pages[0].height) == (833, 1111)
    assert reading.metadata["pages"] == "2"


def ink_share(picture, box):
    x, y, width, height = box
    piece = picture.convert("L").crop((x, y, x + width, y + height))
    return sum(1 for value in piece.tobytes() if value < 128) / (width * height)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_it_puts_boxes_where_the_ink_is_however_the_page_is_turned(tmp_path, turn):
    path = samples.pdf(tmp_path / "a.pdf", PARAGRAPH)
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.pages[0].rotate(turn, relative=False)
        document.pages[0].cropbox = [20, 30, 300, 400]
        document.save(path)

    page = read_file(path).pages[0]
    picture = render_page(path, 1)

    assert picture.size == (page.width, page.height)
    shares = [
        ink_share(picture, box)
        for line in page.lines
        for character, box in zip(line.text, line.boxes, strict=True)
        if is_han(character) and character != "一"
    ]
    assert min(shares) > 0.04


def test_it_calls_for_recognition_of_a_scan(tmp_path):
    path = samples.scanned_pdf(tmp_path / "a.pdf", samples.scan(PARAGRAPH))

    page = read_file(path).pages[0]

    assert page.needs_ocr
    assert page.source is TextSource.NONE
    assert (page.width, page.height) == (900, 1200)


def test_it_trusts_a_hidden_layer_that_fits_its_picture(tmp_path):
    layer = samples.pdf(tmp_path / "layer.pdf", PARAGRAPH)
    path = samples.covered_pdf(tmp_path / "a.pdf", layer, render_page(layer, 1))

    page = read_file(path).pages[0]

    assert joined(page) == PARAGRAPH
    assert page.source is TextSource.SUPPLIED
    assert not page.needs_ocr


def test_it_drops_a_hidden_layer_that_lies_beside_the_writing(tmp_path):
    layer = samples.pdf(tmp_path / "layer.pdf", "#v(250pt)\n" + OTHER[:30])
    shown = samples.pdf(tmp_path / "shown.pdf", PARAGRAPH)
    path = samples.covered_pdf(tmp_path / "a.pdf", layer, render_page(shown, 1))

    reading = read_file(path)

    assert reading.pages[0].lines == ()
    assert reading.pages[0].needs_ocr
    assert codes(reading) == ["file.text_layer_unusable"]


@pytest.mark.parametrize(("shift", "reason"), [(0x8000, "private-use"), (0x333, "mojibake")])
def test_it_notices_that_a_layer_names_the_wrong_characters(tmp_path, shift, reason):
    path = samples.remapped_pdf(tmp_path / "a.pdf", samples.pdf(tmp_path / "b.pdf", PARAGRAPH), shift)

    reading = read_file(path)

    assert reading.pages[0].needs_ocr
    assert reading.pages[0].lines == ()
    assert reading.findings[0].code == "file.text_layer_unusable"


def test_it_asks_nothing_for_a_blank_page(tmp_path):
    page = read_file(samples.pdf(tmp_path / "a.pdf", "", PARAGRAPH)).pages[0]

    assert not page.needs_ocr
    assert page.lines == ()


def test_it_reads_only_the_pages_asked_for(tmp_path):
    path = samples.pdf(tmp_path / "a.pdf", *(f"第{number}页" for number in range(1, 8)))

    reading = read_file(path, limits=Limits(first_page=3, max_pages=2))

    assert [(page.number, page.text) for page in reading.pages] == [(3, "第3页"), (4, "第4页")]
    assert reading.metadata["pages"] == "7"


def test_it_says_that_a_pdf_is_locked(tmp_path):
    path = samples.pdf(tmp_path / "a.pdf", PARAGRAPH)
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.save(path, encryption=pikepdf.Encryption(owner="o", user="u"))

    assert codes(read_file(path)) == ["file.encrypted"]


def test_it_says_that_a_pdf_is_cut_off(tmp_path):
    path = samples.pdf(tmp_path / "a.pdf", PARAGRAPH)
    path.write_bytes(path.read_bytes()[:400])

    assert codes(read_file(path)) == ["file.truncated"]


def test_it_shows_a_page_as_large_as_a_field_at_a_bearable_size(tmp_path):
    path = samples.pdf(tmp_path / "a.pdf", PARAGRAPH)
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.pages[0].mediabox = [0, 0, 200_000, 100_000]
        document.save(path)

    page = read_file(path).pages[0]

    assert max(page.width, page.height) <= 12_000
    assert page.width == pytest.approx(2 * page.height, abs=2)


def test_it_joins_recognised_lines_to_a_page_that_has_text_of_its_own():
    own = PageReading(1, 100, 100, (Line("页眉", ((0, 0, 10, 10), (10, 0, 10, 10))),), TextSource.BORN_DIGITAL, "a")
    same = Line("页盾", ((1, 1, 10, 10), (11, 1, 10, 10)))
    other = Line("图中", ((0, 50, 10, 10), (10, 50, 10, 10)))
    recognised = replace(own, lines=(same, other), source=TextSource.OCR, engine="b")

    merged = merge_page(replace(own, needs_ocr=True), recognised)

    assert [line.text for line in merged.lines] == ["页眉", "图中"]
    assert merged.engine == "a + b"
    assert not merged.needs_ocr
    assert merge_page(PageReading(1), recognised) is recognised
