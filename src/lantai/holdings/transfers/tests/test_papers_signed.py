"""问题清单 and 回执 bear both parties' signatures; the page verifies them, and so does who has OpenSSL alone."""

from __future__ import annotations

import base64
import io
import json
import subprocess
import zipfile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, Role, actor_of
from lantai.base.accounts.tests.factories import person
from lantai.base.audit.models import Event
from lantai.engines.formats.reading import read_file
from lantai.engines.signatures.actions import make_key
from lantai.engines.signatures.algorithms import KeyKind
from lantai.engines.signatures.certificates import Validity, make_certificate
from lantai.engines.signatures.keys import make_private_key
from lantai.engines.signatures.signing import sign
from lantai.engines.signatures.store import Holder, Purpose
from lantai.engines.signatures.tests.conftest import openssl  # noqa: F401
from lantai.holdings.accessions.tests.factories import TransferFactory as IntakeFactory
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.transfers import actions
from lantai.holdings.transfers.actions import NothingToSign, OwnSignature, SignatureRefused
from lantai.holdings.transfers.models import Problem, SignedPaper
from lantai.holdings.transfers.paper_texts import paper_as_json, signatures_as_zip, text_of
from lantai.holdings.transfers.papers import paper_as_pdf
from lantai.holdings.transfers.states import State
from lantai.holdings.transfers.tests.factories import TransferFactory, UnitFactory, counted, with_files

pytestmark = pytest.mark.django_db
HOLDER = Holder(name="云溪区档案馆", organisation="云溪区档案馆", since=timezone.now().replace(microsecond=0))


@pytest.fixture
def cast(home, settings, tmp_path):
    settings.KEYS_FOLDER, settings.KEYS_PASSWORD = tmp_path / "keys", ""
    unit = UnitFactory()
    return unit, FondsFactory(code="0001"), person(Role.UNIT_OFFICER, unit), person(Role.ARCHIVIST)


def archive_has_a_key(settings, kind: KeyKind) -> None:
    folder = settings.KEYS_FOLDER
    make_key(actor=OPERATOR, folder=folder, purpose=Purpose.TRANSFER, kind=kind, holder=HOLDER)


def key_of_the_unit(kind: KeyKind):
    """What signs a text outside, as the unit's own program would."""
    key, until = make_private_key(kind), HOLDER.since.replace(year=HOLDER.since.year + 1, day=1)
    validity = Validity(HOLDER.since, until)
    certificate = make_certificate(
        name="云溪区教育局", organisation="云溪区教育局", public=key.public, signer=key, validity=validity
    )
    pem = certificate.as_pem().decode()
    return lambda text: OwnSignature(base64.b64encode(sign(key, text.encode())).decode(), pem)


def in_state(cast, state, **more):
    transfer = with_files(TransferFactory(unit=cast[0], fonds=cast[1], state=state, numbered=True, **more))
    transfer.counted = counted(transfer)
    transfer.save()
    return transfer


def returned(cast):
    return actions.return_handover(
        actor=actor_of(cast[3]), transfer=in_state(cast, State.CHECKING), reason="缺目录，请补齐"
    )


def closed(cast):
    stored = in_state(cast, State.STORED, intake=IntakeFactory(state="stored"))
    return actions.close_handover(actor=actor_of(cast[3]), transfer=stored)


GIVEN_OUT = {"problems-1": returned, "receipt": closed}


def unpacked(data: bytes, folder):
    folder.mkdir()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)
    return folder


def verified(folder) -> subprocess.CompletedProcess:
    return subprocess.run(["sh", folder / "verify.sh"], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", GIVEN_OUT)
@pytest.mark.parametrize("kind", [KeyKind.SM2, KeyKind.ED25519])
def test_both_sign_and_openssl_alone_verifies_it(cast, settings, tmp_path, openssl, name, kind):  # noqa: F811
    archive_has_a_key(settings, kind)
    transfer = GIVEN_OUT[name](cast)
    own = key_of_the_unit(KeyKind.SM2 if kind is KeyKind.ED25519 else KeyKind.EC)(text_of(transfer, name))

    actions.sign_paper(actor=actor_of(cast[2]), transfer=transfer, name=name, own=own)

    folder = unpacked(signatures_as_zip(transfer, name), tmp_path / "out")
    assert (folder / "paper.json").read_text("utf-8") == paper_as_json(transfer, name) == text_of(transfer, name)
    told = verified(folder)
    assert told.returncode == 0, told.stdout + told.stderr
    for signed in transfer.signatures.filter(paper=name):
        assert f"{signed.party}: valid" in told.stdout
        assert signed.key in told.stdout
    whole = (folder / "paper.json").read_bytes()
    (folder / "paper.json").write_bytes(whole.replace(transfer.title.encode(), "别的移交".encode()))
    assert verified(folder).returncode == 1
    (folder / "paper.json").write_bytes(whole)
    (folder / "sender.crt").write_bytes((folder / "receiver.crt").read_bytes())
    told = verified(folder)
    assert told.returncode == 1
    assert "receiver: valid" in told.stdout
    assert "sender: NOT valid" in told.stdout


def test_the_paper_bears_both_signatures_and_the_chain_tells_of_them(cast, settings):
    archive_has_a_key(settings, KeyKind.SM2)
    transfer = returned(cast)
    own = key_of_the_unit(KeyKind.SM2)(text_of(transfer, "problems-1"))
    actions.sign_paper(actor=actor_of(cast[2]), transfer=transfer, name="problems-1", own=own)

    text = "".join("".join(page.text for page in read_file(paper_as_pdf(transfer, "problems-1")).pages).split())

    receiver, sender = transfer.signatures.all()
    for signed in (receiver, sender):
        assert f"电子签名SM2-SM3，密钥{signed.key}" in text.replace("\u200b", "")
        assert f"经办人：{signed.person}" in text
    assert text.count("日期：") == 2
    event = Event.objects.get(verb="handover:sign:paper")
    assert (event.data["paper"], event.data["key"]) == ("problems-1", sender.key)
    assert json.loads(text_of(transfer, "problems-1"))["problems"][0]["message"] == "缺目录，请补齐"


def test_what_was_given_out_does_not_change_any_more(cast):
    transfer = returned(cast)
    before = paper_as_json(transfer, "problems-1")

    transfer.unit.name = "云溪区教育和体育局"
    transfer.unit.save()

    assert paper_as_json(transfer, "problems-1") == before
    assert "云溪区教育局" in before


def test_it_keeps_no_signature_that_does_not_fit_and_none_twice(cast, settings):
    transfer, officer, right = returned(cast), actor_of(cast[2]), key_of_the_unit(KeyKind.SM2)
    for own in (right("another text"), OwnSignature("?", right("x").certificate)):
        with pytest.raises(SignatureRefused):
            actions.sign_paper(actor=officer, transfer=transfer, name="problems-1", own=own)
    for name in ("register", "receipt", "problems-2", "\x00"):
        with pytest.raises(NothingToSign):
            actions.sign_paper(actor=officer, transfer=transfer, name=name)
    actions.take_up_handover(actor=officer, transfer=transfer)

    actions.sign_paper(actor=officer, transfer=transfer, name="problems-1")

    with pytest.raises(NothingToSign):
        actions.sign_paper(actor=officer, transfer=transfer, name="problems-1")
    assert [(each.party, each.signature) for each in transfer.signatures.all()] == [("receiver", ""), ("sender", "")]
    assert signatures_as_zip(transfer, "problems-1") is None


def test_the_page_offers_it_verifies_it_and_says_when_something_was_changed(cast, settings):
    archive_has_a_key(settings, KeyKind.SM2)
    transfer, (officer, desk) = closed(cast), (Client(), Client())
    officer.force_login(cast[2])
    desk.force_login(cast[3])
    mine = reverse("transfers:handover", args=[transfer.ulid])
    assert "签收" in officer.get(mine).content.decode()
    own = key_of_the_unit(KeyKind.SM2)(officer.get(f"{mine}/papers/receipt.json").content.decode())

    sent = {"paper": "receipt", "signature": own.signature, "certificate": own.certificate}
    officer.post(reverse("transfers:unit_act", args=[transfer.ulid, "sign_paper"]), sent)

    theirs = reverse("transfers:transfer", args=[transfer.ulid])
    page = desk.get(theirs).content.decode()
    assert page.count("签名有效") == 2
    assert "签收文件" in page
    assert 'value="receipt"' not in officer.get(mine).content.decode()
    package = desk.get(reverse("transfers:desk_paper", args=[transfer.ulid, "receipt", "zip"]))
    assert zipfile.ZipFile(io.BytesIO(package.content)).testzip() is None
    assert desk.get(reverse("transfers:desk_paper", args=[transfer.ulid, "deed", "zip"])).status_code == 404
    kept = SignedPaper.objects.get(transfer=transfer)
    SignedPaper.objects.filter(pk=kept.pk).update(text=kept.text.replace(transfer.number, "2000-0001"))
    page = desk.get(theirs).content.decode()
    assert page.count("签名无效") == 2
    assert "签名有效" not in page


def test_a_list_returned_before_papers_were_signed_still_says_who_returned_it(cast):
    transfer = returned(cast)
    transfer.signatures.all().delete()
    SignedPaper.objects.all().delete()

    said = json.loads(paper_as_json(transfer, "problems-1"))

    assert said["problems"][0]["row"] == Problem.objects.get().row
    text = "".join("".join(page.text for page in read_file(paper_as_pdf(transfer, "problems-1")).pages).split())
    assert f"经办人：{actor_of(cast[3]).label}" in text.replace("\u200b", "")
