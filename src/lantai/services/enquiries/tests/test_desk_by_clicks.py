"""An ordinary proof of a marriage in a real Chromium, from the queue to the printed certificate: clicks are counted."""

from __future__ import annotations

import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from lantai.base.accounts.access import Role
from lantai.engines.formats.model import Line, PageReading, TextSource
from lantai.engines.search.indexing import drain_all
from lantai.holdings.catalogue.actions import Person, enter_persons
from lantai.holdings.fulltext.actions import enter_recognition, mark_changed
from lantai.services.certificates.actions import complete_certificate
from lantai.services.certificates.keyring import prepare_keys
from lantai.services.certificates.models import Certificate
from lantai.services.enquiries.tests.factories import CLERK, filed_matter
from tests.support.chromium import NEEDS_CHROMIUM, launched
from tests.support.world import build_world

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.django_db(transaction=True),
    NEEDS_CHROMIUM,
]
MOST_CLICKS, MOST_SECONDS = 12, 180
TEXT = ("结婚人程志远与柳文澜", "证婚人石望川")


@pytest.fixture
def world(transactional_db, home):
    """The opened record registers a marriage; its page is read, and names a witness."""
    made = build_world(home)
    lines = tuple(
        Line(text, tuple((40 + 9 * n, 60 + 20 * row, 8, 10) for n in range(len(text)))) for row, text in enumerate(TEXT)
    )
    reading = PageReading(1, 210, 297, lines, TextSource.OCR, "rapidocr 3.10.0")
    enter_recognition(page=made.opened.pages.get(), reading=reading)
    people = [Person("程志远", role="husband"), Person("柳文澜", role="wife"), Person("石望川", role="witness")]
    enter_persons([(made.opened, people)])
    made.opened.record_type = "marriage"
    made.opened.save(update_fields=["record_type"])
    mark_changed([made.opened.pk])
    drain_all()
    prepare_keys()
    return made


class Hand:
    """Clicks and counts them; `page` says what went wrong in it."""

    def __init__(self, page) -> None:
        self.page, self.clicks, self.errors = page, 0, []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)

    def click(self, selector: str) -> None:
        self.page.click(selector)
        self.clicks += 1


@pytest.fixture
def hand(live_server, monkeypatch, world):
    """The officer of the desk, signed in."""
    playwright = pytest.importorskip("playwright.sync_api")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver keeps a loop in this thread
    client = Client()
    client.force_login(world.people[Role.DESK_OFFICER])
    cookie = client.cookies["sessionid"].value
    with playwright.sync_playwright() as driver:
        browser = launched(driver)
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", reduced_motion="reduce")
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        yield Hand(context.new_page())
        connections.close_all()  # while the driver's loop runs, this thread has a connection nobody else would close
        browser.close()


def test_a_marriage_is_proved_in_twelve_clicks(hand, live_server, world, capsys):
    answers = {"husband": "程志远", "wife": "柳文澜", "married": "1978"}
    case = filed_matter(world.institution, answers=answers).enquiry
    page, began = hand.page, time.monotonic()
    page.goto(live_server.url + reverse("enquiries:enquiries"))

    hand.click(f"a:has-text('{case.number}')")
    hand.click("a[href$='/desk']")
    hand.click("form[action$='/acts/take_on'] button")
    page.focus("body")
    page.keyboard.press("j")
    assert page.evaluate("Boolean(document.activeElement.closest('[data-hit]'))")
    hand.click("[data-put]")
    page.wait_for_selector(".desk-items a.code")
    hand.click(".desk-pages a")
    sheet = page.locator("[data-sheet]").bounding_box()
    page.mouse.move(sheet["x"] + 20, sheet["y"] + 20)
    page.mouse.down()
    page.mouse.move(sheet["x"] + 90, sheet["y"] + 60)
    page.mouse.up()
    hand.clicks += 1
    hand.click("label:has-text('石望川') input")
    hand.click("form[data-masking] button[type=submit]")
    hand.click(".desk-issue button[type=submit]")
    page.wait_for_selector("#desk-made")
    certificate = _completed(Certificate.objects.get())
    page.wait_for_selector("form[action$='/print'] button")
    with page.context.expect_page():
        hand.click("form[action$='/print'] button")
    seconds = _until_printed(certificate) - began

    until_printed = hand.clicks
    hand.click("form[action$='/acts/found'] button")
    hand.click("form[action$='/acts/deliver'] button")
    page.wait_for_selector("form[action$='/acts/close']")

    masked = certificate.sources.get().masked
    assert (len(masked["boxes"]), len(masked["spans"])) == (1, 1)
    with capsys.disabled():
        sys.stdout.write(
            f"\na proof of a marriage: {until_printed} clicks, {seconds:.1f} s to print, {hand.clicks} to deliver\n"
        )
    assert hand.clicks <= MOST_CLICKS
    assert seconds <= MOST_SECONDS
    assert [each for each in hand.errors if not re.search("favicon", each)] == []


def _completed(certificate: Certificate) -> Certificate:
    """What a worker does. In a thread of its own: signing starts a loop, and the browser's driver has one in this."""
    here = connections["default"]
    here.inc_thread_sharing()

    def complete() -> Certificate:
        connections["default"] = here
        return complete_certificate(actor=CLERK, certificate=certificate)

    try:
        with ThreadPoolExecutor(1) as worker:
            return worker.submit(complete).result()
    finally:
        here.dec_thread_sharing()


def _until_printed(certificate: Certificate) -> float:
    """When the file was handed out: it opens in a window of its own."""
    for _ in range(1200):
        certificate.refresh_from_db()
        if certificate.printed:
            break
        time.sleep(0.05)
    assert certificate.printed == 1
    return time.monotonic()
