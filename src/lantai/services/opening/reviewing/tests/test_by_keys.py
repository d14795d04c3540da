"""Ten records reviewed in a real Chromium by keys alone: keystrokes are counted, decisions are looked up."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.fulltext.tests.factories import pages_of
from lantai.services.opening.models import Decision, Passage
from lantai.services.opening.tests.batches import at_first
from tests.support.chromium import NEEDS_CHROMIUM, launched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.django_db(transaction=True),
    NEEDS_CHROMIUM,
]
KEYS = ["o", "d3", "o", "o", "c1", "o", "o", "d4", "o", "o"]
"""One key opens and moves on; two delay or restrict with the reason."""


@pytest.fixture
def page(live_server, monkeypatch):
    """Somebody who may, signed in, at a page that says what went wrong in it."""
    playwright = pytest.importorskip("playwright.sync_api")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver keeps a loop in this thread
    with playwright.sync_playwright() as driver:
        browser = launched(driver)
        context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        made = context.new_page()
        made.errors = []
        made.on("pageerror", lambda error: made.errors.append(str(error)))
        yield made
        browser.close()


def test_ten_records_are_reviewed_by_keys_alone(page, live_server):
    batch = at_first(FondsFactory(), count=11)
    last = batch.items.select_related("record").get(position=11).record
    Record.every.filter(pk=last.pk).update(title="第三柜材料清单")
    pages_of(last, 1, width=0, height=0, text="材料清单\n第三柜上层\n备查")
    client = Client()
    client.force_login(batch.first_reviewer)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto(live_server.url + reverse("opening:review_item", args=[batch.ulid, 1]))

    page.focus("[name=note]")
    page.keyboard.type("od")  # keys rest while somebody types
    page.keyboard.press("Escape")
    page.fill("[name=note]", "")
    page.keyboard.press("Escape")
    strokes = 0
    for keys in KEYS:
        here = page.get_attribute("[data-review]", "data-item")
        for key in keys:
            page.keyboard.press(key)
            strokes += 1
        page.wait_for_selector(f"[data-review]:not([data-item='{here}'])")
    for key in ("s", "ArrowDown", "Shift+ArrowRight", "Shift+ArrowRight", "r", "Enter"):  # where no hint lies
        page.keyboard.press(key)
    page.wait_for_selector("[data-refusal]")  # the title says it too; what was marked is marked still
    Record.every.filter(pk=last.pk).update(title="材料清单")
    page.keyboard.press("Enter")
    page.wait_for_selector("table.list")

    decided = list(
        Decision.objects.filter(item__batch=batch).order_by("item__position").values_list("value", "reasons")
    )
    assert [value for value, _reasons in decided] == [
        *({"o": "open", "d": "delayed", "c": "controlled"}[keys[0]] for keys in KEYS),
        "partial",
    ]
    assert [reasons for value, reasons in decided if value in {"delayed", "controlled"}] == [["R3a"], ["R1"], ["R3b"]]
    assert list(Passage.objects.values_list("start", "end", "page_number")) == [(5, 8, 1)]
    assert strokes == 13
    assert page.errors == []
