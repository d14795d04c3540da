"""Attempts to get back what was withheld. Each answers with what it found: nothing is what is hoped for."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from pikepdf import Name
from PIL import Image

from lantai.engines.formats.redacting.fonts import ShownFont
from lantai.engines.formats.render import render_page

_FORBIDDEN_IN_ROOT = {
    "/AcroForm", "/Names", "/Outlines", "/OpenAction", "/AA", "/Dests", "/PageLabels", "/StructTreeRoot", "/Collection",
    "/AF", "/PieceInfo", "/Perms", "/OCProperties", "/Threads", "/URI",
}  # fmt: skip
_FORBIDDEN_IN_PAGE = {"/Annots", "/Thumb", "/PieceInfo", "/AA", "/Metadata", "/AF", "/B", "/LastModified"}
_IN_PICTURES = (b"Exif", b"http://ns.adobe.com", b"ICC_PROFILE", b"Photoshop", b"Ducky", b"\xff\xfe")


def in_bytes(path: Path, words: Sequence[str], font: ShownFont) -> list[str]:
    """Raw file and every stream unpacked, for each word in every spelling a PDF may have."""
    places = {"file": path.read_bytes(), **dict(_streams(path))}
    return [
        f"{word} ({how}) in {place}"
        for word in words
        for how, spelt in _spellings(word, font)
        for place, data in places.items()
        if spelt in (data.upper() if how.endswith("hex") else data)
    ]


def _streams(path: Path) -> Iterator[tuple[str, bytes]]:
    with pikepdf.open(path) as pdf:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Stream):
                yield f"stream {each.objgen[0]}", _unpacked(each)
            else:
                yield f"object {each.objgen[0]}" if each.is_indirect else "object", each.unparse(resolved=False)


def _unpacked(stream: pikepdf.Stream) -> bytes:
    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:
        return bytes(stream.read_raw_bytes())


def _spellings(word: str, font: ShownFont) -> Iterator[tuple[str, bytes]]:
    for encoding in ("utf-8", "utf-16-be", "utf-16-le", "gb18030"):
        yield encoding, word.encode(encoding)
        yield f"{encoding} hex", word.encode(encoding).hex().upper().encode()
    if all(character in font.glyphs for character in word):
        yield "glyphs hex", font.codes(word)[1:-1].encode()
        yield "glyphs", bytes.fromhex(font.codes(word)[1:-1])


def in_text(path: Path, words: Sequence[str]) -> list[str]:
    """What selecting and copying gives, with and without spaces and line ends."""
    text = texts(path)
    flat = "".join(text.split())
    return [word for word in words if word in text or word in flat]


def texts(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as opened:
        return "\n".join(page.get_textpage().get_text_bounded() for page in opened)


def under_paint(path: Path, allowed: str) -> list[str]:
    """Characters whose boxes lie on black, as the x-ray library of the Free Law Project looks for them.

    That library reads through PyMuPDF (AGPL) and cannot be linked here, so its question is asked through PDFium:
    is there text below a filled rectangle? Here rectangles are pixels. What may stand there are marks.
    """
    found = []
    with pypdfium2.PdfDocument(path) as opened:
        for number, page in enumerate(opened, start=1):
            grey = np.asarray(page.render(scale=2, grayscale=True).to_pil())
            textpage, high = page.get_textpage(), page.get_height()
            for at in range(textpage.count_chars()):
                left, bottom, right, top = textpage.get_charbox(at, loose=True)
                cut = grey[int((high - top) * 2) : int((high - bottom) * 2) + 1, int(left * 2) : int(right * 2) + 1]
                character = chr(pdfium.FPDFText_GetUnicode(textpage.raw, at))
                if cut.size and cut.max() < 100 and character.strip() and character not in allowed:
                    found.append(f"page {number}: {character}")
    return found


def left_over(path: Path) -> list[str]:
    """Objects of a PDF that could carry the original along."""
    found = []
    data = path.read_bytes()
    if data.count(b"%%EOF") != 1 or b"/Prev" in data:
        found.append("an older state")
    with pikepdf.open(path) as pdf:
        found += ["an information dictionary"] if Name.Info in pdf.trailer else []
        found += sorted(set(map(str, pdf.Root.keys())) & _FORBIDDEN_IN_ROOT)
        for page in pdf.pages:
            found += sorted(set(map(str, page.obj.keys())) & _FORBIDDEN_IN_PAGE)
        kinds = {str(each.get(Name.Subtype)) for each in pdf.objects if isinstance(each, pikepdf.Stream)}
        found += sorted(kinds - {"None", "/Image", "/XML", "/CIDFontType0C"})
    return found


def in_pictures(path: Path) -> list[str]:
    """Every image as pdfimages takes it out: what it says beside its pixels."""
    found = []
    for data in pictures(path):
        if data.startswith(b"\xff\xd8"):
            head = data[: data.index(b"\xff\xda")]
            found += [str(sign) for sign in _IN_PICTURES if sign in head]
            if Image.open(io.BytesIO(data)).getexif():
                found.append("EXIF")
    return found


def pictures(path: Path) -> list[bytes]:
    with pikepdf.open(path) as pdf:
        images = [
            each for each in pdf.objects if isinstance(each, pikepdf.Stream) and each.get(Name.Subtype) == Name.Image
        ]
        return [bytes(image.read_raw_bytes()) for image in images]


def likeness(
    original: Image.Image, output: Path, number: int, boxes: Sequence[tuple[float, float, float, float]]
) -> float:
    """The highest correlation of the original's pixels with those that stand in their place, over all boxes.

    `boxes` are fractions of the picture; marks stand in the paint, so that there is something to compare with.
    """
    shown = render_page(output, number, width=original.width).convert("L")
    before, after = np.asarray(original.convert("L"), dtype=float), np.asarray(shown, dtype=float)
    highest = 0.0
    for x, y, w, h in boxes:
        rows = slice(int(y * original.height), int((y + h) * original.height))
        columns = slice(int(x * original.width), int((x + w) * original.width))
        one, other = before[rows, columns].ravel(), after[rows, columns].ravel()
        if one.size and one.std() > 1 and other.std() > 1:
            highest = max(highest, abs(float(np.corrcoef(one, other)[0, 1])))
    return highest
