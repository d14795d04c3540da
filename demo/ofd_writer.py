"""Writes small valid OFD documents (GB/T 33190), byte for byte the same every time, for the demonstration archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from fontTools import subset
from fontTools.ttLib import TTFont
from PIL import ImageFont
from pylopdf_fonts_zh_cn import sans_path, serif_path

Run = tuple[str, float, float, float]
"""One line: text, x and baseline y in millimetres from the top left corner, character size in millimetres."""

NAMESPACE = "http://www.ofdspec.org/2016"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FIXED_DATE = (2020, 1, 1, 0, 0, 0)
_SANS_NAMES = ("黑体", "sans", "hei")


def write_ofd(
    path: Path,
    pages: Sequence[Sequence[Run]],
    *,
    title: str,
    page_size: tuple[float, float] = (210, 297),
    font_name: str = "宋体",
    embed_font: bool = False,
) -> Path:
    """Write one OFD file; each page is a list of runs. With `embed_font` the characters used travel inside the file.

    A tenth of a second with an embedded font, a few milliseconds without. Line breaks inside a run are not allowed.
    """
    parts: dict[str, bytes] = {
        "OFD.xml": _ofd_xml(title),
        "Doc_0/Document.xml": _document_xml(len(pages), page_size),
        "Doc_0/PublicRes.xml": _resources_xml(font_name, embedded=embed_font),
    }
    if embed_font:
        parts["Doc_0/Res/font_1.otf"] = _subset(font_name, "".join(run[0] for page in pages for run in page))
    for index, page in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{index}/Content.xml"] = _page_xml(page, font_name, first_id=100 + index * 10_000)
    _write_zip(path, parts.items())
    return path


def _ofd_xml(title: str) -> bytes:
    info = (
        "<ofd:DocInfo><ofd:DocID>4c616e74616900000000000000000001</ofd:DocID>"
        f"<ofd:Title>{escape(title)}</ofd:Title><ofd:CreationDate>2020-01-01</ofd:CreationDate></ofd:DocInfo>"
    )
    return _xml(
        "OFD",
        f"<ofd:DocBody>{info}<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>",
        attributes=' DocType="OFD" Version="1.0"',
    )


def _document_xml(count: int, page_size: tuple[float, float]) -> bytes:
    entries = "".join(f'<ofd:Page ID="{i + 10}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(count))
    common = (
        f"<ofd:CommonData><ofd:MaxUnitID>{100 + count * 10_000}</ofd:MaxUnitID>"
        f"<ofd:PageArea><ofd:PhysicalBox>0 0 {page_size[0]:g} {page_size[1]:g}</ofd:PhysicalBox></ofd:PageArea>"
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
    )
    return _xml("Document", f"{common}<ofd:Pages>{entries}</ofd:Pages>")


def _resources_xml(font_name: str, *, embedded: bool) -> bytes:
    file = "<ofd:FontFile>font_1.otf</ofd:FontFile>" if embedded else ""
    name = quoteattr(font_name)
    font = f'<ofd:Font ID="1" FontName={name} FamilyName={name}>{file}</ofd:Font>'
    return _xml("Res", f"<ofd:Fonts>{font}</ofd:Fonts>", attributes=' BaseLoc="Res"')


def _page_xml(page: Sequence[Run], font_name: str, *, first_id: int) -> bytes:
    objects = "".join(_text_object(run, font_name, first_id + 1 + n) for n, run in enumerate(page))
    return _xml("Page", f'<ofd:Content><ofd:Layer ID="{first_id}">{objects}</ofd:Layer></ofd:Content>')


def _text_object(run: Run, font_name: str, unit_id: int) -> str:
    text, x, y, size = run
    advances = [_advance(font_name, character) * size for character in text]
    top = y - size
    deltas = " ".join(f"{advance:.4g}" for advance in advances[:-1])
    delta_x = f' DeltaX="{deltas}"' if deltas else ""
    return (
        f'<ofd:TextObject ID="{unit_id}" Boundary="{x:g} {top:g} {max(sum(advances), 0.1):.4g} {size * 1.3:.4g}" '
        f'Font="1" Size="{size:g}"><ofd:FillColor Value="0 0 0"/>'
        f'<ofd:TextCode X="0" Y="{size:g}"{delta_x}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )


def _font_path(font_name: str) -> Path:
    lowered = font_name.lower()
    return sans_path() if any(name in lowered for name in _SANS_NAMES) else serif_path()


@lru_cache(maxsize=2)
def _measuring_font(path: Path) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, 1000)


def _advance(font_name: str, character: str) -> float:
    return _measuring_font(_font_path(font_name)).getlength(character) / 1000


def _subset(font_name: str, text: str) -> bytes:
    font = TTFont(_font_path(font_name), recalcTimestamp=False)
    options = subset.Options(notdef_outline=True, layout_features=[], name_IDs=[1, 2, 4, 6], recalc_timestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text=text or " ")
    cutter.subset(font)
    out = io.BytesIO()
    font.save(out, reorderTables=None)
    return out.getvalue()


def _xml(tag: str, inside: str, *, attributes: str = "") -> bytes:
    return f'{_HEAD}<ofd:{tag} xmlns:ofd="{NAMESPACE}"{attributes}>{inside}</ofd:{tag}>'.encode()


def _write_zip(path: Path, parts: Iterable[tuple[str, bytes]]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            entry = zipfile.ZipInfo(name, date_time=_FIXED_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
