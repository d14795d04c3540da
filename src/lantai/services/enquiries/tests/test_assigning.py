"""A case without a matter is made one of a matter; one without a record can be refused."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from lantai.base.accounts.access import Role
from lantai.base.accounts.tests.factories import InstitutionFactory, person
from lantai.services.enquiries.models import Enquiry, ServiceTally
from lantai.services.enquiries.tests.factories import matter_case, taken_on

pytestmark = pytest.mark.django_db


def at(name, *arguments):
    return reverse(f"enquiries:{name}", args=[getattr(each, "ulid", each) for each in arguments])


@pytest.fixture
def archivist(client):
    client.force_login(person(Role.ARCHIVIST, InstitutionFactory()))
    return client


def filed_of(matter):
    return sum(ServiceTally.objects.filter(name="filed", matter=matter).values_list("number", flat=True))


def test_a_case_in_own_words_becomes_one_of_a_matter_and_can_be_answered_not_found(archivist):
    enquiry = taken_on()
    before = enquiry.due_on
    assert "归入办事事项" in archivist.get(at("enquiry", enquiry)).content.decode()
    assert archivist.post(at("act", enquiry, "not_found"), {"more": "名册"}).status_code == 409
    assert archivist.post(at("act", enquiry, "assign"), {"matter": "unheard_of"}).status_code == 400

    assert archivist.post(at("act", enquiry, "assign"), {"matter": "marriage"}).status_code == 302

    enquiry.refresh_from_db()
    assert (enquiry.matter, enquiry.due_on < before, enquiry.next_on <= enquiry.due_on) == ("marriage", True, True)
    assert (filed_of("marriage"), filed_of("unopened")) == (1, 0)
    assert archivist.post(at("act", enquiry, "assign"), {"matter": "divorce"}).status_code == 409
    assert "归入办事事项</summary>" not in archivist.get(at("enquiry", enquiry)).content.decode()
    said = {"search": "name=柳文澜&searched=1", "more": "一九七九年名册"}
    assert archivist.post(at("act", enquiry, "not_found"), said).status_code == 302
    assert Enquiry.objects.get().answer == "not_found"


def test_a_term_that_is_nearer_than_the_matters_stays(archivist):
    enquiry, soon = taken_on(), dt.date(2020, 1, 2)
    Enquiry.objects.update(due_on=soon, next_on=soon)
    assert archivist.post(at("act", enquiry, "assign"), {"matter": "marriage"}).status_code == 302
    assert Enquiry.objects.get().due_on == soon


def test_a_matters_case_without_a_record_is_refused_in_words(archivist):
    enquiry = matter_case()
    offers = {each.name: each.is_next for each in archivist.get(at("enquiry", enquiry)).context["offers"]}
    assert (offers["prepare"], offers["ask_more"], "found" in offers) == (False, True, False)
    granted = {"outcome": "granted", "use": "copy", "until": "2099-01-01"}
    assert archivist.post(at("act", enquiry, "prepare"), granted).status_code == 422
    said = {"outcome": "refused", "reason": "申请人不是当事人，也未提供委托书"}
    assert archivist.post(at("act", enquiry, "prepare"), said).status_code == 302
    assert Enquiry.objects.get().state == "prepared"
