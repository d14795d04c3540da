"""What holds for every page: no inline script or style, one heading, a title, both languages, the strict policy."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from lantai.base.accounts.access import Role, actor_of
from lantai.base.accounts.tests.factories import person
from lantai.front.portal.tests.languages import WIDE, foreign, said_in_data, user_names
from lantai.holdings.accessions.tests.factories import TransferFactory, TransferFindingFactory
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.fulltext.tests.factories import pages_of
from lantai.holdings.printing.actions import Order, order_printout

pytestmark = pytest.mark.django_db


class Page(HTMLParser):
    """Collects what no page may have, and what each must."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.headings: list[str] = []
        self.identities: list[str] = []
        self.references: list[str] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if "style" in given or tag == "style" or (tag == "script" and not given.get("src")):
            self.inline.append(self.get_starttag_text())
        self.inline += [name for name in given if name.startswith("on")]
        self.inline += [name for name in ("hx-on", "hx-vals") if name in given]
        if tag in {"h1", "h2", "h3"}:
            self.headings.append(tag)
        if given.get("id"):
            self.identities.append(given["id"])
        self.references += [given[name] for name in ("for", "list", "aria-describedby") if given.get(name)]


@pytest.fixture
def addresses(home) -> list[str]:
    """One address of every page template, with something on it."""
    record = RecordFactory(opened=True)
    pages_of(record, 2)
    transfer = TransferFactory()
    TransferFindingFactory(transfer=transfer)
    volume = RecordFactory(code="J001-1-012", level="volume")
    archivist = actor_of(person(Role.ARCHIVIST, record.fonds.institution))
    printout = order_printout(actor=archivist, fonds=record.fonds, order=Order("item_list"))
    here = {"ulid": record.ulid}
    first = here | {"position": 1}
    return [
        reverse("portal:home"),
        reverse("portal:help"),
        reverse("fulltext:search"),
        f"{reverse('fulltext:search')}?q=水渠&from=abc",
        f"{reverse('fulltext:search')}?q=。",
        reverse("catalogue:fonds_list"),
        reverse("catalogue:fonds", args=["J001"]),
        reverse("fulltext:record", kwargs=here),
        f"{reverse('fulltext:page', kwargs=first)}?q=水渠",
        reverse("accounts:own"),
        reverse("accounts:second_factor"),
        reverse("accessions:desk"),
        reverse("accessions:intake"),
        reverse("accessions:new"),
        reverse("accessions:transfer", args=[transfer.ulid]),
        reverse("accessions:records"),
        reverse("accessions:record", kwargs=here),
        reverse("people:persons"),
        f"{reverse('people:persons')}?name=李",
        reverse("people:links"),
        reverse("printing:start"),
        reverse("printing:volume", args=[volume.ulid]),
        reverse("printing:printout", args=[printout.ulid]),
        reverse("accessions:jobs"),
        reverse("fulltext:proofreading"),
        f"{reverse('fulltext:proofread', kwargs=first)}?line=0",
        reverse("fulltext:page_history", kwargs=first),
        "/nothing-here",
        "/records/00000000000000000000000000/pages/1",
    ]


def reader(language: str) -> Client:
    """Somebody who chose a language: only the cookie says which, whatever the browser asks for."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def staff(language: str) -> Client:
    client = reader(language)
    client.force_login(person(Role.ARCHIVIST))
    return client


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_has_no_inline_script_or_style_and_is_well_made(addresses, language):
    client = staff(language)
    for address in [*addresses, "/sign-in"]:
        answer = (reader(language) if address == "/sign-in" else client).get(address)
        text = answer.content.decode()
        page = Page(text)

        assert page.inline == [], address
        assert page.headings.count("h1") == 1, address
        assert len(page.identities) == len(set(page.identities)), address
        assert set(page.references) <= set(page.identities), address
        assert re.search(r"<title>\s*[^<\s][^<]* · [^<\s]", text), address
        assert re.search(r'<html[^>]* lang="([^"]+)"', text)[1] == ("en" if language == "en" else "zh-Hans"), address


def test_it_carries_the_strict_policy_everywhere(addresses):
    client = staff("zh-hans")
    for address in addresses:
        policy = client.get(address).headers["Content-Security-Policy"]

        assert "unsafe" not in policy, address
        assert "script-src 'self'" in policy, address


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_leaves_no_words_of_the_other_language(addresses, language):
    client = staff(language)
    data, users = "\n".join([said_in_data(), "水渠", "李", "。"]), user_names()
    for address in [*addresses, "/sign-in"]:
        answer = (reader(language) if address == "/sign-in" else client).get(address)

        assert foreign(answer.content.decode(), language, data=data, users=users) == [], address


def test_it_notices_words_of_the_other_language_and_codes():
    page = '<p title="Save">登记 <b>Fonds list</b> <code>Code</code> a.xlsx <kbd>Home</kbd> Excel</p> not_described'

    assert foreign(page, "zh-hans", data="", users=()) == ["not_described", "Save", "Fonds", "list"]
    assert foreign(page, "en", data="登记", users=()) == ["not_described"]
    assert foreign(page, "en", data="", users=["not_described"]) == ["登记"]


def test_it_writes_dates_in_one_form():
    """As 2026-12-01 08:30 everywhere; the form of machines (`c`) stands in attributes only."""
    templates = {
        each: each.read_text(encoding="utf-8") for each in Path(settings.CHECKOUT, "src").rglob("templates/**/*.html")
    }
    forms = {form for text in templates.values() for form in re.findall(r"""\|date:["']([^"']*)["']""", text)}

    assert forms <= {"c", "Y-m-d", "Y-m-d H:i", "Y-m-d H:i:s", "Y-m-d D", "Y-m", "Y", "H:i"}


def test_it_has_no_sign_of_chinese_between_words_in_templates():
    """`、` and the like join words in one language only: what joins is translated as well."""
    templates = [
        each for each in Path(settings.CHECKOUT, "src").rglob("templates/**/*.html") if each.name != "500.html"
    ]
    joined = [str(each) for each in templates if re.search(rf'join:"[^"]*[{WIDE}]', each.read_text(encoding="utf-8"))]

    assert templates
    assert joined == []


def test_it_has_an_error_page_that_needs_nothing():
    from django.template.loader import render_to_string

    text = render_to_string("500.html")

    assert "Something went wrong" in text
    assert Page(text).inline == []
