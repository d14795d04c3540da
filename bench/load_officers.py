"""Officers of `bench.service_load`: from the case entered to what was signed for; and those who approve its use."""

from __future__ import annotations

import datetime as dt
import queue
import re
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

from bench.load_people import DONE, Browser, LoadOverError

PASSWORD = "bench-reads-all-day"
MASK_EVERY = 3
"""Of so many copies one has a place that is masked."""
LOOK_AGAIN = 2.0
PATIENCE = 90
"""So often an officer looks whether the certificate is drawn up, or the use approved."""
ALREADY = 409
_CASE = re.compile(r'href="/staff/enquiries/([0-9A-HJKMNP-TV-Z]{26})"')
_NUMBER = re.compile(r'class="enq-code">([^<]+)<')
_ORDER = re.compile(r'name="ulid"\s+value="([^"]+)"')
_PRINT = re.compile(r'action="(/staff/certificates/([0-9A-HJKMNP-TV-Z]{26})/print)"')


@dataclass(frozen=True)
class Couple:
    """A registration that lies in the archive, as those who ask for it know it."""

    record: str
    husband: str
    wife: str
    year: int
    is_open: bool


class Officer:
    """One at the desk. `to_approve`: whom the cases of unopened records are told of."""

    def __init__(self, browser: Browser, couples: Sequence[Couple], think: float, to_approve: queue.Queue[str]) -> None:
        self.browser, self.couples, self._think, self.to_approve = browser, couples, think, to_approve
        browser.pictures = True

    def live(self, username: str) -> None:
        with suppress(LoadOverError):
            self.browser.think(self._think)
            if self.browser.sign_in(username, PASSWORD):
                while True:
                    self._case(self.browser.dice.choice(self.couples))

    def _read(self, kind: str, address: str) -> str:
        self.browser.think(self._think)
        return self.browser.read(kind, address).body

    def _act(self, desk: str, act: str, given: dict[str, object], *, kind: str = "", subject: str = "") -> bool:
        """Whether it was done. After an answer that did not come, “not possible now” says that it had come in."""
        self.browser.think(self._think)
        kind = kind or f"act: {act.replace('_', ' ')}"
        answer, unsure = self.browser.send(kind, f"{desk}/acts/{act}", given)
        if answer.status == DONE or (unsure and answer.status == ALREADY):
            self.browser.book.keep(
                act, subject or desk.split("/")[3], str(given.get("record") or given.get("ulid", ""))
            )
            return True
        self.browser.book.note(self.browser.book.errors, f"{kind} answered {answer.status} {answer.refusal()}")
        return False

    def _case(self, couple: Couple) -> None:
        self._read("the queue", "/staff/enquiries")
        case = self._entered(couple)
        if not case:
            return
        desk = f"/staff/enquiries/{case}/desk"
        if not self._act(desk, "take_on", {}):
            return
        self._looked_up(desk, couple)
        if not self._act(desk, "put", {"record": couple.record}):
            return
        self._pages(desk, couple)
        if not couple.is_open and not self._granted(desk, case):
            return
        self._issued(desk, case, found=couple.is_open)

    def _entered(self, couple: Couple) -> str:
        form = "/staff/enquiries/new?matter=marriage&as=self"
        self._read("form of a new case", form)
        said = {
            "channel": "counter", "seen": "on", "name": couple.husband, "document_kind": "passport",
            "document": f"T{self.browser.dice.randrange(10**7)}", "phone": "000-5550123", "q-husband": couple.husband,
            "q-wife": couple.wife, "q-married": str(couple.year), "counter": HERE[0], "institution": HERE[0],
        }  # fmt: skip
        self.browser.think(self._think * 2)
        answer, _ = self.browser.send("act: enter a case", form, said)
        case, number = _CASE.search(answer.body.partition("<h1")[2]), _NUMBER.search(answer.body)
        if answer.status != 200 or not case or not number:
            what = f"act: enter a case answered {answer.status} {answer.refusal()}"
            self.browser.book.note(self.browser.book.errors, what)
            return ""
        self.browser.book.keep("file", case[1], number[1].strip())
        return case[1]

    def _looked_up(self, desk: str, couple: Couple) -> None:
        """By the clues, in other words, in the search for persons; then the record itself."""
        book = self.browser.book
        by_clues = self._read("desk, search by the clues", desk)
        book.note(book.found, "found by the clues" if couple.record in by_clues else "not found by the clues")
        years = f"{couple.year - 1}-{couple.year + 1}"
        self._read("desk, search in words", f"{desk}?{urlencode({'q': f'{couple.wife} {couple.husband} {years}'})}")
        if self.browser.dice.random() < 0.5:
            asked = {"name": couple.wife, "beside": couple.husband} if self.browser.dice.random() < 0.5 else {
                "name": couple.husband, "type": "marriage", "year_from": couple.year - 2, "year_to": couple.year + 2,
            }  # fmt: skip
            self._read("persons", f"/staff/persons?{urlencode(asked)}")
        self._read("record for staff", f"/staff/records/{couple.record}")

    def _pages(self, desk: str, couple: Couple) -> None:
        leaves = f"{desk}/{couple.record}"
        self._read("pages to be chosen", leaves)
        self._read("a page opened", f"/records/{couple.record}/pages/1")
        if self.browser.dice.randrange(MASK_EVERY) == 0:
            self._read("page to be masked", f"{leaves}/1")
            self._form("act: mask", f"{leaves}/1", {"box": "0.1,0.1,0.3,0.1"}, ("mask", desk, couple.record))
        else:
            self._form("act: choose pages", leaves, {"page": "1"}, ("choose", desk, couple.record))

    def _form(self, kind: str, address: str, given: dict[str, object], kept: tuple[str, str, str]) -> None:
        self.browser.think(self._think)
        answer, _ = self.browser.send(kind, address, given)
        if answer.status == DONE:
            self.browser.book.keep(kept[0], kept[1].split("/")[3], kept[2])
        else:
            self.browser.book.note(self.browser.book.errors, f"{kind} answered {answer.status} {answer.refusal()}")

    def _granted(self, desk: str, case: str) -> bool:
        """Prepared here, decided by another person; meanwhile somebody else is looked up."""
        until = (dt.date.today() + dt.timedelta(days=30)).isoformat()  # noqa: DTZ011 - a form's day
        if not self._act(desk, "prepare", {"outcome": "granted", "use": "copy", "until": until}):
            return False
        self.to_approve.put(case)
        for _ in range(PATIENCE):
            other = self.browser.dice.choice(self.couples)
            self._read("persons", f"/staff/persons?{urlencode({'name': other.wife, 'type': 'marriage'})}")
            if "/acts/deliver" in self._read("desk", desk):
                return True
        self.browser.book.note(self.browser.book.errors, "a use was never approved")
        return False

    def _issued(self, desk: str, case: str, *, found: bool) -> None:
        page = self._read("desk", desk)
        order = _ORDER.search(page)
        if not order:
            return self.browser.book.note(self.browser.book.errors, "the desk offers no certificate")
        said: dict[str, object] = {"name": "经办", "purpose": "婚姻", "seal": "", "ulid": unescape(order[1])}
        if not self._act(desk, "certify", said):
            return None
        printed = self._drawn_up(desk)
        if printed:
            self.browser.think(self._think)
            answer, _ = self.browser.send("act: print", printed[1], {})
            if answer.status == 200:
                self.browser.book.keep("print", case, printed[2])
            else:
                self.browser.book.note(self.browser.book.errors, f"printing answered {answer.status}")
        if (not found or self._act(desk, "found", {})) and self._act(desk, "deliver", {"way": "counter"}):
            self._act(desk, "close", {"satisfaction": "good"})
        return None

    def _drawn_up(self, desk: str) -> re.Match[str] | None:
        """Looked at every two seconds, as the page itself does."""
        began = time.monotonic()
        for _ in range(PATIENCE):
            self.browser.think(LOOK_AGAIN)
            if printed := _PRINT.search(self.browser.read("desk, is it drawn up", f"{desk}?q=").body):
                self.browser.book.time("(wait for a certificate)", began, time.monotonic() - began)
                return printed
        self.browser.book.note(self.browser.book.errors, "a certificate was not drawn up in three minutes")
        return None


HERE = [""]
"""The archive of all officers, by its code; said once before they begin."""


class Approver(Officer):
    """Who decides: the list of what is prepared, the case, the decision."""

    def live(self, username: str) -> None:
        with suppress(LoadOverError):
            self.browser.think(self._think)
            if self.browser.sign_in(username, PASSWORD):
                while True:
                    self._read("the queue, prepared", "/staff/enquiries?state=prepared")
                    self._decide()

    def _decide(self) -> None:
        try:
            case = self.to_approve.get_nowait()
        except queue.Empty:
            self._read("the board", "/staff/enquiries/board")
            return
        self._read("a case", f"/staff/enquiries/{case}")
        desk = f"/staff/enquiries/{case}/desk"
        self._read("desk, search by the clues", desk)
        self._act(desk, "decide", {})
