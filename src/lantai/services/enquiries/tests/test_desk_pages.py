"""The desk, the forming unit and the authority: each sees its own, two people decide, terms are working days."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.models import Institution
from lantai.base.accounts.tests.factories import InstitutionFactory, outsider, person
from lantai.base.audit.models import Event
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.services.enquiries.actions import answer_for_unit, consult_unit, withdraw_enquiry
from lantai.services.enquiries.data import open_states, states, transitions
from lantai.services.enquiries.models import Enquiry, Meant
from lantai.services.enquiries.tests.factories import (
    CLERK,
    ID_NUMBER,
    PHONE,
    PNG,
    asked,
    authority,
    complained,
    filed,
    linked,
    prepared,
)
from lantai.services.enquiries.working_days import SHIPPED, read_calendar

pytestmark = pytest.mark.django_db


def at(name, *arguments):
    return reverse(f"enquiries:{name}", args=[getattr(each, "ulid", each) for each in arguments])


def text_of(answer):
    return answer.content.decode()


@pytest.fixture
def archivist(client):
    client.force_login(person(Role.ARCHIVIST, InstitutionFactory()))
    return client


def test_a_case_goes_from_the_queue_to_the_decision_of_another_person(archivist):
    record, enquiry = RecordFactory(), filed().enquiry
    assert enquiry.number in text_of(archivist.get(at("enquiries")))
    assert archivist.post(at("act", enquiry, "take_on")).status_code == 302
    assert archivist.post(at("act", enquiry, "take_on")).status_code == 409
    Meant.objects.create(enquiry=enquiry, record=record, added_by="x")
    said = {"outcome": "granted", "use": "read", "until": str(timezone.localdate() + dt.timedelta(days=9))}
    assert archivist.post(at("act", enquiry, "prepare"), {**said, "until": ""}).status_code == 422
    assert archivist.post(at("act", enquiry, "prepare"), said).status_code == 302
    assert archivist.post(at("act", enquiry, "decide")).status_code == 403
    archivist.force_login(person(Role.USE_APPROVER))

    assert archivist.post(at("act", enquiry, "decide")).status_code == 302

    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.meant.get().verdict) == ("granted", "granted")
    assert enquiry.decisions.get().letter.startswith("LT01-TY")


def test_who_prepared_a_decision_does_not_make_it(client):
    approver = person(Role.USE_APPROVER)
    client.force_login(approver)
    enquiry = linked(RecordFactory())
    client.post(at("act", enquiry, "prepare"), {"outcome": "refused", "reason": "涉及他人隐私"})

    assert client.post(at("act", enquiry, "decide")).status_code == 409
    enquiry.refresh_from_db()
    assert enquiry.state == "prepared"


def test_bad_input_comes_back_with_its_form(archivist):
    enquiry = linked(RecordFactory())

    for name, said in (("ask_more", {}), ("prepare", {"outcome": "x"}), ("consult", {"unit": "LT98"})):
        assert archivist.post(at("act", enquiry, name), said).status_code == 400
    assert archivist.post(at("act", enquiry, "prepare"), {"outcome": "refused"}).status_code == 422
    assert archivist.post(at("act", enquiry, "link"), {"record": "x", "find": "x"}).status_code in (409, 422)
    assert archivist.post(at("act", enquiry, "nonsense")).status_code == 404
    assert archivist.get(at("letter", enquiry, "nonsense")).status_code == 404
    assert archivist.post(at("new"), {}).status_code == 400


def test_another_archive_sees_nothing_of_it(client):
    enquiry = filed(proofs=[PNG]).enquiry
    proof = enquiry.proofs.get()
    client.force_login(outsider())

    for address in (at("enquiry", enquiry), at("letter", enquiry, "receipt"), at("proof", enquiry, proof)):
        assert client.get(address).status_code == 404
    for address in (at("act", enquiry, "take_on"), at("applicant", enquiry)):
        assert client.post(address, {"reason": "想看一看"}).status_code == 404
    assert enquiry.number not in text_of(client.get(at("enquiries")))


def test_contact_and_proofs_are_shown_to_who_says_why_and_both_are_noted(archivist):
    enquiry = filed(proofs=[PNG]).enquiry
    assert PHONE not in text_of(archivist.get(at("enquiry", enquiry)))
    assert archivist.post(at("applicant", enquiry), {"reason": " "}).status_code == 422

    shown = text_of(archivist.post(at("applicant", enquiry), {"reason": "寄送告知书"}))
    proof = archivist.get(at("proof", enquiry, enquiry.proofs.get()))

    assert PHONE in shown
    assert ID_NUMBER in shown
    assert (proof.content, proof.headers["Content-Type"]) == (PNG, "application/octet-stream")
    verbs = list(Event.objects.order_by("number").values_list("verb", flat=True))
    assert verbs[-2:] == ["enquiry:reveal_applicant", "enquiry:read_proof"]
    assert ID_NUMBER not in str(list(Event.objects.values_list("data", flat=True)))


def test_a_unit_sees_its_question_and_nothing_of_the_applicant(client):
    unit = Institution.objects.create(code="U1", name="区知青办", kind=Institution.Kind.UNIT)
    other = Institution.objects.create(code="U2", name="区民政局", kind=Institution.Kind.UNIT)
    consent = asked(unit, RecordFactory())
    client.force_login(person(Role.UNIT_OFFICER, other))
    assert client.get(at("consent", consent)).status_code == 404
    client.force_login(person(Role.UNIT_OFFICER, unit))

    page = text_of(client.get(at("consent", consent)))
    assert "可否提供利用" in page
    assert "下乡插队" not in page
    assert consent.enquiry.number not in page
    assert client.post(at("consent", consent), {"answer": "objects"}).status_code == 422
    assert client.post(at("consent", consent), {"answer": "consents"}).status_code == 302
    assert client.post(at("consent", consent), {"answer": "consents"}).status_code == 409


def test_an_answer_that_comes_late_or_twice_leaves_the_question_of_another_unit_alone(client):
    first = Institution.objects.create(code="U1", name="区知青办", kind=Institution.Kind.UNIT)
    second = Institution.objects.create(code="U2", name="区民政局", kind=Institution.Kind.UNIT)
    old = asked(first, RecordFactory())
    enquiry, said = old.enquiry, {"answer": "consents"}
    client.force_login(person(Role.UNIT_OFFICER, first))
    assert client.post(at("consent", old), said).status_code == 302
    ask = {"enquiry": enquiry, "question": "可否？", "records": old.records}
    now = consult_unit(actor=CLERK, unit=second, **ask)

    late = client.post(at("consent", old), {"answer": "objects", "words": "改为不同意"})

    assert (late.status_code, "alert" in text_of(late)) == (409, True)
    enquiry.refresh_from_db()
    old.refresh_from_db()
    assert (enquiry.state, old.answer) == ("consulting", "consents")
    answer_for_unit(actor=CLERK, consent=now, answer="consents", words="")
    enquiry.refresh_from_db()
    consult_unit(actor=CLERK, unit=first, **ask | {"enquiry": enquiry})
    assert [each.answer for each in enquiry.consents.all()] == ["", "consents", "consents"]


def test_a_case_that_is_withdrawn_asks_no_unit_any_more(client):
    consent = asked(Institution.objects.create(code="U1", name="区知青办", kind=Institution.Kind.UNIT), RecordFactory())
    code = consent.enquiry.meant.get().record.code
    client.force_login(person(Role.UNIT_OFFICER, consent.unit))
    assert code in text_of(client.get(at("consent", consent)))

    withdraw_enquiry(actor=OPERATOR, enquiry=consent.enquiry)

    page = text_of(client.get(at("consent", consent)))
    assert (code in page, "不再征求" in page) == (False, True)


def test_an_authority_sees_complaints_and_nothing_else(client):
    complaint = complained(RecordFactory())
    client.force_login(person(Role.AUTHORITY_OFFICER, authority()))

    assert complaint.number in text_of(client.get(at("complaints")))
    assert client.get(at("enquiries")).status_code == 403
    assert client.get(at("enquiry", complaint.enquiry)).status_code == 403
    assert client.post(at("complaint", complaint), {"outcome": "rejected"}).status_code == 400
    said = {"outcome": "rejected", "answer": "原决定符合规定"}
    assert [client.post(at("complaint", complaint), said).status_code for _ in range(2)] == [302, 409]
    client.force_login(person(Role.AUTHORITY_OFFICER, InstitutionFactory(code="LT98")))
    assert client.get(at("complaint", complaint)).status_code == 404


def test_silence_of_a_unit_is_written_down_when_its_term_is_over(archivist):
    consent = asked(InstitutionFactory(), RecordFactory())
    assert archivist.post(at("act", consent.enquiry, "stop_waiting")).status_code == 409
    type(consent).objects.update(due_on=dt.date(2020, 1, 1))

    assert archivist.post(at("act", consent.enquiry, "stop_waiting")).status_code == 302
    consent.refresh_from_db()
    assert (consent.answer, bool(consent.ended_at)) == ("", True)


def test_a_queue_of_many_costs_as_much_as_one_of_few(archivist, django_assert_max_num_queries):
    for _ in range(12):
        filed()
    with django_assert_max_num_queries(14):
        assert archivist.get(at("enquiries")).status_code == 200
    assert archivist.get(at("enquiries"), {"state": "x", "late": "1", "place": "%"}).status_code == 400
    assert "empty" in text_of(archivist.get(at("enquiries"), {"state": "refused"}))


def test_a_draft_that_is_sent_back_can_be_prepared_anew(client):
    enquiry = prepared(RecordFactory())
    client.force_login(person(Role.USE_APPROVER))
    assert client.post(at("act", enquiry, "send_back"), {"why": "理由不充分"}).status_code == 302
    said = {"outcome": "refused", "reason": "涉及他人隐私"}

    assert client.post(at("act", enquiry, "prepare"), said).status_code == 302
    assert Enquiry.objects.get().decisions.count() == 2


def test_terms_are_working_days():
    days = read_calendar(SHIPPED)

    assert days.after(dt.date(2026, 9, 30), 1) == dt.date(2026, 10, 8)
    assert days.after(dt.date(2026, 10, 9), 1) == dt.date(2026, 10, 10)
    assert days.between(dt.date(2026, 9, 30), dt.date(2026, 10, 10)) == 3


def test_every_state_of_an_act_is_one_there_is():
    named = {state for each in transitions().values() for state in (*each.before, each.after)} - {""}

    assert named <= set(states())
    assert set(open_states()) <= set(states())
