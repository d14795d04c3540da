"""Home, help, appearance and the signs of life."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection

from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory

pytestmark = pytest.mark.django_db


def test_it_begins_with_one_search_box_and_five_ways(client):
    text = client.get("/").content.decode()

    assert text.count('type="search"') == 1
    assert "五种开始的方式" in text


def test_it_counts_and_names_only_what_is_open(client):
    shown = RecordFactory(opened=True, document_number="云政发〔1987〕8号")
    RecordFactory(document_number="云密发〔1987〕1号")
    FondsFactory(code="J002", title="没有开放档案的全宗")

    answer = client.get("/")

    assert answer.context["page"].records == 1
    assert answer.context["page"].document_number == shown.document_number
    assert "云密发" not in answer.content.decode()
    assert "没有开放档案的全宗" not in answer.content.decode()


def test_it_says_what_will_be_here_when_nothing_is_open(client):
    assert "这里还没有开放的档案" in client.get("/").content.decode()


def test_it_costs_the_same_with_many_fonds(client, django_assert_num_queries):
    for n in range(20):
        RecordFactory(fonds=FondsFactory(code=f"J{n:03d}"), opened=True)

    with django_assert_num_queries(3):
        client.get("/")


def test_help_says_where_harvesters_ask_once_an_archive_decided_so(client, settings):
    assert "OAI-PMH" not in client.get("/help").content.decode()

    settings.OAI = {"INSTITUTIONS": ["LT01"], "NAMESPACE": "da.example.cn", "NAME": "", "EMAILS": ["a@example.cn"]}
    text = client.get("/help").content.decode()
    assert "面向联合目录与检索服务" in text
    assert 'href="http://testserver/oai?verb=Identify"' in text


@pytest.mark.parametrize("address", ["/", "/help", "/healthz", "/readyz"])
def test_it_refuses_another_method(client, address):
    assert client.post(address).status_code == 405


def test_it_remembers_large_type_and_the_dark_theme(client):
    client.post("/appearance", {"large": "1", "next": "/help"})
    answer = client.post("/appearance", {"theme": "dark", "next": "/help"})
    text = client.get("/help").content.decode()

    assert answer.headers["Location"] == "/help"
    assert 'data-bs-theme="dark" class="large"' in text


def test_it_goes_back_to_plain(client):
    client.post("/appearance", {"large": "1"})
    client.post("/appearance", {"large": "0"})

    assert 'class="large"' not in client.get("/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_it_does_not_lead_away(client, elsewhere):
    assert client.post("/appearance", {"theme": "dark", "next": elsewhere}).headers["Location"] == "/"


def test_it_ignores_values_it_does_not_know(client):
    client.cookies["lantai_theme"] = '"><script>'
    answer = client.post("/appearance", {"theme": "pink", "large": "7"})

    assert not answer.cookies
    assert 'data-bs-theme="light"' in client.get("/").content.decode()


def test_it_changes_language_and_back(client):
    client.post("/appearance/language", {"language": "en", "next": "/"})
    assert "Five ways to begin" in client.get("/").content.decode()

    client.post("/appearance/language", {"language": "zh-hans", "next": "/"})
    assert "五种开始的方式" in client.get("/").content.decode()


def test_it_is_not_ready_without_its_database(client, home, caplog):
    def refuse(*arguments):
        raise DatabaseError

    with connection.execute_wrapper(refuse):
        answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["failed"] == ["database"]
    assert "does not answer" in caplog.text


def test_it_counts_no_fonds_in_which_there_is_nothing_to_read(client):
    RecordFactory(fonds=FondsFactory(code="J001"), opened=True)
    RecordFactory(fonds=FondsFactory(code="J002"))
    FondsFactory(code="J003")

    page = client.get("/").context["page"]

    assert (page.records, page.fonds_count, [row.fonds.code for row in page.fonds]) == (1, 1, ["J001"])
