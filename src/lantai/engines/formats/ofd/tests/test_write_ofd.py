"""OFD we write: the scan as it was, its text where it stands, and nothing that anybody must bring along."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import ofdkit
import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import serif_path

from lantai.engines.formats.model import Line, PageReading, TextSource
from lantai.engines.formats.ofd import page_size, render_ofd_page
from lantai.engines.formats.ofd.from_pages import size_on_paper, to_ofd
from lantai.engines.formats.ofd.write import unseen_font
from lantai.engines.formats.reading import read_file
from lantai.engines.formats.tests.samples import PARAGRAPH, pdf

WORDS = "关于知识青年下乡的通知〔1978〕3号"
SIZE = (827, 1169)


@pytest.fixture(scope="module")
def scan() -> tuple[Image.Image, Line]:
    """A page of A4 at 100 dpi with one line of type, and that line as recognition tells it."""
    image = Image.new("L", SIZE, "white")
    font, draw = ImageFont.truetype(serif_path(), 30), ImageDraw.Draw(image)
    boxes = []
    for n, character in enumerate(WORDS):
        draw.text((100 + n * 32, 200), character, font=font, fill=0)
        boxes.append((100 + n * 32, 206, 30, 31))
    return image, Line(WORDS, tuple(boxes), 0.97)


def reading(line: Line, **more) -> PageReading:
    return PageReading(1, *SIZE, (line,), TextSource.OCR, "an engine 1.0", **more)


def made(source: Path, *pages: PageReading) -> Path:
    target = source.with_suffix(".ofd")
    to_ofd(source, target, pages=pages, title="名册 <1978> & 其他", dpi=150)
    return target


def grey(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("L").resize(SIZE), dtype=int)


def test_a_scan_goes_in_byte_for_byte_and_its_text_lies_on_its_writing(tmp_path, scan):
    image, line = scan
    image.save(tmp_path / "a.jpg", dpi=(100, 100), quality=90)

    ofd = made(tmp_path / "a.jpg", reading(line))

    with zipfile.ZipFile(ofd) as archive:
        assert archive.read("Doc_0/Res/page_0.jpg") == (tmp_path / "a.jpg").read_bytes()
        assert archive.testzip() is None
    [page] = read_file(ofd).pages
    assert (read_file(ofd).findings, page.text, page.source) == ((), WORDS, TextSource.SUPPLIED)
    assert page_size(ofd, 1) == pytest.approx((210, 297), abs=0.2)
    scale = page.width / SIZE[0]
    was, now = np.array(line.boxes), np.array(page.lines[0].boxes) / scale
    assert np.abs(now - was)[:, [0, 1, 3]].max() <= 3
    assert np.abs(now - was)[:6, 2].max() <= 3  # a digit is as wide as digits are
    assert np.abs(grey(render_ofd_page(ofd, 1)) - grey(image)).mean() < 3
    with ofdkit.open(str(ofd)) as other:
        assert (other.text().strip(), list(other.warnings)) == (WORDS, [])


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lay_on_its_side_stands_upright_without_being_packed_anew(tmp_path, scan, turn):
    image, line = scan
    image.rotate(turn, expand=True).save(tmp_path / "a.jpg", quality=90)

    ofd = made(tmp_path / "a.jpg", reading(line, rotation=turn))

    with zipfile.ZipFile(ofd) as archive:
        assert archive.read("Doc_0/Res/page_0.jpg") == (tmp_path / "a.jpg").read_bytes()
    assert np.abs(grey(render_ofd_page(ofd, 1)) - grey(image)).mean() < 4
    assert read_file(ofd).pages[0].text == WORDS


@pytest.mark.parametrize("orientation", [2, 3, 6, 8])
def test_what_a_camera_says_of_its_position_is_followed(tmp_path, scan, orientation):
    image, line = scan
    turned = {2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180}
    turned |= {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    exif = Image.Exif()
    exif[0x0112] = orientation
    image.transpose(turned[orientation]).save(tmp_path / "a.jpg", quality=90, exif=exif)

    ofd = made(tmp_path / "a.jpg", reading(line))

    assert np.abs(grey(render_ofd_page(ofd, 1)) - grey(image)).mean() < 4


def test_pages_of_a_tiff_keep_every_dot(tmp_path, scan):
    pages = [scan[0].convert("1"), scan[0].rotate(180).convert("1")]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:], compression="group4", dpi=(100, 100))

    ofd = made(tmp_path / "a.tif", reading(scan[1]))

    with zipfile.ZipFile(ofd) as archive:
        inside = [Image.open(io.BytesIO(archive.read(f"Doc_0/Res/page_{n}.png"))) for n in range(2)]
    assert [image.mode for image in inside] == ["1", "1"]
    assert all((np.asarray(a) == np.asarray(b)).all() for a, b in zip(inside, pages, strict=True))
    assert [page.text for page in read_file(ofd).pages] == [WORDS, ""]


def test_a_pdf_is_drawn_and_keeps_its_text_and_size(tmp_path):
    source = pdf(tmp_path / "a.pdf", PARAGRAPH, "第二页")
    pages = read_file(source).pages

    ofd = made(source, *pages)

    again = read_file(ofd)
    assert [page.text for page in again.pages] == [page.text for page in pages]
    assert [(page.width, page.height) for page in again.pages] == [(page.width, page.height) for page in pages]
    assert again.findings == ()


def test_text_goes_down_the_page_and_text_without_a_place_is_kept(tmp_path, scan):
    down = "光绪三年正月"
    boxes = tuple((600, 100 + n * 40, 30, 31) for n in range(len(down)))
    odd = Line("\x07没有\x00位置\ud800 的<字>&")
    scan[0].save(tmp_path / "a.png")
    page = PageReading(1, *SIZE, (Line(down, boxes, vertical=True), odd))

    ofd = made(tmp_path / "a.png", page)

    with zipfile.ZipFile(ofd) as archive:
        content = archive.read("Doc_0/Pages/Page_0/Content.xml").decode()
    assert f">{down}</ofd:TextCode>" in content
    assert ">没有位置 的&lt;字&gt;&amp;</ofd:TextCode>" in content
    with ofdkit.open(str(ofd)) as other:
        assert "没有位置" in other.text()


def test_the_font_has_widths_and_no_ink():
    font = TTFont(io.BytesIO(unseen_font(map(ord, "档a"))))

    assert [font["hmtx"][font.getBestCmap()[ord(each)]][0] for each in "档a"] == [1000, 500]
    assert all(font["glyf"][name].numberOfContours == 0 for name in font.getGlyphOrder())


@pytest.mark.parametrize(
    ("pixels", "dpi", "millimetres"),
    [
        ((2480, 3508), (300, 300), (210, 297)),
        ((2480, 3508), (1, 1), (210, 297)),
        ((2480, 3508), None, (210, 297)),
        ((3508, 2480), (0, 0), (297, 210)),
        ((40_000, 30_000), (72, 72), (297, 222.8)),
        ((1000, 1000), (float("nan"), 100), (297, 297)),
    ],
)
def test_a_resolution_that_cannot_be_believed_is_not(pixels, dpi, millimetres):
    assert size_on_paper(pixels, dpi) == pytest.approx(millimetres, abs=0.2)
