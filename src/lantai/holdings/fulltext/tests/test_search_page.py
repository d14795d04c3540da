"""The search page: hits with the words that matched, facets as links, filters, and nothing of what is not open."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from lantai.base.accounts.access import Role
from lantai.base.accounts.tests.factories import outsider, person
from lantai.engines.search.actions import mark_changed
from lantai.engines.search.indexing import drain_all
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory
from lantai.holdings.fulltext.tests.factories import pages_of

pytestmark = pytest.mark.django_db
ADDRESS = "/search"


def indexed(*records):
    mark_changed([record.pk for record in records])
    drain_all()


@pytest.fixture
def archive(home):
    """Two open records in two fonds and one unopened, all of them about the same canal."""
    other = FondsFactory(code="J002", title="云溪区水利局")
    shown = [RecordFactory(opened=True), RecordFactory(opened=True, fonds=other, year=1965, retention="D30")]
    hidden = RecordFactory(title="水渠边的秘密地块")
    for record in (*shown, hidden):
        pages_of(record, 2)
    indexed(*shown, hidden)
    return shown, hidden


def test_it_shows_how_to_begin(client, home):
    answer = client.get(ADDRESS)

    assert answer.status_code == 200
    assert "检索结果会显示在这里" in answer.content.decode()


def test_it_finds_open_records_and_marks_the_words(client, archive):
    shown, _ = archive

    text = client.get(ADDRESS, {"q": "城东水渠"}).content.decode()

    assert "<strong>2</strong> 件" in text
    assert "<mark>城东水渠</mark>" in text
    assert f"/records/{shown[0].ulid}/pages/1?q=" in text


def test_it_leads_to_the_marked_words_also_when_one_character_may_be_wrong(client, archive):
    """What is clicked is what was found: the page of the hit marks it, and the address given to programs does."""
    asked = {"q": "东水果修缮", "tolerant": "1"}

    text = client.get(ADDRESS, asked).content.decode()
    link = html.unescape(re.search(r'<h2><a href="([^"]+)"', text)[1])
    given = client.get("/api/v1/search", {**asked, "tolerant": "true"}).json()["hits"]

    assert "<mark>东水渠修缮</mark>" in client.get(link).content.decode()
    assert link in {hit["url"] for hit in given}


@pytest.mark.parametrize("words", ["城东水渠", "秘密地块", ""])
def test_it_tells_the_public_nothing_of_unopened_records(client, archive, words):
    text = client.get(ADDRESS, {"q": words, "fonds": "J001"}).content.decode()

    assert "秘密地块</" not in text.replace("“秘密地块”", "")
    assert archive[1].ulid not in text


def test_it_shows_unopened_records_to_their_archive_only(client, archive):
    client.force_login(outsider())
    assert archive[1].ulid not in client.get(ADDRESS, {"q": "城东水渠"}).content.decode()

    client.force_login(person(Role.ARCHIVIST))
    assert archive[1].ulid in client.get(ADDRESS, {"q": "城东水渠"}).content.decode()


def test_it_narrows_by_facet_and_keeps_the_question(client, archive):
    text = client.get(ADDRESS, {"q": "城东水渠", "sort": "date"}).content.decode()
    assert "?q=%E5%9F%8E%E4%B8%9C%E6%B0%B4%E6%B8%A0&amp;sort=date&amp;fonds=J002" in text

    narrowed = client.get(ADDRESS, {"q": "城东水渠", "sort": "date", "fonds": "J002"}).content.decode()
    assert "<strong>1</strong> 件" in narrowed
    assert '<input type="hidden" name="fonds" value="J002">' in narrowed


def test_it_names_facets_in_words(client, archive):
    groups = client.get(ADDRESS, {"q": "城东水渠"}).context["page"].groups

    assert {group.label: [link.label for link in group.links] for group in groups} == {
        "全宗": ["云溪区人民政府办公室", "云溪区水利局"],
        "年代": ["1960–1969", "1980–1989"],
        "保管期限": ["30 年", "永久"],
    }


def test_it_narrows_by_years(client, archive):
    assert "<strong>1</strong> 件" in client.get(ADDRESS, {"from": "1960", "to": "1969"}).content.decode()


def test_it_narrows_by_days_and_says_which_it_read(client, home):
    march = {"date_start": dt.date(1985, 3, 1), "date_end": dt.date(1985, 3, 31), "year": 1985}
    records = [RecordFactory(opened=True, **march), RecordFactory(opened=True, year=1985, date_text="")]
    indexed(*records, RecordFactory(opened=True, year=1986), RecordFactory(opened=True, year=None))

    text = client.get(ADDRESS, {"from": "一九八五年四月", "to": "1985.4.2"}).content.decode()
    assert "<strong>1</strong> 件" in text
    assert "1985-04-01 – 1985-04-02" in text
    assert 'value="一九八五年四月"' in text
    assert "<strong>2</strong> 件" in client.get(ADDRESS, {"from": "1985.3.31", "to": "1985-03"}).content.decode()


@pytest.mark.parametrize(("typed", "said"), [("昨天", "民国三十年"), ("1985-02-31", "没有这样的日期")])
def test_it_says_beside_the_field_what_is_no_date(client, archive, typed, said):
    answer = client.get(ADDRESS, {"to": typed})

    text = answer.content.decode()
    assert answer.status_code == 400
    assert said in text
    assert re.search(r'id="to"[^>]*aria-describedby="to_error"', text)
    assert 'id="to_error"' in text


@pytest.mark.parametrize(
    "query", [{"from": "abc"}, {"from": "1990", "to": "1960"}, {"sort": "sideways"}, {"q": "水" * 201}]
)
def test_it_explains_what_it_cannot_read(client, archive, query):
    answer = client.get(ADDRESS, query)

    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("query", [{"q": "。，"}, {"q": "水渠", "cursor": "nonsense"}])
def test_it_gives_the_refusal_and_the_remedy(client, archive, query):
    answer = client.get(ADDRESS, query)

    assert answer.status_code == 400
    assert "请" in answer.content.decode()


def test_it_advises_when_nothing_is_found(client, archive):
    text = client.get(ADDRESS, {"q": "不存在的词"}).content.decode()

    assert "没有查到您可阅览的档案" in text


def test_it_escapes_the_question(client, archive):
    assert "<script>x" not in client.get(ADDRESS, {"q": "<script>x</script>"}).content.decode()


def test_it_goes_on_page_by_page_to_the_end(client, home):
    records = [RecordFactory(opened=True) for _ in range(45)]
    indexed(*records)
    seen, query = set(), {"q": "水渠"}
    for _ in range(3):
        answer = client.get(ADDRESS, query)
        results = answer.context["page"].results
        seen |= {hit.record.ulid for hit in results.hits}
        query = {"q": "水渠", "cursor": results.next_cursor}

    assert seen == {record.ulid for record in records}
    assert results.next_cursor == ""


def test_it_costs_the_same_for_twenty_hits_as_for_two(client, home, django_assert_max_num_queries):
    records = [RecordFactory(opened=True) for _ in range(25)]
    for record in records:
        pages_of(record, 1)
    indexed(*records)

    with django_assert_max_num_queries(6):
        client.get(ADDRESS, {"q": "水渠"})


def test_it_refuses_another_method(client, home):
    assert client.post(ADDRESS).status_code == 405


def test_it_suggests_only_what_may_be_seen(client, archive):
    address = reverse("fulltext:suggest")

    assert "关于第" in client.get(address, {"q": "关于第"}).content.decode()
    assert "秘密" not in client.get(address, {"q": "水渠边"}).content.decode()
    assert client.get(address).content.strip() == b""
