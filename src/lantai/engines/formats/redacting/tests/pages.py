"""Generated pages of all kinds, each with a name and a number that are to be withheld, in as many hiding places as the
kind has: a pair of files with other secrets in the same places is as easily made. Persons and numbers are made up.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw, ImageFont

from lantai.engines.formats.model import Line
from lantai.engines.formats.reading import read_file
from lantai.engines.formats.redacting.model import PageToRedact, WithheldPart
from lantai.engines.formats.tests import samples
from tests.support import ofd_writer

_SURNAMES, _GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "岚峥钰玥霖澍翊骞琬珩璟昶甯旻彧晗"
_BEFORE = "本县档案馆收到来信一件，信中说到当事人"
_MIDDLE = "，身份证后六位为"
_AFTER = "，请有关单位认真核实，并于本月内将处理意见报送县委办公室，同时抄送民政局存查。"
_SIDE = 1240, 1754
_LETTER, _IN_A_ROW = 44, 24


@dataclass(frozen=True, slots=True)
class Secret:
    """What is not to come back from a page."""

    name: str
    digits: str

    @property
    def words(self) -> tuple[str, str]:
        return self.name, self.digits

    @property
    def sentence(self) -> str:
        return f"{_BEFORE}{self.name}{_MIDDLE}{self.digits}{_AFTER}"


def secret(seed: int) -> Secret:
    chance = random.Random(seed)
    return Secret(chance.choice(_SURNAMES) + "".join(chance.sample(_GIVEN, 2)), "".join(chance.choices("3456789", k=6)))


def scan(hidden: Secret) -> tuple[Image.Image, list[Line]]:
    """A picture of the page and where each character stands, as recognition would tell it."""
    picture = Image.new("L", _SIDE, 244)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(str(samples.FONTS / "NotoSansSC-Regular.otf"), _LETTER)
    lines = []
    for row, start in enumerate(range(0, len(hidden.sentence), _IN_A_ROW)):
        text = hidden.sentence[start : start + _IN_A_ROW]
        top = 200 + row * 90
        for at, character in enumerate(text):
            draw.text((90 + at * _LETTER, top), character, fill=20, font=font)
        boxes = tuple((90 + at * _LETTER, top + 8, _LETTER, _LETTER + 4) for at in range(len(text)))
        lines.append(Line(text, boxes, 0.97))
    return picture, lines


def jpeg_scan(path: Path, hidden: Secret) -> PageToRedact:
    """Colour JPEG with the secret in EXIF and in a comment, and a thumbnail of the page."""
    picture, lines = scan(hidden)
    exif = Image.Exif()
    exif[0x010E] = hidden.digits
    exif[0x9286] = hidden.name.encode("utf-16-le")
    picture.convert("RGB").save(path, "JPEG", quality=70, exif=exif, comment=hidden.name.encode())
    return _of_scan(path, hidden, lines)


def png_scan(path: Path, hidden: Secret) -> PageToRedact:
    from PIL.PngImagePlugin import PngInfo

    picture, lines = scan(hidden)
    told = PngInfo()
    told.add_itxt("Title", hidden.name)
    told.add_text("Comment", hidden.digits)
    picture.save(path, "PNG", pnginfo=told)
    return _of_scan(path, hidden, lines)


def tiff_scan(path: Path, hidden: Secret) -> PageToRedact:
    """One bit a pixel, as fax machines and microfilm scanners write."""
    picture, lines = scan(hidden)
    picture.point(lambda v: 255 * (v > 128)).convert("1").save(
        path, "TIFF", compression="group4", description=hidden.digits
    )
    return _of_scan(path, hidden, lines)


def _of_scan(path: Path, hidden: Secret, lines: list[Line]) -> PageToRedact:
    return with_withheld(PageToRedact(path, 1, 0, *_SIDE, lines), hidden)


def trapped_pdf(path: Path, hidden: Secret) -> PageToRedact:
    """Born digital, with the secret everywhere a PDF can hold it, and once more in an update at its end."""
    # The number ends its line and its digits are equally wide: in a pair nothing outside the paint may move.
    ended = hidden.sentence.replace(hidden.digits, f"{hidden.digits} \\\n")
    samples.pdf(path, f'#set text(number-width: "tabular")\n{ended}')
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0]
        _hide_in_forms(pdf, page, hidden)
        _hide_in_annotations(pdf, page, hidden)
        pdf.docinfo[Name.Title] = hidden.name
        pdf.docinfo[Name.Subject] = hidden.digits
        with pdf.open_metadata() as told:
            told["dc:title"] = hidden.name
            told["dc:description"] = hidden.digits
        pdf.attachments[f"{hidden.name}.txt"] = hidden.sentence.encode()
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(hidden.name, 0))
        page.obj.PieceInfo = Dictionary(Lantai=Dictionary(Private=pikepdf.String(hidden.digits)))
        page.obj.Thumb = _picture_of(pdf, hidden)
        pdf.save(path)
    _update(path, hidden)
    return of_file(path, hidden)


def _hide_in_forms(pdf: pikepdf.Pdf, page: pikepdf.Page, hidden: Secret) -> None:
    """A form XObject that shows the number, and text nobody sees beneath a white rectangle."""
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    form = pdf.make_stream(
        f"BT /H 9 Tf 40 60 Td ({hidden.digits}) Tj ET".encode(),
        Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 300, 400]),
        Resources=Dictionary(Font=Dictionary(H=font)),
    )  # fmt: skip
    name = page.add_resource(form, Name.XObject)
    page.add_resource(font, Name.Font, Name.H)
    unseen = f"q 3 Tr BT /H 9 Tf 40 30 Td ({hidden.digits}) Tj ET Q q 1 g 35 25 80 15 re f Q".encode()
    page.contents_add(b"q", prepend=True)
    page.contents_add(b"Q q " + f"{name} Do Q ".encode() + unseen)


def _hide_in_annotations(pdf: pikepdf.Pdf, page: pikepdf.Page, hidden: Secret) -> None:
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=Array([250, 350, 270, 370]), Contents=pikepdf.String(hidden.sentence)
    )
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=pikepdf.String(hidden.name),
        V=pikepdf.String(hidden.digits), Rect=Array([0, 0, 0, 0]),
    )  # fmt: skip
    page.obj.Annots = pdf.make_indirect(Array([pdf.make_indirect(note), pdf.make_indirect(field)]))
    pdf.Root.AcroForm = Dictionary(Fields=Array([page.obj.Annots[1]]))


def _picture_of(pdf: pikepdf.Pdf, hidden: Secret) -> pikepdf.Stream:
    small = scan(hidden)[0].resize((124, 175))
    return pdf.make_stream(
        small.tobytes(), Type=Name.XObject, Subtype=Name.Image, Width=124, Height=175, BitsPerComponent=8,
        ColorSpace=Name.DeviceGray,
    )  # fmt: skip


def _update(path: Path, hidden: Secret) -> None:
    """A later state of the file appended to it, as editors write: the old one stays readable below."""
    data = path.read_bytes()
    with pikepdf.open(path) as pdf:
        number, root = len(pdf.objects) + 1, pdf.Root.objgen[0]
    start = data.rindex(b"startxref")
    before = int(data[start:].split()[1])
    added = f"{number} 0 obj\n<< /Secret ({hidden.digits}) >>\nendobj\n".encode()
    table = f"xref\n{number} 1\n{len(data):010} 00000 n \n".encode()
    trailer = f"trailer\n<< /Size {number + 1} /Root {root} 0 R /Prev {before} >>\n".encode()
    end = f"startxref\n{len(data) + len(added)}\n%%EOF\n".encode()
    path.write_bytes(data + added + table + trailer + end)


def scanned_pdf(path: Path, hidden: Secret) -> PageToRedact:
    """A picture of the page with the text beneath it, as scanners write searchable PDF."""
    picture, _lines = scan(hidden)
    beneath = samples.pdf(path.with_suffix(".text.pdf"), hidden.sentence)
    width, height = 300, 400
    face = samples.covered_pdf(path, beneath, picture.resize((width * 4, height * 4)))
    page = of_file(face, hidden, honest=False)
    _scanned, lines = _SIDE, scan(hidden)[1]
    scale = page.width / _scanned[0], page.height / _scanned[1]
    placed = [
        Line(line.text, tuple((round(x * scale[0]), round(y * scale[1]), round(w * scale[0]), round(h * scale[1]))
                              for x, y, w, h in line.boxes), 0.97)
        for line in lines
    ]  # fmt: skip
    return with_withheld(PageToRedact(face, 1, 0, page.width, page.height, placed), hidden)


def ofd(path: Path, hidden: Secret) -> PageToRedact:
    """With the secret in the text, the title, an annotation and an attachment."""
    rows = [hidden.sentence[at : at + 18] for at in range(0, len(hidden.sentence), 18)]
    layer = ofd_writer.layer("".join(_ofd_text(row, 10, 20 + 10 * n) for n, row in enumerate(rows)))
    file = ofd_writer.OfdFile(
        [layer],
        box="0 0 120 160",
        info=f"<ofd:Title>{hidden.name}</ofd:Title>",
        attachments=[("a.txt", hidden.sentence.encode())],
    )
    return of_file(file.write(path), hidden)


def _ofd_text(row: str, x: float, y: float) -> str:
    return ofd_writer.text(row, x, y, 5, code=f'DeltaX="{" ".join(["5"] * (len(row) - 1))}"')


def docx(path: Path, hidden: Secret) -> PageToRedact:
    """Office text has no picture of its own: it is set anew."""
    samples.docx(path, samples.paragraph(hidden.sentence), comments=samples.paragraph(hidden.name))
    lines = [Line(line) for line in hidden.sentence.split("\n")]
    return with_withheld(PageToRedact(path, 1, 0, 0, 0, lines), hidden)


def of_file(path: Path, hidden: Secret, *, honest: bool = True) -> PageToRedact:
    """The first page as the house reads it, with every place of the secret withheld."""
    told = read_file(path).pages[0]
    page = PageToRedact(path, 1, told.rotation, told.width, told.height, told.lines)
    return with_withheld(page, hidden) if honest else page


def with_withheld(page: PageToRedact, hidden: Secret) -> PageToRedact:
    parts, text = [], page.text
    flat = "".join(c for c in text if c != "\n")
    places = [i for i, c in enumerate(text) if c != "\n"]
    for ground, words in zip(("R3a", "R3b"), hidden.words, strict=True):
        at = flat.find(words)
        while at >= 0:
            start, end = places[at], places[at + len(words) - 1] + 1
            parts.append(WithheldPart(ground, dt.date(2026, 11, 29), start, end))
            at = flat.find(words, at + 1)
    if not parts:
        msg = f"the secret was not read from {page.source.name}: {text}"
        raise AssertionError(msg)
    return dataclasses.replace(page, withheld=tuple(parts))


KINDS: dict[str, tuple[str, Callable[[Path, Secret], PageToRedact]]] = {
    "scan JPEG": ("jpg", jpeg_scan),
    "scan PNG": ("png", png_scan),
    "scan TIFF": ("tif", tiff_scan),
    "PDF with traps": ("pdf", trapped_pdf),
    "scanned PDF": ("pdf", scanned_pdf),
    "OFD": ("ofd", ofd),
    "DOCX": ("docx", docx),
}


def page_of(kind: str, folder: Path, seed: int) -> tuple[PageToRedact, Secret]:
    ending, make = KINDS[kind]
    folder.mkdir(parents=True, exist_ok=True)
    hidden = secret(seed)
    return make(folder / f"{hidden.name}-{seed}.{ending}", hidden), hidden
