"""What is told everybody of a year's work: counted as cases move, and nothing by which a person is recognised."""

from __future__ import annotations

import pytest
from django.utils import timezone

from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.services.enquiries.actions import Searched, answer_not_found, rate_service
from lantai.services.enquiries.models import Enquiry, Rating, ServiceTally
from lantai.services.enquiries.queries.figures import figures_of, first_month
from lantai.services.enquiries.tallies import published
from lantai.services.enquiries.tests.factories import CLERK, matter_case

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
