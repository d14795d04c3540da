"""Pictures for the viewer: one pyramid a page in the cache, any region of it as JPEG in a few milliseconds."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pyvips
from PIL import Image

from lantai.engines.formats import codes
from lantai.engines.formats.identify import FormatKind, Identity, identify
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.redacting.grain import grain_of
from lantai.engines.formats.redacting.model import PageToRedact
from lantai.engines.formats.redacting.regions import COARSE, Grain, regions_of
from lantai.engines.formats.render import flat, render_page

TILE = 256
_QUALITY = 82
_MOST_PIXELS = 300_000_000
_BY_VIPS = frozenset({"image/jpeg", "image/png", "image/webp"})

_SAID = frozenset(
    ("icc-profile-data", "exif-data", "xmp-data", "iptc-data", "photoshop-data", "jpeg-thumbnail-data", "orientation",
     "image-description", "gif-comment", "n-pages", "page-height")
)  # fmt: skip
"""What libvips keeps of a file beside its pixels."""

Region = tuple[int, int, int, int]
"""x, y, width, height in pixels of the upright page."""
Part = tuple[float, float, float, float]
"""x, y, width, height as fractions of the upright page."""


def prepare_pyramid(
    source: Path | Image.Image, cache: Path, *, page: int = 1, rotation: int = 0, painted: Sequence[Part] = ()
) -> tuple[int, int]:
    """Write a tiled pyramid (TIFF with JPEG tiles) of one page and give its size; whole or not at all.

    `source` is a master file or a picture already drawn. `rotation` turns it clockwise (0, 90, 180, 270) after the
    turn its own metadata asks for, so that tiles are upright. `painted` parts of the upright page are black in it: no
    level and no tile has a trace of what was there.
    """
    picture = _loaded(source, page)
    if rotation % 360:
        picture = picture.rot(f"d{rotation % 360}")
    if painted:
        picture = _painted_over(picture, painted, _grain(source, page, rotation))
    cache.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=cache.parent, prefix=".part-", suffix=".tif")
    os.close(handle)
    try:
        picture.tiffsave(
            beside, tile=True, pyramid=True, compression="jpeg", Q=_QUALITY, tile_width=TILE, tile_height=TILE
        )
        Path(beside).replace(cache)
    except pyvips.Error as error:
        raise Unreadable(codes.NO_PYRAMID, detail=_told(error)) from error
    finally:
        with suppress(FileNotFoundError):
            Path(beside).unlink()
    return picture.width, picture.height


def write_pyramid(
    path: Path, page: int, cache: Path, *, rotation: int = 0, painted: Sequence[Part] = ()
) -> tuple[int, int]:
    """`prepare_pyramid` with plain arguments, to be run in a child process."""
    return prepare_pyramid(Path(path), Path(cache), page=page, rotation=rotation, painted=painted)


def _painted_over(picture: pyvips.Image, parts: Sequence[Part], grain: Grain) -> pyvips.Image:
    """The picture with these parts black, and what packing smeared around them; a part beside it hides nothing."""
    on_it = [(x, y, w, h) for x, y, w, h in parts if w > 0 and h > 0 and x < 1 and y < 1 and x + w > 0 and y + h > 0]
    for left, top, right, bottom in regions_of(on_it, picture.width, picture.height, grain=grain):
        patch = pyvips.Image.black(right - left, bottom - top, bands=picture.bands)
        picture = picture.insert(patch.cast(picture.format).copy(interpretation=picture.interpretation), left, top)
    return picture


def _grain(source: Path | Image.Image, page: int, rotation: int) -> Grain:
    """The same as the redacted copy's, so that both exits cover the same pixels."""
    if isinstance(source, Image.Image):
        return COARSE
    return grain_of(PageToRedact(source, page, rotation), identify(source))


def size_of(cache: Path) -> tuple[int, int]:
    """Width and height of the page a pyramid holds."""
    picture = _level(cache, 0)
    return picture.width, picture.height


def tile(cache: Path, region: Region, size: tuple[int, int], *, quality: int = 80) -> bytes:
    """A region of the page as JPEG of exactly `size`. The region is cut to the page.

    Raises `Unreadable` when the cache file is broken, ValueError when the region lies outside the page.
    """
    try:
        return _tile(cache, region, size, quality)
    except pyvips.Error as error:
        raise Unreadable(codes.NO_PYRAMID, detail=_told(error)) from error


def crop_jpeg(master: Path, region: Region | None, size: tuple[int, int], *, page: int = 1, quality: int = 80) -> bytes:
    """A region of a master (None for all of it) as JPEG of at most `size`, keeping its proportions, without a cache."""
    picture = _loaded(master, page)
    try:
        if region is not None:
            picture = picture.crop(*_inside(region, picture.width, picture.height))
        small = picture.thumbnail_image(size[0], height=size[1], size="down")
        return bytes(small.jpegsave_buffer(Q=quality, strip=True))
    except pyvips.Error as error:
        raise Unreadable(codes.NO_PYRAMID, detail=_told(error)) from error


def upright(
    source: Path | Image.Image, page: int = 1, rotation: int = 0, *, identity: Identity | None = None
) -> pyvips.Image:
    """A page at its full size in 8-bit grey or sRGB, turned as its metadata and then `rotation` ask.

    Raises `Unreadable`. `identity` saves looking at the file once more.
    """
    picture = plain(_loaded(source, page, identity))
    return picture.rot(f"d{rotation % 360}") if rotation % 360 else picture


def plain(image: pyvips.Image | Image.Image) -> pyvips.Image:
    """Any picture as 8-bit grey or sRGB without transparency, by its own profile, and with nothing else it says."""
    picture = _from_pillow(image) if isinstance(image, Image.Image) else image
    if "icc-profile-data" in picture.get_fields() and picture.interpretation != "b-w":
        with suppress(pyvips.Error):
            picture = picture.icc_transform("srgb", embedded=True)
    picture = _plain(picture)
    picture = picture.extract_band(0, n=1 if picture.bands < 3 else 3) if picture.bands not in (1, 3) else picture
    said = [name for name in picture.get_fields() if name in _SAID or name.startswith(("exif-", "png-comment-"))]
    if said:
        picture = picture.copy()
        for name in said:
            picture.remove(name)
    return picture


def _tile(cache: Path, region: Region, size: tuple[int, int], quality: int) -> bytes:
    full = _level(cache, 0)
    x, y, w, h = _inside(region, full.width, full.height)
    levels = int(full.get("n-pages")) if "n-pages" in full.get_fields() else 1
    wanted = min(w / size[0], h / size[1])
    level = 0
    while level + 1 < levels and 2 ** (level + 1) <= wanted:
        level += 1
    picture = _level(cache, level) if level else full
    across, down = picture.width / full.width, picture.height / full.height
    cut = _inside(
        (round(x * across), round(y * down), max(1, round(w * across)), max(1, round(h * down))),
        picture.width,
        picture.height,
    )
    piece = picture.crop(*cut)
    if (piece.width, piece.height) != size:
        piece = piece.thumbnail_image(size[0], height=size[1], size="force")
    return bytes(piece.jpegsave_buffer(Q=quality, strip=True))


def _inside(region: Region, width: int, height: int) -> Region:
    x, y, w, h = region
    left, top = max(0, x), max(0, y)
    right, bottom = min(width, x + w), min(height, y + h)
    if right <= left or bottom <= top:
        msg = f"region {region} lies outside a page of {width} × {height}"
        raise ValueError(msg)
    return left, top, right - left, bottom - top


def _level(cache: Path, level: int) -> pyvips.Image:
    return pyvips.Image.new_from_file(str(cache), page=level, access="random")


def _loaded(source: Path | Image.Image, page: int, identity: Identity | None = None) -> pyvips.Image:
    """A picture in 8-bit grey or sRGB, upright. What vips does not read, Pillow and PDFium do."""
    if isinstance(source, Image.Image):
        return _from_pillow(source)
    try:
        identity = identity or identify(source)
        if identity.kind is FormatKind.IMAGE and identity.mime in _BY_VIPS:
            return _plain(_refused_if_huge(pyvips.Image.new_from_file(str(source), access="random").autorot()))
    except pyvips.Error:
        # Broken for vips is often still readable, as far as it goes, for Pillow.
        pass
    return _from_pillow(render_page(source, page, identity=identity))


def _refused_if_huge(picture: pyvips.Image) -> pyvips.Image:
    if picture.width * picture.height > _MOST_PIXELS:
        raise Unreadable(codes.NO_PYRAMID, detail=f"{picture.width} × {picture.height} pixels")
    return picture


def _from_pillow(image: Image.Image) -> pyvips.Image:
    image = flat(image)
    bands = len(image.getbands())
    return pyvips.Image.new_from_memory(image.tobytes(), image.width, image.height, bands, "uchar").copy(
        interpretation="srgb" if bands == 3 else "b-w"
    )


def _plain(picture: pyvips.Image) -> pyvips.Image:
    """8 bits, no transparency, no ink colours."""
    if picture.hasalpha():
        picture = picture.flatten(background=255)
    if picture.interpretation not in {"srgb", "b-w"}:
        picture = picture.colourspace("srgb" if picture.bands >= 3 else "b-w")
    return picture.cast("uchar") if picture.format != "uchar" else picture


def _told(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
