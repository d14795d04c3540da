"""Images that are hardly images: nothing here may raise anything but the two errors that are promised."""

from __future__ import annotations

import struct
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lantai.base.common.errors import ArchiveError
from lantai.engines.formats.ocr.engine import OcrToolMissing, Recogniser, missing_part
from lantai.engines.formats.ocr.pixels import MOST_PIXELS, ImageUnreadable, page_pixels
from lantai.engines.formats.ocr.reading import read_image
from lantai.engines.formats.ocr.tests.drawing import PARAGRAPH, letter_page

SLOW = pytest.mark.slow


def transparent(letters: str) -> Image.Image:
    """The letter page as writing on nothing."""
    page = letter_page().image.convert("L")
    image = Image.new("RGBA", page.size, letters)
    image.putalpha(Image.eval(page, lambda value: 255 - value))
    return image


@pytest.mark.parametrize(
    "image",
    [
        Image.new("RGB", (1, 1)),
        Image.new("L", (1, 4000), 255),
        Image.new("1", (4000, 1)),
        Image.new("RGBA", (300, 200), (0, 0, 0, 0)),
        Image.new("I;16", (50, 60), 40_000),
        Image.new("F", (50, 60), float("nan")),
        Image.new("P", (10, 10)),
    ],
    ids=lambda image: f"{image.mode} {image.size}",
)
def test_it_gives_a_page_without_lines_for_an_image_without_text(image):
    reading = read_image(image)

    assert reading.lines == ()
    assert (reading.width, reading.height) == image.size


@pytest.mark.parametrize(
    "mode", ["1", "P", "CMYK", "I;16", pytest.param("I", marks=SLOW), pytest.param("F", marks=SLOW)]
)
def test_it_reads_pages_of_every_pixel_kind(mode):
    page = letter_page().image.crop((0, 60, 900, 150))
    image = page.convert("L").convert("I").point(lambda value: value * 250) if mode[0] in "IF" else page.convert(mode)
    if mode in ("I;16", "F"):
        image = Image.fromarray(np.asarray(image).astype(np.uint16 if mode == "I;16" else np.float32))

    assert read_image(image).lines[0].text == PARAGRAPH[0]


@pytest.mark.parametrize("letters", ["black", "white"])
def test_it_reads_writing_on_a_transparent_ground_and_does_not_change_the_image(letters):
    image = transparent(letters)
    before = image.tobytes()

    assert [line.text for line in read_image(image).lines] == list(PARAGRAPH)

    assert (image.mode, image.tobytes()) == ("RGBA", before)


@SLOW
def test_it_reads_a_very_large_page_at_a_bounded_size_and_boxes_it_at_its_own():
    small = letter_page().image
    large = small.resize((small.width * 12, small.height * 12))

    pixels = page_pixels(large)
    line = read_image(large).lines[0]

    assert pixels.faded.size <= MOST_PIXELS < large.width * large.height
    assert line.text == PARAGRAPH[0]
    assert abs(line.boxes[0][0] - 80 * 12) < 15 * 12


def test_it_says_which_file_is_no_image(tmp_path: Path):
    good = tmp_path / "good.png"
    letter_page().image.save(good)
    for name, data in (("cut.png", good.read_bytes()[:3000]), ("empty.jpg", b""), ("text.tif", b"II*\x00 no image")):
        broken = tmp_path / name
        broken.write_bytes(data)

        with pytest.raises(ImageUnreadable) as caught:
            read_image(broken)

        assert name in str(caught.value)
        assert caught.value.remedy()


def test_it_says_when_a_file_is_not_there(tmp_path: Path):
    with pytest.raises(ImageUnreadable):
        read_image(tmp_path / "absent.png")


def test_it_refuses_an_image_that_unpacks_to_more_than_memory(tmp_path: Path):
    bomb = tmp_path / "bomb.png"
    header = b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    bomb.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk)

    with pytest.raises(ImageUnreadable, match="bomb"):
        read_image(bomb)


@pytest.mark.parametrize("package", ["rapidocr", "openvino"])
def test_it_names_what_is_not_installed(monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)  # what Python keeps for a package that is not there

    assert missing_part() == package
    with pytest.raises(OcrToolMissing, match=package) as caught:
        Recogniser()
    assert isinstance(caught.value, ArchiveError)
    assert caught.value.exit_code == 4
