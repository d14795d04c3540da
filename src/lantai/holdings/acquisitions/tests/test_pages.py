"""The desk of those who acquire, and the public page, without JavaScript, at a constant cost."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.core import signing
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import InstitutionFactory, outsider, person
from lantai.base.audit.models import Event
from lantai.base.common.ids import new_ulid
from lantai.engines.formats import pdfium
from lantai.holdings.acquisitions.actions import (
    Term,
    issue_certificate,
    make_reminders,
    publish_call,
    return_deposit,
)
from lantai.holdings.acquisitions.models import Acquisition, Lead, Party, Reminder
from lantai.holdings.acquisitions.papers import paper_as_pdf
from lantai.holdings.acquisitions.queries.lists import acquired_in
from lantai.holdings.acquisitions.tests.factories import DAY, PHONE, lead, listed, proposed, received
from lantai.holdings.acquisitions.views.donate import SALT
from lantai.holdings.catalogue.tests.factories import RecordFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 29)


def at(name, *arguments):
    return reverse(f"acquisitions:{name}", args=[getattr(each, "ulid", each) for each in arguments])


def text_of(answer):
    return answer.content.decode()


@pytest.fixture
def archivist(client):
    client.force_login(person(Role.ARCHIVIST, InstitutionFactory()))
    return client


def stamp(age):
    moment = dt.datetime.now(dt.UTC).timestamp() - age
    return signing.dumps({"id": new_ulid(), "at": moment}, salt=SALT)


def offered(*, age=60.0, **changed):
    said = {
        "institution": "LT01", "offered": "祖父的日记三册，一九五一年起", "name": "柳文澜", "kind": "person",
        "phone": PHONE, "agreed": "on", "stamp": stamp(age),
    }  # fmt: skip
    return said | changed


def test_a_donation_goes_from_the_lead_to_the_certificate(archivist):
    record = RecordFactory()
    found = lead()
    archivist.post(at("lead_act", found, "follow"), {"follower": "石望川", "next_on": "2026-12-01"})
    archivist.post(at("lead_act", found, "note"), {"kind": "visit", "on": "2026-11-03", "text": "看了日记"})
    answer = archivist.post(at("lead_act", found, "take_up"), {"kind": "donation", "title": "柳氏家藏日记"})
    acquisition = Acquisition.objects.get()
    assert answer.headers["Location"] == at("acquisition", acquisition)

    def act(name, **said):
        return archivist.post(at("act", acquisition, name), said)

    act("item", title="日记", quantity="3", unit="book", medium="paper")
    act("approve", on="2026-11-04", by="馆务会议")
    assert act("receive", on="2026-11-05", by="石望川", handed_by="柳文澜").status_code == 422
    act("agree", number="云档捐〔2026〕1号", signed_on="2026-11-05", signed_by="石望川", signed_for_owner="柳文澜")
    act("condition", kind="credit_line", words="柳氏家族捐赠")
    assert act("condition", kind="closed_until").status_code == 422
    act("receive", on="2026-11-05", by="石望川", handed_by="柳文澜")
    assert act("link", codes="没有这个档号").status_code == 400
    act("link", codes=record.code)
    act("certify", on="2026-11-06")
    page = text_of(archivist.get(at("acquisition", acquisition)))

    acquisition.refresh_from_db()
    assert (acquisition.state, acquisition.certificate) == ("entered", f"ZS{acquisition.made_at.year}-0001")
    assert record.code in page
    assert at("paper", acquisition, "certificate") in page
    assert "看了日记" in text_of(archivist.get(at("lead", found)))


def test_bad_input_comes_back_with_its_form_and_what_is_not_there_is_not_found(archivist):
    acquisition = proposed()

    assert archivist.post(at("act", acquisition, "item"), {"quantity": "-1"}).status_code == 400
    assert archivist.post(at("act", acquisition, "approve"), {"on": "gestern", "by": "x"}).status_code == 400
    assert archivist.post(at("act", acquisition, "link"), {"codes": "x"}).status_code in (400, 409)
    assert archivist.post(at("act", acquisition, "nonsense")).status_code == 404
    assert archivist.post(at("propose"), {"kind": "theft"}).status_code == 400
    assert archivist.post(at("new_lead"), {}).status_code == 400
    assert archivist.get(at("paper", acquisition, "certificate")).status_code == 404
    assert archivist.get(at("document", acquisition, acquisition)).status_code == 404
    assert archivist.get(at("acquisitions"), {"kind": "x", "state": "x", "place": "%"}).status_code == 400


def test_a_purchase_needs_three_experts_and_a_price(archivist):
    acquisition = listed(proposed("purchase"))
    decision = {"on": "2026-11-04", "by": "馆务会议", "price": "3200.00"}

    assert archivist.post(at("act", acquisition, "approve"), decision).status_code == 422
    for expert in ("程志远", "石望川", "云中禾"):
        said = {"expert": expert, "on": "2026-11-03", "verdict": "genuine", "value": "本馆所无"}
        archivist.post(at("act", acquisition, "opinion"), said)
    assert archivist.post(at("act", acquisition, "approve"), {**decision, "price": ""}).status_code == 422
    assert archivist.post(at("act", acquisition, "approve"), decision).status_code == 302


def test_another_archive_sees_nothing_of_it(client):
    found, acquisition, party = lead(), received(), Party.objects.first()
    client.force_login(outsider())

    for name, thing in (("lead", found), ("acquisition", acquisition), ("party", party)):
        assert client.get(at(name, thing)).status_code == 404
    assert client.post(at("contact", party), {"reason": "想看一看"}).status_code == 404
    lists = text_of(client.get(at("leads"))) + text_of(client.get(at("acquisitions")))
    assert found.number not in lists
    assert acquisition.number not in lists


def test_a_contact_lies_encrypted_and_is_shown_for_a_reason_that_is_kept(archivist):
    party = lead().party
    assert PHONE.encode() not in bytes(party.contact)
    assert PHONE not in text_of(archivist.get(at("party", party)))

    assert archivist.post(at("contact", party), {"reason": " "}).status_code == 422
    shown = archivist.post(at("contact", party), {"reason": "约定登门时间"})

    assert PHONE in text_of(shown)
    assert "no-store" in shown.headers["Cache-Control"]
    event = Event.objects.get(verb="party:reveal_contact")
    assert event.data == {"reason": "约定登门时间"}
    assert PHONE not in str(list(Event.objects.values_list("data", flat=True)))


def test_a_contact_that_is_not_typed_anew_stays(archivist):
    party = lead().party
    before = bytes(party.contact)

    archivist.post(at("party", party), {"name": "柳文兰", "kind": "person"})

    party.refresh_from_db()
    assert (party.name, bytes(party.contact)) == ("柳文兰", before)


@pytest.mark.parametrize("page", ["leads", "acquisitions"])
def test_a_list_of_many_costs_as_much_as_one_of_few(archivist, django_assert_max_num_queries, page):
    for _ in range(30):
        lead()
    for n in range(6):
        listed(proposed(title=f"家书{n}"))

    with django_assert_max_num_queries(14):
        assert archivist.get(at(page)).status_code == 200


def test_citizens_offer_without_an_account_and_twice_is_once(client):
    InstitutionFactory()
    call = publish_call(actor=OPERATOR, institution=InstitutionFactory(), title="征集老照片", text="街景", opens=TODAY)
    page = client.get("/donate")
    said = offered(call=call.ulid)

    first, again = client.post("/donate", said), client.post("/donate", said)

    found = Lead.objects.get()
    assert "征集老照片" in text_of(page)
    assert found.number in text_of(first)
    assert found.number in text_of(again)
    assert (found.source, found.call, found.made_by) == ("public", call, "anonymous")
    assert PHONE not in text_of(first)
    assert "日记" not in str(Event.objects.get(verb="lead:offer").data)


@pytest.mark.parametrize(
    "changed",
    [
        {"agreed": ""},
        {"phone": ""},
        {"phone": "call me"},
        {"offered": "see http://cheap.example"},
        {"offered": "好"},
        {"institution": "LT98"},
        {"stamp": ""},
        {"age": 1},
        {"age": 200_000},
        {"name": "x" * 81},
        {"wish": "theft"},
        {"email": "nobody"},
    ],
)
def test_what_is_incomplete_or_comes_from_machines_is_not_taken(client, changed):
    InstitutionFactory()

    answer = client.post("/donate", offered(**changed))

    assert answer.status_code == 400
    assert not Lead.objects.exists()


def test_a_machine_that_fills_in_everything_is_thanked_and_nothing_is_kept(client):
    InstitutionFactory()

    assert client.post("/donate", offered(website="http://cheap.example")).status_code == 200
    assert not Lead.objects.exists()


def test_one_address_sends_only_so_many_an_hour(client):
    InstitutionFactory()
    with time_machine.travel(dt.datetime(2026, 11, 29, 4, tzinfo=dt.UTC), tick=False):
        answers = [client.post("/donate", offered()).status_code for _ in range(settings.OFFERS_OF_ONE + 1)]

    assert answers == [200] * settings.OFFERS_OF_ONE + [429]
    assert Lead.objects.count() == settings.OFFERS_OF_ONE


def test_terms_of_deposits_are_reminded_of_once_and_renewed(archivist):
    deposit = received(kind="deposit", term_ends=dt.date(2027, 1, 15))
    assert (make_reminders(today=TODAY), make_reminders(today=TODAY)) == (1, 0)
    assert make_reminders(today=dt.date(2027, 2, 1)) == 1
    reminder = Reminder.objects.first()
    assert deposit.number in text_of(archivist.get(at("acquisitions")))

    archivist.post(at("seen", reminder))
    archivist.post(at("act", deposit, "renew"), {"until": "2032-01-15"})

    assert not Reminder.objects.filter(seen_at=None).exists()
    assert make_reminders(today=dt.date(2027, 2, 1)) == 0
    assert archivist.post(at("act", deposit, "renew"), {"until": "2020-01-01"}).status_code == 422


def test_papers_bear_the_archive_and_their_number(home):
    donation = issue_certificate(actor=OPERATOR, acquisition=received(), on=DAY)
    deposit = received(kind="deposit")
    deposit = return_deposit(actor=OPERATOR, acquisition=deposit, on=DAY, to="柳文澜", reason="期满")

    said = {}
    for acquisition, name in ((donation, "certificate"), (deposit, "return")):
        with pdfium.document(paper_as_pdf(acquisition, name)) as pdf:
            text = "".join(page.get_textpage().get_text_range() for page in pdf)
            said[name] = "".join(text.replace("\u200b", "").split())
    assert "捐赠证书" in said["certificate"]
    assert donation.certificate in said["certificate"]
    assert "云溪区档案馆" in said["certificate"]
    assert "柳文澜" in said["return"]
    assert paper_as_pdf(donation, "return") is None


def test_returns_count_what_was_received_in_a_year_by_kind():
    received()
    received(kind="deposit")
    proposed()

    rows = acquired_in(2026, ["LT01"])

    assert [(row.kind.code, row.acquisitions, row.amounts) for row in rows] == [
        ("donation", 1, {"items": 3}),
        ("deposit", 1, {"items": 3}),
    ]
    assert acquired_in(2025, ["LT01"]) == []


def test_conditions_of_an_agreement_are_shown_until_they_end(archivist):
    acquisition = received(Term("closed_for_life"))

    page = text_of(archivist.get(at("acquisition", acquisition)))

    assert "捐赠人在世期间不开放" in page
