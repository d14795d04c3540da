"""Makes OFD files of any shape for tests, down to single parts that are wrong, and seals that hold a picture."""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image

NAMESPACE = "http://www.ofdspec.org/2016"


def xml(tag: str, inside: str, attributes: str = "") -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}<ofd:{tag} xmlns:ofd="{NAMESPACE}" {attributes}>{inside}</ofd:{tag}>'.encode()


def layer(inside: str, attributes: str = "") -> str:
    return f'<ofd:Layer ID="1" {attributes}>{inside}</ofd:Layer>'


def text(words: str, x: float, y: float, size: float, *, code: str = "", inside: str = "", more: str = "") -> str:
    """A TextObject; `code` are attributes of its TextCode, `inside` elements before it, `more` its own attributes."""
    return (
        f'<ofd:TextObject ID="2" Boundary="{x} {y - size} {size * max(len(words), 1)} {size * 1.4}" Font="1" '
        f'Size="{size}" {more}>{inside}<ofd:TextCode X="0" Y="{size}" {code}>{words}</ofd:TextCode></ofd:TextObject>'
    )


def path(data: str, *, boundary: str = "0 0 100 100", inside: str = "", more: str = "") -> str:
    return (
        f'<ofd:PathObject ID="3" Boundary="{boundary}" {more}>{inside}'
        f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def rectangle(x: float, y: float, wide: float, high: float) -> str:
    return f"M {x} {y} L {x + wide} {y} L {x + wide} {y + high} L {x} {y + high} C"


def filled(data: str, colour: str = "255 0 0", *, inside: str = "", more: str = "") -> str:
    fill = f'<ofd:FillColor Value="{colour}"/>'
    return path(data, inside=fill + inside, more=f'Fill="true" Stroke="false" {more}')


def image(resource: int, ctm: str, *, boundary: str = "0 0 100 100", more: str = "") -> str:
    return f'<ofd:ImageObject ID="4" ResourceID="{resource}" Boundary="{boundary}" CTM="{ctm}" {more}/>'


def media(number: int, file: str) -> str:
    return (
        f'<ofd:MultiMedias><ofd:MultiMedia ID="{number}" Type="Image"><ofd:MediaFile>{file}</ofd:MediaFile>'
        "</ofd:MultiMedia></ofd:MultiMedias>"
    )


def font(number: int, name: str, file: str = "", more: str = "") -> str:
    inside = f"<ofd:FontFile>{file}</ofd:FontFile>" if file else ""
    return f'<ofd:Fonts><ofd:Font ID="{number}" FontName="{name}" {more}>{inside}</ofd:Font></ofd:Fonts>'


@dataclass
class OfdFile:
    """What goes into one file. `pages` hold layers; `parts` add or replace any part; `without` leaves parts out."""

    pages: list[str]
    box: str = "0 0 100 100"
    resources: str = field(default_factory=lambda: font(1, "宋体"))
    page_head: str = ""
    templates: list[tuple[str, str]] = field(default_factory=list)
    annotations: str = ""
    attachments: list[tuple[str, bytes]] = field(default_factory=list)
    signatures: list[tuple[str, bytes]] = field(default_factory=list)
    info: str = "<ofd:Title>试件</ofd:Title>"
    parts: dict[str, bytes] = field(default_factory=dict)
    without: tuple[str, ...] = ()

    def write(self, to: Path) -> Path:
        parts = {name: data for name, data in self._parts().items() if name not in self.without}
        write_zip(to, parts.items())
        return to

    def _parts(self) -> dict[str, bytes]:
        parts = {
            "OFD.xml": self._root(),
            "Doc_0/Document.xml": self._document(),
            "Doc_0/PublicRes.xml": xml("Res", self.resources, 'BaseLoc="Res"'),
        }
        for at, page in enumerate(self.pages):
            parts[f"Doc_0/Pages/Page_{at}/Content.xml"] = xml(
                "Page", f"{self.page_head}<ofd:Content>{page}</ofd:Content>"
            )
        for at, (_order, layers) in enumerate(self.templates):
            parts[f"Doc_0/Tpls/Tpl_{at}/Content.xml"] = xml("Page", f"<ofd:Content>{layers}</ofd:Content>")
        parts |= self._annotation_parts() | self._attachment_parts() | self.parts
        return parts | self._signature_parts(parts)

    def _root(self) -> bytes:
        signatures = "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>" if self.signatures else ""
        info = f"<ofd:DocInfo><ofd:DocID>0</ofd:DocID>{self.info}</ofd:DocInfo>"
        return xml("OFD", f"<ofd:DocBody>{info}<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{signatures}</ofd:DocBody>")

    def _document(self) -> bytes:
        templates = "".join(
            f'<ofd:TemplatePage ID="t{at}" BaseLoc="Tpls/Tpl_{at}/Content.xml" ZOrder="{order}"/>'
            for at, (order, _) in enumerate(self.templates)
        )
        common = (
            f"<ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>{self.box}</ofd:PhysicalBox></ofd:PageArea>"
            f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{templates}</ofd:CommonData>"
        )
        pages = "".join(
            f'<ofd:Page ID="p{at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(self.pages))
        )
        annotations = "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>" if self.annotations else ""
        attachments = "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>" if self.attachments else ""
        return xml("Document", f"{common}<ofd:Pages>{pages}</ofd:Pages>{annotations}{attachments}")

    def _annotation_parts(self) -> dict[str, bytes]:
        if not self.annotations:
            return {}
        listed = '<ofd:Page PageID="p0"><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page>'
        return {
            "Doc_0/Annots/Annotations.xml": xml("Annotations", listed),
            "Doc_0/Annots/Page_0/Annotation.xml": xml("PageAnnot", self.annotations),
        }

    def _attachment_parts(self) -> dict[str, bytes]:
        if not self.attachments:
            return {}
        listed = "".join(
            f'<ofd:Attachment ID="{at}" Name="{name}"><ofd:FileLoc>{name}</ofd:FileLoc></ofd:Attachment>'
            for at, (name, _) in enumerate(self.attachments)
        )
        files = {f"Doc_0/Attachs/{name}": data for name, data in self.attachments}
        return {"Doc_0/Attachs/Attachments.xml": xml("Attachments", listed), **files}

    def _signature_parts(self, signed: dict[str, bytes]) -> dict[str, bytes]:
        """Each signature covers every part there is, by SHA-256, and is a stamp list with a value."""
        if not self.signatures:
            return {}
        parts: dict[str, bytes] = {}
        references = "".join(
            f'<ofd:Reference FileRef="/{name}"><ofd:CheckValue>'
            f"{base64.b64encode(hashlib.sha256(data).digest()).decode()}</ofd:CheckValue></ofd:Reference>"
            for name, data in signed.items()
        )
        for at, (stamps, value) in enumerate(self.signatures):
            inside = (
                '<ofd:SignedInfo><ofd:Provider ProviderName="试验" Version="1"/>'
                "<ofd:SignatureDateTime>20200101000000Z</ofd:SignatureDateTime>"
                f'<ofd:References CheckMethod="SHA256">{references}</ofd:References>{stamps}</ofd:SignedInfo>'
                "<ofd:SignedValue>SignedValue.dat</ofd:SignedValue>"
            )
            parts[f"Doc_0/Signs/Sign_{at}/Signature.xml"] = xml("Signature", inside)
            parts[f"Doc_0/Signs/Sign_{at}/SignedValue.dat"] = value
        listed = "".join(
            f'<ofd:Signature ID="{at + 1}" BaseLoc="Sign_{at}/Signature.xml"/>' for at in range(len(self.signatures))
        )
        return parts | {"Doc_0/Signs/Signatures.xml": xml("Signatures", listed)}


def write_zip(to: Path, parts: Iterable[tuple[str, bytes]]) -> None:
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(name, data)


def stamp(box: str, more: str = "") -> str:
    return f'<ofd:StampAnnot ID="s1" PageRef="p0" Boundary="{box}" {more}/>'


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def _sequence(*members: bytes) -> bytes:
    return _der(0x30, b"".join(members))


def _number(value: int) -> bytes:
    return _der(0x02, value.to_bytes((value.bit_length() + 8) // 8, "big"))


def seal_value(kind: str, picture: bytes, *, version: int = 1) -> bytes:
    """A signed value as far as its seal: GM/T 0031 (version 1) or GB/T 38540 (version 4)."""
    header = _sequence(_der(0x16, b"ES"), _number(version), _der(0x16, b"maker"))
    shown = _sequence(_der(0x16, kind.encode()), _der(0x04, picture), _number(30), _number(20))
    names = _sequence(_number(1), _der(0x0C, "试验章".encode()), _der(0x30, b""), _der(0x17, b"200101000000Z"))
    info = _sequence(header, _der(0x16, b"00000001"), names, shown)
    seal = _sequence(info, _der(0x04, b"certificate"), _der(0x06, b"\x2a\x81\x1c"), _der(0x03, b"\0signature"))
    if version == 1:
        return _sequence(_sequence(_number(1), seal, _der(0x03, b"\0time")), _der(0x03, b"\0value"))
    return _sequence(_sequence(_number(4), seal, _der(0x18, b"20200101000000Z")), _der(0x04, b"certificate"))


def picture(kind: str, colour: tuple[int, ...], size: tuple[int, int] = (30, 20), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour if len(colour) > 1 else colour[0]).save(out, kind)
    return out.getvalue()


def square_font(*, with_characters: bool = False) -> bytes:
    """A TrueType font of three glyphs: nothing, the whole em square, its left half. Without cmap unless asked for."""
    glyphs = {".notdef": TTGlyphPen(None).glyph()}
    for name, right in (("square", 1000), ("half", 500)):
        pen = TTGlyphPen(None)
        pen.moveTo((0, 0))
        for point in ((0, 1000), (right, 1000), (right, 0)):
            pen.lineTo(point)
        pen.closePath()
        glyphs[name] = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({ord("方"): "square"} if with_characters else {})
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 0)))
    builder.setupHorizontalHeader(ascent=1000, descent=0)
    if not with_characters:
        del builder.font["cmap"]
    out = io.BytesIO()
    builder.font.save(out)
    return out.getvalue()


def jbig2(picture_: Image.Image, *, with_header: bool = True) -> bytes:
    """A black-and-white picture as JBIG2: one generic region, coded by MMR, which is what Pillow's Group 4 writes."""
    out = io.BytesIO()
    picture_.convert("1").save(out, "TIFF", compression="group4", tiffinfo={262: 0, 278: picture_.height})
    out.seek(0)
    tags = Image.open(out).tag_v2
    start, count = tags[273][0], tags[279][0]
    coded = out.getvalue()[start : start + count]
    page = struct.pack(">IIII", picture_.width, picture_.height, 0, 0) + b"\0\0\0"
    region = struct.pack(">IIII", picture_.width, picture_.height, 0, 0) + b"\0" + b"\x01" + coded
    segments = [(0, 48, page), (1, 38, region), (2, 49, b""), (3, 51, b"")]
    body = b"".join(struct.pack(">IBBBI", number, kind, 0, 1, len(d)) + d for number, kind, d in segments)
    header = b"\x97JB2\r\n\x1a\n" + b"\x01" + struct.pack(">I", 1)
    return header + body if with_header else body
