"""Pages the tests draw themselves, with the place of the ink of every character."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pylopdf_fonts_zh_cn
from PIL import Image, ImageChops, ImageDraw, ImageFont

FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
RED = (214, 30, 38)
Place = tuple[int, int, int, int]


@dataclass
class Sheet:
    """A white page to write on. `ink` lists what was written: the character, then left, top, right and bottom."""

    width: int = 1000
    height: int = 1200
    size: int = 36
    ink: list[tuple[str, Place]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.image = Image.new("RGB", (self.width, self.height), "white")
        self.draw = ImageDraw.Draw(self.image)

    def across(self, x: int, y: int, text: str, *, size: int = 0, fill: object = "black") -> None:
        """Write from left to right, the corner of the first character at x, y."""
        font = self._font(size)
        for letter in text:
            self._put(letter, x, y, font, fill)
            x += round(font.getlength(letter))

    def down(self, x: int, y: int, text: str, *, size: int = 0) -> None:
        """Write a column from top to bottom."""
        font = self._font(size)
        for letter in text:
            self._put(letter, x, y, font, "black")
            y += round((size or self.size) * 1.1)

    def grid(self, lefts: list[int], tops: list[int]) -> None:
        """Rules through all of these places."""
        for x in lefts:
            self.draw.line((x, tops[0], x, tops[-1]), fill="black", width=2)
        for y in tops:
            self.draw.line((lefts[0], y, lefts[-1], y), fill="black", width=2)

    def seal(self, x: int, y: int, radius: int) -> None:
        """A round red seal with a blot in the middle; ink under it stays dark, as it does on paper."""
        stamp = Image.new("RGB", self.image.size, "white")
        draw = ImageDraw.Draw(stamp)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=RED, width=8)
        blot = radius // 4
        draw.polygon([(x, y - blot), (x + blot, y), (x, y + blot), (x - blot, y)], fill=RED)
        self.image.paste(ImageChops.multiply(self.image, stamp))

    def _font(self, size: int) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(str(FONTS / "NotoSerifSC-Regular.otf"), size or self.size)

    def _put(self, letter: str, x: int, y: int, font: ImageFont.FreeTypeFont, fill: object) -> None:
        self.draw.text((x, y), letter, font=font, fill=fill)
        left, top, right, bottom = font.getbbox(letter)
        self.ink.append((letter, (round(x + left), round(y + top), round(x + right), round(y + bottom))))


PARAGRAPH = (
    "临江县人民政府关于婚姻登记档案的通知",
    "各公社档案室应当在年底以前整理完毕",
    "县档案馆负责检查验收并写出报告",
)
COLUMNS = ("茲有第三區柳河鄉居民全家", "男女五口確係勤勞農民經", "土地改革委員會審定分得")


def letter_page() -> Sheet:
    """Three lines of running text."""
    sheet = Sheet(900, 420)
    for i, text in enumerate(PARAGRAPH):
        sheet.across(80, 80 + i * 70, text)
    return sheet


def column_page() -> Sheet:
    """Three columns, to be read from the right."""
    sheet = Sheet(620, 800, size=44)
    for i, text in enumerate(COLUMNS):
        sheet.down(460 - i * 130, 80, text)
    return sheet
