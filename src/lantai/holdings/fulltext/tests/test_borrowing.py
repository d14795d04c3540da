"""What a search under an agreement finds while the index is behind: nothing that is not lent as it is now."""

from __future__ import annotations

import pytest

from lantai.base.accounts.access import OPERATOR, Scope, Share
from lantai.engines.search.actions import mark_changed
from lantai.engines.search.document import SearchQuery
from lantai.engines.search.indexing import drain_all
from lantai.holdings.catalogue.actions import RecordChange, Selection, change_records, set_opening_states
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import ON_PAPER, FondsFactory, RecordFactory
from lantai.holdings.fulltext import borrowing, receivers
from lantai.holdings.fulltext.borrowing import TooMuchWaits
from lantai.holdings.fulltext.finding import find_records

pytestmark = pytest.mark.django_db
NOBODY = range(10**9, 10**9 + 1_200)
"""Row ids of no record."""


@pytest.fixture
def lent(home):
    """Three marriages of one fonds, in the index."""
    records = RecordFactory.create_batch(3, fonds=FondsFactory(), record_type="marriage", title="结婚登记")
    mark_changed([record.pk for record in records])
    drain_all()
    return records


def found(record):
    share = Share("A1", record.institution_id, frozenset({"marriage"}), frozenset(), pages=True)
    page = find_records(SearchQuery(words="结婚登记"), scope=Scope(False, frozenset(), share))
    assert page.count == len(page.hits) == sum(each.count for each in page.facets["type"])
    return {hit.record.pk for hit in page.hits}


def test_what_is_of_another_type_now_is_not_counted_however_much_waits_behind_it(lent):
    values = {"record_type": "document"}
    change_records(actor=OPERATOR, fonds=lent[0].fonds, changes=[RecordChange(lent[0], values)])
    mark_changed(NOBODY)

    assert found(lent[0]) == {record.pk for record in lent[1:]}


def test_what_one_decision_opened_is_lent_no_more(lent, monkeypatch):
    monkeypatch.setattr(receivers, "FROM", 2)
    said = {"selection": Selection(), "state": "open", "decision": ON_PAPER, "reason": "tests"}
    set_opening_states(actor=OPERATOR, fonds=lent[0].fonds, **said)

    assert found(lent[0]) == set()
    assert not Record.objects.exclude(opening_state="open").exists()


def test_with_more_than_can_be_looked_up_it_refuses_and_never_says_that_there_is_nothing(lent, monkeypatch):
    monkeypatch.setattr(borrowing, "MOST_LOOKED_UP", 3)
    mark_changed(NOBODY[:3])
    assert len(found(lent[0])) == 3
    mark_changed(NOBODY[3:4])

    with pytest.raises(TooMuchWaits, match="3"):
        found(lent[0])
