"""How page images were scanned, measured while they are read: what the head says, and what cannot be known."""

import pikepdf
import pytest
from PIL import Image, ImageDraw

from lantai.engines.formats.model import Scan
from lantai.engines.formats.reading import read_file
from lantai.engines.formats.tests import samples

A4 = (1654, 2339)
"""In pixels at 200 dpi."""


def written(mode="RGB", size=A4):
    picture = Image.new(mode, size, "white" if mode == "RGB" else 1 if mode == "1" else 255)
    ImageDraw.Draw(picture).rectangle((300, 300, 900, 500), fill=0)
    return picture


def scan(path):
    (page,) = read_file(path).pages
    return page.scan


@pytest.mark.parametrize(
    ("name", "mode", "more", "colour"),
    [
        ("a.jpg", "RGB", {}, "colour"),
        ("a.jpg", "L", {}, "grey"),
        ("a.png", "L", {}, "grey"),
        ("a.png", "1", {}, "bilevel"),
        ("a.tif", "1", {"compression": "group4"}, "bilevel"),
        ("a.tif", "RGB", {"compression": "tiff_lzw"}, "colour"),
        ("a.bmp", "RGB", {}, "colour"),
    ],
)
def test_resolution_colours_and_size_on_paper_stand_in_the_head(tmp_path, name, mode, more, colour):
    written(mode).save(tmp_path / name, dpi=(200, 200), **more)

    assert scan(tmp_path / name) == Scan(200, colour, 210, 297)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif", "a.jp2"])
def test_what_the_head_does_not_say_is_not_guessed(tmp_path, name):
    written("L").save(tmp_path / name)

    assert scan(tmp_path / name) == Scan(0, "grey")


def test_what_programs_write_where_they_know_nothing_is_no_resolution(tmp_path):
    exif = Image.Exif()
    exif[0x0110] = "camera"  # no resolution: Pillow answers 72
    written("L").save(tmp_path / "a.jpg", exif=exif)
    written("L").save(tmp_path / "b.tif", dpi=(1, 1))

    assert [scan(tmp_path / name).dpi for name in ("a.jpg", "b.tif")] == [0, 0]


@pytest.mark.parametrize("name", ["a.jpg", "a.tif", "a.png"])
def test_a_note_that_turns_the_page_is_told_and_its_sides_are_those_of_the_upright_page(tmp_path, name):
    exif = Image.Exif()
    exif[0x0112] = 6
    written("L", (2339, 1654)).save(tmp_path / name, dpi=(200, 200), exif=exif)

    assert scan(tmp_path / name) == Scan(200, "grey", 210, 297, 90)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif"])
def test_a_page_with_nothing_on_it_is_blank_whatever_its_paper_and_its_edges(tmp_path, name):
    paper = Image.new("RGB", A4, (225, 210, 180))
    ImageDraw.Draw(paper).rectangle((0, 0, 40, A4[1]), fill=0)
    paper.save(tmp_path / name, dpi=(200, 200))
    written().save(tmp_path / f"b{name}", dpi=(200, 200))

    assert [scan(tmp_path / each).is_blank for each in (name, f"b{name}")] == [True, False]


@pytest.mark.parametrize(
    ("mode", "colour"), [("RGB", "colour"), ("L", "grey"), ("1", "bilevel")], ids=["colour", "grey", "bilevel"]
)
def test_a_page_of_a_pdf_that_is_a_picture_is_measured_by_it(tmp_path, mode, colour):
    written(mode).save(tmp_path / "a.pdf", resolution=200)

    assert scan(tmp_path / "a.pdf") == Scan(200, colour, 210, 297)


def test_text_of_its_own_makes_a_page_no_scan_and_unseen_text_leaves_it_one(tmp_path):
    text = samples.pdf(tmp_path / "a.pdf", samples.PARAGRAPH)
    covered = samples.covered_pdf(tmp_path / "b.pdf", text, samples.scan(samples.PARAGRAPH))

    assert scan(text) is None
    assert scan(covered) == Scan(216, "grey", 106, 141)


def test_pictures_side_by_side_are_one_scan_and_a_stamp_on_it_counts_for_nothing(tmp_path):
    """Scanners write strips; the finest of them speaks."""
    with pikepdf.new() as document:
        page, pictures = document.add_blank_page(page_size=(595, 842)), pikepdf.Dictionary()
        for name, wide, high in (("Upper", 1653, 1170), ("Lower", 1653, 1169), ("Stamp", 900, 900)):
            pictures[f"/{name}"] = pikepdf.Stream(
                document, bytes(wide * high), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=wide,
                Height=high, ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8,
            )  # fmt: skip
        page.Resources = pikepdf.Dictionary(XObject=pictures)
        page.Contents = document.make_stream(
            b"q 595 0 0 421 0 421 cm /Upper Do Q q 595 0 0 421 0 0 cm /Lower Do Q q 60 0 0 60 400 700 cm /Stamp Do Q"
        )
        document.save(tmp_path / "a.pdf")

    assert scan(tmp_path / "a.pdf") == Scan(200, "grey", 210, 297)
