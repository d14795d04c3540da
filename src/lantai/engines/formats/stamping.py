"""Certified copies (复制件): pages of archives, each on a sheet of A4 with the archive's stamp below, as PDF/A-2b.

Pages come in as files and go out as pixels: nothing of an original file reaches the copy but what is seen, so what is
painted over stays so, and there is no text under it. Foreign files belong into a limited process: see
`ReaderPool.call`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lantai.base.common.qr import qr_code
from lantai.engines.formats.typesetting import typeset

if TYPE_CHECKING:
    import pikepdf
    import pyvips

HASH_DPI = 100
"""The resolution at which `page_hashes` looks at pages."""
_LAYOUT = Path(__file__).parent / "layouts" / "stamped.typ"
_MM = 72 / 25.4
_FRAME = (12 * _MM, 10 * _MM, 186 * _MM, 231 * _MM)
"""Where a page stands on the sheet: left, top, width, height in points."""
_SHEET_HEIGHT = 297 * _MM
_INSET = 3.0
_MOST_DPI = 300
ROOM = tuple((side - 2 * _INSET) / _MM for side in _FRAME[2:])
"""Width and height in millimetres in which a page is shown as large as it is: what is larger is made smaller."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its picture (any format we read), or a PDF or OFD whose first page it is, or neither.

    `lines` stand below it and say what it is: reference code, page.
    """

    image: bytes | None = None
    pdf: bytes | None = None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """What stands below every page: lines (after those of the page), the seal (PNG; empty: none), and a QR code.

    `made` is the date of the file, `title` what it says of itself.
    """

    lines: tuple[str, ...]
    seal: bytes
    qr: str
    made: dt.datetime
    title: str = ""


def stamped_copy(sheets: Sequence[Sheet], *, stamp: Stamp) -> bytes:
    """The copy. The same sheets and stamp give the same bytes. Landscape pages are turned, their top to the left.

    One page after the other is painted and packed. Raises `Unreadable` for a page that cannot be shown or a seal that
    is no picture, ValueError without sheets or with a QR text that is too long.
    """
    if not sheets:
        msg = "a copy has at least one page"
        raise ValueError(msg)
    import pikepdf  # where copies are made only

    with tempfile.TemporaryDirectory(prefix="stamped-") as work:
        folder = Path(work)
        target = _bands(sheets, stamp, folder)
        with pikepdf.open(target) as pdf:
            for number, (page, sheet) in enumerate(zip(pdf.pages, sheets, strict=True)):
                # The library of pictures remembers files by their names: no two pages share one.
                if (picture := _picture(sheet, folder / f"page-{number}")) is not None:
                    _put(pdf, page, picture)
            done = folder / "done.pdf"
            pdf.save(done, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return done.read_bytes()


def page_hashes(pdf: bytes) -> tuple[str, ...]:
    """SHA-256 of what each page shows: its size and its pixels at `HASH_DPI`, whatever the file around them says.

    Tells which page of two copies differs; that nothing differs is told by the digest of the file alone, for another
    version of the painter may paint a pixel otherwise. Raises `Unreadable`.
    """
    with tempfile.TemporaryDirectory(prefix="hashes-") as folder:
        path = Path(folder) / "file.pdf"
        path.write_bytes(pdf)
        return tuple(_hashes(path))


def _hashes(path: Path) -> Iterator[str]:
    from lantai.engines.formats import pdfium  # loads the library

    with pdfium.document(path) as opened:
        for number in range(len(opened)):
            page = opened[number]
            try:
                shown = page.render(scale=HASH_DPI / 72, may_draw_forms=False, draw_annots=False).to_numpy()
            finally:
                page.close()
            digest = hashlib.sha256(f"{shown.shape[1]} {shown.shape[0]}\n".encode())
            digest.update(shown.tobytes())
            yield digest.hexdigest()


def _bands(sheets: Sequence[Sheet], stamp: Stamp, folder: Path) -> Path:
    """The sheets without their pages."""
    template, target = folder / _LAYOUT.name, folder / "bands.pdf"
    shutil.copyfile(_LAYOUT, template)
    (folder / "seal").write_bytes(stamp.seal)
    code = qr_code(stamp.qr) if stamp.qr else None
    values = {
        "title": stamp.title,
        "frame": list(_FRAME),
        "seal": bool(stamp.seal),
        "alt": stamp.qr,
        "qr": {"path": code.path, "width": code.width, "height": code.height} if code else None,
        "sheets": [{"lines": [*sheet.lines, *stamp.lines], "place": str(n)} for n, sheet in enumerate(sheets, 1)],
    }
    typeset(template, values, target, made=stamp.made, tagged=False)
    return target


def _picture(sheet: Sheet, path: Path) -> pyvips.Image | None:
    """The page upright on the sheet, and not finer than a printer shows."""
    from lantai.engines.formats import images

    content = sheet.pdf if sheet.image is None else sheet.image
    if content is None:
        return None
    path.write_bytes(content)
    picture = images.upright(path)
    if picture.width > picture.height:
        picture = picture.rot("d270")
    most = [round(side / 72 * _MOST_DPI) for side in _FRAME[2:]]
    if picture.width > most[0] or picture.height > most[1]:
        picture = picture.thumbnail_image(most[0], height=most[1], size="down")
    picture = picture.copy_memory()
    path.unlink()
    return picture


def _put(pdf: pikepdf.Pdf, page: pikepdf.Page, picture: pyvips.Image) -> None:
    from pikepdf import Name

    from lantai.engines.formats.redacting.pictures import packed

    data, is_jpeg, depth = packed(picture)
    stream = pdf.make_stream(data)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height = picture.width, picture.height
    stream.ColorSpace = Name.DeviceGray if picture.bands == 1 else Name.DeviceRGB
    stream.BitsPerComponent = depth
    if is_jpeg:
        stream.Filter = Name.DCTDecode
    name = page.add_resource(stream, Name.XObject, Name("/Archival"))  # a name by chance otherwise
    left, top, wide, high = _FRAME
    scale = min((wide - 2 * _INSET) / picture.width, (high - 2 * _INSET) / picture.height)
    across, down = picture.width * scale, picture.height * scale
    x, y = left + (wide - across) / 2, _SHEET_HEIGHT - top - high + (high - down) / 2
    page.contents_add(f"q {across:.2f} 0 0 {down:.2f} {x:.2f} {y:.2f} cm {name} Do Q\n".encode(), prepend=True)
