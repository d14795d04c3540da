"""The parts together: a copy is drawn, signed, and stays what its format and its hashes say."""

from __future__ import annotations

import datetime as dt
import io

import pikepdf
import pytest

from lantai.engines.formats.pdfa.check import check_pdfa
from lantai.engines.formats.stamping import Sheet, Stamp, page_hashes, stamped_copy
from lantai.engines.signatures.authority import make_authority
from lantai.engines.signatures.pades import PdfSigner, PdfState, check_pdf, sign_pdf

AT = dt.datetime(2026, 11, 29, 10, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def authority():
    return make_authority("临江县档案馆", AT)


@pytest.fixture(scope="module")
def copy():
    sheets = [Sheet(lines=("档号：J001-1975-Y-0003", f"第 {number} 页")) for number in (1, 2)]
    return stamped_copy(sheets, stamp=Stamp(("本复制件与原件一致。",), b"", "https://archives.example/1", AT, "复制件"))


@pytest.fixture(scope="module")
def signed(authority, copy):
    signer = PdfSigner.of(authority.signing("临江县档案馆 档案证明"), authority.timestamping("时间戳"))
    return sign_pdf(copy, signer=signer, reason="档案证明", location="临江县", at=AT)


def test_a_signed_copy_is_pdf_a_as_it_was_before(copy, signed, tmp_path):
    for content in (copy, signed):
        path = tmp_path / "file.pdf"
        path.write_bytes(content)

        assert check_pdfa(path).breaches == ()


def test_signing_changes_nothing_that_is_seen(copy, signed):
    assert page_hashes(signed) == page_hashes(copy)


def test_a_swapped_page_is_seen_by_the_signature_and_told_by_the_hashes(signed, authority):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        pdf.pages.append(pdf.pages[0])
        del pdf.pages[0]
        pdf.save(out)

    assert check_pdf(signed, trusted=[authority.certificate]).state is PdfState.INTACT
    assert check_pdf(out.getvalue(), trusted=[authority.certificate]).state is PdfState.ALTERED
    assert page_hashes(out.getvalue()) == page_hashes(signed)[::-1]
