"""People at work for `bench.opening_flow`: one HTTP session each, and a book of every decision that was sent."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urlsplit

TRIES, PAUSE = 400, 0.5
BUSY = 503
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Decided:
    """One decision as it was sent: in which batch, of which item, in which stage, by whom."""

    batch: str
    position: int
    stage: str
    value: str
    by: str


@dataclass
class Book:
    """What was sent and what the server acknowledged; `lost`: sent, and no answer came, so it was sent again.

    `busy`: answered 503, which says that nothing was changed and that it is to be sent again, as it was.
    `waits`: of each decision by keys, how many were pressed, and the seconds until the next record stood there.
    """

    acknowledged: list[Decided] = field(default_factory=list)
    lost: list[Decided] = field(default_factory=list)
    acts: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    busy: Counter[str] = field(default_factory=Counter)
    by_keys: int = 0
    waits: list[tuple[int, float]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, decided: Decided, *, answered: bool = True, by_keys: bool = False) -> None:
        with self._lock:
            (self.acknowledged if answered else self.lost).append(decided)
            self.by_keys += by_keys and answered

    def waited(self, keys: int, seconds: float) -> None:
        with self._lock:
            self.waits.append((keys, seconds))

    def act(self, verb: str) -> None:
        with self._lock:
            self.acts[verb] += 1

    def wrong(self, what: str) -> None:
        with self._lock:
            self.errors[what] += 1

    def told_busy(self, step: str) -> None:
        with self._lock:
            self.busy[step] += 1


class NoAnswerError(Exception):
    """The connection was refused or broke: nobody knows what became of what was sent."""


class Person:
    """One session of one person: a connection for each request, so that none is asked twice unknowingly."""

    def __init__(self, server: str, username: str, book: Book) -> None:
        parts = urlsplit(server)
        self._place = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._cookies: dict[str, str] = {}
        self._token = ""
        self.username = username
        self.book = book

    def sign_in(self, password: str) -> None:
        self.patiently("GET", "/sign-in", step="sign in")
        status, _place, _body = self.patiently(
            "POST", "/sign-in", {"username": self.username, "password": password}, step="sign in"
        )
        if status != 302:
            msg = f"signing in answered {status}"
            raise SystemExit(msg)
        self.patiently("GET", "/sign-in", step="sign in")

    def patiently(
        self, method: str, address: str, given: Mapping[str, object] | None = None, *, step: str
    ) -> tuple[int, str, str]:
        """The first answer that comes, however often it must be asked; what was answered 503 is sent again."""
        for _ in range(TRIES):
            try:
                answer = self.ask(method, address, given, step=step)
            except NoAnswerError:
                time.sleep(PAUSE)
                continue
            if answer[0] != BUSY:
                return answer
            time.sleep(PAUSE)
        msg = f"{address} never answered"
        raise SystemExit(msg)

    def ask(
        self, method: str, address: str, given: Mapping[str, object] | None = None, *, step: str
    ) -> tuple[int, str, str]:
        """Status, where it leads to, and the body. Raises `NoAnswerError`."""
        body = urlencode({"csrfmiddlewaretoken": self._token, **given}, doseq=True) if given is not None else None
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        headers |= {"X-Bench-Step": step, "Connection": "close"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        connection = HTTPConnection(*self._place, timeout=600)
        try:
            connection.request(method, address, body, headers)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        except (OSError, HTTPException) as broken:
            raise NoAnswerError from broken
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self._cookies[name] = value
        found = _TOKEN.search(text)
        self._token = found[1] if found else self._token
        if response.status == BUSY:
            self.book.told_busy(step)
        elif response.status >= 500:
            self.book.wrong(f"{step}: {method} {response.status}")
        return response.status, response.headers.get("Location", ""), text

    def decide(self, address: str, decided: Decided, given: Mapping[str, object]) -> bool:
        """Send it until it is acknowledged. False when it was refused."""
        for _ in range(TRIES):
            try:
                status, _place, body = self.ask("POST", address, given, step=decided.stage)
            except NoAnswerError:
                self.book.note(decided, answered=False)
                time.sleep(PAUSE)
                continue
            if status == BUSY:
                time.sleep(PAUSE)
                continue
            if status == 302:
                self.book.note(decided)
                return True
            self.book.wrong(f"{decided.stage}: decision answered {status} {_refusal(body)}")
            return False
        return False

    def act(self, verb: str, address: str, given: Mapping[str, object], *, step: str) -> str:
        """An act that is done once: where it leads. Sent again only where the server said that nothing was changed."""
        for _ in range(TRIES):
            status, place, body = self.ask("POST", address, given, step=step)
            if status != BUSY:
                break
            time.sleep(PAUSE)
        if status != 302:
            msg = f"{step} answered {status}: {_refusal(body)}"
            raise SystemExit(msg)
        self.book.act(verb)
        return place


def _refusal(body: str) -> str:
    """What a page says went wrong."""
    found = re.search(r'role="alert"[^>]*>(.*?)</p>', body, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())[:200] if found else ""
