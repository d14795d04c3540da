"""Pictures of an OFD page as PDF images: decoded within limits, with masks and transparency, JBIG2 included."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from typing import Any

from pikepdf import Name
from PIL import Image, ImageChops, UnidentifiedImageError

from lantai.engines.formats.ofd.canvas import Sheet
from lantai.engines.formats.ofd.package import Package
from lantai.engines.formats.ofd.problems import IMAGE_UNREADABLE, OfdUnreadable
from lantai.engines.formats.ofd.resources import Resources

MAX_PIXELS = 60_000_000
JBIG2_MAGIC = b"\x97JB2\r\n\x1a\n"
PICTURE_ERRORS = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    TypeError,
    struct.error,
    zlib.error,
    MemoryError,
)
_PASSED_ON = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB}
_PAGE_INFORMATION, _END_OF_PAGE, _END_OF_FILE = 48, 49, 51


class PictureRefused(ValueError):
    """A picture that is not drawn, with the reason."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture that is on the sheet: its name there, and whether it brings its own transparency."""

    name: str
    transparent: bool


def note_picture(package: Package, part: str, error: BaseException) -> None:
    """Say why a picture is not shown; without object addresses, which differ each time."""
    reason = str(error).split("<")[0].strip()[:120] or type(error).__name__
    package.note(IMAGE_UNREADABLE, part, part=part, reason=reason)


class Pictures:
    """The pictures of one sheet, each put there once."""

    def __init__(self, sheet: Sheet, package: Package) -> None:
        self._sheet, self._package = sheet, package
        self._placed: dict[tuple[str, str], Placed | None] = {}

    def by_id(self, resource_id: str, mask_id: str, resources: Resources) -> Placed | None:
        """The picture with this id, masked; None when the file has none that can be shown."""
        key = (resource_id, mask_id)
        if key not in self._placed:
            self._placed[key] = self._from_parts(resource_id, mask_id, resources)
        return self._placed[key]

    def _from_parts(self, resource_id: str, mask_id: str, resources: Resources) -> Placed | None:
        media = resources.media.get(resource_id)
        if media is None or not media.part:
            return None
        try:
            data = self._package.read(media.part)
            mask_media = resources.media.get(mask_id)
            mask = self._package.read(mask_media.part) if mask_media and mask_media.part else None
            return self.put(data, mask)
        except OfdUnreadable as error:
            self._package.note(error.code, media.part, **error.params)
        except PICTURE_ERRORS as error:
            note_picture(self._package, media.part, error)
        return None

    def put(self, data: bytes, mask: bytes | None = None) -> Placed:
        """Put a picture on the sheet. Raises one of PICTURE_ERRORS."""
        if _is_jbig2(data) and mask is None:
            return Placed(self._add_jbig2(data), transparent=False)
        image = _opened(data)
        if mask is None and image.format == "JPEG" and image.mode in _PASSED_ON:
            return Placed(self._add(data, image, Filter=Name.DCTDecode), transparent=False)
        alpha = _alpha(image)
        if mask is not None:
            shape = _opened(mask).convert("L").resize(image.size)
            alpha = ImageChops.multiply(alpha, shape) if alpha else shape
        image = image if image.mode in _PASSED_ON else _plain(image)
        entries: dict[str, Any] = {"SMask": self._stream(alpha.tobytes(), alpha)} if alpha else {}
        return Placed(self._add(image.tobytes(), image, **entries), transparent=alpha is not None)

    def _add(self, data: bytes, image: Image.Image, **entries: Any) -> str:
        return self._sheet.add("XObject", self._stream(data, image, **entries))

    def _stream(self, data: bytes, image: Image.Image, **entries: Any) -> Any:
        self._sheet.spent(len(data) // 4)
        return self._sheet.stream(
            data,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=image.width,
            Height=image.height,
            BitsPerComponent=8,
            ColorSpace=_PASSED_ON[image.mode],
            **entries,
        )

    def _add_jbig2(self, data: bytes) -> str:
        segments, width, height = jbig2_segments(data)
        stream = self._sheet.stream(
            segments,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=width,
            Height=height,
            BitsPerComponent=1,
            ColorSpace=Name.DeviceGray,
            Filter=Name.JBIG2Decode,
        )
        return self._sheet.add("XObject", stream)


def check_picture(data: bytes) -> None:
    """Whether a picture can be shown, without unpacking it all. Raises one of PICTURE_ERRORS."""
    if _is_jbig2(data):
        jbig2_segments(data)
    else:
        _opened(data).verify()


def _opened(data: bytes) -> Image.Image:
    image: Image.Image = Image.open(io.BytesIO(data))
    if image.width * image.height > MAX_PIXELS:
        msg = f"{image.width} x {image.height} pixels"
        raise PictureRefused(msg)
    return image


def _alpha(image: Image.Image) -> Image.Image | None:
    """The picture's own transparency; None when every pixel is opaque."""
    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return None
    alpha = image.convert("RGBA").getchannel("A")
    return alpha if alpha.getextrema()[0] != 255 else None


def _plain(image: Image.Image) -> Image.Image:
    """Eight bits a part, grey or red-green-blue; sixteen-bit greys are scaled, not clipped."""
    if image.mode in ("1", "L", "LA"):
        return image.convert("L")
    if image.mode.startswith(("I", "F")):
        low, high = image.getextrema()
        top = 65535 if isinstance(high, (int, float)) and high > 255 else 255
        return (
            image.point(lambda value: value * (255 / top)).convert("L") if low != high or high else image.convert("L")
        )
    return image.convert("RGBA").convert("RGB") if image.mode == "P" else image.convert("RGB")


def _is_jbig2(data: bytes) -> bool:
    """A JBIG2 file, or the bare segments some producers write: the first one then is a page information."""
    if data.startswith(JBIG2_MAGIC):
        return True
    return len(data) > 30 and data[:4] == b"\0\0\0\0" and data[4] & 0x3F in (0, _PAGE_INFORMATION)


def jbig2_segments(data: bytes) -> tuple[bytes, int, int]:
    """The segments as PDF embeds them, without file header and end marks; width and height of the page.

    Raises PictureRefused for the random-access organisation, which nobody seems to write, and for nonsense.
    """
    at = 0
    if data.startswith(JBIG2_MAGIC):
        if not data[8] & 1:
            msg = "JBIG2 in random-access order"
            raise PictureRefused(msg)
        at = 9 if data[8] & 2 else 13
    kept = bytearray()
    width = height = 0
    while at + 11 <= len(data):
        kind = data[at + 4] & 0x3F
        start, length = _jbig2_head(data, at)
        end = min(start + length, len(data)) if length != 0xFFFFFFFF else len(data)
        if kind == _PAGE_INFORMATION:
            width, height = struct.unpack(">II", data[start : start + 8])
        if kind not in (_END_OF_PAGE, _END_OF_FILE):
            kept += data[at:end]
        at = end
    if not 0 < width * height <= MAX_PIXELS:
        msg = f"JBIG2 of {width} x {height} pixels"
        raise PictureRefused(msg)
    return bytes(kept), width, height


def _jbig2_head(data: bytes, at: int) -> tuple[int, int]:
    """Where a segment's data starts and how long it is (ITU-T T.88, 7.2)."""
    segment = int.from_bytes(data[at : at + 4], "big")
    flags = data[at + 4]
    count = data[at + 5] >> 5
    position = at + 6
    if count == 7:
        count = int.from_bytes(data[at + 5 : at + 9], "big") & 0x1FFFFFFF
        position = at + 9 + (count + 8) // 8
    reference = 1 if segment <= 256 else 2 if segment <= 65536 else 4
    position += count * reference + (4 if flags & 0x40 else 1)
    return position + 4, int.from_bytes(data[position : position + 4], "big")
