"""Small files made on the spot for the tests of this app: honest ones, and ones that lie in a chosen way."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

import pikepdf
import pylopdf_fonts_zh_cn
import typst
from PIL import Image, ImageDraw, ImageFont

FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
PARAGRAPH = (
    "关于知识青年上山下乡安置工作的通知。各公社、各大队革命委员会：根据县委的指示，现将安置名单发给你们，请认真研究执行。"
    "一九七二年三月五日，共有六十四名同志从城关镇出发，分别到东风公社和红旗公社参加农业生产劳动。"
)
OTHER = (
    "本县人民政府档案局收到移交的婚姻登记档案三百二十卷，经检查数量相符，目录完整，予以接收。"
    "接收人在清单上签字，交接双方各执一份，以备查考。二〇〇一年十月八日。"
)


def pdf(path: Path, *pages: str) -> Path:
    """A born-digital PDF, one page each text, Noto Serif embedded as a subset."""
    head = '#set page(width: 300pt, height: 400pt, margin: 30pt)\n#set text(font: "Noto Serif SC", size: 12pt)\n'
    source = head + "\n#pagebreak()\n".join(pages)
    path.write_bytes(typst.compile(source.encode(), font_paths=[str(FONTS)], ignore_system_fonts=True))
    return path


def pdfa(path: Path, text: str) -> Path:
    """A page as the house prints it: PDF/A-2b."""
    source = f'#set page(width: 300pt, height: 400pt)\n#set text(font: "Noto Serif SC")\n{text}'.encode()
    path.write_bytes(typst.compile(source, font_paths=[str(FONTS)], ignore_system_fonts=True, pdf_standards="a-2b"))
    return path


def scan(text: str, size: tuple[int, int] = (900, 1200)) -> Image.Image:
    """A picture of a page: black characters on white."""
    picture = Image.new("L", size, 255)
    font = ImageFont.truetype(str(FONTS / "NotoSansSC-Regular.otf"), 36)
    draw = ImageDraw.Draw(picture)
    for row in range(0, len(text), 20):
        draw.text((80, 80 + row * 3), text[row : row + 20], fill=0, font=font)
    return picture


def scanned_pdf(path: Path, picture: Image.Image) -> Path:
    picture.save(path, "PDF", resolution=200)
    return path


def covered_pdf(path: Path, text_pdf: Path, picture: Image.Image) -> Path:
    """The text of one PDF under a picture that fills the page, as scanners write searchable PDF."""
    with pikepdf.open(text_pdf) as document:
        page = document.pages[0]
        data = io.BytesIO()
        picture.save(data, "JPEG")
        image = pikepdf.Stream(
            document,
            data.getvalue(),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=picture.width,
            Height=picture.height,
            ColorSpace=pikepdf.Name.DeviceGray if picture.mode == "L" else pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        name = page.add_resource(image, pikepdf.Name.XObject)
        page.contents_add(b"Q q", prepend=False)
        width, height = float(page.mediabox[2]), float(page.mediabox[3])
        page.contents_add(f"Q q {width} 0 0 {height} 0 0 cm {name} Do Q".encode())
        page.contents_add(b"q q", prepend=True)
        document.save(path)
    return path


def remapped_pdf(path: Path, text_pdf: Path, shift: int) -> Path:
    """The same glyphs under other characters: what broken subset fonts do to a text layer."""

    def moved(found: re.Match[bytes]) -> bytes:
        return b"<%04x> <%04x>" % (int(found[1], 16), (int(found[2], 16) + shift) & 0xFFFF)

    with pikepdf.open(text_pdf) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
                stream = item.ToUnicode
                changed = re.sub(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]{4})>", moved, stream.read_bytes())
                stream.write(changed)
        document.save(path)
    return path


def zip_of(path: Path, members: Iterable[tuple[str | bytes, bytes]], *, unicode_extra: str = "") -> Path:
    """A zip written by hand: names as raw bytes without the UTF-8 flag, twice the same name, whatever is asked."""
    out, directory, count = io.BytesIO(), io.BytesIO(), 0
    for name, data in members:
        raw = name if isinstance(name, bytes) else name.encode()
        packed = zlib.compress(data, 9)[2:-4]
        extra = b""
        if unicode_extra:
            body = b"\x01" + struct.pack("<I", zlib.crc32(raw)) + unicode_extra.encode()
            extra = struct.pack("<HH", 0x7075, len(body)) + body
        flag = 0x800 if isinstance(name, str) and not name.isascii() else 0
        common = struct.pack("<HHHHHIII", 20, flag, 8, 0, 33, zlib.crc32(data), len(packed), len(data))
        offset = out.tell()
        out.write(b"PK\x03\x04" + common + struct.pack("<HH", len(raw), len(extra)) + raw + extra + packed)
        directory.write(b"PK\x01\x02" + struct.pack("<H", 20) + common)
        directory.write(struct.pack("<HHHHHII", len(raw), len(extra), 0, 0, 0, 0, offset) + raw + extra)
        count += 1
    start = out.tell()
    tail = struct.pack("<HHHHIIH", 0, 0, count, count, directory.tell(), start, 0)
    path.write_bytes(out.getvalue() + directory.getvalue() + b"PK\x05\x06" + tail)
    return path


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def docx(path: Path, body: str, **parts: str) -> Path:
    """A Word package with this body; parts (header, footer, footnotes) are related to it."""
    relations = "".join(f'<Relationship Id="r{name}" Type="{_R}/{name}" Target="{name}.xml"/>' for name in parts)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_RELS}"><Relationship Id="r1" Type="{_R}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        package.writestr("word/_rels/document.xml.rels", f'<Relationships xmlns="{_RELS}">{relations}</Relationships>')
        package.writestr("word/document.xml", f"<w:document {_W}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            package.writestr(f"word/{name}.xml", f"<w:root {_W}>{content}</w:root>")
    return path


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def paragraph(text: str) -> str:
    return f"<w:p>{run(text)}</w:p>"
