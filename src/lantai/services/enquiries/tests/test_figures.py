"""What is told everybody of a year's work: counted as cases move, and nothing by which a person is recognised."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import InstitutionFactory, person
from lantai.base.audit.models import Event
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.services.enquiries.actions import (
    Searched,
    answer_complaint,
    answer_not_found,
    erase_applicant,
    pass_on_enquiry,
    rate_service,
    search_on,
    step_outside,
    take_on_enquiry,
)
from lantai.services.enquiries.models import Enquiry, Rating, ServiceTally
from lantai.services.enquiries.queries.figures import figures_of, first_month
from lantai.services.enquiries.queries.yearly import sheet_of_use, use_of
from lantai.services.enquiries.tallies import published
from lantai.services.enquiries.tests.factories import CLERK, complained, decided, grant, matter_case

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({"a": 9, "b": 0}, {"a": 9, "b": 0}),
        ({"a": 9, "b": 3, "c": 20}, {"a": None, "b": None, "c": 20}),
        ({"a": 9, "b": 1, "c": 2, "d": 7}, {"a": 9, "b": None, "c": None, "d": None}),
        ({"a": 3, "b": 4, "c": 50}, {"a": None, "b": None, "c": 50}),
        ({"a": 3}, {"a": None}),
        ({}, {}),
    ],
)
def test_a_small_number_is_hidden_and_cannot_be_worked_out_from_the_sum(cells, shown):
    assert published(cells) == shown


def test_a_year_is_told_from_sums_in_a_few_queries(client, django_assert_num_queries):
    archive = InstitutionFactory()
    for _ in range(6):
        enquiry = matter_case(archive)
        answer_not_found(actor=CLERK, enquiry=enquiry, searched=Searched("程志远"))
        rate_service(actor=CLERK, enquiry=enquiry, stars=4)
    matter_case(archive)
    with django_assert_num_queries(1):
        figures = figures_of(archive, timezone.localdate())

    assert (figures.filed, figures.answered, figures.days, figures.late, figures.stars) == (7, 6, 0.0, 0, 4.0)
    assert [line.number for line in figures.outcomes] == [0, 0, 6, 0]
    assert [(line.number, line.days) for line in figures.matters] == [(6, 0.0)]
    assert Rating.objects.count() == 6
    page = client.get("/services/figures", {"archive": archive.code})
    assert "6" in page.content.decode()
    assert client.get("/services/figures", {"archive": "x" * 300}).status_code == 200


def test_few_cases_are_not_told_and_old_ones_are_not_of_the_year(client):
    enquiry = matter_case(InstitutionFactory())
    answer_not_found(actor=CLERK, enquiry=enquiry, searched=Searched("程志远"))
    figures = figures_of(None, timezone.localdate())
    assert (figures.filed, figures.answered, figures.days, figures.stars) == (None, None, None, None)
    assert [line.number for line in figures.matters] == [None]

    ServiceTally.objects.update(month=first_month(timezone.localdate()).replace(year=2000))
    assert figures_of(None, timezone.localdate()).filed == 0
    assert client.get("/services/figures").status_code == 200
    assert Enquiry.objects.count() == 1


def test_a_case_that_goes_on_after_its_answer_is_one_answer():
    archive, other = InstitutionFactory(), InstitutionFactory(code="LT02", name="青山县档案馆")
    enquiry = matter_case(archive)
    for way in ("search_on", "pass_on", "send_away"):
        answer_not_found(actor=CLERK, enquiry=enquiry, searched=Searched("程志远"))
        if way == "search_on":
            enquiry = search_on(actor=CLERK, enquiry=enquiry, why="有新线索")
        elif way == "pass_on":
            enquiry = pass_on_enquiry(actor=CLERK, enquiry=enquiry, to=other, why="馆藏在彼")
            enquiry = take_on_enquiry(actor=CLERK, enquiry=enquiry)
        else:
            step_outside("send_away", enquiry, by=CLERK)
    counted = dict(ServiceTally.objects.filter(name="not_found").values_list("institution_id", "number"))

    assert counted == {"LT01": 0, "LT02": 0}
    assert not ServiceTally.objects.filter(name__in=["days", "late"], number__gt=0).exists()


def test_a_complaint_upheld_takes_the_answer_back():
    complaint = complained()
    answer_complaint(actor=OPERATOR, complaint=complaint, outcome="upheld", answer="责令重新办理")

    assert dict(ServiceTally.objects.values_list("name", "number")) == {
        "filed": 1, "refused": 0, "days": 0, "complained": 1, "upheld": 1,
    }  # fmt: skip


def test_the_yearly_sheet_and_the_register_tell_of_use_also_when_applicants_were_forgotten(
    client, django_assert_num_queries
):
    archive, year = InstitutionFactory(), timezone.localdate().year
    officer = person(Role.ARCHIVIST, archive)
    enquiry = matter_case(archive, name="=柳文澜")
    answer_not_found(actor=CLERK, enquiry=enquiry, searched=Searched("程志远"))
    decided(RecordFactory(), grant())
    client.force_login(officer)
    register = client.get(reverse("enquiries:register_file"), {"as": "csv", "archive": archive.code})
    erase_applicant(actor=CLERK, enquiry=enquiry)
    with django_assert_num_queries(9):
        use = use_of([archive], year)

    said = {(group, name): number for group, name, _unit, number in sheet_of_use(use)}
    assert (use.came, use.visits, use.answers) == (2, 0, {"not_found": 1, "granted": 1})
    assert (use.purposes, use.given["item"], use.applicants) == ({"marriage": 1, "service": 1}, 1, {"self": 2})
    assert sum(number for (group, _name), number in said.items() if group == "年报利用目的") == 2
    lines = register.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "'=柳文澜" in lines[1]
    assert "未查到" in lines[1]
    assert "2" in client.get(reverse("enquiries:yearly")).content.decode()
    assert client.get(reverse("enquiries:year_file"), {"as": "xlsx"}).content[:2] == b"PK"
    assert client.get(reverse("enquiries:register_file"), {"archive": "LT99"}).status_code == 200
    assert Event.objects.filter(verb="enquiry:register").count() == 2
