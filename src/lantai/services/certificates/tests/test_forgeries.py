"""Forgeries of one genuine certificate: signed anew by others, its words rewritten, its code on other pages."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from urllib.parse import quote, urlsplit

import cv2
import pikepdf
import pytest
from django.utils import timezone

from lantai.engines.formats import pdfium
from lantai.engines.formats.stamping import Sheet, page_hashes, stamped_copy
from lantai.engines.signatures.authority import make_authority
from lantai.engines.signatures.pades import PdfSigner, sign_pdf
from lantai.services.certificates.drawing import drawn, stamp_of
from lantai.services.certificates.keeping import kept_file
from lantai.services.certificates.tests.factories import ADDRESS, NAME, issued, png
from lantai.services.certificates.tests.test_verify_pages import code_of, sent, text_of, worth

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(world):
    return issued(world.opened)


def signed_by_others(pdf):
    others = make_authority("冒名根证书", timezone.now().replace(microsecond=0))
    signer = PdfSigner.of(others.signing("云溪区档案馆"), others.timestamping("冒名时间戳"))
    return sign_pdf(pdf, signer=signer, reason="复制件", location="云溪区档案馆", at=timezone.now())


def rewritten(pdf):
    """The words on the page say something else; the picture stays, and so does who it says it is."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        page = opened.pages[0]
        page.contents_add(b"BT /F1 1 Tf 3 Tr (1999) Tj ET")
        target = io.BytesIO()
        opened.save(target)
    return target.getvalue()


def test_what_others_signed_and_what_was_rewritten_is_altered_and_tells_nothing(client, certificate, settings):
    settings.VERIFY_FILES = 10
    genuine, paper = kept_file(certificate), drawn(certificate)
    forged = [signed_by_others(paper), rewritten(genuine), signed_by_others(rewritten(paper)), paper]

    assert worth(sent(client, genuine)) == "valid"
    for each in forged:
        answer = sent(client, each)
        assert worth(answer) == "altered"
        assert certificate.number not in text_of(answer)


def test_a_genuine_code_on_other_pages_is_given_away_by_what_was_issued_under_it(client, certificate):
    other = stamped_copy([Sheet(png(40, alpha=False), None, ("档号：LT01-9999",))], stamp=stamp_of(certificate))
    assert worth(sent(client, signed_by_others(other))) == "altered"

    address = urlsplit(told_by_telephone(other))
    answer = client.get(address.path, dict([address.query.split("=")]))

    verified = answer.context["verified"]
    assert worth(answer) == "valid"
    assert verified.pages == page_hashes(kept_file(certificate))
    assert verified.pages != page_hashes(other)
    assert all(each in text_of(answer) for each in verified.pages)
    assert "柳**" in text_of(answer)
    assert NAME not in text_of(answer)


def test_the_code_on_the_paper_is_read_by_telephones(certificate):
    told = f"{ADDRESS}/verify/{quote(certificate.number)}?code={code_of(certificate)}"

    assert told_by_telephone(kept_file(certificate)) == told


def told_by_telephone(pdf):
    """What stands in the QR of the first page as it is printed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.pdf"
        path.write_bytes(pdf)
        with pdfium.document(path) as opened:
            shown = opened[0].render(scale=200 / 72).to_numpy()
    found, _, _ = cv2.QRCodeDetector().detectAndDecode(shown[:, :, :3].copy())
    return found
