"""What a citizen meets: the form, number and code, the own page; and everything that must not be got at."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.base.audit.models import Event
from lantai.base.common.ids import new_ulid
from lantai.base.limits.models import Try
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.services.enquiries.actions import (
    answer_complaint,
    ask_more,
    erase_what_is_due,
    file_complaint,
    take_on_enquiry,
)
from lantai.services.enquiries.models import Complaint, Enquiry, Proof, ProofContent
from lantai.services.enquiries.papers import letter_as_pdf
from lantai.services.enquiries.tests.factories import (
    CLERK,
    ID_NUMBER,
    PHONE,
    PNG,
    authority,
    decided,
    filed,
    taken_on,
)
from lantai.services.enquiries.views.common import SALT

pytestmark = pytest.mark.django_db
APPLY, DOOR = "/enquiries/unopened", "/enquiries"


def text_of(answer):
    return answer.content.decode()


def stamp(age):
    moment = dt.datetime.now(dt.UTC).timestamp() - age
    return signing.dumps({"id": new_ulid(), "at": moment}, salt=SALT)


def applied(*, age=60.0, **changed):
    said = {
        "institution": "LT01", "applicant_kind": "self", "name": "柳文澜", "document_kind": "id_card",
        "document": ID_NUMBER, "phone": PHONE, "purpose": "service", "sought": "下乡插队的材料", "agreed": "on",
        "stamp": stamp(age),
    }  # fmt: skip
    return said | changed


def upload(content, name="proof.png"):
    file = BytesIO(content)
    file.name = name
    return file


def opened(client, made):
    """The client with the page of this case open."""
    answer = client.post(DOOR, {"number": made.enquiry.number.lower(), "code": made.code.lower()})
    assert answer.status_code == 302
    return client


def addresses(enquiry):
    return {
        "own": reverse("enquiries:own", args=[enquiry.number]),
        "letter": reverse("enquiries:own_letter", args=[enquiry.number, "receipt"]),
        "withdraw": reverse("enquiries:own_act", args=[enquiry.number, "withdraw"]),
        "complain": reverse("enquiries:own_act", args=[enquiry.number, "complain"]),
    }


def test_an_application_comes_once_and_lies_encrypted(client):
    InstitutionFactory()
    said = applied(proofs=[upload(PNG), upload(b"%PDF-1.4 x", "x.pdf")])

    first = client.post(APPLY, said)
    again = client.post(APPLY, {name: value for name, value in said.items() if name != "proofs"})

    enquiry, code = Enquiry.objects.get(), first.context["filed"].code
    assert (first.status_code, again.status_code, again.context["filed"].code) == (200, 200, "")
    assert code in text_of(first)
    assert (enquiry.last4, enquiry.state, enquiry.proofs.count()) == ("5429", "filed", 2)
    stored = b"".join(bytes(each) for row in Enquiry.objects.values_list("document", "contact") for each in row)
    stored += b"".join(bytes(each.sealed) for each in ProofContent.objects.all())
    assert not any(secret in stored for secret in (ID_NUMBER.encode(), PHONE.encode(), PNG))
    assert code not in str(list(Enquiry.objects.values()))
    told = str(list(Event.objects.values_list("data", flat=True)))
    assert not any(secret in told for secret in (ID_NUMBER, PHONE, "柳文澜", code, "插队"))


@pytest.mark.parametrize(
    "changed",
    [
        {"agreed": ""}, {"phone": ""}, {"phone": "call"}, {"institution": "LT98"}, {"applicant_kind": "thief"},
        {"purpose": ""}, {"document": "999999195611205420"}, {"document": "x"}, {"name": "x" * 81}, {"sought": " "},
        {"stamp": ""}, {"age": 1}, {"age": 200_000},
    ],
)  # fmt: skip
def test_what_is_incomplete_or_comes_from_machines_is_not_taken(client, changed):
    InstitutionFactory()

    assert client.post(APPLY, applied(**changed)).status_code == 400
    assert not Enquiry.objects.exists()


def test_hostile_proofs_are_refused_and_machines_thanked(client):
    InstitutionFactory()
    kinds = ([upload(PNG)] * 7, [upload(PNG + b"0" * (5 << 20))], [upload(b"<script>", "x.png")], [upload(b"MZ")])
    for sent in kinds:
        for each in sent:
            each.seek(0)
        assert client.post(APPLY, applied(proofs=sent)).status_code in (400, 422)
    assert client.post(APPLY, applied(website="x")).status_code == 200
    assert not Enquiry.objects.exists()
    told = Event.objects.filter(verb="sender:refuse", data__code="enquiries.proof_refused")
    statuses = told.order_by("number").values_list("data__status", flat=True)
    assert list(statuses) == [400, 422], "what one sender is refused in one way is a burst"
    assert not Proof.objects.exists()


def test_one_sender_applies_only_so_often(client, settings):
    settings.ENQUIRIES_OF_ONE = 1
    InstitutionFactory()

    assert [client.post(APPLY, applied()).status_code for _ in range(2)] == [200, 429]


def test_the_page_opens_by_number_and_code_only(client):
    made, other = filed(), filed()
    for address in addresses(made.enquiry).values():
        assert client.get(address).status_code in (200, 404, 405)
        assert "柳文澜" not in text_of(client.get(address))
    opened(client, made)

    assert "下乡插队" in text_of(client.get(addresses(made.enquiry)["own"]))
    assert "下乡插队" not in text_of(client.get(addresses(other.enquiry)["own"]))
    assert client.post(addresses(other.enquiry)["withdraw"]).status_code == 403
    assert client.get(addresses(other.enquiry)["letter"]).status_code == 404
    client.post(reverse("enquiries:leave", args=[made.enquiry.number]))
    assert "下乡插队" not in text_of(client.get(addresses(made.enquiry)["own"]))


def test_no_answer_tells_whether_there_is_such_a_number(client):
    made = filed()

    def said(number):
        answers = client.get(f"/enquiries/{number}"), client.post(DOOR, {"number": number, "code": "X" * 12})
        return [(each.status_code, text_of(each).count(number), each.context["form"].errors) for each in answers]

    assert said(made.enquiry.number) == said("LT01-LY2026-9999")


def test_too_many_wrong_codes_close_the_door_and_are_in_the_chain(client, settings):
    settings.ENQUIRY_TRIES = 3
    made = filed()
    tried = [client.post(DOOR, {"number": made.enquiry.number, "code": "X" * 12}).status_code for _ in range(4)]

    assert tried == [403, 403, 403, 429]
    assert client.post(DOOR, {"number": made.enquiry.number, "code": made.code}).status_code == 429
    events = Event.objects.filter(verb="enquiry:open:refuse")
    assert [each.data["rests"] for each in events.order_by("number")] == [False, True]
    erase_what_is_due(now=timezone.now() + dt.timedelta(days=2))
    assert not Try.objects.exists()


def test_posts_need_their_token_and_a_session_its_new_key():
    made, strict = filed(), Client(enforce_csrf_checks=True)

    assert strict.post(DOOR, {"number": made.enquiry.number, "code": made.code}).status_code == 403
    client = Client()
    client.get("/enquiries")
    client.session.save()
    before = client.session.session_key
    assert opened(client, made).session.session_key != before


def test_what_was_asked_is_answered_and_the_clock_rested(client):
    made = filed()
    enquiry = take_on_enquiry(actor=CLERK, enquiry=made.enquiry)
    ask_more(actor=CLERK, enquiry=enquiry, note="请补充户口簿")
    opened(client, made)
    assert "请补充户口簿" in text_of(client.get(addresses(enquiry)["own"]))
    due = enquiry.due_on
    Enquiry.objects.update(paused_on=timezone.localdate() - dt.timedelta(days=7))

    said = {"said": "已补充", "proofs": [upload(PNG)]}
    assert client.post(reverse("enquiries:own_act", args=[enquiry.number, "supply"]), said).status_code == 302

    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.proofs.count()) == ("taken_on", 1)
    assert enquiry.due_on > due
    assert client.post(addresses(enquiry)["withdraw"]).status_code == 302
    assert client.post(addresses(enquiry)["withdraw"]).status_code == 409


def test_a_complaint_reopens_the_case_when_it_is_upheld():
    enquiry = decided(RecordFactory())
    complaint = file_complaint(actor=OPERATOR, enquiry=enquiry, authority=authority(), words="不服")

    answer_complaint(actor=OPERATOR, complaint=complaint, outcome="upheld", answer="请重新办理")

    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.closed_at) == ("taken_on", None)
    assert [each.act for each in enquiry.steps.all()][-3:] == ["complain", "complaint_answer", "reopen"]
    assert enquiry.meant.get().verdict == ""


def test_a_late_case_can_be_complained_of_and_an_early_one_not(client):
    authority()
    made = filed()
    opened(client, made)
    said = {"authority": "LT00", "words": "逾期未办理"}
    assert client.post(addresses(made.enquiry)["complain"], said).status_code == 409
    Enquiry.objects.update(next_on=dt.date(2020, 1, 1))

    assert client.post(addresses(made.enquiry)["complain"], said).status_code == 302
    assert Complaint.objects.get().enquiry == made.enquiry


def test_personal_data_are_removed_in_time_and_the_case_stays(client):
    enquiry = decided(RecordFactory())
    Proof.objects.create(enquiry=enquiry, ending="png", size=1)
    now = timezone.now()

    assert erase_what_is_due(now=now + dt.timedelta(days=29)) == 0
    assert erase_what_is_due(now=now + dt.timedelta(days=31)) == 1
    assert not Proof.objects.exists()
    assert Enquiry.objects.get().name
    assert erase_what_is_due(now=now + dt.timedelta(days=366)) == 1

    gone = Enquiry.objects.get()
    personal = (gone.name, gone.document_kind, gone.last4, gone.sought, gone.code_hash, bytes(gone.contact))
    assert personal == ("", "", "", "", "", b"")
    assert (gone.state, gone.decisions.get().reason) == ("refused", "所涉内容为他人个人信息")
    assert letter_as_pdf(gone, "receipt") is None
    assert erase_what_is_due(now=now + dt.timedelta(days=366)) == 0


def test_letters_say_what_was_decided_and_a_refusal_names_no_record(home):
    from lantai.engines.formats import pdfium

    enquiry = decided(RecordFactory(title="关于干部任免的决定"))
    texts = {}
    for name in ("receipt", enquiry.decisions.get().letter):
        path = home / f"{name}.pdf"
        path.write_bytes(letter_as_pdf(enquiry, name))
        with pdfium.document(path) as pdf:
            text = "".join(page.get_textpage().get_text_range() for page in pdf)
        texts[name] = "".join(text.replace("\u200b", "").split())
    receipt, refusal = texts.values()

    assert enquiry.number in receipt
    assert "申请方式窗口" in receipt
    assert not any(empty in receipt for empty in ("单位", "档号等线索"))
    assert "5429" in receipt
    assert ID_NUMBER not in receipt
    assert "不予利用告知书" in refusal
    assert "第二十八条" in refusal
    assert "干部任免" not in refusal


def test_a_receipt_there_is_only_when_the_case_is_taken_on():
    assert letter_as_pdf(filed().enquiry, "receipt") is None
    assert letter_as_pdf(taken_on(), "LT01-BY2026-0001") is None
