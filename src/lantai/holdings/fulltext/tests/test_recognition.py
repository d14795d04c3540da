"""How far recognition is: exact where there are few pages, and never a walk through all of them."""

from __future__ import annotations

import pytest

from lantai.base.common.keyset import Total
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.fulltext import queries
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.tests.factories import pages_of

pytestmark = pytest.mark.django_db


def waiting_first() -> None:
    pages_of(RecordFactory(), 5)
    Page.objects.filter(position__lte=2).update(state=Page.State.WAITING)
    Page.objects.filter(position=3).update(state=Page.State.FAILED)


def test_it_counts_few_pages_exactly():
    waiting_first()

    assert queries.recognition() == queries.Recognition(Total(2), Total(2), Total(1))


def test_it_looks_at_no_more_than_the_bound(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(queries, "BOUND", 1)
    waiting_first()

    with django_assert_num_queries(3) as asked:
        found = queries.recognition()

    assert found == queries.Recognition(Total(0, or_more=True), Total(1, or_more=True), Total(1))
    assert all("LIMIT 2" in query["sql"] for query in asked.captured_queries)
