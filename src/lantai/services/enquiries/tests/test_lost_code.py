"""A lost code replaced online: by the confirmed contact only, and nothing tells whether a number exists."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.base.audit.models import Event
from lantai.services.enquiries.matters import matters
from lantai.services.enquiries.models import Enquiry, IdentityCheck
from lantai.services.enquiries.sealed import as_dialled
from lantai.services.enquiries.tests.factories import CLERK, PHONE, filed_matter
from lantai.services.enquiries.tests.test_own_page import APPLY, DOOR, applied, opened, text_of
from lantai.services.notices.actions import send_notice
from lantai.services.notices.models import Notice
from lantai.services.notices.tests.factories import KEPT, KeptSms

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
LOST, CODE = "/enquiries/lost", "/enquiries/lost/code"


@pytest.fixture(autouse=True)
def by_sms(settings):
    settings.NOTICE_MAIL, settings.NOTICE_SMS = False, KEPT
    KeptSms.sent, KeptSms.problem = [], None


def confirmed(way="sms", **more):
    """A case whose contact a one-time code has confirmed."""
    made = filed_matter(InstitutionFactory(), channel="letter", **more)
    IdentityCheck.objects.create(
        enquiry=made.enquiry, provider="one_time_code", level="contact", state="passed", way=way, by="x"
    )
    return made


def ask(client, number, contact=PHONE, last4="5429"):
    return client.post(LOST, {"number": number, "contact": contact, "last4": last4})


def sent():
    """The codes that went out; every message that waits is sent first."""
    for notice in Notice.objects.filter(state="waiting").order_by("pk"):
        send_notice(actor=CLERK, notice=notice)
    texts = [each.text for each in KeptSms.sent if "补发申请" in each.text]
    return [re.search(r"验证码(\d{6})", text)[1] for text in texts]


def test_a_lost_code_is_replaced_by_the_confirmed_contact_and_the_old_one_opens_nothing(client):
    made, elsewhere = confirmed(), Client()
    opened(elsewhere, made)
    own = reverse("enquiries:own", args=[made.enquiry.number])
    assert "查结婚登记" in text_of(elsewhere.get(own))
    assert LOST in text_of(client.get(DOOR))
    assert "在网上补发" in text_of(client.post(APPLY, applied())), "who applies is told of it in time"

    assert ask(client, made.enquiry.number.lower(), f" {PHONE.replace('-', ' ')} ")["Location"] == CODE
    [code] = sent()
    before = client.session.session_key
    page = client.post(CODE, {"code": code})

    renewed = page.context["filed"]
    assert (page.status_code, page["Cache-Control"].count("no-store")) == (200, 1)
    assert renewed.code in text_of(page)
    assert client.session.session_key != before
    assert [client.post(DOOR, {"number": made.enquiry.number, "code": each}).status_code for each in
            (made.code, renewed.code)] == [403, 302]  # fmt: skip
    assert "查结婚登记" not in text_of(elsewhere.get(own)), "what the old code opened is closed"
    sent()
    assert "补发" in KeptSms.sent[-1].text
    assert "原码失效" in KeptSms.sent[-1].text
    event = Event.objects.get(verb="enquiry:new_code")
    assert event.data == {"number": made.enquiry.number, "way": "sms", "last4": "5429", "level": "contact"}
    told = str(list(Event.objects.values_list("data", flat=True))) + str(list(IdentityCheck.objects.values()))
    assert not any(secret in told for secret in (code, renewed.code, PHONE))
    assert client.get(CODE)["Location"] == LOST


def test_what_fits_no_case_is_answered_as_what_fits_one_and_nothing_is_sent(client):
    made, unconfirmed = confirmed(), filed_matter(InstitutionFactory(), channel="letter")
    number = made.enquiry.number
    seen = next(code for code, each in matters().items() if each.level == "seen")
    strict = confirmed(matter=seen).enquiry.number
    no_document, other_way = confirmed(document="").enquiry.number, confirmed(way="email").enquiry.number

    def said(asked, *more):
        one = Client()
        answers = [ask(one, asked, *more), one.get(CODE), one.post(CODE, {"code": "123456"})]
        return [
            (each.status_code, each.get("Location"), TOKEN.sub("", text_of(each)).replace(asked, "N"))
            for each in answers
        ]

    nothing = said("LT01-LY2026-9999")
    assert said(number, "000-5550124") == said(number, PHONE, "0000") == nothing
    assert said(unconfirmed.enquiry.number) == said(strict) == said(no_document) == said(other_way) == nothing
    assert not IdentityCheck.objects.filter(provider="lost_code").exists()
    assert not sent()
    assert said(number) == nothing
    assert len(sent()) == 1


def test_a_code_is_good_only_where_it_was_asked_for_a_few_tries_and_minutes(client, settings):
    settings.IDENTITY_TRIES = 2
    made, thief = confirmed(), Client()
    number = made.enquiry.number
    ask(client, number)
    ask(thief, number, last4="0000")
    [code] = sent()
    assert [thief.post(CODE, {"code": each}).status_code for each in (code, "1", "2", "3")] == [403] * 4
    assert Client().post(CODE, {"code": code})["Location"] == LOST

    IdentityCheck.objects.filter(provider="lost_code").update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert client.post(CODE, {"code": code}).status_code == 403
    ask(client, number)
    wrong = f"{(int(sent()[-1]) + 1) % 10**6:06d}"
    assert [client.post(CODE, {"code": each}).status_code for each in (wrong, wrong, sent()[-1])] == [403] * 3
    assert IdentityCheck.objects.filter(provider="lost_code", state="refused").count() == 1
    assert opened(Client(), made), "until it is replaced the old code is good"


def test_who_asks_often_is_held_whatever_the_number_and_the_chain_hears_of_it(settings):
    settings.ENQUIRY_TRIES, settings.IDENTITY_CODES = 3, 2
    made = confirmed()
    right = [ask(Client(), made.enquiry.number).status_code for _ in range(4)]
    assert (right, len(sent())) == ([302, 302, 302, 429], 2)
    missing = [ask(Client(), "LT01-LY2026-9999").status_code for _ in range(4)]
    assert missing == right, "the sender rests after six, a number after three, whether there is one or not"

    verbs = ("enquiry:new_code:ask", "enquiry:new_code:refuse")
    events = [each.data for each in Event.objects.filter(verb__in=verbs).order_by("number")]
    assert [each.get("rests", each.get("last")) for each in events] == [False, False, True, True]
    settings.ENQUIRY_TRIES, settings.IDENTITY_CODES_OF_ALL = 100, 2
    assert [ask(Client(), each).status_code for each in (made.enquiry.number, "LT01-LY2026-9998")] == [429, 429]
    settings.NOTICE_SMS = ""
    assert [ask(Client(), each).status_code for each in (made.enquiry.number, "LT01-LY2026-9998")] == [409, 409]
    assert "窗口" in text_of(Client().get(LOST))


def test_posts_need_their_token_and_bad_input_is_refused_in_words(client):
    made, strict = confirmed(), Client(enforce_csrf_checks=True)
    assert ask(strict, made.enquiry.number).status_code == 403
    for number, contact, last4 in (("", PHONE, "5429"), ("N" * 41, PHONE, "5429"), ("\0",) * 3, ("N", "", "")):
        assert ask(client, number, contact, last4).status_code == 400
    assert not Notice.objects.exists()


def test_erased_cases_and_other_spellings_of_a_contact():
    made = confirmed()
    Enquiry.objects.update(erased_at=timezone.now())
    ask(Client(), made.enquiry.number)
    assert not sent()
    spelled = ("138 0000-0000", "+86 13800000000", "008613800000000", "（138）00000000")
    assert {as_dialled(each) for each in spelled} == {"13800000000"}
    assert as_dialled(" Wen.Lan@Example.TEST ") == "wen.lan@example.test"
