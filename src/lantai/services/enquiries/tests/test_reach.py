"""How far an application reaches: what goes beyond who asks needs a reason, and a decision of who may grant it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import person
from lantai.base.audit.models import Event
from lantai.holdings.catalogue.actions import Person, enter_persons
from lantai.holdings.catalogue.applicants import APPROVERS, applicants
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.services.enquiries.actions import (
    decide_enquiry,
    deliver_enquiry,
    find_matter,
    mean_records,
    prepare_decision,
)
from lantai.services.enquiries.basket import waits_of
from lantai.services.enquiries.models import Decision, Enquiry, UnitConsent
from lantai.services.enquiries.reach import BeyondApplicant, beyond_of
from lantai.services.enquiries.rules import ApproverNeeded
from lantai.services.enquiries.tests.factories import CLERK, grant, matter_case

pytestmark = pytest.mark.django_db
BRIDE, GROOM, STRANGER = "柳文澜", "程志远", "石望川"


@pytest.fixture
def record():
    """A marriage that is not opened, of a bureau's fonds."""
    made = RecordFactory(opening_state="unreviewed", record_type="marriage", fonds__unit="云溪县民政局")
    enter_persons([(made, [Person(GROOM, role="husband"), Person(BRIDE, role="wife", former_names="曾用名：柳小兰")])])
    return made


def case_of(record, **said):
    known = {"name": STRANGER, "answers": {"husband": STRANGER, "married": "1979"}, "sought": "查结婚登记"}
    enquiry = matter_case(record.fonds.institution, **(known | said))
    mean_records(actor=CLERK, enquiry=enquiry, records=[record])
    return enquiry


def why(enquiry):
    return list(beyond_of(enquiry, list(enquiry.meant.select_related("record__fonds"))).values())


NOT_OWN, NOT_NAMED, NOT_OF_MATTER = "其中没有申请人的姓名", "其中没有申请所写的当事人", "其类型不属于本事项所查"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"name": BRIDE}, ""),
        ({"name": "柳 文澜"}, ""),
        ({"name": "柳小兰"}, ""),
        ({"answers": {"other_name": f"原名{GROOM}"}}, ""),
        ({}, NOT_OWN),
        ({"applicant_kind": "agent", "answers": {"husband": GROOM}}, ""),
        ({"applicant_kind": "agent"}, NOT_NAMED),
        ({"applicant_kind": "agent", "answers": {"person": GROOM}, "matter": "veteran"}, NOT_OF_MATTER),
        ({"applicant_kind": "kin", "sought": f"母亲{BRIDE}的结婚登记"}, ""),
        ({"applicant_kind": "heir"}, NOT_NAMED),
        ({"applicant_kind": "state", "matter": "veteran"}, NOT_OF_MATTER),
        ({"applicant_kind": "unit", "body": "民政局"}, ""),
        ({"applicant_kind": "unit", "body": "某公司"}, "不属于该单位的全宗，也没有登记同意意见"),
        ({"applicant_kind": "unit"}, "不属于该单位的全宗，也没有登记同意意见"),
        ({"applicant_kind": "public"}, "档案未开放"),
        ({"applicant_kind": "other"}, ""),
    ],
)
def test_the_scope_of_who_asks_is_held_to_each_record_that_is_not_opened(record, said, reason):
    enquiry = case_of(record, **said)

    assert why(enquiry) == [reason] * bool(reason)
    record.opening_state = "open"
    record.save()
    assert why(enquiry) == []


def test_a_consent_and_a_record_whose_persons_nobody_entered_leave_it_to_the_officer(record):
    of_unit = case_of(record, applicant_kind="unit", body="某公司")
    asked = {"unit": record.fonds.institution, "records": [record.ulid], "due_on": timezone.localdate()}
    UnitConsent.objects.create(enquiry=of_unit, answer="consents", answered_at=timezone.now(), **asked)
    nameless = RecordFactory(fonds=record.fonds, opening_state="unreviewed")

    assert why(of_unit) == why(case_of(nameless)) == []


def test_what_goes_beyond_is_given_with_a_reason_by_who_may_grant_it_and_not_otherwise(record, client):
    enquiry = case_of(record)
    waits = waits_of(enquiry, list(enquiry.meant.select_related("record__fonds")), timezone.localdate())
    assert NOT_OWN in next(iter(waits.values()))
    find_matter(actor=CLERK, enquiry=enquiry)
    with pytest.raises(BeyondApplicant):
        deliver_enquiry(actor=CLERK, enquiry=enquiry, way="counter", note="")
    client.force_login(person(Role.ARCHIVIST, record.fonds.institution))
    page, act = (reverse(f"enquiries:{name}", args=[enquiry.ulid, *more]) for name, more in (
        ("enquiry", []), ("act", ["prepare"]),
    ))  # fmt: skip
    said = {"outcome": "granted", "use": "copy", "until": grant().until.isoformat(), "reason": ""}

    assert NOT_OWN in client.get(page).content.decode()
    refused = client.post(act, said)
    assert (refused.status_code, f"{record.code}超出此范围" in refused.content.decode()) == (409, True)
    assert not Decision.objects.exists()
    assert client.post(act, said | {"reason": "持双方公证书，为其父母办理"}).status_code == 302
    assert Event.objects.get(verb="enquiry:prepare").data["beyond"] == 1
    assert "主管领导" in client.get(page).content.decode()
    enquiry = Enquiry.objects.get()
    for capacity in ("", "director"):
        with pytest.raises(ApproverNeeded):
            decide_enquiry(actor=OPERATOR, enquiry=enquiry, capacity=capacity)
    assert decide_enquiry(actor=OPERATOR, enquiry=enquiry, capacity="leader").capacity == "leader"
    enquiry.refresh_from_db()
    assert deliver_enquiry(actor=CLERK, enquiry=enquiry, way="counter", note="").state == "delivered"


def test_a_draft_that_withholds_it_or_keeps_to_the_scope_asks_for_no_more(record):
    own = RecordFactory(fonds=record.fonds, opening_state="unreviewed")
    enquiry = case_of(record)
    mean_records(actor=CLERK, enquiry=enquiry, records=[own])
    prepare_decision(actor=CLERK, enquiry=enquiry, draft=grant(withheld={record.ulid: "R1"}))

    assert decide_enquiry(actor=OPERATOR, enquiry=enquiry).capacity == ""


def test_whoever_has_a_reach_has_somebody_who_may_go_beyond_it():
    kinds = applicants().values()

    assert {each.code for each in kinds if not each.reach} == {"other"}
    assert all(each.beyond in APPROVERS for each in kinds if each.reach)
