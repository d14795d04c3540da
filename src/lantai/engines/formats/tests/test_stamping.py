from __future__ import annotations

import datetime as dt
import io

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from lantai.engines.formats.pdfa.check import check_pdfa
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.stamping import Sheet, Stamp, page_hashes, stamped_copy

MADE = dt.datetime(2026, 11, 29, 10, 0, tzinfo=dt.UTC)
RED = (200, 0, 0)


def picture(width, height, *, mark=None, kind="PNG", mode="RGB") -> bytes:
    """White with a black corner at the top left, and a field in the middle."""
    image = Image.new(mode, (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 5, height // 5), fill="black")
    if mark:
        draw.rectangle((width // 2 - 20, height // 2 - 20, width // 2 + 20, height // 2 + 20), fill=mark)
    return saved(image, kind)


def saved(image, kind="PNG") -> bytes:
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def seal() -> bytes:
    image = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((5, 5, 295, 295), outline=(*RED, 255), width=20)
    return saved(image)


STAMP = Stamp(
    ("编号：临档证〔2026〕0001", "本复制件与原件一致。", "2026年11月29日"), seal(), "https://archives.example/1", MADE,
    "复制件",
)  # fmt: skip
PORTRAIT = Sheet(image=picture(400, 560), lines=("档号：J001-1975-Y-0003", "第 1 页"))
LANDSCAPE = Sheet(image=picture(560, 400, mode="L", kind="JPEG"), lines=("档号：J001-1975-Y-0003", "第 2 页"))
NOTHING = Sheet(lines=("档号：J001-1975-Y-0003", "第 3 页"))


@pytest.fixture(scope="module")
def copy() -> bytes:
    return stamped_copy([PORTRAIT, LANDSCAPE, NOTHING], stamp=STAMP)


def shown(pdf: bytes, number: int) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as opened:
        return opened[number].render(scale=1).to_pil().convert("RGB")


def text(pdf: bytes, number: int) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as opened:
        page = opened[number].get_textpage()
        try:
            return page.get_text_range().split("\r\n")
        finally:
            page.close()


def test_a_copy_is_pdf_a_with_a_sheet_of_a4_for_every_page(copy, tmp_path):
    path = tmp_path / "copy.pdf"
    path.write_bytes(copy)

    assert check_pdfa(path).breaches == ()
    with pikepdf.open(path) as pdf:
        assert [[round(float(side)) for side in page.mediabox] for page in pdf.pages] == [[0, 0, 595, 842]] * 3
        assert str(pdf.open_metadata()["dc:title"]) == "复制件"


def test_below_each_page_stands_what_it_is_and_what_is_said_of_all(copy):
    for number, sheet in enumerate((PORTRAIT, LANDSCAPE, NOTHING)):
        assert text(copy, number) == [*sheet.lines, *STAMP.lines]


def test_a_landscape_page_is_turned_with_its_top_to_the_left(copy):
    upright, turned, nothing = (shown(copy, number) for number in range(3))

    assert upright.getpixel((90, 60)) == (0, 0, 0)
    assert turned.getpixel((90, 60)) == (255, 255, 255)
    assert turned.getpixel((90, 640)) == (0, 0, 0)
    assert nothing.getpixel((90, 60)) == nothing.getpixel((90, 640)) == (255, 255, 255)


def test_the_seal_and_the_code_are_on_every_sheet(copy):
    for number in range(3):
        band = shown(copy, number).crop((30, 695, 570, 835))
        colours = {colour for _, colour in band.getcolors(1 << 16)}

        assert any(red > 150 and green < 60 for red, green, _ in colours)
        assert (0, 0, 0) in colours


def test_of_a_pdf_nothing_comes_along_but_what_is_seen():
    """A masked page has its text under the mask only in the original."""
    secret = stamped_copy([Sheet(lines=("王秘密",))], stamp=Stamp(("名",), b"", "", MADE))

    again = stamped_copy([Sheet(pdf=secret, lines=("第 1 页",))], stamp=STAMP)

    assert text(again, 0) == ["第 1 页", *STAMP.lines]
    assert "王秘密" in text(secret, 0)


def test_the_same_copy_is_the_same_bytes_and_other_pages_are_others(copy):
    assert stamped_copy([PORTRAIT, LANDSCAPE, NOTHING], stamp=STAMP) == copy


def test_page_hashes_tell_which_page_differs(copy):
    marked = Sheet(image=picture(560, 400, mark="black", mode="L", kind="JPEG"), lines=LANDSCAPE.lines)
    other = stamped_copy([PORTRAIT, marked, NOTHING], stamp=STAMP)

    hashes = page_hashes(copy)

    assert len(set(hashes)) == 3
    assert [mine == theirs for mine, theirs in zip(hashes, page_hashes(other), strict=True)] == [True, False, True]


def test_every_line_finds_room_and_what_has_no_letter_is_seen_to_be_missing():
    many = Sheet(lines=("很长" * 400, "\U000f0000"))

    copy = stamped_copy([many], stamp=Stamp(STAMP.lines, STAMP.seal, STAMP.qr, MADE))
    lines = text(copy, 0)

    assert "".join(lines).count("很长") == 400
    assert "⬚" in lines
    assert lines[-3:] == list(STAMP.lines)


@pytest.mark.parametrize("sheet", [Sheet(image=b"no picture"), Sheet(pdf=b"%PDF-1.7\n"), Sheet(image=b"")])
def test_a_page_that_cannot_be_shown_is_said(sheet):
    with pytest.raises(Unreadable):
        stamped_copy([sheet], stamp=STAMP)


def test_a_seal_that_is_no_picture_and_no_pages_are_said():
    with pytest.raises(Unreadable):
        stamped_copy([NOTHING], stamp=Stamp((), b"no picture", "", MADE))
    with pytest.raises(ValueError, match="one page"):
        stamped_copy([], stamp=STAMP)
