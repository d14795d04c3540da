"""What holds for every page: no inline script or style, one heading, a title, both languages, the strict policy."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import Client
from django.urls import reverse

from lantai.base.accounts.access import Role, actor_of
from lantai.base.accounts.tests.factories import person
from lantai.holdings.accessions.tests.factories import TransferFactory, TransferFindingFactory
from lantai.holdings.catalogue.elements import element_set
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


def test_it_leaves_no_english_on_chinese_pages(addresses):
    client = staff("zh-hans")
    allowed = re.compile(
        r"Lantai|English|TOTP|Enter|Excel|CSV|zip|GBK|UTF|Tab|JavaScript|MB|KB|SHA|SM|OCFL|urn|ulid|rapidocr|fmt|image/jpeg"
        r"|IIIF|Dublin Core|wangxiaoming|wxm|\bwork\b"
        r"|file\.unexpected|search\.\w+|fulltext\.\w+|WS|abc|Cookie|\.\w{3,4}"
    )
    for address in addresses:
        text = re.sub(r"(?s)<(head|script|kbd)\b.*?</\1>|<[^>]+>", " ", client.get(address).content.decode())
        words = re.findall(
            r"[A-Za-z]{4,}",
            allowed.sub(" ", re.sub(r"\b[0-9A-Z]{26}\b|\b[0-9a-f]{64,}\b|\S*/\S*|(\b[A-Z2-7]{4} ){7}\S{4}", " ", text)),
        )

        assert words == [], address


WIDE = "\u2e80-\u303f\u3400-\u9fff\uff01-\uff5e"
SPOKEN = re.compile(rf"[{WIDE}]+")


def said_in_data() -> str:
    """Everything that people, files and rules of this archive say, and what is asked here: data may be Chinese."""
    columns = (models.CharField, models.TextField, models.JSONField)
    texts = [
        str(value)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, columns)
        for value in model._base_manager.values_list(field.name, flat=True)
    ]
    values = [value for element in element_set().elements for value in element.choices]
    return "\n".join([*texts, *values, settings.SITE_NAME, "中文", "王小明", "水渠", "李", "。"])


def test_it_leaves_no_chinese_on_english_pages(addresses):
    client, data = staff("en"), said_in_data()
    for address in [*addresses, "/sign-in"]:
        answer = (reader("en") if address == "/sign-in" else client).get(address)
        text = re.sub(r"(?s)<script\b.*?</script>", " ", answer.content.decode())
        told = re.findall(r">([^<>]+)<", text) + re.findall(
            r'(?:aria-label|title|alt|placeholder|value)="([^"]*)"', text
        )
        spoken = SPOKEN.findall("\n".join(told))

        assert [each for each in spoken if each not in data] == [], address


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
