"""The certificate that quotes (档案证明): issued, drawn, signed, read back; in an archive's own words and numbers;
signed with the key of a licensed authority.
"""

from __future__ import annotations

import json
import tempfile
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.engines.formats import pdfium
from lantai.engines.formats.model import Line, PageReading, TextSource
from lantai.engines.formats.stamping import ROOM, page_hashes
from lantai.engines.signatures.authority import make_authority
from lantai.engines.signatures.pades import check_pdf
from lantai.holdings.fulltext.actions import enter_recognition
from lantai.holdings.printing.deeds import set_deed
from lantai.services.certificates.actions import Chosen, complete_certificate, issue_statement
from lantai.services.certificates.data import SHIPPED, read_wording
from lantai.services.certificates.drawing import _set, block_of, deed_of, drawn
from lantai.services.certificates.keeping import kept_file
from lantai.services.certificates.keyring import prepare_keys, trusted
from lantai.services.certificates.models import Certificate, LogLeaf
from lantai.services.certificates.tests.factories import CLERK, NAME, order

pytestmark = pytest.mark.django_db


@pytest.fixture
def quoted(world):
    """What may be quoted of the first page, which is read."""
    text = "经研究，同意柳文澜同志于一九七八年三月到职"
    lines = (Line(text, tuple((40 + 7 * n, 60, 7, 10) for n in range(len(text)))),)
    enter_recognition(
        page=world.opened.pages.get(), reading=PageReading(1, 210, 297, lines, TextSource.OCR, "rapidocr")
    )
    return text


def stated(world, text, **said):
    prepare_keys()
    made = issue_statement(actor=CLERK, order=order(**said), chosen=[Chosen(world.opened, [1])], text=text)
    return complete_certificate(actor=CLERK, certificate=made)


def band(pdf):
    """The words below a page."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.pdf"
        path.write_bytes(pdf)
        with pdfium.document(path) as opened:
            return "".join(opened[0].get_textpage().get_text_range().split())


def test_a_statement_is_issued_from_its_form_drawn_signed_and_read_back(client, world, quoted):
    prepare_keys()
    client.force_login(world.people["desk_officer"])
    address = reverse("certificates:statement", args=[world.opened.ulid])
    assert 'value="LT01-LY2026-0001"' in client.get(address, {"case": "LT01-LY2026-0001"}).content.decode()
    said = {"name": NAME, "purpose": "退休", "seal": "", "ulid": new_ulid(), "page": "1", "text": quoted}
    assert client.post(address, said).status_code == 302
    certificate = complete_certificate(actor=CLERK, certificate=Certificate.objects.get())
    pdf = kept_file(certificate)

    assert (certificate.kind, certificate.state, certificate.body) == ("statement", "issued", {"text": quoted})
    assert str(check_pdf(pdf, trusted=trusted()).state) == "intact"
    assert "档案证明" in band(pdf)
    assert certificate.number in band(pdf)
    leaf = json.loads(LogLeaf.objects.get(certificate=certificate).data)
    assert (leaf["kind"], tuple(leaf["pages"])) == ("statement", page_hashes(pdf))
    shown = client.get(reverse("certificates:certificate", args=[certificate.ulid])).content.decode()
    assert quoted.split()[0] in shown
    certificate.body = {"text": quoted[: len(quoted) // 2]}
    assert page_hashes(drawn(certificate)) != page_hashes(pdf), "the words stand on the page"


def test_what_is_set_in_type_is_readable_on_paper_and_nothing_of_a_long_one_is_cut(world, quoted, tmp_path):
    certificate = stated(world, quoted)
    long = "\n".join([*(f"{number}、{quoted}。" * 9 for number in range(12)), "档" + "A1" * 150, "全文完"])
    certificate.body = {"text": long}

    set_deed(deed_of(certificate), tmp_path / "a.pdf", day=timezone.now())

    with pdfium.document(tmp_path / "a.pdf") as opened:
        pages = [opened[number] for number in range(len(opened))]
        texts = [page.get_textpage() for page in pages]
        read = ["".join(text.get_text_range().replace("\u200b", "").split()) for text in texts]
        kept = "".join(said.replace(f"{number}/{len(read)}", "") for number, said in enumerate(read, 1))
        width = pages[0].get_width()
        chars = [text.get_charbox(each) for text in texts for each in range(text.count_chars())]
    assert len(texts) > 2
    assert [line for line in long.split("\n") if line not in kept] == []
    steps = [after[0] - before[0] for before, after in pairwise(chars) if after[0] > before[0]]
    assert median(steps) == pytest.approx(12, abs=0.1), "小四"
    assert width == pytest.approx(ROOM[0] / 25.4 * 72, abs=0.1), "as wide as its frame: printed as large as it is set"
    assert max(right for _left, _bottom, right, _top in chars) < width - 20
    assert len(list(_set(certificate))) == len(texts)


def test_an_archive_numbers_and_words_it_in_its_own_way(world, quoted, settings, tmp_path):
    own = SHIPPED.read_text(encoding="utf-8")
    for was, becomes in (
        ('"{prefix}档证〔{year}〕{serial:04d}"', '"{prefix}证字第{year}-{serial:05d}号"'),
        ("prefixes: {}", "prefixes: {LT01: 云档}"),
        ("    title: 档案证明\n", "    title: 查档结果证明书\n"),
    ):
        assert was in own
        own = own.replace(was, becomes)
    settings.CERTIFICATES_FILE = tmp_path / "certificates.yaml"
    settings.CERTIFICATES_FILE.write_text(own, encoding="utf-8")

    certificate = stated(world, quoted)

    assert certificate.number == f"云档证字第{timezone.localdate().year}-00001号"
    assert "查档结果证明书" in band(kept_file(certificate))


def test_a_licensed_authority_s_key_signs_in_the_place_of_ours(world, quoted, settings, tmp_path):
    licensed = make_authority("某电子认证服务机构", timezone.now().replace(microsecond=0))
    credential, root = licensed.signing("云溪区档案馆"), tmp_path / "root.crt"
    root.write_bytes(licensed.certificate)
    path = tmp_path / "signing.pem"
    path.write_bytes(credential.key + credential.certificate)
    settings.SIGNING_CERTIFICATE, settings.SIGNING_PASSWORD = str(path), ""

    pdf = kept_file(stated(world, quoted))

    assert str(check_pdf(pdf, trusted=trusted()).state) == "untrusted"
    settings.SIGNING_TRUST = [str(root)]
    assert str(check_pdf(pdf, trusted=trusted()).state) == "intact"


def test_the_paper_leaves_a_place_for_a_seal_of_ink_where_none_is_drawn_and_promises_nothing_below():
    paper = Certificate(institution=Institution(name="云溪区档案馆"), begun_at=timezone.now())
    assert (block_of(paper)["title"], block_of(paper)["room"]) == ("云溪区档案馆（印章）", 30)

    paper.seal_id = 1

    assert (block_of(paper)["title"], block_of(paper)["room"]) == ("云溪区档案馆", 0)
    leads = {code: form.lead for code, form in read_wording(SHIPPED).forms.items()}
    assert [code for code, lead in leads.items() if lead.endswith("：")] == ["statement"]  # only it says something then
