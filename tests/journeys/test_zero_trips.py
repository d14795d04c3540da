"""A citizen travels nowhere: asks online, proves who asks, is told, fetches the copy, and any office verifies it."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.models import Event
from lantai.base.common.ids import new_ulid
from lantai.services.certificates.actions import complete_certificate, revoke_certificate
from lantai.services.certificates.keyring import prepare_keys
from lantai.services.certificates.models import Certificate
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.tests.factories import ID_NUMBER, PHONE, PNG
from lantai.services.enquiries.tests.test_own_page import stamp
from lantai.services.notices.actions import send_notice
from lantai.services.notices.models import Notice
from lantai.services.notices.tests.factories import KEPT, KeptSms

pytestmark = pytest.mark.django_db


def named(content: bytes, name: str) -> BytesIO:
    file = BytesIO(content)
    file.name = name
    return file


def told() -> list[str]:
    """What the applicant's telephone has received since it was last looked at."""
    KeptSms.sent = []
    for notice in Notice.objects.filter(state="waiting").order_by("pk"):
        send_notice(actor=OPERATOR, notice=notice)
    assert all(letter.to == PHONE for letter in KeptSms.sent)
    return [letter.text for letter in KeptSms.sent]


class Desk:
    """The officer in a browser of her own."""

    def __init__(self, world) -> None:
        self.client, self.world = Client(), world
        self.client.force_login(world.people["desk_officer"])

    def does(self, enquiry: Enquiry, act: str, status: int = 302, **said) -> None:
        answer = self.client.post(reverse("enquiries:act", args=[enquiry.ulid, act]), said)
        assert answer.status_code == status, answer.content.decode()
        enquiry.refresh_from_db()

    def issues(self, enquiry: Enquiry) -> Certificate:
        said = {"name": "柳文澜", "case": enquiry.number, "purpose": "婚姻", "ulid": new_ulid(), "page": "1"}
        assert self.client.post(reverse("certificates:copy", args=[self.world.opened.ulid]), said).status_code == 302
        return complete_certificate(actor=OPERATOR, certificate=Certificate.objects.get(case=enquiry.number))


def applied(citizen: Client) -> tuple[Enquiry, str]:
    said = {
        "institution": "LT01", "name": "柳文澜", "document_kind": "id_card", "document": ID_NUMBER, "phone": PHONE,
        "q-husband": "程志远", "q-wife": "柳文澜", "q-married": "1979", "agreed": "on", "stamp": stamp(60.0),
    }  # fmt: skip
    answer = citizen.post("/services/marriage/apply?as=self", said)
    assert answer.status_code == 200, answer.content.decode()
    return Enquiry.objects.get(number=answer.context["filed"].enquiry.number), answer.context["filed"].code


def test_zero_trips(world, settings):
    settings.NOTICE_MAIL, settings.NOTICE_SMS, settings.DELIVERY_FETCHES = False, KEPT, 2
    prepare_keys()
    citizen, desk, office = Client(), Desk(world), Client()
    enquiry, code = applied(citizen)
    own = reverse("enquiries:own", args=[enquiry.number])
    assert citizen.post("/enquiries", {"number": enquiry.number, "code": code}).status_code == 302

    desk.does(enquiry, "take_on")
    desk.does(enquiry, "link", search="", record=world.opened.ulid)
    desk.does(enquiry, "found")
    assert [text[:4] for text in told()] == ["您的申请", "您的申请"]
    desk.does(enquiry, "deliver", 409, way="online")  # nobody knows yet who asks
    picture = {"document_kind": "id_card", "picture": named(PNG, "证件.png"), "agreed": "on"}
    assert (
        citizen.post(reverse("enquiries:own_act", args=[enquiry.number, "identity_document"]), picture).status_code
        == 302
    )
    desk.does(enquiry, "identity_review", verdict="accepted", last4="5429")
    desk.does(enquiry, "deliver", 409, way="online")  # nothing is issued yet
    certificate = desk.issues(enquiry)
    copy = reverse("enquiries:own_copy", args=[enquiry.number, certificate.ulid])
    assert (citizen.get(copy).status_code, certificate.number in citizen.get(own).content.decode()) == (404, False)
    desk.does(enquiry, "deliver", way="online")
    assert "已办好" in told()[-1]

    page, file = citizen.get(own).content.decode(), citizen.get(copy)
    assert (certificate.number in page, file["Content-Type"]) == (True, "application/pdf")
    assert office.get(copy).status_code == 404
    verified = office.post("/verify/file", {"file": named(file.content, "证明.pdf")})
    assert str(verified.context["verified"].worth) == "valid"

    assert citizen.get(copy).status_code == 200
    assert citizen.get(copy).status_code == 429
    fetched = Event.objects.filter(verb="enquiry:fetch").order_by("number")
    assert [each.data["last"] for each in fetched] == [False, True]
    assert citizen.post(reverse("enquiries:own_act", args=[enquiry.number, "rate"]), {"stars": "5"}).status_code == 302
    assert citizen.post(reverse("enquiries:own_act", args=[enquiry.number, "rate"]), {"stars": "1"}).status_code == 409
    assert [line.label for line in citizen.get(own).context["page"].lines if "短信" in line.label] == [
        "已发短信通知"
    ] * 3

    settings.DELIVERY_FETCHES = 9
    revoke_certificate(actor=OPERATOR, certificate=certificate, reason="页码有误")
    assert citizen.get(copy).status_code == 404
    Certificate.objects.update(state="issued")
    assert citizen.get(copy).status_code == 200
    Enquiry.objects.update(online_until=timezone.localdate() - dt.timedelta(days=1))
    assert (citizen.get(copy).status_code, certificate.number in citizen.get(own).content.decode()) == (404, False)
