"""The rules of who asks: proofs are looked at first, papers are given as the rules say, decided by who decides."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, Role, actor_of
from lantai.base.accounts.tests.factories import person
from lantai.services.certificates.actions import Chosen, Order, issue_copy, issue_statement
from lantai.services.certificates.keyring import prepare_keys
from lantai.services.certificates.models import Certificate
from lantai.services.enquiries.actions import (
    NotOfTheList,
    certify_basket,
    decide_enquiry,
    deliver_enquiry,
    find_matter,
    look_at_proofs,
    mean_records,
    prepare_decision,
)
from lantai.services.enquiries.basket import waits_of
from lantai.services.enquiries.models import Decision, Enquiry, ProofSeen
from lantai.services.enquiries.rules import (
    ApproverNeeded,
    NotForThisApplicant,
    ProofsLacking,
    capacities,
    hold_paper,
    to_look_at,
)
from lantai.services.enquiries.tests.factories import CLERK, grant, matter_case, order_of, taken_for

pytestmark = pytest.mark.django_db
DEATH, KINSHIP = "当事人死亡证明", "亲属关系证明"


@pytest.fixture
def keys(settings, tmp_path):
    settings.KEYS_FOLDER = tmp_path / "keys"
    prepare_keys()


def case_of(world, kind):
    enquiry = matter_case(world.institution, applicant_kind=kind)
    mean_records(actor=CLERK, enquiry=enquiry, records=[world.opened])
    return enquiry


def test_nothing_is_certified_or_delivered_before_the_proofs_were_looked_at(world, keys, client):
    enquiry = case_of(world, "kin")
    with pytest.raises(ProofsLacking) as refused:
        certify_basket(actor=CLERK, enquiry=enquiry, order=order_of(enquiry))
    assert DEATH in str(refused.value)
    assert KINSHIP in str(refused.value)
    with pytest.raises(NotOfTheList):
        look_at_proofs(actor=CLERK, enquiry=enquiry, seen={"户口本封面": "original"})
    look_at_proofs(actor=CLERK, enquiry=enquiry, seen={DEATH: "original"})
    find_matter(actor=CLERK, enquiry=enquiry)
    with pytest.raises(ProofsLacking):
        deliver_enquiry(actor=CLERK, enquiry=enquiry, way="counter", note="")

    officer = person(Role.ARCHIVIST, world.institution)
    client.force_login(officer)
    page = client.get(reverse("enquiries:enquiry", args=[enquiry.ulid])).content.decode()
    assert "经办人 石望川" in page
    said = {"proof_0": "original", "proof_1": "notarised"}
    assert client.post(reverse("enquiries:act", args=[enquiry.ulid, "look_at"]), said).status_code == 302

    seen = {each.what: (each.form, each.by) for each in ProofSeen.objects.all()}
    assert seen == {DEATH: ("original", "经办人 石望川"), KINSHIP: ("notarised", actor_of(officer).label)}
    certify_basket(actor=CLERK, enquiry=enquiry, order=order_of(enquiry))
    assert deliver_enquiry(actor=CLERK, enquiry=enquiry, way="counter", note="").state == "delivered"
    assert look_at_nothing_more(enquiry)


def look_at_nothing_more(enquiry):
    return enquiry.steps.filter(act="look_at").count() == 2


def test_the_counter_that_took_the_case_looks_at_them_and_a_partner_has_done_so(world, client):
    enquiry = taken_for(world.institution, applicant_kind="kin")
    client.force_login(person(Role.DESK_OFFICER, enquiry.counter))
    act = reverse("enquiries:taken_act", args=[enquiry.ulid, "look_at"])
    assert client.post(act, {"proof_0": "x"}).status_code == 400
    assert client.post(act, {"proof_0": "original", "proof_1": "copy"}).status_code == 302
    assert client.post(act, {"proof_0": "original", "proof_1": ""}).status_code == 302

    assert list(ProofSeen.objects.values_list("what", flat=True)) == [DEATH]
    enquiry.channel = Enquiry.Channel.PEER
    assert to_look_at(enquiry) == []


@pytest.mark.parametrize(("kind", "copies"), [("lawyer", True), ("unit", True), ("other", False)])
def test_papers_are_given_as_the_rules_say(world, keys, kind, copies):
    enquiry = case_of(world, kind)
    look_at_proofs(actor=CLERK, enquiry=enquiry, seen={each["zh"]: "original" for each in to_look_at(enquiry)})
    order, chosen = Order(enquiry.name, case=enquiry.number.lower()), [Chosen(world.opened, [1])]
    with pytest.raises(NotForThisApplicant):
        issue_statement(actor=CLERK, order=order, chosen=chosen, text="春耕")
    if not copies:
        with pytest.raises(NotForThisApplicant):
            issue_copy(actor=CLERK, order=order, chosen=chosen)
        prepare_decision(actor=CLERK, enquiry=enquiry, draft=grant())
        with pytest.raises(ApproverNeeded):
            decide_enquiry(actor=OPERATOR, enquiry=enquiry, capacity="director")
        assert decide_enquiry(actor=OPERATOR, enquiry=enquiry, capacity="leader").capacity == "leader"
    issue_copy(actor=CLERK, order=order, chosen=chosen)

    assert Certificate.objects.get().kind == "copy"


def test_a_kind_the_record_type_does_not_name_is_decided_as_anybody_else(world, keys):
    world.unopened.record_type = "medical"
    world.unopened.save()
    enquiry = matter_case(world.institution, applicant_kind="unit")
    mean_records(actor=CLERK, enquiry=enquiry, records=[world.unopened])
    meant = list(enquiry.meant.select_related("record"))

    (waits,) = waits_of(enquiry, meant, timezone.localdate()).values()

    assert "病历" in waits
    assert "组织人事" in waits
    assert next(code for code, _ in capacities(enquiry)) == "leader"
    assert capacities(enquiry_of_self(world)) == []
    with pytest.raises(NotForThisApplicant):
        hold_paper(enquiry.number, Certificate.Kind.COPY)


def enquiry_of_self(world):
    """Whom the type names asks by right: nobody but who approves use is asked."""
    enquiry = matter_case(world.institution, applicant_kind="self")
    mean_records(actor=CLERK, enquiry=enquiry, records=[world.unopened])
    return enquiry


def test_who_decides_says_as_whom(world, client):
    enquiry = case_of(world, "lawyer")
    prepare_decision(actor=CLERK, enquiry=enquiry, draft=grant())
    client.force_login(person(Role.USE_APPROVER, world.institution))
    act = reverse("enquiries:act", args=[enquiry.ulid, "decide"])
    assert client.post(act, {}).status_code == 400
    assert client.post(act, {"capacity": "director"}).status_code == 302

    assert Decision.objects.get().capacity_label == "馆长"
