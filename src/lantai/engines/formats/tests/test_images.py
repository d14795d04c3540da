import io

import pytest
from PIL import Image, ImageChops

from lantai.engines.formats.identify import identify
from lantai.engines.formats.images import crop_jpeg, prepare_pyramid, size_of, tile
from lantai.engines.formats.readers.base import Limits, Unreadable
from lantai.engines.formats.reading import read_file
from lantai.engines.formats.render import has_page_images, render_jpeg, render_page
from lantai.engines.formats.tests import samples
from lantai.engines.formats.tests.samples import OTHER, PARAGRAPH
from tests.support.shared import shared_data

ORIENTATION = 0x0112


def codes(reading):
    return [finding.code for finding in reading.findings]


def quarters(size=(400, 300)):
    """Red, green, blue and white quarters: a picture whose turning shows."""
    picture = Image.new("RGB", size, "white")
    w, h = size[0] // 2, size[1] // 2
    for colour, at in (("red", (0, 0)), ("green", (w, 0)), ("blue", (0, h))):
        picture.paste(colour, (*at, at[0] + w, at[1] + h))
    return picture


def is_like(pixel, wanted):
    return all(abs(a - b) < 60 for a, b in zip(pixel, wanted, strict=True))


RED = (255, 0, 0)


@pytest.mark.parametrize("ending", ["png", "jpg", "tif", "jp2", "bmp", "webp"])
def test_it_gives_a_page_to_be_recognised_for_every_picture(tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    quarters().save(path)

    reading = read_file(path)

    assert [(page.width, page.height, page.needs_ocr) for page in reading.pages] == [(400, 300, True)]
    assert reading.findings == ()
    assert render_page(path, 1).size == (400, 300)
    assert is_like(render_page(path, 1).getpixel((20, 20)), RED)


@pytest.mark.parametrize("ending", ["jpg", "tif", "png"])
@pytest.mark.parametrize(("turn", "red_at"), [(3, (380, 280)), (6, (280, 20)), (8, (20, 380))])
def test_it_turns_pictures_as_their_metadata_asks(tmp_path, ending, turn, red_at):
    path = tmp_path / f"a.{ending}"
    exif = Image.Exif()
    exif[ORIENTATION] = turn
    quarters().save(path, exif=exif)

    page = read_file(path).pages[0]
    picture = render_page(path, 1)

    assert (page.width, page.height) == picture.size == ((400, 300) if turn == 3 else (300, 400))
    assert is_like(picture.getpixel(red_at), RED)
    assert prepare_pyramid(path, tmp_path / "cache.tif") == picture.size
    assert is_like(Image.open(io.BytesIO(tile(tmp_path / "cache.tif", (*red_at, 8, 8), (8, 8)))).getpixel((4, 4)), RED)


def test_it_reads_every_frame_of_a_tiff(tmp_path):
    path = tmp_path / "a.tif"
    frames = [Image.new("1", (100 + number, 50), 1) for number in range(5)]
    frames[0].save(path, save_all=True, append_images=frames[1:], compression="group4")

    reading = read_file(path)

    assert [(page.number, page.width) for page in reading.pages] == [(n + 1, 100 + n) for n in range(5)]
    assert render_page(path, 4).size == (103, 50)
    assert [page.number for page in read_file(path, limits=Limits(first_page=3, max_pages=2)).pages] == [3, 4]
    with pytest.raises(Unreadable):
        render_page(path, 6)


@pytest.mark.parametrize("ending", ["jpg", "png", "tif"])
def test_it_tells_that_a_picture_is_cut_off_and_shows_what_there_is(tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    samples.scan(PARAGRAPH).save(path, **({"compression": "tiff_lzw"} if ending == "tif" else {}))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    reading = read_file(path)

    assert codes(reading)
    assert set(codes(reading)) <= {"file.truncated", "file.damaged"}
    if ending != "tif":
        assert [(page.width, page.needs_ocr) for page in reading.pages] == [(900, True)]
        assert render_page(path, 1).size == (900, 1200)


def test_it_refuses_a_picture_made_to_fill_the_memory(tmp_path):
    path = tmp_path / "a.png"
    Image.new("1", (3000, 3000)).save(path)

    assert codes(read_file(path, limits=Limits(max_pixels=1_000_000))) == ["file.too_large"]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "YCbCr", "F"])
def test_it_shows_every_mode_in_eight_bits(tmp_path, mode):
    path = tmp_path / ("a.tif" if mode in {"CMYK", "F", "YCbCr"} else "a.png")
    Image.new(mode, (64, 32)).save(path)

    picture = render_page(path, 1)

    assert picture.mode in {"L", "RGB"}
    assert prepare_pyramid(path, tmp_path / "cache.tif") == (64, 32)


def test_it_cuts_tiles_of_exactly_the_size_asked_for(tmp_path):
    cache = tmp_path / "cache" / "1.tif"
    master = samples.scan(PARAGRAPH, (2480, 3507))

    assert prepare_pyramid(master, cache) == size_of(cache) == (2480, 3507)

    for region, size in [
        ((0, 0, 2480, 3507), (124, 175)),
        ((2300, 3400, 512, 512), (90, 53)),
        ((64, 64, 256, 256), (256, 256)),
    ]:
        assert Image.open(io.BytesIO(tile(cache, region, size))).size == size
    with pytest.raises(ValueError, match="outside"):
        tile(cache, (3000, 0, 10, 10), (10, 10))
    assert [path.name for path in cache.parent.iterdir()] == ["1.tif"]


def test_it_shows_the_same_place_on_every_level(tmp_path):
    cache = tmp_path / "1.tif"
    prepare_pyramid(quarters((4000, 3000)), cache)

    small = Image.open(io.BytesIO(tile(cache, (0, 0, 4000, 3000), (80, 60))))

    assert is_like(small.getpixel((20, 15)), RED)
    assert is_like(small.getpixel((60, 45)), (255, 255, 255))


def test_it_turns_a_pyramid_upright(tmp_path):
    cache = tmp_path / "1.tif"

    assert prepare_pyramid(quarters(), cache, rotation=90) == (300, 400)
    assert is_like(Image.open(io.BytesIO(tile(cache, (280, 10, 8, 8), (8, 8)))).getpixel((4, 4)), RED)


def test_it_leaves_no_half_pyramid_where_the_master_is_broken(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\nbroken")

    with pytest.raises(Unreadable):
        prepare_pyramid(path, tmp_path / "cache" / "1.tif")

    assert not (tmp_path / "cache").exists() or list((tmp_path / "cache").iterdir()) == []


def test_it_refuses_a_broken_cache_in_words(tmp_path):
    (tmp_path / "1.tif").write_bytes(b"II*\x00broken")

    with pytest.raises(Unreadable):
        tile(tmp_path / "1.tif", (0, 0, 10, 10), (10, 10))


def test_it_crops_a_master_directly(tmp_path):
    path = tmp_path / "a.jpg"
    quarters().save(path)

    piece = Image.open(io.BytesIO(crop_jpeg(path, (0, 0, 200, 100), (50, 50))))

    assert piece.size == (50, 25)
    assert is_like(piece.getpixel((10, 10)), RED)


def test_it_draws_pdf_and_ofd_as_large_as_their_reading_says(tmp_path):
    path = samples.pdf(tmp_path / "a.pdf", PARAGRAPH, OTHER)
    ofd = shared_data("formats", "ofd", "ofdrw-converter__helloworld.ofd")

    for document in (path, ofd):
        page = read_file(document).pages[0]
        assert render_page(document, 1).size == (page.width, page.height)
        assert render_page(document, 1, width=300).width == 300
    assert render_page(path, 1, dpi=100).size == (416, 556)
    assert Image.open(io.BytesIO(render_jpeg(path, 2))).format == "JPEG"


def test_it_says_that_there_is_no_such_page(tmp_path):
    path = samples.pdf(tmp_path / "a.pdf", PARAGRAPH)
    (tmp_path / "a.txt").write_text(PARAGRAPH)

    assert has_page_images(identify(path))
    assert not has_page_images(identify(tmp_path / "a.txt"))
    for document, number in ((path, 2), (path, 0), (tmp_path / "a.txt", 1)):
        with pytest.raises(Unreadable) as caught:
            render_page(document, number)
        assert caught.value.finding("a").sentence()


def test_what_packing_smeared_around_a_part_is_painted_over_with_it(tmp_path):
    picture = Image.new("RGB", (320, 240), "white")
    picture.paste((255, 0, 255), (101, 91, 171, 121))
    picture.save(tmp_path / "scan.jpg", quality=30)

    prepare_pyramid(tmp_path / "scan.jpg", tmp_path / "a.tif", painted=[(101 / 320, 91 / 240, 70 / 320, 30 / 240)])

    with Image.open(tmp_path / "a.tif") as painted:
        red, green, _ = painted.convert("RGB").split()
    assert ImageChops.difference(red, green).getextrema()[1] < 8
