import pytest
from django.urls import reverse

from lantai.base.accounts.access import ANONYMOUS, OPERATOR
from lantai.engines.search.actions import mark_changed
from lantai.engines.search.document import SearchQuery
from lantai.engines.search.indexing import drain, drain_all
from lantai.engines.search.models import OutboxEntry, Sweep
from lantai.holdings.catalogue.actions import Selection, set_opening_state, set_opening_states
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import ON_PAPER, FondsFactory, RecordFactory
from lantai.holdings.fulltext import excerpts, finding, receivers
from lantai.holdings.fulltext.asked import Asked
from lantai.holdings.fulltext.finding import find_records, suggestions
from lantai.holdings.fulltext.hits import record_hits
from lantai.holdings.fulltext.tests.factories import PageFactory, pages_of
from lantai.holdings.preservation.tests.factories import StoredFileFactory
from lantai.holdings.withholding.actions import WithheldPassage, withhold

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(home):
    record = RecordFactory(title="城东水渠修缮的批复", opening_state="restricted")
    pages_of(record, 3, text="第一行\n修缮水渠")
    set_opening_state(actor=OPERATOR, record=record, state="open", decision=ON_PAPER, reason="tests")
    drain_all()
    return record


def test_it_closes_hits_and_suggestions_before_the_index_knows(opened):
    assert suggestions("城东", scope=ANONYMOUS.scope()) == ["城东水渠修缮的批复"]

    set_opening_state(actor=OPERATOR, record=opened, state="restricted", decision=ON_PAPER, reason="tests")

    assert suggestions("城东", scope=ANONYMOUS.scope()) == []
    assert find_records(SearchQuery(words="水渠"), scope=ANONYMOUS.scope()).hits == ()
    drain_all()
    assert find_records(SearchQuery(words="水渠"), scope=ANONYMOUS.scope()).count == 0


def test_others_are_suggested_in_the_place_of_what_was_closed_before_the_index_knows(home):
    records = [RecordFactory(title=f"城东第{number:02d}号", opened=True) for number in range(10)]
    mark_changed([record.pk for record in records])
    drain_all()
    assert len(suggestions("城东", scope=ANONYMOUS.scope())) == 8

    for record in records[:8]:
        set_opening_state(actor=OPERATOR, record=record, state="restricted", decision=ON_PAPER, reason="tests")

    assert suggestions("城东", scope=ANONYMOUS.scope()) == [record.title for record in records[8:]]


def test_it_names_the_page_and_shows_why(opened):
    hit = find_records(SearchQuery(words="修缮水渠"), scope=ANONYMOUS.scope()).hits[0]

    assert hit.page == 1
    assert [hit.snippet[start:end] for start, end in hit.spans] == ["修缮水渠"]


def test_it_finds_further_elements_and_says_which(home):
    said = {"scope": "修建城东渡槽的经过", "keywords": ["水利工程"], "class_no": "K12-7", "location": "三库二列"}
    record = RecordFactory(title="批复", elements=said, opening_state="open")
    set_opening_state(actor=OPERATOR, record=record, state="open", decision=ON_PAPER, reason="tests")
    drain_all()

    for words, code in (("渡槽", "scope"), ("水利工程", "keywords"), ("K12-7", "class_no")):
        (hit,) = find_records(SearchQuery(words=words), scope=ANONYMOUS.scope()).hits
        assert (hit.page, hit.element.code) == (None, code)
        assert [hit.snippet[start:end] for start, end in hit.spans] == [words]
    assert find_records(SearchQuery(words="三库二列"), scope=OPERATOR.scope()).count == 0


def test_it_never_takes_a_number_inside_another_for_a_hit(home):
    record = RecordFactory(opening_state="open")
    pages_of(record, 2, text="共120人")
    third = StoredFileFactory(stored=record.stored.get(), position=3)
    PageFactory(file=third, record=record, position=3, text="共12人")
    set_opening_state(actor=OPERATOR, record=record, state="open", decision=ON_PAPER, reason="tests")
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


# ── decisions on very many ──


@pytest.fixture
def many(home, monkeypatch):
    """Two records make a decision on very many: twelve opened ones of a fonds and one beside it, all in the index."""
    monkeypatch.setattr(receivers, "FROM", 2)
    fonds = FondsFactory(code="J001")
    records = RecordFactory.create_batch(12, fonds=fonds, opened=True, title="水渠", year=1980)
    records.append(RecordFactory(fonds__code="J002", opened=True, title="水渠"))
    mark_changed([record.pk for record in records])
    drain_all()
    return records


def decide(records, to, **selection):
    set_opening_states(
        actor=OPERATOR,
        fonds=records[0].fonds,
        selection=Selection(**selection),
        state=to,
        decision=ON_PAPER,
        reason="tests",
    )


def found(scope=None):
    """Numbers of the hits; count and facets say the same."""
    page = find_records(SearchQuery(words="水渠", size=50), scope=scope or ANONYMOUS.scope())
    assert page.count == len(page.hits) == sum(each.count for each in page.facets["fonds"])
    if scope is None:
        assert {each.value for each in page.facets["state"]} <= {"open"}
    return {hit.record.pk for hit in page.hits}


def test_a_decision_on_very_many_is_found_by_the_next_search(many):
    every, rest = {record.pk for record in many}, {many[-1].pk}

    decide(many, "restricted")
    assert found() == rest
    assert found(OPERATOR.scope()) == every
    decide(many, "open", state="restricted")
    assert found() == every
    drain_all()
    assert found() == every
    decide(many, "deferred", year_to=1979)
    assert found() == every
    decide(many, "deferred", year_from=1980)
    assert found() == rest
    drain_all()
    assert (found(), Sweep.objects.count(), OutboxEntry.objects.count()) == (rest, 0, 0)
    decide(many, "open")
    assert found() == every


def test_it_holds_while_the_index_comes_to_one_after_the_other(many):
    decide(many, "restricted")
    while drain(limit=2):
        assert found() == {many[-1].pk}
    decide(many, "open")
    while drain(limit=2):
        assert found() == {record.pk for record in many}
    assert not Sweep.objects.exists()


def fresh(record):
    return Record.objects.get(pk=record.pk)


def test_what_was_decided_since_of_single_records_is_not_what_the_sweep_says(many):
    decide(many, "restricted")
    set_opening_state(
        actor=OPERATOR, record=Record.objects.get(pk=many[0].pk), state="open", decision=ON_PAPER, reason="tests"
    )
    drain(limit=2)  # that one first, as somebody waits for it
    assert found() == {many[0].pk, many[-1].pk}
    decide(many, "open")
    set_opening_state(
        actor=OPERATOR, record=Record.objects.get(pk=many[1].pk), state="deferred", decision=ON_PAPER, reason="tests"
    )
    drain(limit=2)
    assert found() == {record.pk for record in many} - {many[1].pk}
    drain_all()
    assert found() == {record.pk for record in many} - {many[1].pk}
    assert (Sweep.objects.count(), OutboxEntry.objects.count()) == (0, 0)


def test_what_waits_for_another_reason_and_what_is_withheld_in_part_waits_for_the_index(many):
    decide(many, "restricted")
    drain_all()
    pages_of(many[0], 1, text="柳文澜")
    withhold(actor=OPERATOR, record=many[0], passages=[WithheldPassage(page_number=1, ground="R3a", whole_page=True)])
    drain_all()
    mark_changed([many[1].pk])

    decide(many, "open")

    assert found() == {record.pk for record in many} - {many[0].pk, many[1].pk}
    assert find_records(SearchQuery(words="柳文澜"), scope=ANONYMOUS.scope()).count == 0
    drain_all()
    assert found() == {record.pk for record in many}
    assert find_records(SearchQuery(words="柳文澜"), scope=ANONYMOUS.scope()).count == 0


def test_with_more_beside_than_are_looked_up_it_shows_too_little_and_never_too_much(many, monkeypatch):
    monkeypatch.setattr(finding, "MOST_WAITING", 1)
    for state, seen in (("restricted", {many[-1].pk}), ("open", {many[-1].pk})):
        decide(many, state)
        mark_changed([many[-1].pk, many[0].pk])
        assert found() == seen
        drain_all()


@pytest.mark.parametrize("count", [3, 12])
def test_searches_ask_no_more_of_the_database_for_more_that_were_decided(many, count, django_assert_num_queries):
    Record.objects.filter(pk__in=[record.pk for record in many[count:12]]).update(opening_state="deferred", year=1900)
    decide(many, "restricted", year_from=1980)
    assert OutboxEntry.objects.count() == count

    with django_assert_num_queries(10):
        assert found() == {many[-1].pk}


# ── across the end of a page ──

CUT = ("同意你社修缮城东水", "渠，所需木料自筹。", "渠水自流。")
"""Found by 城东水渠: the first page holds three characters of it, the second the last."""


@pytest.fixture
def cut(home):
    """An open record of three pages: a phrase begins on the first and ends on the second."""
    record = RecordFactory(title="批复", opening_state="open")
    for page, text in zip(pages_of(record, 3, text="x"), CUT, strict=True):
        page.layout.delete()
        page.delete()
        PageFactory(file=page.file, record=record, position=page.position, text=text)
    mark_changed([record.pk])
    drain_all()
    return record


def the_hit(words, scope=None):
    (hit,) = find_records(SearchQuery(words=words), scope=scope or ANONYMOUS.scope()).hits
    return hit.page, [hit.snippet[start:end] for start, end in hit.spans]


def test_it_names_the_page_on_which_a_phrase_begins_that_a_page_end_cuts(cut):
    assert the_hit("城东水渠") == (1, ["城东水 渠"])
    assert the_hit("自筹渠水") == (2, ["自筹。 渠水"])


def test_it_boxes_both_pieces_of_a_phrase_on_their_pages_and_counts_it_once(cut, client):
    said = record_hits(cut, Asked("城东水渠"), scope=ANONYMOUS.scope())
    first, second = (reverse("fulltext:page", args=[cut.ulid, n]) + "?q=城东水渠" for n in (1, 2))
    given = [client.get(f"/api/v1/records/{cut.ulid}/pages/{n}", {"q": "城东水渠"}).json()["hits"] for n in (1, 2, 3)]

    assert (said.counts, said.carried) == ({1: 1}, {2})
    assert "<mark>城东水</mark>" in client.get(first).content.decode()
    behind = client.get(second).content.decode()
    assert "<mark>渠</mark>，" in behind
    assert 'data-hits="[[[100,200,36,40]]]"' in behind
    assert 'data-before="0"' in behind
    assert [[hit["boxes"] for hit in hits] for hits in given] == [[[[340, 200, 116, 40]]], [[[100, 200, 36, 40]]], []]


def test_it_counts_a_phrase_across_a_page_end_beside_those_on_the_pages(cut):
    assert record_hits(cut, Asked("渠水 水渠"), scope=ANONYMOUS.scope()).counts == {1: 1, 3: 1}
    assert record_hits(cut, Asked("水渠"), scope=ANONYMOUS.scope()).counts == {1: 1}


@pytest.mark.parametrize(
    ("passage", "words"),
    [
        (WithheldPassage(page_number=2, ground="R3a", whole_page=True), "城东水渠水自流"),
        (WithheldPassage(page_number=1, ground="R3a", start=8, end=9), "城东渠所需"),
        (WithheldPassage(page_number=2, ground="R3a", start=0, end=1), "城东水所需"),
    ],
    ids=["a page", "the end of a page", "the beginning of a page"],
)
def test_it_never_joins_across_what_is_withheld(cut, client, passage, words):
    withhold(actor=OPERATOR, record=cut, passages=[passage])
    drain_all()

    for asked in (words, "城东水渠"):
        assert record_hits(cut, Asked(asked), scope=ANONYMOUS.scope()).counts == {}
        for number in (1, 2, 3):
            page = client.get(f"/api/v1/records/{cut.ulid}/pages/{number}", {"q": asked})
            assert page.json()["hits"] == []
        assert find_records(SearchQuery(words=asked), scope=ANONYMOUS.scope()).count == 0
    assert the_hit("城东水渠", OPERATOR.scope()) == (1, ["城东水 渠"])


def test_it_never_joins_over_a_passage_that_is_withheld(cut, client):
    withhold(actor=OPERATOR, record=cut, passages=[WithheldPassage(page_number=1, ground="R3a", start=2, end=4)])
    drain_all()

    for asked, found in (("同意修缮", 0), ("修缮城东", 1)):
        results = find_records(SearchQuery(words=asked), scope=ANONYMOUS.scope())
        hits = client.get(f"/api/v1/records/{cut.ulid}/pages/1", {"q": asked}).json()["hits"]
        assert (results.count, len(hits)) == (found, found)


# ── thick volumes ──


def test_it_names_pages_behind_those_it_looks_at_first(home, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(excerpts, "MOST_PAGES_SCANNED", 2)
    records = [RecordFactory(title=f"第{n}卷", opened=True) for n in range(3)]
    for number, record in enumerate(records):
        pages = pages_of(record, 5, text="别的话")
        pages[3].text = "查水库移民" if number < 2 else "查水库"
        pages[3].save(update_fields=["text"])
    pages[4].text = "移民"
    pages[4].save(update_fields=["text"])
    mark_changed([record.pk for record in records])
    drain_all()
    wanted = SearchQuery(words="水库移民", sort="code")

    with django_assert_num_queries(7):
        hits = find_records(wanted, scope=ANONYMOUS.scope()).hits
    assert [(hit.page, [hit.snippet[a:b] for a, b in hit.spans]) for hit in hits] == [
        (4, ["水库移民"]),
        (4, ["水库移民"]),
        (4, ["水库 移民"]),
    ]
    monkeypatch.setattr(excerpts, "MOST_PAGES_BEHIND", 3)
    bounded = find_records(wanted, scope=ANONYMOUS.scope()).hits
    assert [hit.page for hit in bounded] == [None, None, None]


def test_it_asks_no_more_of_the_database_for_more_volumes(home, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(excerpts, "MOST_PAGES_SCANNED", 2)
    record = RecordFactory(title="卷", opened=True)
    pages_of(record, 3, text="别的话")
    record.pages.filter(position=3).update(text="查水库移民")
    mark_changed([record.pk])
    drain_all()

    with django_assert_num_queries(7):
        assert the_hit("水库移民")[0] == 3
