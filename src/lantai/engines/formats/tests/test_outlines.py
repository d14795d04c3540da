"""Formats are told from pictures without their pixels, exactly as from the whole."""

import io
import random
import struct
import zipfile

import pygfried
import pytest
from PIL import Image, TiffImagePlugin
from PIL.PngImagePlugin import PngInfo

from lantai.engines.formats.identify import PLAIN_PICTURES, identify
from lantai.engines.formats.outlines import LEAST, outline_of

EXIF_VERSION, GEO_KEYS, LATER = 36864, 34735, b"0230"


@pytest.fixture(scope="module")
def noise():
    """Pixels of which no packing makes less, so that a page of them is longer than an outline."""
    return Image.frombytes("RGB", (200, 200), random.Random(4).randbytes(120_000))


def written(picture, kind, **options):
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def exif(picture):
    said = Image.Exif()
    said[271] = "扫描仪"
    said.get_ifd(34665)[EXIF_VERSION] = LATER
    return written(picture, "JPEG", quality=95, exif=said)


def described(picture):
    words = PngInfo()
    words.add_itxt("Title", "春耕")
    return written(picture, "PNG", pnginfo=words, dpi=(300, 300))


def geographic(picture, **options):
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[GEO_KEYS] = (1, 1, 0, 1, 1024, 0, 1, 1)
    tags.tagtype[GEO_KEYS] = 3
    return written(picture, "TIFF", tiffinfo=tags, **options)


PICTURES = {
    "a.jpg": lambda noise: written(noise, "JPEG", quality=95, dpi=(300, 300)),
    "progressive.jpg": lambda noise: written(noise, "JPEG", quality=95, progressive=True),
    "camera.jpg": exif,
    "a.png": lambda noise: written(noise, "PNG"),
    "described.png": described,
    "a.tif": lambda noise: written(noise, "TIFF"),
    "packed.tif": lambda noise: written(noise, "TIFF", compression="tiff_lzw"),
    "pages.tif": lambda noise: written(noise, "TIFF", save_all=True, append_images=[noise, noise]),
    "map.tif": geographic,
    "maps.tif": lambda noise: geographic(noise, save_all=True, append_images=[noise]),
}


def by_siegfried(path):
    return pygfried.Scanner().identify(str(path), detailed=True)["files"][0]["matches"]


@pytest.mark.parametrize("name", PICTURES)
def test_an_outline_is_told_as_the_whole_is(tmp_path, noise, name):
    whole, outline = tmp_path / name, tmp_path / f"outline-{name}"
    whole.write_bytes(PICTURES[name](noise))

    outline.write_bytes(outline_of(whole))

    assert outline.stat().st_size < 20_000 < LEAST < whole.stat().st_size
    assert [each["id"] for each in by_siegfried(outline)] == [each["id"] for each in by_siegfried(whole)]
    assert identify(whole).puid == by_siegfried(whole)[0]["id"]


def test_the_pictures_of_this_test_are_of_several_formats(tmp_path, noise):
    found = set()
    for name, made in PICTURES.items():
        (tmp_path / name).write_bytes(made(noise))
        found.add(identify(tmp_path / name).puid)

    assert len(found & PLAIN_PICTURES) >= 4  # more than one version each
    assert found - PLAIN_PICTURES  # what a directory makes of a TIFF


def packed(data):
    """An archive behind a picture: two files in one."""
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("附.txt", "x")
    return stream.getvalue()


def in_a_circle(data):
    """A TIFF whose first directory leads to itself."""
    (at,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, at)
    return data[: at + 2 + 12 * count] + struct.pack("<I", at) + data[at + 6 + 12 * count :]


def far_away(data):
    """A TIFF whose first directory lies behind its end."""
    return data[:4] + struct.pack("<I", len(data) + 9) + data[8:]


SPOILT = {
    "cut.jpg": ("a.jpg", lambda data: data[:-3000]),
    "longer.jpg": ("a.jpg", lambda data: data + b"\0" * 3000),
    "two.jpg": ("a.jpg", packed),
    "length.jpg": ("a.jpg", lambda data: data[:4] + b"\0\0" + data[6:]),
    "no_end.jpg": ("a.jpg", lambda data: data[:3] + b"\xfe\xff\xff" + data[6:]),
    "cut.png": ("a.png", lambda data: data[:-3000]),
    "longer.png": ("a.png", lambda data: data + b"more"),
    "two.png": ("a.png", packed),
    "chunk.png": ("a.png", lambda data: data[:8] + b"\xff\xff\xff\xff" + data[12:]),
    "circle.tif": ("a.tif", in_a_circle),
    "far.tif": ("a.tif", far_away),
    "cut.tif": ("pages.tif", lambda data: data[:-130_000]),
    "small.png": ("a.png", lambda data: data[:100]),
}


@pytest.mark.parametrize("name", SPOILT)
def test_of_an_irregular_picture_the_whole_is_looked_at(tmp_path, noise, name):
    made, spoil = SPOILT[name]
    path = tmp_path / name
    path.write_bytes(spoil(PICTURES[made](noise)))

    assert outline_of(path) is None
    assert identify(path).mime.startswith("image/")


def test_a_folder_has_no_outline(tmp_path):
    assert outline_of(tmp_path) is None
