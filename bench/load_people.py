"""People of `bench.service_load`: a browser for each, and a book of what they were answered and how fast.

Everybody has an address of their own (loopback has sixteen million), as limits by sender would have it, and opens a
connection for each request, as a browser does whose reader thinks for seconds. A form that is answered 503 (“busy,
nothing was changed”) is sent again after a rest and counted apart; so is what is not answered, as the server was
killed.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urlsplit

TRIES, PAUSE = 600, 1.0
BUSY, BUSY_REST = 503, 5.0
DONE = 302
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_SEEN = re.compile(r'(?:<link rel="stylesheet" href|<script[^>]+src|<img[^>]+src)="(/[^"]+)"')


class NoAnswerError(Exception):
    """The connection was refused or broke: nobody knows what became of what was sent."""


class LoadOverError(Exception):
    """Time is up: everybody puts down what they hold."""


@dataclass
class Book:
    """What came: seconds by kind of request, what went wrong, and what was acknowledged."""

    times: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    busy: Counter[str] = field(default_factory=Counter)
    unanswered: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    kept: list[tuple[str, str, str]] = field(default_factory=list)
    """What the server said it had done: which act, the case or certificate by its identifier, of what."""
    count_from: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def time(self, kind: str, began: float, seconds: float) -> None:
        if began >= self.count_from:
            with self._lock:
                self.times[kind].append(seconds)

    def note(self, counter: Counter[str], what: str) -> None:
        with self._lock:
            counter[what] += 1

    def keep(self, act: str, subject: str, of: str = "") -> None:
        with self._lock:
            self.kept.append((act, subject, of))


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    place: str
    body: str

    def refusal(self) -> str:
        """What a page says went wrong."""
        found = re.findall(r'(?:role="alert"|class="invalid-feedback)[^>]*>(.*?)</(?:div|p)>', self.body, re.S)
        return " ".join(re.sub(r"<[^>]+>", " ", " ".join(found)).split())[:160]


class Browser:
    """One person's: cookies, the token of the last page, what was fetched before, and when to go home."""

    pictures = False
    """Whether images of pages are fetched too: the records of a big archive have none, those made for officers do."""

    def __init__(self, server: str, own: str, book: Book, until: float) -> None:
        parts = urlsplit(server)
        self._place = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._own = own
        self._cookies: dict[str, str] = {}
        self._cached: set[str] = set()
        self._token = ""
        self.book, self.until = book, until
        self.dice = random.Random(own)

    def think(self, seconds: float) -> None:
        """From half so long to half as long again. Raises `LoadOverError` when it is time to go."""
        rest = seconds * self.dice.uniform(0.5, 1.5)
        if time.monotonic() + rest >= self.until:
            time.sleep(max(0.0, self.until - time.monotonic()))
            raise LoadOverError
        time.sleep(rest)

    def read(self, kind: str, address: str) -> Answer:
        """A page, loaded again until it comes; what else it shows is fetched once (styles, scripts, pictures)."""
        answer = self.ask(kind, "GET", address)
        if answer.status not in (0, 200):
            self.book.note(self.book.errors, f"{kind}: {address} answered {answer.status} {answer.refusal()}")
        for other in dict.fromkeys(unescape(each) for each in _SEEN.findall(answer.body)):
            if other not in self._cached and (self.pictures or not other.startswith("/iiif/")):
                self._cached.add(other)
                beside = self.ask("a style, script or picture", "GET", other)
                if beside.status not in (0, 200):
                    self.book.note(self.book.errors, f"{other} answered {beside.status}")
        return answer

    def ask(self, kind: str, method: str, address: str, given: Mapping[str, object] | None = None) -> Answer:
        """The first answer that is not 503, however often it must be asked.

        Of a form without an answer nobody knows whether it came in: `send` is for these.
        """
        for _ in range(TRIES):
            try:
                answer = self.once(kind, method, address, given)
            except NoAnswerError:
                self.book.note(self.book.unanswered, kind)
                time.sleep(PAUSE)
                continue
            if answer.status != BUSY:
                return answer
            self.book.note(self.book.busy, kind)
            time.sleep(BUSY_REST)
        self.book.note(self.book.errors, f"{kind}: never answered")
        return Answer(0, "", "")

    def send(self, kind: str, address: str, given: Mapping[str, object]) -> tuple[Answer, bool]:
        """A form until it is answered, and whether an earlier try of it was not (it may have come in)."""
        before = self.book.unanswered[kind]
        unsure = False
        for _ in range(TRIES):
            try:
                answer = self.once(kind, "POST", address, given)
            except NoAnswerError:
                self.book.note(self.book.unanswered, kind)
                unsure = True
                time.sleep(PAUSE)
                continue
            if answer.status != BUSY:
                return answer, unsure
            self.book.note(self.book.busy, kind)
            time.sleep(BUSY_REST)
        self.book.note(self.book.errors, f"{kind}: never answered ({self.book.unanswered[kind] - before})")
        return Answer(0, "", ""), unsure

    def once(self, kind: str, method: str, address: str, given: Mapping[str, object] | None = None) -> Answer:
        """Ask a single time. Raises `NoAnswerError`. An answer of 500 and above is an error wherever it comes."""
        body = urlencode({"csrfmiddlewaretoken": self._token, **given}, doseq=True) if given is not None else None
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        headers |= {"X-Bench-Step": kind.replace(" ", "-"), "Connection": "close"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        connection = HTTPConnection(*self._place, timeout=120, source_address=(self._own, 0))
        began, clock = time.monotonic(), time.perf_counter()
        try:
            connection.request(method, address, body, headers)
            response = connection.getresponse()
            raw = response.read()
        except (OSError, HTTPException) as broken:
            raise NoAnswerError from broken
        finally:
            connection.close()
        self.book.time(kind, began, time.perf_counter() - clock)
        return self._received(kind, method, response, raw)

    def _received(self, kind: str, method: str, response: object, raw: bytes) -> Answer:
        headers = response.headers  # type: ignore[attr-defined]
        for cookie in headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self._cookies[name] = value
        is_page = headers.get_content_type() == "text/html"
        text = raw.decode("utf-8", "replace") if is_page else ""
        if found := _TOKEN.search(text):
            self._token = found[1]
        status: int = response.status  # type: ignore[attr-defined]
        if status >= 500 and status != BUSY:
            self.book.note(self.book.errors, f"{kind}: {method} {status}")
        return Answer(status, headers.get("Location", ""), text)

    def sign_in(self, username: str, password: str) -> bool:
        self.read("sign-in form", "/sign-in")
        answer = self.ask("sign in", "POST", "/sign-in", {"username": username, "password": password})
        if answer.status != DONE:
            self.book.note(self.book.errors, f"signing in answered {answer.status} {answer.refusal()}")
        return answer.status == DONE
