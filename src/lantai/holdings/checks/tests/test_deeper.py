"""What items look into beside the package's own lists: signatures in files, claims of PDF/A, what the archive knows."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pikepdf
import pytest

from lantai.base.common.text import fold
from lantai.engines.formats.tests import samples
from lantai.engines.formats.workers import ReaderPool
from lantai.engines.signatures.authority import make_authority
from lantai.engines.signatures.pades import PdfSigner, sign_pdf
from lantai.holdings.arrangement.models import CodeRule
from lantai.holdings.authority.models import Authority, DatedName
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.checks.known import catalogue_of
from lantai.holdings.checks.results import Status
from lantai.holdings.checks.tests.packages import Made, judged, statuses, told, write
from tests.support.ofd_writer import OfdFile, layer, picture, seal_value, stamp, text, write_zip

AT = dt.datetime(2026, 11, 29, 10, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def pool():
    with ReaderPool(1) as pool:
        yield pool


@pytest.fixture(scope="module")
def signer():
    authority = make_authority("云溪区民政局", AT)
    return PdfSigner.of(authority.signing("云溪区民政局 公文"), authority.timestamping("云溪区民政局 时间戳"))


def sign(pdf, signer):
    return sign_pdf(pdf, signer=signer, reason="公文", location="云溪区", at=AT)


@pytest.fixture(scope="module")
def signed(signer):
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.pages[0].Contents = pdf.make_stream(b"BT (page one) Tj ET")
        pdf.save(out, compress_streams=False)
    return sign(out.getvalue(), signer)


def of_pdf(data, pool, folder):
    """A package whose own digests are right: only what is inside the file can be wrong."""
    report = judged(write(folder, Made().file(0, "2019/1.pdf", data)), pool)
    return statuses(report)["1-1"], told(report, "1-1")


def test_a_pdf_that_is_as_it_was_signed_is_told_and_passes(signed, signer, pool, tmp_path, monkeypatch):
    assert of_pdf(signed, pool, tmp_path / "1") == (Status.PASS, ["checks.pdf_signed"])

    monkeypatch.setattr("lantai.engines.signatures.pades.FIELD", "Second")
    twice = sign(signed, signer)
    assert of_pdf(twice, pool, tmp_path / "2") == (Status.PASS, ["checks.pdf_signed", "checks.pdf_signed"])


def test_a_pdf_changed_after_signing_fails_though_the_package_is_whole(signed, pool, tmp_path):
    changed = signed.replace(b"page one", b"page two", 1)
    assert changed != signed

    assert of_pdf(changed, pool, tmp_path / "1") == (Status.FAIL, ["checks.pdf_signature_changed"])
    cut = signed[: signed.index(b"/ByteRange") + 20]
    assert of_pdf(cut, pool, tmp_path / "2")[0] is not Status.PASS


def test_what_was_added_behind_a_signature_or_cannot_be_verified_is_to_be_looked_at(signed, pool, tmp_path):
    status, found = of_pdf(signed + b"\n% added\n", pool, tmp_path / "1")
    assert (status, found[0]) == (Status.WARN, "checks.pdf_added_behind")

    begin = signed.index(b"/Contents <") + 11
    foreign = signed[:begin] + b"0" * 40 + signed[begin + 40 :]
    status, found = of_pdf(foreign, pool, tmp_path / "2")
    assert (status, found) == (Status.WARN, ["checks.pdf_signature_unread"])


def test_an_ofd_whose_sealed_part_was_changed_fails_and_an_unverified_seal_never_passes(pool, tmp_path):
    value = seal_value("PNG", picture("PNG", (255, 0, 0)))
    file = OfdFile([layer(text("原文", 10, 20, 5))], signatures=[(stamp("40 40 30 20"), value)])
    whole = file.write(tmp_path / "a.ofd")
    with zipfile.ZipFile(whole) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    page = "Doc_0/Pages/Page_0/Content.xml"
    parts[page] = parts[page].replace("原文".encode(), "改文".encode())
    write_zip(tmp_path / "b.ofd", parts.items())

    def of_ofd(name):
        made = Made().file(0, "2019/1.ofd", (tmp_path / name).read_bytes())
        report = judged(write(tmp_path / name[0], made), pool)
        return statuses(report)["1-1"], told(report, "1-1")

    assert of_ofd("a.ofd") == (Status.WARN, ["checks.seal_not_verified", "ofd.signature"])
    assert of_ofd("b.ofd") == (Status.FAIL, ["ofd.signed_part_changed", "ofd.signature"])


def test_a_claim_of_pdfa_is_held_against_our_own_checker(pool, tmp_path):
    good = samples.pdfa(tmp_path / "good.pdf", "关于值班的通知")
    with pikepdf.open(good) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1")
        pdf.save(tmp_path / "bad.pdf")

    found = {}
    for name in ("good", "bad"):
        data = (tmp_path / f"{name}.pdf").read_bytes()
        report = judged(write(tmp_path / name, Made().file(0, "2019/1.pdf", data)), pool)
        found[name] = (statuses(report)["3-5"], told(report, "3-5"))

    assert found == {"good": (Status.PASS, []), "bad": (Status.WARN, ["checks.not_pdfa"])}


@pytest.mark.django_db
def test_a_date_outside_the_life_of_its_creator_is_found_inside_the_archive(pool, tmp_path, home):
    fonds = FondsFactory(code="X001")
    body = Authority.objects.create(institution=fonds.institution, kind="body", heading="云溪区民政局")
    for name, since, until in (("云溪县民政局", 1958, 1983), ("云溪区民政局", 1984, 2018)):
        DatedName.objects.create(authority=body, name=name, folded=fold(name), since_year=since, until_year=until)
    catalogue = catalogue_of(fonds.institution.code)

    report = judged(write(tmp_path / "1", Made()), pool, catalogue=catalogue)
    assert (statuses(report)["1-5"], told(report, "1-5")) == (Status.FAIL, ["checks.outside_life"] * 2)

    DatedName.objects.filter(name="云溪区民政局").update(until_year=None)
    report = judged(write(tmp_path / "2", Made()), pool, catalogue=catalogue_of(fonds.institution.code))
    assert statuses(report)["1-5"] is Status.PASS


@pytest.mark.django_db
def test_codes_must_be_of_the_scheme_the_fonds_has_set(pool, tmp_path, home):
    fonds = FondsFactory(code="X001")
    path = write(tmp_path, Made())
    rule = CodeRule.objects.create(fonds=fonds, level="item", scheme="dat13_item", reason="方案", by="柳文澜")

    report = judged(path, pool, catalogue=catalogue_of(fonds.institution.code))
    assert (statuses(report)["1-7"], told(report, "1-7")) == (Status.FAIL, ["checks.code_other_scheme"] * 2)

    CodeRule.objects.filter(pk=rule.pk).update(scheme="dat22")
    report = judged(path, pool, catalogue=catalogue_of(fonds.institution.code))
    assert statuses(report)["1-7"] is Status.PASS
