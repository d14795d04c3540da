"""Verification by anybody: number and code, the file, the proof; and everything that must not be told."""

from __future__ import annotations

import json
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from lantai.base.audit.models import Event
from lantai.base.limits.models import Try
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.certificates.actions import revoke_certificate
from lantai.services.certificates.keeping import kept_file
from lantai.services.certificates.models import LogLeaf
from lantai.services.certificates.sealed import code_for, masked, number_as_typed
from lantai.services.certificates.tests.factories import CLERK, NAME, begun, issued

pytestmark = pytest.mark.django_db
DOOR = "/verify"


def text_of(answer):
    return answer.content.decode()


def code_of(certificate):
    return code_for(certificate.ulid, person_keys())


def sent(client, content):
    file = BytesIO(content)
    file.name = "证明.pdf"
    return client.post("/verify/file", {"file": file})


def worth(answer):
    return str(answer.context["verified"].worth)


@pytest.fixture
def certificate(world):
    return issued(world.opened)


def test_number_and_code_say_what_was_issued_and_no_full_name(client, certificate):
    typed = certificate.number.replace("〔", "[").replace("〕", "】").lower()
    by_form = client.post(
        DOOR, {"number": typed, "code": f" {code_of(certificate)[:4]}-{code_of(certificate)[4:]} ".lower()}
    )
    by_telephone = client.get(
        reverse("certificates:verified", args=[certificate.number]), {"code": code_of(certificate)}
    )

    for answer in (by_form, by_telephone):
        assert (answer.status_code, worth(answer)) == (200, "valid")
        assert certificate.sha256 in text_of(answer)
        assert "柳**" in text_of(answer)
        assert NAME not in text_of(answer)
        assert "春耕" not in text_of(answer)


def test_no_answer_tells_whether_there_is_such_a_number(client, certificate, world):
    waiting = begun(world.opened)

    def said(number, code):
        answers = (
            client.get(f"/verify/{number}"), client.get(f"/verify/{number}", {"code": code}),
            client.post(DOOR, {"number": number, "code": code}),
        )  # fmt: skip
        proof = client.get(f"/verify/{number}/proof.json", {"code": code}).status_code
        return [(each.status_code, each.context["form"].errors) for each in answers], proof

    other = said("LT01档证〔2026〕9999", "X" * 12)
    assert said(certificate.number, "X" * 12) == other
    assert said(waiting.number, code_of(waiting)) == other


def test_too_many_wrong_codes_close_the_door_and_are_in_the_chain(client, certificate, settings):
    settings.VERIFY_TRIES = 3
    said = {"number": certificate.number, "code": "X" * 12}
    assert [client.post(DOOR, said).status_code for _ in range(4)] == [403, 403, 403, 429]

    assert client.post(DOOR, {**said, "code": code_of(certificate)}).status_code == 429
    assert client.get(f"/verify/{certificate.number}/proof.json", {"code": code_of(certificate)}).status_code == 429
    assert Event.objects.filter(verb="certificate:verify:refuse").count() == 2
    assert Try.objects.filter(door="certificate").count() == 3


def test_the_file_is_valid_to_the_last_byte_and_altered_beyond(client, certificate):
    pdf = kept_file(certificate)
    flipped = bytearray(pdf)
    flipped[len(flipped) // 2] ^= 1
    forged = {"altered": (bytes(flipped), pdf + b"\n", pdf[:-20]), "unknown": (b"%PDF-1.7 x", b"not a pdf at all")}

    assert worth(sent(client, pdf)) == "valid"
    for expected, contents in forged.items():
        for content in contents:
            answer = sent(client, content)
            assert worth(answer) == expected
            assert certificate.number not in text_of(answer)


def test_a_revoked_one_says_so_by_code_and_by_file_and_not_why(client, certificate):
    revoke_certificate(actor=CLERK, certificate=certificate, reason="姓名有误")

    for answer in (
        sent(client, kept_file(certificate)),
        client.post(DOOR, {"number": certificate.number, "code": code_of(certificate)}),
    ):
        assert worth(answer) == "revoked"
        assert "姓名有误" not in text_of(answer)
    said = {"sha256": certificate.sha256, "of": "revocation"}
    told = client.get(reverse("certificates:proof", args=[certificate.number]), said).json()
    assert (told["leaf"]["kind"], told["leaf"]["revokes"]) == ("revocation", certificate.number)


def test_files_are_looked_at_only_so_often_and_only_so_large(client, certificate, settings, monkeypatch):
    settings.VERIFY_FILES = 1
    assert [sent(client, b"%PDF-").status_code for _ in range(2)] == [200, 429]
    assert client.post("/verify/file").status_code == 400
    monkeypatch.setattr("lantai.services.certificates.forms.LARGEST", 3)
    assert sent(client, b"%PDF-").status_code == 400


def test_proofs_and_the_log_are_for_who_has_file_or_code(client, certificate):
    address = reverse("certificates:proof", args=[certificate.number])
    leaf = LogLeaf.objects.get(certificate=certificate)
    told = client.get(address, {"sha256": certificate.sha256}).json()

    assert told == client.get(address, {"code": code_of(certificate)}).json()
    assert told["leaf"]["sha256"] == certificate.sha256
    assert [client.get(address, {"sha256": each}).status_code for each in ("", "x", "0" * 64)] == [404] * 3
    assert client.get("/verify/log/checkpoint").content.decode() == told["checkpoint"]
    assert client.get("/verify/log/proof", {"leaf": leaf.hash}).json()["index"] == leaf.index
    size = leaf.index + 1
    assert client.get("/verify/log/proof", {"old": size, "new": size}).status_code == 200
    for bad in (
        {},
        {"leaf": "x"},
        {"leaf": leaf.hash, "size": "x9"},
        {"old": "0", "new": str(size)},
        {"old": size, "new": size + 9},
    ):
        assert client.get("/verify/log/proof", bad).status_code in (200, 404)
    assert client.get("/verify/key.pem").content.startswith(b"-----BEGIN")
    assert client.get("/verify/script").status_code == 200


def test_the_command_says_what_a_file_is_worth(certificate, tmp_path):
    path = tmp_path / "证明.pdf"
    path.write_bytes(kept_file(certificate))
    out = StringIO()
    call_command("verify_certificate", str(path), "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"state": "valid", "number": certificate.number, "issuer": "云溪区档案馆"}

    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_certificate", str(path), stdout=StringIO())
    assert ended.value.code == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [("柳文澜", "柳**"), ("柳澜", "柳*"), ("欧阳文澜", "欧***"), ("", ""), ("某某有限责任公司", "某***")],
)
def test_names_are_masked(name, shown):
    assert masked(name) == shown


def test_numbers_are_read_however_they_are_typed():
    assert number_as_typed(" lt01档证（２０２６）0001 ") == "LT01档证〔2026〕0001"
