"""What the counter masks on one copy: nothing of it is in the file, neither as text nor as pixels."""

from __future__ import annotations

import io
import shutil
import subprocess

import pikepdf
import pytest

from lantai.engines.formats.model import Line, PageReading, TextSource
from lantai.holdings.fulltext.actions import enter_recognition
from lantai.holdings.withholding.queries import page_digest
from lantai.services.certificates.actions import (
    Chosen,
    Mask,
    PageHasChanged,
    complete_certificate,
    issue_copy,
    reissue_certificate,
    revoke_certificate,
)
from lantai.services.certificates.keeping import kept_file
from lantai.services.certificates.keyring import prepare_keys
from lantai.services.certificates.tests.factories import CLERK, order

pytestmark = pytest.mark.django_db
SAID = "结婚人程志远与柳文澜"
BAR = (40 / 210, 60 / 297, 130 / 210, 10 / 297)
"""Where the page of the shared world has its one black bar."""


@pytest.fixture
def digest(world):
    """The opened record's page, read: one line, a box for each character, above the bar."""
    line = Line(SAID, tuple((40 + 9 * n, 40, 8, 10) for n in range(len(SAID))))
    reading = PageReading(1, 210, 297, (line,), TextSource.OCR, "rapidocr 3.10.0")
    enter_recognition(page=world.opened.pages.get(), reading=reading)
    return page_digest(world.opened.pk, 1)


def copied(record, mask):
    prepare_keys()
    made = issue_copy(actor=CLERK, order=order(), chosen=[Chosen(record, [1], {1: mask})])
    return complete_certificate(actor=CLERK, certificate=made)


def streams_of(pdf: bytes) -> bytes:
    """Everything that stands in the file, unpacked."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        held = [each.read_bytes() if _can_be_read(each) else each.read_raw_bytes() for each in _streams(opened)]
    return pdf + b"\n".join(held)


def _streams(opened):
    return [each for each in opened.objects if isinstance(each, pikepdf.Stream)]


def _can_be_read(stream):
    return "/DCTDecode" not in str(stream.get("/Filter", ""))


def picture_of(pdf: bytes):
    """The page of the archive inside the copy, as it is packed there."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        image = opened.pages[0].Resources.XObject["/Archival"]
        return pikepdf.PdfImage(image).as_pil_image().convert("L")


def darkness(picture, place) -> float:
    """How much of a place on the page, in the points of the shared world, is black."""
    unit = picture.width / 210
    inside = picture.crop(tuple(round(each * unit) for each in place))
    return sum(inside.histogram()[:60]) / (inside.width * inside.height)


def test_words_that_are_masked_are_nowhere_in_the_file(world, digest, tmp_path):
    name = SAID[3:6]
    certificate = copied(world.opened, Mask((), ((3, 6),), digest))

    pdf = kept_file(certificate)
    whole = streams_of(pdf)
    for encoding in ("utf-8", "utf-16-be", "utf-16-le", "gb18030"):
        assert name.encode(encoding) not in whole
    assert name.encode("utf-16-be").hex().upper().encode() not in whole.upper()
    if shutil.which("pdftotext"):
        path = tmp_path / "copy.pdf"
        path.write_bytes(pdf)
        text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()
        assert name not in text
        assert "他人信息已遮盖" in "".join(text.split())
    picture = picture_of(pdf)
    assert darkness(picture, (68, 41, 92, 49)) > 0.7, "the words' place is painted over"
    assert certificate.sources.get().masked["spans"] == [[3, 6]]


def test_a_box_that_is_drawn_is_painted_over(world, digest):
    wide = (BAR[0] - 0.1, BAR[1] - 0.05, BAR[2] + 0.2, BAR[3] + 0.1)
    picture = picture_of(kept_file(copied(world.opened, Mask((wide,), (), digest))))

    assert darkness(picture, (25, 52, 180, 80)) > 0.9


def test_a_mask_of_another_page_or_outside_of_it_is_refused(world, digest):
    for mask in (
        Mask((BAR,), (), "x"),
        Mask((), ((3, 99),), digest),
        Mask(((0.5, 0.5, 0.9, 0.1),), (), digest),
    ):
        with pytest.raises(PageHasChanged):
            issue_copy(actor=CLERK, order=order(), chosen=[Chosen(world.opened, [1], {1: mask})])


def test_a_page_that_changed_before_it_was_drawn_is_covered_whole(world, digest):
    prepare_keys()
    made = issue_copy(actor=CLERK, order=order(), chosen=[Chosen(world.opened, [1], {1: Mask((BAR,), (), digest)})])
    world.opened.pages.update(text="别的文字")

    picture = picture_of(kept_file(complete_certificate(actor=CLERK, certificate=made)))

    assert darkness(picture, (45, 61, 165, 69)) < 0.2, "the bar is no longer there, nor anything else of the page"


def test_another_one_in_its_place_is_masked_likewise(world, digest):
    certificate = copied(world.opened, Mask((BAR,), ((3, 6),), digest))
    revoke_certificate(actor=CLERK, certificate=certificate, reason="姓名有误")
    certificate.refresh_from_db()
    again = reissue_certificate(actor=CLERK, certificate=certificate, order=order())
    assert again.sources.get().masked == certificate.sources.get().masked
