"""The register, the forms at the counter, the seals: each sees its own, bad input comes back with its form."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.urls import reverse

from lantai.base.common.ids import new_ulid
from lantai.services.certificates.actions import PictureRefused, keep_seal
from lantai.services.certificates.models import Certificate, Seal
from lantai.services.certificates.tests.factories import CLERK, NAME, begun, failed, issued, png, sealed

pytestmark = pytest.mark.django_db


def at(name, *arguments):
    return reverse(f"certificates:{name}", args=[getattr(each, "ulid", each) for each in arguments])


def text_of(answer):
    return answer.content.decode()


@pytest.fixture
def desk(client, world):
    client.force_login(world.people["desk_officer"])
    return client


def test_a_copy_is_issued_from_a_record_with_the_seal_of_who_may_use_it(desk, world):
    seal = sealed(world.opened)
    address = at("copy", world.opened)
    assert "档案证明专用章" in text_of(desk.get(address))
    said = {"name": NAME, "case": "", "purpose": "退休", "seal": seal.ulid, "ulid": new_ulid(), "page": "1"}

    made = desk.post(address, said)
    again = desk.post(address, said)

    certificate = Certificate.objects.get()
    assert (made.status_code, made.url) == (302, at("certificate", certificate))
    assert again.url == made.url
    assert (certificate.seal, certificate.address) == (seal, "http://testserver")
    assert text_of(desk.get(at("certificate", certificate))).count(certificate.number) >= 2
    assert certificate.number in text_of(desk.get(at("certificates"), {"words": certificate.number}))


def test_extracts_and_answers_of_nothing_found_have_their_forms(desk, world):
    said = {"name": NAME, "ulid": new_ulid(), "page": "1", "text": "同意。"}
    assert desk.post(at("statement", world.opened), said).status_code == 302
    said = {"name": NAME, "ulid": new_ulid(), "institution": "LT01", "scope": "婚姻登记档案", "words": "柳文澜"}
    made = desk.post(at("not_found"), said)
    assert made.status_code == 302
    assert "婚姻登记档案" in text_of(desk.get(made.url))


def test_bad_input_comes_back_with_its_form(desk, world):
    for changed in ({"name": ""}, {"ulid": "x"}, {"seal": "x"}, {"page": "99"}):
        said = {"name": NAME, "ulid": new_ulid(), "page": "1"} | changed
        assert desk.post(at("copy", world.opened), said).status_code == 400
    assert desk.post(at("copy", world.opened), {"name": NAME, "ulid": new_ulid()}).status_code == 422
    said = {"name": NAME, "ulid": new_ulid(), "page": "1"}
    assert desk.post(at("copy", world.unopened), said).status_code == 403
    assert desk.get(at("copy", world.opened), {"page": ["x"], "case": "x" * 99}).status_code == 200
    assert desk.get(at("certificates"), {"state": "x", "words": "x" * 99}).status_code == 200
    assert desk.get(at("certificates"), {"place": "x"}).status_code == 400
    assert not Certificate.objects.exists()


def test_the_file_is_handed_out_to_the_counter_only_and_each_time_is_counted(client, world):
    certificate = issued(world.opened)
    client.force_login(world.people["desk_officer"])
    assert client.post(at("print", certificate)).content.startswith(b"%PDF-")
    Certificate.objects.filter(pk=certificate.pk).update(ulid=new_ulid())  # storage holds no file of this name
    lost = Certificate.objects.get(pk=certificate.pk)
    assert client.post(at("print", lost)).status_code == 404
    Certificate.objects.filter(pk=certificate.pk).update(ulid=certificate.ulid)
    certificate.refresh_from_db()
    assert certificate.printed == 1
    client.force_login(world.people["use_approver"])
    assert client.post(at("print", certificate)).status_code == 403
    assert client.post(at("act", certificate, "revoke"), {"reason": ""}).status_code == 400
    assert client.post(at("act", certificate, "revoke"), {"reason": "姓名有误"}).status_code == 302
    assert client.post(at("act", certificate, "revoke"), {"reason": "姓名有误"}).status_code == 409
    client.force_login(world.people["desk_officer"])
    assert client.post(at("print", certificate)).status_code == 302
    made = client.post(at("act", certificate, "reissue"), {"name": NAME, "ulid": new_ulid()})
    assert made.status_code == 302
    assert Certificate.objects.get(replaces=certificate).begun_by


def test_another_archive_sees_nothing_of_it(client, world):
    certificate = begun(world.opened)
    client.force_login(world.people["outsider"])
    for name in ("certificate", "print", "copy", "seal"):
        answer = client.post if name == "print" else client.get
        assert answer(at(name, certificate)).status_code in (403, 404)


def test_what_could_not_be_drawn_is_given_up_with_a_reason_and_stays_in_the_register(client, world):
    client.force_login(world.people["use_approver"])
    certificate = failed(begun(world.opened))
    page = at("certificate", certificate)
    assert "注销编号" in text_of(client.get(page))

    assert client.post(at("act", certificate, "void"), {"reason": ""}).status_code == 400
    assert client.post(at("act", certificate, "void"), {"reason": "图像损坏"}).status_code == 302

    assert "图像损坏" in text_of(client.get(page))
    assert certificate.number in text_of(client.get(f"{at('certificates')}?state=void"))
    assert client.post(at("act", certificate, "void"), {"reason": "图像损坏"}).status_code == 409


def test_the_register_asks_as_often_for_many_as_for_one(desk, world, django_assert_max_num_queries):
    begun(world.opened)
    with django_assert_max_num_queries(12):
        desk.get(at("certificates"))
    for _ in range(4):
        begun(world.opened)
    with django_assert_max_num_queries(12):
        desk.get(at("certificates"))


def test_seals_are_kept_encrypted_named_anew_and_retired(client, world):
    client.force_login(world.people["security_officer"])
    picture = BytesIO(png())
    picture.name = "章.png"
    said = {"institution": "LT01", "name": "档案证明专用章", "users": ["desk_officer"], "picture": picture}
    made = client.post(at("seals"), said)
    seal = Seal.objects.get()

    assert (made.status_code, made.url) == (302, at("seal", seal))
    assert png() not in bytes(seal.picture)
    assert client.get(at("picture", seal)).content == png()
    assert client.post(at("seal_act", seal, "name"), {"users": ["nobody"]}).status_code == 400
    assert client.post(at("seal_act", seal, "retire"), {"reason": "更换"}).status_code == 302
    assert client.post(at("seal_act", seal, "retire"), {"reason": "更换"}).status_code == 409
    assert client.post(at("seals"), {"institution": "LT01"}).status_code == 400
    client.force_login(world.people["desk_officer"])
    assert client.get(at("picture", seal)).status_code == 403


@pytest.mark.parametrize(
    "picture", [b"", b"GIF89a", png(alpha=False), png()[:48], b"\x89PNG\r\n\x1a\n" + b"0" * (1 << 20)]
)
def test_what_is_no_seal_is_refused(world, picture):
    with pytest.raises(PictureRefused):
        keep_seal(actor=CLERK, institution=world.institution, name="x", picture=picture, users=["desk_officer"])
