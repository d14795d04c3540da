"""Who asks: levels are reached in one's own way, only rise, are asked for before anything is given, and forgotten."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.base.audit.models import Event
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.services.enquiries.actions import (
    DocumentNotAccepted,
    IdentityNeeded,
    check_document,
    deliver_enquiry,
    erase_applicant,
    find_matter,
    mean_records,
    review_identity_document,
    take_on_enquiry,
)
from lantai.services.enquiries.matters import matters
from lantai.services.enquiries.models import Enquiry, IdentityCheck, Proof
from lantai.services.enquiries.tests.factories import CLERK, ID_NUMBER, PHONE, PNG, filed, filed_matter
from lantai.services.enquiries.tests.test_own_page import opened, text_of, upload
from lantai.services.notices.actions import send_notice
from lantai.services.notices.models import Notice
from lantai.services.notices.tests.factories import KEPT, KeptSms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def by_sms(settings):
    settings.NOTICE_MAIL, settings.NOTICE_SMS = False, KEPT
    KeptSms.sent, KeptSms.problem = [], None


@pytest.fixture
def made():
    return filed_matter(InstitutionFactory(), channel="letter")


def own(made, act):
    return reverse("enquiries:own_act", args=[made.enquiry.number, act])


def asked(client, made):
    return client.post(own(made, "identity_ask"), {"way": "sms", "agreed": "on"})


def code_sent():
    for notice in Notice.objects.filter(state="waiting"):
        send_notice(actor=CLERK, notice=notice)
    return re.search(r"\d{6}", KeptSms.sent[-1].text.replace(filed_number(), ""))[0]


def filed_number():
    return Enquiry.objects.latest("pk").number


def level(made):
    made.enquiry.refresh_from_db()
    return made.enquiry.identity_level


def test_a_document_seen_at_the_counter_is_noted_when_the_case_is_entered_there():
    at_counter, by_phone = filed(), filed(channel="phone")

    assert (at_counter.enquiry.identity_level, by_phone.enquiry.identity_level) == ("seen", "unproved")
    check = at_counter.enquiry.identity_checks.get()
    assert (check.provider, check.last4, check.state, check.kept) == ("counter", "5429", "passed", {})
    with pytest.raises(DocumentNotAccepted):
        check_document(actor=CLERK, enquiry=by_phone.enquiry, document_kind="id_card", last4="0000")
    check_document(actor=CLERK, enquiry=by_phone.enquiry, document_kind="passport", last4="")
    assert level(by_phone) == "seen"


def test_a_code_is_sent_to_the_contact_of_the_case_and_confirms_it(client, made):
    opened(client, made)
    assert PHONE not in text_of(client.get(reverse("enquiries:own", args=[made.enquiry.number])))

    assert asked(client, made).status_code == 302
    code = code_sent()
    assert (KeptSms.sent[-1].to, code in str(list(IdentityCheck.objects.values()))) == (PHONE, False)
    assert client.post(own(made, "identity_code"), {"code": f" {code} "}).status_code == 302

    assert level(made) == "contact"
    check = made.enquiry.identity_checks.get()
    assert (check.state, check.purpose, check.consented_at is not None, check.kept) == ("passed", "marriage", True, {})
    assert client.post(own(made, "identity_code"), {"code": code}).status_code == 403
    assert code not in str(list(Event.objects.values_list("data", flat=True)))


def test_a_code_has_few_tries_a_short_life_and_only_one_is_good(client, made, settings):
    settings.IDENTITY_TRIES, settings.IDENTITY_CODES = 2, 3
    opened(client, made)
    asked(client, made)
    first = code_sent()
    asked(client, made)
    second = code_sent()
    wrong = [client.post(own(made, "identity_code"), {"code": code}).status_code for code in (first, "000000", second)]
    assert wrong in ([403, 403, 403], [302, 403, 403])  # the two codes are the same once in a million

    asked(client, made)
    IdentityCheck.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert client.post(own(made, "identity_code"), {"code": code_sent()}).status_code == 403
    assert asked(client, made).status_code == 429
    assert level(made) == "unproved"
    events = Event.objects.filter(verb__startswith="enquiry:identity:").order_by("number")
    assert [each.data["last"] for each in events if each.verb.endswith("ask")] == [False, False, True]
    assert [each.data["ended"] for each in events if each.verb.endswith("refuse")][:2] == [False, True]


def test_nothing_is_sent_without_consent_nor_by_a_way_that_is_not_set_up(client, made, settings):
    opened(client, made)
    assert client.post(own(made, "identity_ask"), {"way": "sms"}).status_code == 400
    assert client.post(own(made, "identity_ask"), {"way": "email", "agreed": "on"}).status_code == 400
    settings.NOTICE_SMS = ""
    assert asked(client, made).status_code == 400
    assert not IdentityCheck.objects.exists()


def test_a_picture_is_reviewed_by_a_person_and_removed(client, made):
    opened(client, made)
    said = {"document_kind": "id_card", "agreed": "on"}
    assert client.post(own(made, "identity_document"), said | {"picture": upload(b"MZ")}).status_code == 422
    assert client.post(own(made, "identity_document"), said | {"picture": upload(PNG)}).status_code == 302

    refused = review_identity_document(actor=CLERK, enquiry=made.enquiry, verdict="refused", reason="照片不清楚")
    assert (refused.state, Proof.objects.exists(), level(made)) == ("refused", False, "unproved")
    assert "照片不清楚" in text_of(client.get(reverse("enquiries:own", args=[made.enquiry.number])))

    client.post(own(made, "identity_document"), said | {"picture": upload(PNG)})
    with pytest.raises(DocumentNotAccepted):
        review_identity_document(actor=CLERK, enquiry=made.enquiry, verdict="accepted", last4="0000")
    review_identity_document(actor=CLERK, enquiry=made.enquiry, verdict="accepted", last4="5429")
    assert (level(made), Proof.objects.exists()) == ("reviewed", False)
    erase_applicant(actor=CLERK, enquiry=made.enquiry)
    assert set(made.enquiry.identity_checks.values_list("last4", "document_kind", "why")) == {("", "", "")}
    assert ID_NUMBER not in str(list(Event.objects.values_list("data", flat=True)))


def test_nothing_is_delivered_before_the_level_of_the_matter_is_reached(made):
    record = RecordFactory(fonds__institution=made.enquiry.institution)
    take_on_enquiry(actor=CLERK, enquiry=made.enquiry)
    mean_records(actor=CLERK, enquiry=made.enquiry, records=[record])
    find_matter(actor=CLERK, enquiry=made.enquiry)
    assert matters()["marriage"].level == "reviewed"
    with pytest.raises(IdentityNeeded):
        deliver_enquiry(actor=CLERK, enquiry=made.enquiry, way="counter", note="")

    check_document(actor=CLERK, enquiry=made.enquiry, document_kind="id_card", last4="5429")
    assert deliver_enquiry(actor=CLERK, enquiry=made.enquiry, way="counter", note="").state == "delivered"


def test_nobody_asks_for_codes_of_a_case_that_is_not_open_to_them(client, made):
    for act in ("identity_ask", "identity_code", "identity_document"):
        answer = client.post(own(made, act), {"way": "sms", "agreed": "on", "code": "1", "picture": BytesIO(PNG)})
        assert answer.status_code == 403
    assert not IdentityCheck.objects.exists()
