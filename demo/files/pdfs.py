"""PDFs of every condition: set by typst, scanned, scanned with a spoilt text layer, and locked."""

import io
import json
from functools import cache
from pathlib import Path

import pikepdf
import typst

from demo.files.pictures import as_jpeg
from demo.model import Doc
from demo.paper.glyphs import Mask, font_path
from demo.paper.page import DPI

TEMPLATE = Path(__file__).with_name("paper.typ")


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        TEMPLATE, font_paths=[Path(font_path()).parent], ignore_system_fonts=True, sys_inputs={"doc": "{}"}
    )


def as_pdf(doc: Doc) -> bytes:
    rows = [[cell.text for cell in row] for row in doc.form]
    if doc.table:
        rows += [list(row) for row in (doc.table.header, *doc.table.rows)]
    columns = max((len(row) for row in rows), default=1)
    data = {
        "title": doc.title, "masthead": doc.masthead, "number": doc.number, "addressee": doc.addressee,
        "paragraphs": list(doc.paragraphs), "signer": doc.signer, "date": doc.date, "copies": doc.copies,
        "columns": columns, "rows": [row + [""] * (columns - len(row)) for row in rows],
    }  # fmt: skip
    made = _compiler().compile(format="pdf", sys_inputs={"doc": json.dumps(data, ensure_ascii=False)})
    if not isinstance(made, bytes):
        raise TypeError(type(made))
    return made


def as_scanned_pdf(pictures: list[Mask], *, hidden: list[list[str]] | None = None) -> bytes:
    """One picture a page; `hidden` adds an invisible text layer that was decoded wrongly, as old software left it."""
    with pikepdf.new() as pdf:
        for number, picture in enumerate(pictures):
            height, width = picture.shape[:2]
            size = (round(width * 72 / DPI, 2), round(height * 72 / DPI, 2))
            image = pikepdf.Stream(pdf, as_jpeg(picture))
            image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
            image.Width, image.Height, image.BitsPerComponent = width, height, 8
            image.ColorSpace = pikepdf.Name.DeviceRGB if picture.ndim == 3 else pikepdf.Name.DeviceGray
            image.Filter = pikepdf.Name.DCTDecode
            content = f"q {size[0]} 0 0 {size[1]} 0 0 cm /Im0 Do Q\n".encode()
            if hidden:
                content += _spoilt(hidden[number], size[1])
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name.Helvetica,
                Encoding=pikepdf.Name.WinAnsiEncoding,
            )
            page = pikepdf.Dictionary(
                Type=pikepdf.Name.Page,
                MediaBox=[0, 0, *size],
                Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image), Font=pikepdf.Dictionary(F0=font)),
                Contents=pikepdf.Stream(pdf, content),
            )
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        return _saved(pdf)


def _spoilt(lines: list[str], height: float) -> bytes:
    """GBK bytes shown through a Western font: copied out, the page reads ÁÙ½­ÏØ."""
    out = [b"BT 3 Tr /F0 10 Tf"]
    for number, line in enumerate(lines):
        text = line.encode("gbk", "replace").hex().encode()
        out.append(b"1 0 0 1 60 %d Tm <%s> Tj" % (int(height) - 80 - number * 16, text))
    return b"\n".join([*out, b"ET\n"])


def locked(data: bytes) -> bytes:
    """The same PDF behind a password nobody wrote down."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="lost-in-1999", owner="lost-in-1999", R=4))
    return out.getvalue()


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()
