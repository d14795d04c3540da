"""What was closed by the thousand, one by one: counted for nobody before the index has come to it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from lantai.base.accounts.access import ANONYMOUS, OPERATOR
from lantai.base.common.ids import new_ulid
from lantai.base.common.rows import insert_values
from lantai.engines.search.document import SearchDocument, SearchQuery
from lantai.engines.search.factory import search_index
from lantai.engines.search.models import OutboxEntry
from lantai.holdings.catalogue.actions import enter_openings
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.signals import records_changed
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory
from lantai.holdings.fulltext import finding, receivers
from lantai.holdings.fulltext.finding import find_records
from lantai.holdings.fulltext.tests.test_finding import found
from lantai.holdings.withholding.models import Withheld

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["memory.MemoryIndex", "tantivy.TantivyIndex"])
def thousands(home, settings, request):
    """Five thousand opened records of a fonds and two besides, one of them in another fonds, all in the index."""
    settings.SEARCH = {**settings.SEARCH, "BACKEND": f"lantai.engines.search.backends.{request.param}"}
    beside = [RecordFactory(fonds=FondsFactory(code=code), opened=True) for code in ("J001", "J002")]
    fonds = beside[0].fonds
    names = ("ulid", "fonds", "institution", "code", "code_key", "title", "opening_state")
    codes = [f"J001-WS·1980-Y-{number:04d}" for number in range(5_000)]
    rows = ((new_ulid(), fonds.pk, fonds.institution.code, code, code, "水渠", "open") for code in codes)
    insert_values(Record, names, rows)
    with search_index().write() as batch:
        for pk, code, keeper in Record.objects.values_list("pk", "fonds__code", "institution"):
            said = {"fonds": code, "state": "open", "institution": str(keeper)}
            batch.put(SearchDocument(num=pk, id=str(pk), code=str(pk), title="水渠", **said))
    return beside, list(Record.objects.filter(code__in=codes).values_list("pk", flat=True))


def counted(scope=None):
    page = find_records(SearchQuery(words="水渠", size=1), scope=scope or ANONYMOUS.scope())
    assert page.count == sum(each.count for each in page.facets["fonds"])
    return page.count


def close(records, pks):
    enter_openings(actor=OPERATOR, institution=records[0].fonds.institution, states={"restricted": pks}, reason="tests")


def test_thousands_closed_one_by_one_are_counted_for_nobody_before_the_index_knows(thousands, monkeypatch):
    beside, pks = thousands
    assert counted() == 5_002

    close(beside, pks)

    assert found() == {record.pk for record in beside}
    assert counted(OPERATOR.scope()) == 5_002
    monkeypatch.setattr(finding, "MOST_CLOSING", 4_999)
    assert found() == {beside[1].pk}  # all of the fonds waits
    assert counted(OPERATOR.scope()) == 5_002


def test_what_is_withheld_in_part_of_thousands_is_found_by_no_words_before_the_index_knows(thousands):
    beside, pks = thousands
    Withheld.objects.bulk_create(
        Withheld(record_id=pk, page_number=1, whole_page=True, ground="R3a", since=timezone.now()) for pk in pks
    )

    receivers.index_changed_records(pks=pks, closing=())

    assert found() == {record.pk for record in beside}


def test_what_was_taken_in_or_described_by_the_thousand_costs_searches_nothing(home, django_assert_num_queries):
    fonds = FondsFactory(code="J001")
    for number in range(12):
        RecordFactory(fonds=fonds, opened=True, code=f"J001-{number}")
    pks = list(Record.objects.values_list("pk", flat=True))
    records_changed.send(sender=Record, pks=pks, new=True)
    records_changed.send(sender=Record, pks=pks, closing=())
    assert OutboxEntry.objects.count() == 24

    with django_assert_num_queries(1):
        assert finding._decided_meanwhile(ANONYMOUS.scope()) == (frozenset(), ())
