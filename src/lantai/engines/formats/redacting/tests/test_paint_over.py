"""Paint covers, whatever the picture is made of, and nothing of what is below takes part in what comes out."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from lantai.engines.formats import images
from lantai.engines.formats.redacting.errors import BoxIsWrong
from lantai.engines.formats.redacting.painting import paint_over
from lantai.engines.formats.redacting.regions import Grain, regions_of

BOX = (0.25, 0.25, 0.2, 0.1)


def page(words: str, mode: str = "RGB") -> Image.Image:
    picture = Image.new(mode, (640, 480), "white")
    ImageDraw.Draw(picture).text((180, 130), words, fill="red" if mode == "RGB" else 0)
    return picture


def test_pages_that_differ_only_below_the_paint_give_the_same_bytes_even_out_of_jpeg():
    painted = []
    for words in ("one secret", "ANOTHER 12"):
        packed = io.BytesIO()
        page(words).save(packed, "JPEG", quality=40)
        picture = paint_over(Image.open(packed), [BOX], ("R1",))
        painted.append(bytes(picture.jpegsave_buffer(Q=80, strip=True)))

    assert painted[0] == painted[1]


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "CMYK", "1", "I;16"])
def test_every_kind_of_picture_is_painted(mode):
    picture = Image.new(mode, (640, 480), 200 if mode in ("L", "1", "I;16") else None)

    painted = paint_over(picture, [BOX])

    pixels = np.asarray(Image.open(io.BytesIO(painted.pngsave_buffer())).convert("L"))
    assert (pixels[120:168, 160:288] == 0).all()
    assert painted.bands in (1, 3)
    assert (painted.width, painted.height) == (640, 480)


def test_the_paint_says_the_fullest_mark_that_can_be_read_in_it():
    wide, narrow = (
        paint_over(page("x"), [box], ("不予公开 R1 2026-11-29", "R1")) for box in (BOX, (0.2, 0.2, 0.03, 0.1))
    )

    assert wide.avg() != narrow.avg()
    assert wide.crop(160, 120, 128, 48).max() == 255, "white letters"


def test_blocks_a_box_touches_are_painted_whole_from_either_edge():
    (region,) = regions_of([(0.5, 0.5, 0.01, 0.01)], 1000, 500, margin=0, grain=Grain(16, 2, turned=True))

    assert region[0] <= 1000 - 512 - 2
    assert region[2] >= 512 + 2


def test_boxes_within_others_are_painted_once_and_those_past_the_edge_are_cut():
    regions = regions_of([(-0.5, -0.5, 2, 2), (0.2, 0.2, 0.1, 0.1)], 100, 100)

    assert regions == ((0, 0, 100, 100),)
    with pytest.raises(BoxIsWrong):
        regions_of([(2, 2, 1, 1)], 100, 100)


def test_profiles_comments_and_thumbnails_do_not_come_along(tmp_path):
    exif = Image.Exif()
    exif[0x010E] = "secret"
    page("x").save(tmp_path / "a.jpg", exif=exif, comment=b"secret", icc_profile=b"\0" * 200)

    picture = images.upright(tmp_path / "a.jpg")

    assert b"secret" not in picture.jpegsave_buffer(Q=80)
    assert not {"exif-data", "icc-profile-data", "orientation"} & set(picture.get_fields())
