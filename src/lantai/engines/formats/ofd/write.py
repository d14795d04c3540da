"""Writing OFD (GB/T 33190-2016): pages that are pictures, with their text under nobody's eye above them.

Such a file shows what was scanned, can be searched and copied from, and needs nothing that is not inside: what DA/T
77-2019 calls a file of two layers. Pages are written one after another; only one picture is in memory.
"""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median
from xml.sax.saxutils import escape

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from lantai.engines.formats.model import Box, Line

NAMESPACE = "/".join(("http://www.ofdspec.org", "2016"))  # a name, no address
ABOVE, CELL = 0.88, 1.02
"""A character's box reaches so far above the baseline and is so high, in ems: as they are read."""
_FONT, _FONT_NAME = 1, "Lantai Unseen"
_STORED, _PACKED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
_SURROGATES = range(0xD800, 0xE000)


@dataclass(frozen=True, slots=True)
class OfdSheet:
    """One page. `picture` is a JPEG or PNG (`kind`) to be turned `turn` degrees clockwise (0, 90, 180, 270).

    `wide`, `high`: the upright page in millimetres; `pixels`: the upright page in the measure of the lines' boxes.
    """

    picture: bytes
    kind: str
    wide: float
    high: float
    turn: int = 0
    lines: Sequence[Line] = ()
    pixels: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself. `number`: 32 hexadecimal digits, its own."""

    number: str
    title: str
    made: dt.date
    creator: str = "Lantai"


@dataclass(slots=True)
class _Written:
    """What has been written so far: the boxes of its pages, their pictures by number and kind, all characters."""

    boxes: list[tuple[float, float]] = field(default_factory=list)
    pictures: list[tuple[int, str]] = field(default_factory=list)
    characters: set[int] = field(default_factory=set)
    last: int = 100

    def number(self) -> int:
        self.last += 1
        return self.last


def write_ofd(target: Path, sheets: Iterable[OfdSheet], about: About) -> int:
    """Write `target` and give the number of its pages. A file without pages is no document: see that there are some.

    Characters that XML 1.0 does not allow are left out. Raises `OSError`.
    """
    done = _Written()
    with zipfile.ZipFile(target, "w", _PACKED) as archive:
        for number, sheet in enumerate(sheets):
            _put(archive, f"Doc_0/Res/page_{number}.{_ending(sheet.kind)}", sheet.picture, _STORED)
            _put(archive, f"Doc_0/Pages/Page_{number}/Content.xml", _page(sheet, done))
        if done.characters:
            _put(archive, "Doc_0/Res/unseen.ttf", unseen_font(done.characters))
        _put(archive, "Doc_0/PublicRes.xml", _fonts(done))
        _put(archive, "Doc_0/DocumentRes.xml", _pictures(done))
        _put(archive, "Doc_0/Document.xml", _document(done))
        _put(archive, "OFD.xml", _root(about))
    return len(done.boxes)


def unseen_font(characters: Iterable[int]) -> bytes:
    """A font in which these characters have a width and no ink: a reader that shows them all the same shows nothing."""
    glyphs = {code: "wide" if unicodedata.east_asian_width(chr(code)) in "WF" else "narrow" for code in characters}
    nothing = TTGlyphPen(None).glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "wide", "narrow"])
    builder.setupCharacterMap(glyphs)
    builder.setupGlyf({".notdef": nothing, "wide": nothing, "narrow": nothing})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "wide": (1000, 0), "narrow": (500, 0)})
    builder.setupHorizontalHeader(ascent=880, descent=-140)
    builder.setupNameTable({"familyName": _FONT_NAME, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-140, usWinAscent=880, usWinDescent=140)
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def _put(archive: zipfile.ZipFile, name: str, data: bytes, how: int = _PACKED) -> None:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = how
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data)


def _ending(kind: str) -> str:
    return "jpg" if kind == "JPEG" else "png"


def _root(about: About) -> bytes:
    info = (
        f"<ofd:DocInfo><ofd:DocID>{escape(about.number)}</ofd:DocID><ofd:Title>{escape(_allowed(about.title))}</ofd:Title>"
        f"<ofd:CreationDate>{about.made:%Y-%m-%d}</ofd:CreationDate><ofd:Creator>{escape(about.creator)}</ofd:Creator>"
        "</ofd:DocInfo>"
    )
    body = f"<ofd:DocBody>{info}<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    return _xml("OFD", body, ' DocType="OFD" Version="1.1"')


def _document(done: _Written) -> bytes:
    wide, high = done.boxes[0] if done.boxes else (210.0, 297.0)
    pages = "".join(
        f'<ofd:Page ID="{done.number()}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(done.boxes))
    )
    common = (
        f"<ofd:CommonData><ofd:MaxUnitID>{done.last}</ofd:MaxUnitID>"
        f"<ofd:PageArea><ofd:PhysicalBox>0 0 {wide:.3f} {high:.3f}</ofd:PhysicalBox></ofd:PageArea>"
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes></ofd:CommonData>"
    )
    return _xml("Document", f"{common}<ofd:Pages>{pages}</ofd:Pages>")


def _fonts(done: _Written) -> bytes:
    font = (
        f'<ofd:Fonts><ofd:Font ID="{_FONT}" FontName="{_FONT_NAME}" FamilyName="{_FONT_NAME}">'
        "<ofd:FontFile>unseen.ttf</ofd:FontFile></ofd:Font></ofd:Fonts>"
    )
    return _xml("Res", font if done.characters else "", ' BaseLoc="Res"')


def _pictures(done: _Written) -> bytes:
    media = "".join(
        f'<ofd:MultiMedia ID="{own}" Type="Image" Format="{kind}">'
        f"<ofd:MediaFile>page_{n}.{_ending(kind)}</ofd:MediaFile></ofd:MultiMedia>"
        for n, (own, kind) in enumerate(done.pictures)
    )
    return _xml("Res", f"<ofd:MultiMedias>{media}</ofd:MultiMedias>" if media else "", ' BaseLoc="Res"')


def _page(sheet: OfdSheet, done: _Written) -> bytes:
    own = done.number()
    done.boxes.append((sheet.wide, sheet.high))
    done.pictures.append((own, sheet.kind))
    box = f"0 0 {sheet.wide:.3f} {sheet.high:.3f}"
    image = f'<ofd:ImageObject ID="{done.number()}" Boundary="{box}" ResourceID="{own}" CTM="{_placed(sheet)}"/>'
    layers = f'<ofd:Layer ID="{done.number()}" Type="Body">{image}</ofd:Layer>'
    text = "".join(_line(line, at, sheet, done) for at, line in enumerate(sheet.lines))
    if text:
        layers += f'<ofd:Layer ID="{done.number()}" Type="Foreground">{text}</ofd:Layer>'
    area = f"<ofd:Area><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:Area>"
    return _xml("Page", f"{area}<ofd:Content>{layers}</ofd:Content>")


def _placed(sheet: OfdSheet) -> str:
    """The picture's unit square on the page, turned clockwise."""
    w, h = sheet.wide, sheet.high
    turns = {0: (w, 0, 0, h, 0, 0), 90: (0, h, -w, 0, w, 0), 180: (-w, 0, 0, -h, w, h), 270: (0, -h, w, 0, 0, h)}
    return " ".join(f"{value:.3f}" for value in turns[sheet.turn % 360])


def _line(line: Line, at: int, sheet: OfdSheet, done: _Written) -> str:
    """One line as text without ink, each character where its box is."""
    boxes = line.boxes or _made_up(line, at, sheet)
    kept = [(character, box) for character, box in zip(line.text, boxes, strict=True) if _is_allowed(character)]
    if not any(not character.isspace() for character, _ in kept):
        return ""
    done.characters |= {ord(character) for character, _ in kept}
    across, down = sheet.wide / max(1, sheet.pixels[0]), sheet.high / max(1, sheet.pixels[1])
    if not line.boxes:
        across = down = 1.0
    cells = [(x * across, y * down, w * across, h * down) for _, (x, y, w, h) in kept]
    size = max(0.1, median(cell[2] if line.vertical else cell[3] / CELL for cell in cells))
    left, top = min(cell[0] for cell in cells), min(cell[1] for cell in cells)
    right, bottom = max(c[0] + c[2] for c in cells), max(c[1] + c[3] for c in cells)
    axis, name = (1, "DeltaY") if line.vertical else (0, "DeltaX")
    steps = " ".join(f"{b[axis] - a[axis]:.3f}" for a, b in pairwise(cells))
    delta = f' {name}="{steps}"' if steps else ""
    x, y = cells[0][0] - left, cells[0][1] - top + ABOVE * size
    text = escape("".join(character for character, _ in kept))
    return (
        f'<ofd:TextObject ID="{done.number()}" Boundary="{left:.3f} {top:.3f} {max(right - left, 0.1):.3f} '
        f'{max(bottom - top, 0.1):.3f}" Font="{_FONT}" Size="{size:.3f}" Alpha="0">'
        f'<ofd:TextCode X="{x:.3f}" Y="{y:.3f}"{delta}>{text}</ofd:TextCode></ofd:TextObject>'
    )


def _made_up(line: Line, at: int, sheet: OfdSheet) -> tuple[Box, ...]:
    """Of a line whose place nobody knows: down the page one below the other, in millimetres."""
    step = max(1, round(min(6.0, (sheet.high - 10) / max(1, len(sheet.lines)))))
    return tuple((5 + n * step, 5 + at * step, step, step) for n in range(len(line.text)))


def _is_allowed(character: str) -> bool:
    """What XML 1.0 can say (production 2), without line breaks: a line has none."""
    code = ord(character)
    return (code >= 0x20 or code == 0x09) and code not in _SURROGATES and code not in (0xFFFE, 0xFFFF)


def _allowed(text: str) -> str:
    return "".join(character for character in text if _is_allowed(character))


def _xml(tag: str, inside: str, attributes: str = "") -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<ofd:{tag} xmlns:ofd="{NAMESPACE}"{attributes}>{inside}</ofd:{tag}>'.encode()
