"""The page's own sender of files in a real Chromium: interrupted and asked again, it goes on where it was."""

from __future__ import annotations

import hashlib

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from lantai.base.accounts.access import Role
from lantai.base.accounts.tests.factories import person
from lantai.holdings.transfers.models import TransferFile
from lantai.holdings.transfers.package import files_folder
from lantai.holdings.transfers.tests.factories import TransferFactory, UnitFactory
from tests.support.chromium import NEEDS_CHROMIUM, launched

PIECE = 8 << 20
pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.django_db(transaction=True),
    NEEDS_CHROMIUM,
]


@pytest.fixture
def draft(transactional_db, home):
    return TransferFactory(unit=UnitFactory())


@pytest.fixture
def opened(live_server, monkeypatch, draft):
    """Opens pages as the unit's officer."""
    playwright = pytest.importorskip("playwright.sync_api")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver keeps a loop in this thread
    client = Client()
    client.force_login(person(Role.UNIT_OFFICER, draft.unit))
    cookie = client.cookies["sessionid"].value
    with playwright.sync_playwright() as driver:
        browser = launched(driver)
        context = browser.new_context(locale="zh-CN")
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])

        def new_page():
            page = context.new_page()
            page.goto(live_server.url + reverse("transfers:files", args=[draft.ulid]))
            return page

        yield new_page
        connections.close_all()  # while the driver's loop runs, this thread has a connection nobody else would close
        browser.close()


def test_a_file_chosen_again_goes_on_where_it_was_interrupted(opened, draft, tmp_path):
    source = tmp_path / "来文.tif"
    source.write_bytes(hashlib.sha256(b"piece").digest() * ((2 * PIECE + 1000) // 32))
    page, began = opened(), []

    def first_piece_only(route):
        """The line breaks as the second piece leaves."""
        began.append(route.request.headers["upload-offset"])
        route.continue_() if began == ["0"] else route.abort()

    page.route("**/uploads/*", lambda route: first_piece_only(route) if _is_piece(route) else route.continue_())
    page.set_input_files("#upload-files", source)
    page.locator(".upload-said", has_text="重试").wait_for(timeout=60_000)
    page.close()
    assert TransferFile.objects.get().offset == PIECE

    again, offsets = opened(), []
    again.on("request", lambda request: offsets.append(_offset_of(request)) if request.method == "PATCH" else None)
    with again.expect_navigation(timeout=60_000):  # when all has arrived the page is loaded anew
        again.set_input_files("#upload-files", source)

    file = TransferFile.objects.get()
    assert offsets == [PIECE, 2 * PIECE]
    assert (file.state, file.size) == ("arrived", source.stat().st_size)
    assert (files_folder(draft) / "来文.tif").read_bytes() == source.read_bytes()
    assert "来文.tif" in again.content()


def _is_piece(route):
    return route.request.method == "PATCH"


def _offset_of(request):
    return int(request.headers["upload-offset"])
