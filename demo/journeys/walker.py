"""One person with a browser: goes, clicks, types; every page passed is asked for its faults, clicks are counted."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from demo.journeys.plan import LARGEST, PICTURES, ROOT, WIDTHS, name_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_PLACE = re.compile(r"/[0-9A-HJKMNP-TV-Z]{26}|/[A-Z0-9-]+-LY\d+-\d+")
EMPTY_STYLES = "document.querySelectorAll('[style=\"\"]').forEach(each => each.removeAttribute('style'))"
"""What axe and the camera leave behind: the content policy would name it when a part of the page is exchanged."""
QUALITIES = (72, 60, 50, 40, 30)


class WentWrong(Exception):
    """A step that was not possible, or a page with a fault."""


class Walk:
    """One journey at one width. `seen`: the pages axe has been asked about; `taken`: the pictures, by step."""

    def __init__(self, browser: Browser, address: str, journey: str, width: int, accounts: dict[str, str]) -> None:
        self.browser, self.address, self.journey, self.width = browser, address, journey, width
        self.accounts = accounts
        self.seen: set[str] = set()
        self.taken: dict[str, bytes] = {}
        self.clicks: dict[str, int] = {}
        self.faults: list[str] = []

    def person(self, name: str, *, signs_in: bool = False) -> Hand:
        """Somebody with an own browser window; staff sign in with the account of this name."""
        context = self.browser.new_context(
            viewport={"width": self.width, "height": WIDTHS[self.width]}, locale="zh-CN", reduced_motion="reduce",
            accept_downloads=True,
        )  # fmt: skip
        hand = Hand(self, name, context.new_page())
        if signs_in:
            hand.sign_in(self.accounts[name])
        return hand

    def ended(self) -> str:
        """In one line: clicks by person, pages looked at."""
        clicks = ", ".join(f"{name} {number}" for name, number in self.clicks.items())
        return f"{self.journey} {self.width}: clicks {clicks}; {len(self.seen)} pages, {len(self.faults)} faults"


class Hand:
    """Clicks and counts. What the page says of errors, and what axe says of the page, are faults of the walk."""

    def __init__(self, walk: Walk, name: str, page: Page) -> None:
        self.walk, self.name, self.page = walk, name, page
        walk.clicks.setdefault(name, 0)
        page.set_default_timeout(180_000)
        page.on("pageerror", lambda error: walk.faults.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._heard(said.type, said.text))

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and "favicon" not in text:
            self.walk.faults.append(f"{self.page.url}: {text}")

    def sign_in(self, password: str) -> None:
        self.page.goto(f"{self.walk.address}/sign-in")
        self.page.fill("input[name=username]", self.name)
        self.page.fill("input[name=password]", password)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url(lambda address: "/sign-in" not in address)

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else f"{self.walk.address}{path}")
        self.look()

    def click(self, selector: str, *, looks: bool = True) -> None:
        """Press what is seen, wait for what follows, look at it."""
        self.page.locator(selector).first.click()
        self.walk.clicks[self.name] += 1
        self.page.wait_for_load_state("load")
        if looks:
            self.look()

    def unfold(self, form: str) -> None:
        """Open what folds around a form, when it is closed: a click people make."""
        folded = self.page.locator(f"details:not([open]):has({form}) > summary")
        if folded.count():
            folded.first.click()
            self.walk.clicks[self.name] += 1

    def send(self, act: str, **said: str) -> None:
        """Fill the form of one act and press its button."""
        form = f"form[action$='/acts/{act}']"
        self.unfold(form)
        self.fill(form, **said)
        self.click(f"{form} button[type=submit]")

    def fill(self, form: str, **said: str) -> None:
        """Type and choose by the names of fields; a tick is `on`."""
        for name, value in said.items():
            field = self.page.locator(f"{form} [name='{name}']").first
            kind = field.evaluate("field => field.type")
            if kind in ("checkbox", "radio"):
                self.page.locator(
                    f"{form} [name='{name}'][value='{value}'], {form} [name='{name}']:not([value])"
                ).first.check()
            elif kind == "select-one":
                field.select_option(value)
            else:
                field.fill(value)

    def show(self, form: str, name: str, *pictures: bytes) -> None:
        """Choose photographs for a field of files."""
        files = [{"name": f"{at}.png", "mimeType": "image/png", "buffer": each} for at, each in enumerate(pictures, 1)]
        self.page.locator(f"{form} [name='{name}']").first.set_input_files(files)

    def wait(self, selector: str, seconds: int = 120) -> None:
        self.page.locator(selector).first.wait_for(timeout=seconds * 1000)

    def opens(self, selector: str) -> None:
        """Press what opens a paper in a window of its own."""
        with self.page.context.expect_page():
            self.page.locator(selector).first.click()
        self.walk.clicks[self.name] += 1

    def text(self, selector: str) -> str:
        return self.page.locator(selector).first.inner_text().strip()

    def look(self) -> None:
        """Ask axe about a page that has not been asked about, and whether it is wider than its window."""
        place = _PLACE.sub("/…", urlsplit(self.page.url).path)
        state = self.page.locator("main").first.evaluate("main => main.querySelectorAll('form').length")
        if f"{place} {state}" in self.walk.seen:
            return
        self.walk.seen.add(f"{place} {state}")
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        self.page.evaluate(EMPTY_STYLES)
        self.walk.faults += [f"{place}: {each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 1:
            self.walk.faults.append(f"{place}: {wide} px wider than {self.walk.width}")

    def picture(self, step: str, at: str = "", *, still: bool = False) -> None:
        """What is on the screen now, from the top or from the place named; `still`: as it stands, touched by nobody."""
        if not still:
            self.page.evaluate("scrollTo(0, 0)")
        if at:
            self.page.locator(at).first.evaluate(
                "place => scrollTo(0, place.getBoundingClientRect().top + scrollY - 24)"
            )
        self.page.mouse.move(2, 2)
        self.walk.taken[step] = as_webp(self.page.screenshot())
        self.page.evaluate(EMPTY_STYLES)


def as_webp(png: bytes) -> bytes:
    """As small as it must be to be kept, and no smaller. Raises `WentWrong` when it stays too large."""
    from PIL import Image  # the plan, which tests read, needs no drawing library

    with Image.open(io.BytesIO(png)) as image:
        for quality in QUALITIES:
            kept = io.BytesIO()
            image.convert("RGB").save(kept, "WEBP", quality=quality, method=6)
            if kept.tell() <= LARGEST:
                return kept.getvalue()
    msg = f"a picture of more than {LARGEST} bytes"
    raise WentWrong(msg)


def keep(walk: Walk, folder: Path = PICTURES) -> None:
    """Write the pictures of a walk that went well."""
    folder.mkdir(parents=True, exist_ok=True)
    for step, content in walk.taken.items():
        (folder / name_of(walk.journey, step, walk.width)).write_bytes(content)
