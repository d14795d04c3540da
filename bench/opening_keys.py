"""People at the review screen in a real Chromium, by keys alone: one browser, a context of its own for each person."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bench.opening_people import BUSY, Book, Decided

CHROMIUM = "/usr/bin/chromium"
PATIENCE = 300_000
PAUSE = 0.5
KEYS = {"open": "o", "controlled": "c1", "delayed": "d4"}
"""One key opens; two restrict or delay with the reason (4 is R3b)."""
WHAT_CAME = """here => {
    const review = document.querySelector('[data-review]');
    if (document.readyState !== 'complete') return '';
    if (!review) return 'left';
    if (review.dataset.item !== here) return 'moved';
    if (review.querySelector('[data-refusal]')) return 'refused';
    const said = review.querySelector('[data-status]');
    return said && said.textContent && said.textContent === said.dataset.lost ? 'lost' : '';
}"""


@dataclass(frozen=True)
class Desk:
    """One person with the items to decide by keys, in order: position and value."""

    username: str
    batch: str
    stage: str
    items: Sequence[tuple[int, str]]


@asynccontextmanager
async def pages(server: str, people: Sequence[str], password: str) -> Any:
    """A signed-in page for each person."""
    from playwright.async_api import async_playwright

    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        made = {}
        for username in people:
            context = await browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
            context.set_default_timeout(PATIENCE)
            page = await context.new_page()
            await page.goto(f"{server}/sign-in")
            await page.fill("[name=username]", username)
            await page.fill("[name=password]", password)
            await page.press("[name=password]", "Enter")
            await page.wait_for_url(lambda address: "/sign-in" not in address)
            made[username] = page
        yield made
        await browser.close()


async def review(page: Any, server: str, desk: Desk, book: Book) -> None:
    """Decide all items of a desk by keys, again where no answer came or it was “busy” (503)."""

    def heard(answer: Any) -> None:
        if answer.status == BUSY:
            book.told_busy(desk.stage)

    page.on("response", heard)
    await page.context.set_extra_http_headers({"X-Bench-Step": desk.stage})
    address = f"{server}/staff/opening/review/{desk.batch}"
    for position, value in desk.items:
        if not page.url.endswith(f"/{desk.batch}/{position}"):
            await _open(page, f"{address}/{position}")
        decided = Decided(desk.batch, position, desk.stage, value, desk.username)
        while not await _decided(page, decided, book):
            await asyncio.sleep(PAUSE)
            await _open(page, f"{address}/{position}")
    page.remove_listener("response", heard)


async def _open(page: Any, address: str) -> None:
    """However often it must be asked."""
    from playwright.async_api import Error

    while True:
        try:
            await page.goto(address)
            await page.wait_for_selector("[data-review]", timeout=60_000)
        except Error:
            await asyncio.sleep(PAUSE)
        else:
            return


async def _decided(page: Any, decided: Decided, book: Book) -> bool:
    """Press the keys and wait for what comes; False when nobody knows whether it was entered."""
    from playwright.async_api import Error

    here = await page.get_attribute("[data-review]", "data-item")
    began = time.perf_counter()
    try:
        for key in KEYS[decided.value]:
            await page.keyboard.press(key)
        came = await (await page.wait_for_function(WHAT_CAME, arg=here)).json_value()
    except Error:
        came = "lost"
    if came in ("moved", "left"):
        book.note(decided, by_keys=True)
        book.waited(len(KEYS[decided.value]), time.perf_counter() - began)
        return True
    if came == "refused":
        refusal = await page.inner_text("[data-refusal]")
        book.wrong(f"{decided.stage}: refused by keys {refusal}")
        return True
    book.note(decided, answered=False)
    return False


async def look_around(page: Any, addresses: Sequence[str], stop: asyncio.Event, book: Book) -> None:
    """Who has no turn reads on until told to stop."""
    from playwright.async_api import Error

    await page.context.set_extra_http_headers({"X-Bench-Step": "reading"})
    while not stop.is_set():
        for address in addresses:
            try:
                answer = await page.goto(address)
                if answer and answer.status >= 500 and answer.status != BUSY:
                    book.wrong(f"reading: {address} answered {answer.status}")
            except Error:
                await asyncio.sleep(PAUSE)
        await asyncio.sleep(2)
