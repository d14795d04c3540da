import pytest

from lantai.base.accounts.access import ANONYMOUS, OPERATOR
from lantai.engines.search.actions import mark_changed
from lantai.engines.search.document import SearchQuery
from lantai.engines.search.indexing import drain_all
from lantai.holdings.catalogue.actions import set_opening_state
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory
from lantai.holdings.fulltext.finding import find_records, suggestions
from lantai.holdings.fulltext.tests.factories import PageFactory, pages_of
from lantai.holdings.preservation.tests.factories import StoredFileFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(home):
    record = RecordFactory(title="城东水渠修缮的批复", opening_state="restricted")
    pages_of(record, 3, text="第一行\n修缮水渠")
    set_opening_state(actor=OPERATOR, record=record, state="open", reason="tests")
    drain_all()
    return record


def test_it_closes_hits_and_suggestions_before_the_index_knows(opened):
    assert suggestions("城东", scope=ANONYMOUS.scope()) == ["城东水渠修缮的批复"]

    set_opening_state(actor=OPERATOR, record=opened, state="restricted", reason="tests")

    assert suggestions("城东", scope=ANONYMOUS.scope()) == []
    assert find_records(SearchQuery(words="水渠"), scope=ANONYMOUS.scope()).hits == ()
    drain_all()
    assert find_records(SearchQuery(words="水渠"), scope=ANONYMOUS.scope()).count == 0


def test_it_names_the_page_and_shows_why(opened):
    hit = find_records(SearchQuery(words="修缮水渠"), scope=ANONYMOUS.scope()).hits[0]

    assert hit.page == 1
    assert [hit.snippet[start:end] for start, end in hit.spans] == ["修缮水渠"]


def test_it_never_takes_a_number_inside_another_for_a_hit(home):
    record = RecordFactory(opening_state="open")
    pages_of(record, 2, text="共120人")
    third = StoredFileFactory(stored=record.stored.get(), position=3)
    PageFactory(file=third, record=record, position=3, text="共12人")
    set_opening_state(actor=OPERATOR, record=record, state="open", reason="tests")
    drain_all()

    hit = find_records(SearchQuery(words="12"), scope=ANONYMOUS.scope()).hits[0]

    assert hit.page == 3


def test_a_page_is_given_the_first_values_of_a_facet_and_those_asked_for(home):
    fonds = [FondsFactory(code=f"J00{number}", title=f"水利局{number}") for number in (1, 2, 3)]
    records = [RecordFactory(fonds=fonds[n], opened=True, title="水渠") for n in (0, 0, 0, 1, 1, 2)]
    mark_changed([record.pk for record in records])
    drain_all()
    asked, scope = SearchQuery(words="水渠", fonds=("J001", "J003")), ANONYMOUS.scope()

    short, whole = find_records(asked, scope=scope, values=1), find_records(SearchQuery(words="水渠"), scope=scope)

    assert [(f.label, f.count) for f in short.facets["fonds"]] == [("水利局1", 3), ("水利局3", 1)]
    assert [(f.label, f.count) for f in whole.facets["fonds"]] == [("水利局1", 3), ("水利局2", 2), ("水利局3", 1)]
    assert len(find_records(SearchQuery(words="水渠"), scope=scope, values=1).facets["fonds"]) == 1
