from __future__ import annotations

import datetime as dt
import io
import random

import pikepdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from lantai.engines.signatures.authority import make_authority
from lantai.engines.signatures.pades import PdfSigner, PdfState, check_pdf, sign_pdf

AT = dt.datetime(2026, 11, 29, 10, 30, tzinfo=dt.UTC)
LONG_AFTER = dt.datetime(2046, 1, 1, tzinfo=dt.UTC)
WORDS = {"reason": "档案证明", "location": "临江县", "at": AT}


@pytest.fixture(scope="module")
def ours():
    return make_authority("临江县档案馆", AT)


@pytest.fixture(scope="module")
def credential(ours):
    return ours.signing("临江县档案馆 档案证明")


@pytest.fixture(scope="module")
def clock(ours):
    return ours.timestamping("临江县档案馆 时间戳")


@pytest.fixture(scope="module")
def signer(credential, clock):
    return PdfSigner.of(credential, clock)


@pytest.fixture(scope="module")
def others():
    """Somebody who calls himself what the archive is called, and his root."""
    theirs = make_authority("临江县档案馆", AT)
    return theirs, theirs.signing("临江县档案馆 档案证明")


@pytest.fixture(scope="module")
def plain():
    """Two pages with a line of text each."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for number in range(2):
            pdf.add_blank_page()
            pdf.pages[number].Contents = pdf.make_stream(f"BT (page {number}) Tj ET".encode())
        pdf.Root.Lang = "zh-CN"
        pdf.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def signed(plain, signer):
    return sign_pdf(plain, signer=signer, **WORDS)


def state(pdf: bytes, authority) -> PdfState:
    return check_pdf(pdf, trusted=[authority.certificate]).state


def saved_anew(pdf: bytes, change) -> bytes:
    """The file as a program writes it that knows nothing of signatures."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        change(opened)
        opened.save(out)
    return out.getvalue()


def test_what_we_signed_is_intact_and_says_who_and_when(signed, plain, ours):
    verdict = check_pdf(signed, trusted=[ours.certificate])

    assert signed.startswith(plain)
    assert (verdict.state, verdict.signer, verdict.signed_at) == (PdfState.INTACT, "临江县档案馆 档案证明", AT)
    assert verdict.whole_file


def test_another_program_says_the_same(signed, ours):
    (embedded,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    context = ValidationContext(trust_roots=[_asn1(ours.certificate)], moment=AT)

    status = validate_pdf_signature(embedded, context)

    assert status.bottom_line
    assert status.timestamp_validity.timestamp == AT
    assert embedded.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert embedded.sig_object["/M"].startswith("D:20261129")


def _asn1(certificate):
    from pyhanko.keys import load_certs_from_pemder_data

    return next(iter(load_certs_from_pemder_data(certificate)))


def test_one_changed_byte_is_seen_wherever_it_is(signed, ours):
    by_chance = random.Random(2026)
    container = signed.rindex(b"/Contents")
    places = [by_chance.randrange(len(signed)) for _ in range(60)]
    places += [by_chance.randrange(container, len(signed)) for _ in range(200)]
    seen = {}
    for place in places:
        forged = bytearray(signed)
        forged[place] ^= 1 << by_chance.randrange(8)
        seen[place] = state(bytes(forged), ours)

    assert {place: found for place, found in seen.items() if found is not PdfState.ALTERED} == {}


def test_what_is_added_behind_the_signature_alters_it(signed, ours):
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()
    revised = io.BytesIO()
    writer.write(revised)

    verdict = check_pdf(revised.getvalue(), trusted=[ours.certificate])

    assert revised.getvalue().startswith(signed)
    assert (verdict.state, verdict.whole_file) == (PdfState.ALTERED, False)
    assert [state(signed + more, ours) for more in (b"\n", b"\0", b"%%EOF\n")] == [PdfState.ALTERED] * 3


def test_signed_by_somebody_else_it_is_not_trusted(plain, ours, others):
    theirs, credential = others
    forged = sign_pdf(plain, signer=PdfSigner.of(credential), **WORDS)

    assert state(forged, theirs) is PdfState.INTACT
    assert state(forged, ours) is PdfState.UNTRUSTED


def test_a_second_signature_alters_what_was_signed(signed, ours, credential, monkeypatch):
    monkeypatch.setattr("lantai.engines.signatures.pades.FIELD", "Second")
    again = sign_pdf(signed, signer=PdfSigner.of(credential), **WORDS)

    assert state(again, ours) is PdfState.ALTERED


def test_pages_swapped_or_a_text_rewritten_are_seen(signed, ours):
    def swap(pdf):
        pdf.pages.append(pdf.pages[0])
        del pdf.pages[0]

    def rewrite(pdf):
        content = pdf.pages[0].Contents
        content.write(content.read_bytes().replace(b"Tj", b"TJ"))

    assert [state(saved_anew(signed, change), ours) for change in (swap, rewrite)] == [PdfState.ALTERED] * 2


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.999])
def test_of_a_file_that_was_cut_nothing_is_intact(signed, ours, part):
    assert state(signed[: int(len(signed) * part)], ours) in {PdfState.ALTERED, PdfState.UNSIGNED}


def test_any_other_bytes_are_not_signed(plain, ours):
    for content in (b"", b"%PDF-1.7", b"PK\3\4", bytes(range(256)) * 9, plain):
        assert state(content, ours) is PdfState.UNSIGNED
    for content in (b"/ByteRange [0 0 0 0]", b"/ByteRange [0 999999999999 5 9]", b"/ByteRange [0 24 24 0]<>"):
        assert state(content, ours) is PdfState.ALTERED


def test_a_key_for_time_stamps_signs_no_documents(plain, ours, clock):
    forged = sign_pdf(plain, signer=PdfSigner.of(clock), **WORDS)

    assert state(forged, ours) is PdfState.UNTRUSTED


def test_a_time_stamp_of_no_clock_of_ours_or_after_the_end_is_not_trusted(plain, ours, others, credential, signer):
    by_a_stranger, by_no_clock = PdfSigner.of(credential, others[1]), PdfSigner.of(credential, credential)
    forged = [sign_pdf(plain, signer=each, **WORDS) for each in (by_a_stranger, by_no_clock)]
    forged.append(sign_pdf(plain, signer=signer, **{**WORDS, "at": LONG_AFTER}))

    assert [state(each, ours) for each in forged] == [PdfState.UNTRUSTED] * 3


def test_a_key_never_shows_itself(signer, ours, credential):
    assert "PRIVATE" not in repr((signer, ours, credential))
