"""Citizens of `bench.service_load`: they search, narrow, leaf through, open what they found, and a few apply."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

from bench.load_people import Browser, LoadOverError

APPLY_EVERY, APPLY_MOST = 33, 4
"""Of so many citizens one has come to apply for proofs of marriages, so many: one sender may send five an hour."""
WAIT_BEFORE_SENDING = 4.0
_RECORD = re.compile(r'href="(/records/[0-9A-HJKMNP-TV-Z]{26})(/pages/\d+)?(\?[^"]*)?"')
_NEXT = re.compile(r'rel="next"\s+href="([^"]+)"|href="([^"]+)"\s+rel="next"')
_STAMP = re.compile(r'name="stamp"\s+value="([^"]+)"')
_NUMBER = re.compile(r'class="enq-code">([^<]+)<')


@dataclass(frozen=True)
class Words:
    """What people type, from what the archive holds; each kind with how often it comes, of a hundred."""

    names: Sequence[str]
    phrases: Sequence[str]
    numbers: Sequence[str]
    common: Sequence[str]
    pinyin: Sequence[str]
    archive: str

    def kinds(self) -> list[tuple[str, Sequence[str], int]]:
        return [
            ("names", self.names, 50), ("phrases", self.phrases, 20), ("numbers", self.numbers, 8),
            ("common words", self.common, 12), ("pinyin", self.pinyin, 5),
        ]  # fmt: skip


class Citizen:
    """One of them. `think`: seconds between two pages, on average."""

    def __init__(self, browser: Browser, number: int, words: Words, think: float) -> None:
        self.browser, self.number, self.words, self.think = browser, number, words, think
        self.applied = 0

    def live(self) -> None:
        """Until it is time to go."""
        with suppress(LoadOverError):
            self.browser.think(self.think)
            self.browser.read("home", "/")
            while True:
                self.browser.think(self.think)
                if self.number % APPLY_EVERY == 0 and self.applied < APPLY_MOST:
                    self._apply()
                self._search()

    def _search(self) -> None:
        """One errand: a search, and what follows from it."""
        dice = self.browser.dice
        kind, address = self._question()
        page = self.browser.read(kind, address)
        if dice.random() < 0.25 and (found := _NEXT.search(page.body)):
            self.browser.think(self.think)
            page = self.browser.read("search, next sheet", _beside("/search", unescape(found[1] or found[2])))
        hits = list(dict.fromkeys(_RECORD.findall(page.body)))
        for path, leaf, query in dice.sample(hits, min(len(hits), dice.choice((0, 1, 1, 2)))):
            self.browser.think(self.think)
            kind = "a page with the words" if leaf else "a record"
            record = self.browser.read(kind, unescape(path + leaf + query))
            inside = [each for each in _RECORD.findall(record.body) if each[1] and each[0] == path]
            if inside and not leaf:
                self.browser.think(self.think)
                self.browser.read("a page with the words", unescape("".join(inside[0])))
        self.browser.think(self.think)

    def _question(self) -> tuple[str, str]:
        dice = self.browser.dice
        if dice.random() < 0.05:
            years = dice.randrange(1950, 1990)
            asked: dict[str, object] = {"type": dice.choice(("marriage", "land", "document")), "from": years}
            return "search, filters alone", f"/search?{urlencode(asked | {'to': years + 9})}"
        kinds = self.words.kinds()
        kind, words, _ = dice.choices(kinds, [weight for _, _, weight in kinds])[0]
        asked = {"q": dice.choice(words)}
        if dice.random() < 0.15:
            asked["type"] = "marriage"
        if dice.random() < 0.1:
            asked["sort"] = "date"
        return f"search, {kind}", f"/search?{urlencode(asked)}"

    def _apply(self) -> None:
        """The guide, the matter, its form. The form bears its own identifier: sent twice, it is one case."""
        browser, name = self.browser, self.browser.dice.choice(self.words.names)
        browser.read("guide", "/services?" + urlencode({"q": "结婚证丢了"}))
        browser.think(self.think)
        browser.read("a matter", "/services/marriage")
        browser.think(self.think)
        form = browser.read("application form", "/services/marriage/apply?as=self")
        stamp = _STAMP.search(form.body)
        if not stamp:
            return browser.book.note(browser.book.errors, "no stamp in the form of applications")
        browser.think(max(self.think, WAIT_BEFORE_SENDING * 2))
        said = {
            "institution": self.words.archive, "name": name, "document_kind": "passport",
            "document": f"T{self.number:04d}", "phone": "000-5550123", "q-husband": name,
            "q-wife": browser.dice.choice(self.words.names), "q-married": str(browser.dice.randrange(1960, 1990)),
            "agreed": "on", "stamp": unescape(stamp[1]),
        }  # fmt: skip
        answer, _ = browser.send("apply", "/services/marriage/apply?as=self", said)
        number = _NUMBER.search(answer.body)
        if answer.status == 200 and number:
            self.applied += 1
            return browser.book.keep("apply", number[1].strip())
        return browser.book.note(browser.book.errors, f"apply answered {answer.status} {answer.refusal()}")


def _beside(path: str, link: str) -> str:
    return path + link if link.startswith("?") else link
