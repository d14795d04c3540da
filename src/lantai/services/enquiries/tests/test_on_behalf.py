"""For who is not online the desk, and the counter that took the case, enter what was supplied and withdrawn."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.access import Role
from lantai.base.accounts.models import Institution
from lantai.base.accounts.tests.factories import InstitutionFactory, outsider, person
from lantai.base.audit.models import Event
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.services.enquiries.actions import ask_more, enter_enquiry, find_matter, mean_records, take_on_enquiry
from lantai.services.enquiries.matters import matters
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.tests.factories import (
    CLERK,
    MARRIED,
    PNG,
    application,
    asked,
    filed_matter,
    taken_on,
    town,
)
from lantai.services.enquiries.working_days import working_days

pytestmark = pytest.mark.django_db
TOLD = {"channel": "phone", "who": "柳文澜之女 柳小澜"}


def at(name, *arguments):
    return reverse(f"enquiries:{name}", args=[getattr(each, "ulid", each) for each in arguments])


def text_of(answer):
    return answer.content.decode()


def picture():
    file = BytesIO(PNG)
    file.name = "x.png"
    return file


@pytest.fixture
def archivist(client):
    client.force_login(person(Role.ARCHIVIST, InstitutionFactory()))
    return client


def by_phone(institution):
    """A case the town's counter took by telephone: nobody has seen a document."""
    said = application(matter="marriage", purpose="marriage", answers=MARRIED, sought="查结婚登记")
    enquiry = enter_enquiry(
        actor=CLERK, institution=institution, application=said, channel="phone", counter=town()
    ).enquiry
    return take_on_enquiry(actor=CLERK, enquiry=enquiry)


@pytest.mark.parametrize("channel", ["letter", "phone"])
def test_what_came_by_letter_or_telephone_is_one_case_of_that_way_and_proves_nobody(archivist, channel):
    said = {
        "counter": "LT01", "institution": "LT01", "channel": channel, "name": "柳文澜", "document_kind": "passport",
        "document": "E12345678", "phone": "000-5550123", "seen": "on", "q-husband": "程志远", "sought": "",
    }  # fmt: skip

    entered = archivist.post(at("new") + "?matter=marriage&as=self", said)

    enquiry = Enquiry.objects.get()
    assert (entered.status_code, enquiry.channel, enquiry.identity_level) == (200, channel, "unproved")
    assert entered.context["filed"].code in text_of(entered)
    assert enquiry.due_on == working_days().after(timezone.localdate(), matters()["marriage"].days_by(channel))
    assert list(enquiry.steps.values_list("act", flat=True)) == ["file"]
    assert str(enquiry.get_channel_display()) in text_of(archivist.get(at("enquiry", enquiry)))


def test_the_desk_enters_what_was_supplied_and_the_clock_goes_on(archivist):
    enquiry = ask_more(actor=CLERK, enquiry=taken_on(channel="phone"), note="请说明曾用名")
    assert "登记申请人补充的材料" in text_of(archivist.get(at("enquiry", enquiry)))
    assert archivist.post(at("act", enquiry, "supply_for"), {"channel": "phone"}).status_code == 400
    assert archivist.post(at("act", enquiry, "supply_for"), TOLD | {"channel": "web", "said": "x"}).status_code == 400

    said = TOLD | {"said": "曾用名柳文兰", "proofs": [picture()]}
    assert archivist.post(at("act", enquiry, "supply_for"), said).status_code == 302

    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.paused_on, enquiry.proofs.count()) == ("taken_on", None, 1)
    line = enquiry.steps.get(act="supply_for").said
    assert all(word in line for word in ("柳小澜", "电话", "曾用名柳文兰"))
    event = Event.objects.get(verb="enquiry:supply_for")
    assert event.data == {"channel": "phone", "proofs": 1}
    assert archivist.post(at("act", enquiry, "supply_for"), TOLD | {"said": "再补充"}).status_code == 409


def test_the_desk_enters_that_a_case_is_withdrawn_and_its_unit_is_asked_no_more(archivist):
    unit = Institution.objects.create(code="U1", name="区知青办", kind=Institution.Kind.UNIT)
    consent = asked(unit)
    assert archivist.post(at("act", consent.enquiry, "withdraw_for"), TOLD).status_code == 302

    consent.refresh_from_db()
    enquiry = Enquiry.objects.get()
    assert (enquiry.state, bool(enquiry.closed_at), bool(consent.ended_at)) == ("withdrawn", True, True)
    assert "柳小澜" not in str(list(Event.objects.values_list("data", flat=True)))


def test_what_was_asked_online_is_collected_at_a_counter_that_is_named(archivist, client):
    case = filed_matter(channel="phone").enquiry
    Enquiry.objects.filter(pk=case.pk).update(channel="web", identity_level="reviewed")
    take_on_enquiry(actor=CLERK, enquiry=case)
    record = RecordFactory(fonds__institution=case.institution)
    mean_records(actor=CLERK, enquiry=case, records=[record])
    find_matter(actor=CLERK, enquiry=case)
    clerk = person(Role.DESK_OFFICER, town())
    assert archivist.post(at("act", case, "deliver"), {"way": "partner"}).status_code == 422
    said = {"way": "partner", "counter": "LT31", "note": "证明一份"}
    assert archivist.post(at("act", case, "deliver"), said).status_code == 302

    client.force_login(clerk)
    assert case.number in text_of(client.get(at("taken")))
    assert "领取窗口" in text_of(client.get(at("taken_case", case)))
    assert client.post(at("taken_act", case, "close"), {"satisfaction": "good"}).status_code == 302
    assert Event.objects.get(verb="enquiry:deliver").data == {"way": "partner", "counter": "LT31"}


def test_the_counter_that_took_a_case_sees_the_document_supplies_and_withdraws(client):
    enquiry = by_phone(InstitutionFactory())
    client.force_login(person(Role.DESK_OFFICER, town()))
    assert "登记申请人撤回" in text_of(client.get(at("taken_case", enquiry)))
    wrong = {"document_kind": "id_card", "last4": "0000"}
    assert client.post(at("taken_act", enquiry, "identity_counter"), wrong).status_code == 422
    seen = {"document_kind": "id_card", "last4": "5429"}
    assert client.post(at("taken_act", enquiry, "identity_counter"), seen).status_code == 302
    ask_more(actor=CLERK, enquiry=enquiry, note="请说明曾用名")
    said = TOLD | {"channel": "counter", "said": "曾用名柳文兰", "proofs": [picture()]}
    assert client.post(at("taken_act", enquiry, "supply_for"), said).status_code == 302
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.identity_level) == ("taken_on", "seen")
    assert client.post(at("taken_act", enquiry, "withdraw_for"), TOLD).status_code == 302
    enquiry.refresh_from_db()
    assert enquiry.state == "withdrawn"
    client.force_login(outsider())
    for act in ("supply_for", "withdraw_for", "identity_counter"):
        assert client.post(at("taken_act", enquiry, act), TOLD).status_code == 404
