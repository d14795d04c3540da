"""The way of the batches of `bench.opening_flow`, from the plan to the notice: who does what, and what each says."""

from __future__ import annotations

import asyncio
import datetime as dt
import queue
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from bench.opening_home import OFFICER, PASSWORD, STAFF, UNIT, Holdings
from bench.opening_keys import Desk, look_around, pages, review
from bench.opening_people import Book, Decided, Person

if TYPE_CHECKING:
    from bench.opening_flow import Scale
    from bench.opening_process import Server

REASONS = {"delayed": ["R3b"], "controlled": ["R1"], "partial": ["R3a"], "open": []}
SAMPLE = 5
"""Per cent of the great batch that its planner looks at."""
LOOKED_AT = 4
"""A session looks at the screen before every so manieth decision; by keys it is seen before each."""
OPINIONS = (5, 55)
"""Of these items the unit would have the opening delayed."""
OFFICES = ("planner", "first_reviewer", "second_reviewer", "approver")


def first_says(position: int) -> str:
    by_place = {0: "controlled", 7: "delayed", 27: "delayed", 13: "partial"}
    return by_place.get(position % 40, "open")


def second_says(position: int) -> str:
    """The same, but for two in a hundred."""
    return "delayed" if position % 50 == 3 and first_says(position) == "open" else first_says(position)


def sample_says(position: int) -> str:
    value = second_says(position)
    return "controlled" if position % 9 == 4 and value == "open" else value


def final_says(position: int) -> str:
    """What the approver decides otherwise; empty for what stays as it was summed up."""
    return "controlled" if position % 500 == 250 else ""


def by_keys_says(position: int) -> str:
    """By keys nothing is opened in part here: that is a matter of what is marked."""
    value = first_says(position)
    return "open" if value == "partial" else value


@dataclass
class Batch:
    """One batch on its way: its number, the offices of its people, and how many of its items are decided by keys."""

    ulid: str
    number: str
    people: dict[str, str]
    records: int
    by_keys: int

    @property
    def page(self) -> str:
        return f"/staff/opening/batches/{self.ulid}"

    def item(self, position: int) -> str:
        return f"/staff/opening/review/{self.ulid}/{position}"


@dataclass
class Way:
    """Everything that happens, in order."""

    server: Server
    scale: Scale
    holdings: Holdings
    book: Book
    batches: list[Batch] = field(default_factory=list)
    one: dict[str, Person] = field(default_factory=dict)

    async def walk(self) -> None:
        people = [*STAFF, UNIT, OFFICER]
        await asyncio.to_thread(self._begin, people)
        async with pages(self.server.address, people, PASSWORD) as opened:
            for stage, office in (("first", "first_reviewer"), ("second", "second_reviewer")):
                await self._reviewed(opened, stage, office)
                await asyncio.to_thread(self._all, "pass_on", office)
            await asyncio.to_thread(self._send_letters)
            await self._opinions(opened[UNIT])
            await asyncio.to_thread(self._sum_up)
            await asyncio.to_thread(self._approve)
            await self._consents(opened[OFFICER])
            await asyncio.to_thread(self._close)

    # --- before the reviews

    def _begin(self, people: Sequence[str]) -> None:
        for username in people:
            self.one[username] = Person(self.server.address, username, self.book)
            self.one[username].sign_in(PASSWORD)
        sizes = [self.scale.records, *[self.scale.small] * (len(self.holdings.fonds) - 1)]
        for n, (fonds, size) in enumerate(zip(self.holdings.fonds, sizes, strict=True)):
            round_ = [STAFF[(n + k) % 4] for k in range(4)]
            by_keys = self.scale.by_keys if n == 0 else size
            offices = dict(zip(OFFICES, round_, strict=True))
            self.batches.append(self._planned(fonds, offices, size, by_keys, percent=0 if n else SAMPLE))
        self._all("precheck", "planner")
        self._wait_for_precheck()
        self._all("begin", "planner")

    def _planned(self, fonds: str, people: dict[str, str], size: int, by_keys: int, *, percent: int) -> Batch:
        from lantai.base.accounts.models import User
        from lantai.services.opening.models import ReviewBatch

        planner = self.one[people["planner"]]
        address = f"/staff/opening/due/{fonds}"
        planner.patiently("GET", address, step="due queue")
        given = {
            "name": "结婚登记档案开放审核",
            "most": size,
            "sample_percent": percent,
            "year_from": 1951,
            "year_to": 1990,
        }
        place = planner.act("review_batch:plan", address, given, step="plan")
        made = ReviewBatch.objects.get(ulid=place.rsplit("/", 1)[1])
        pks = dict(User.objects.filter(username__in=STAFF).values_list("username", "pk"))
        named = {"act": "people", **{office: pks[username] for office, username in people.items()}}
        planner.act("review_batch:name_people", place, named, step="name people")
        if made.items_count != size:
            msg = f"{made.items_count} records in the batch, {size} were due"
            raise SystemExit(msg)
        return Batch(made.ulid, made.number, people, size, by_keys)

    def _wait_for_precheck(self) -> None:
        from lantai.services.precheck.models import PrecheckRun

        sources = [batch.ulid for batch in self.batches]
        while PrecheckRun.objects.filter(source__in=sources).exclude(state="done").exists():
            time.sleep(1)

    # --- the reviews

    async def _reviewed(self, opened: dict[str, Any], stage: str, office: str) -> None:
        """Everybody at once: by keys, by sessions, the lead's sample, and those who only read."""
        stop = asyncio.Event()
        readers = [
            asyncio.create_task(look_around(opened[name], [self.server.address + path], stop, self.book))
            for name, path in ((UNIT, "/handover/opening"), (OFFICER, "/authority/consents"))
        ]
        desks = [self._desk(batch, stage, office) for batch in self.batches]
        works = [review(opened[desk.username], self.server.address, desk, self.book) for desk in desks]
        await asyncio.gather(*works, asyncio.to_thread(self._by_sessions, stage, office))
        stop.set()
        await asyncio.gather(*readers)

    def _desk(self, batch: Batch, stage: str, office: str) -> Desk:
        items = [(position, by_keys_says(position)) for position in range(1, batch.by_keys + 1)]
        return Desk(batch.people[office], batch.ulid, stage, items)

    def _by_sessions(self, stage: str, office: str) -> None:
        batch = self.batches[0]
        says = first_says if stage == "first" else second_says
        rest = range(batch.by_keys + 1, batch.records + 1)
        work: list[tuple[str, str, int, str]] = [(batch.people[office], stage, n, says(n)) for n in rest]
        if stage == "second":
            planner = batch.people["planner"]
            work += [(planner, "sample", n, sample_says(n)) for n in self._sampled(batch)]
        kill = self._kill_at(len(work) // 2) if self.scale.kill else None
        self._crowd(batch, work, kill)

    def _sampled(self, batch: Batch) -> list[int]:
        """Drawn by lot; of what is decided by keys what the second reviewer says there."""
        from lantai.services.opening.models import BatchItem

        rows = BatchItem.objects.filter(batch__ulid=batch.ulid, is_sampled=True, position__gt=batch.by_keys)
        by_keys = BatchItem.objects.filter(batch__ulid=batch.ulid, is_sampled=True, position__lte=batch.by_keys)
        return [*rows.values_list("position", flat=True), *by_keys.values_list("position", flat=True)]

    def _kill_at(self, count: int) -> Callable[[int], None]:
        def look(left: int) -> None:
            if left == count:
                self.server.kill_web()

        return look

    def _crowd(
        self, batch: Batch, work: Sequence[tuple[str, str, int, str]], kill: Callable[[int], None] | None
    ) -> None:
        """So many sessions at once, each taking the next piece of work of its person."""
        queues: dict[str, queue.SimpleQueue[tuple[str, int, str]]] = {}
        for username, stage, position, value in work:
            queues.setdefault(username, queue.SimpleQueue()).put((stage, position, value))
        counter, lock = [len(work)], threading.Lock()

        def done() -> None:
            with lock:
                counter[0] -= 1
                left = counter[0]
            if kill:
                kill(left)

        share = {name: max(1, round(self.scale.sessions * each.qsize() / len(work))) for name, each in queues.items()}
        threads = [
            threading.Thread(target=self._session, args=(batch, name, queues[name], done))
            for name, count in share.items()
            for _ in range(count)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _session(
        self, batch: Batch, username: str, work: queue.SimpleQueue[tuple[str, int, str]], done: Callable[[], None]
    ) -> None:
        person = Person(self.server.address, username, self.book)
        person.sign_in(PASSWORD)
        count = 0
        while True:
            try:
                stage, position, value = work.get_nowait()
            except queue.Empty:
                return
            if count % LOOKED_AT == 0:
                person.patiently("GET", batch.item(position), step=stage)
            count += 1
            self.decide(person, batch, stage, position, value)
            done()

    def decide(self, person: Person, batch: Batch, stage: str, position: int, value: str, *, note: str = "") -> None:
        given = {"value": value, "reasons": REASONS[value], "note": note, "seconds": 9, "review_on": _in_years(5)}
        given |= {"passage": [f"1|R3a|2-9|{_digest(batch.ulid, position)}"]} if value == "partial" else {}
        person.decide(batch.item(position), Decided(batch.ulid, position, stage, value, person.username), given)

    # --- after the reviews

    def _all(self, code: str, office: str, words: str = "") -> None:
        """The same step of every batch; one that does not move ends the measurement."""
        from lantai.services.opening.models import ReviewBatch

        for batch in self.batches:
            before = ReviewBatch.objects.get(ulid=batch.ulid).state
            given = {"act": "step", "step": code, "words": words}
            self._act(batch, office, "review_batch:advance", given, step=f"step {code}")
            if ReviewBatch.objects.get(ulid=batch.ulid).state == before:
                msg = f"{batch.number} stays at {before}: {dict(self.book.errors)}"
                raise SystemExit(msg)

    def _act(self, batch: Batch, office: str, verb: str, given: dict[str, object], *, step: str) -> None:
        person = self.one[batch.people[office]]
        person.patiently("GET", batch.page, step="batch page")
        person.act(verb, batch.page, given, step=step)
        _status, _place, body = person.patiently("GET", batch.page, step="batch page")
        if "alert-danger" in body or "is-error" in body:
            said = " ".join(re.findall(r"(?:alert-danger|is-error)[^>]*>(.{0,300})", body, re.S))
            self.book.wrong(f"{step}: the page of {batch.number} says something went wrong: {said[:300]}")

    def _send_letters(self) -> None:
        from lantai.services.opening.models import Consultation

        for batch in self.batches:
            planner = self.one[batch.people["planner"]]
            for ulid in Consultation.objects.filter(batch__ulid=batch.ulid).values_list("ulid", flat=True):
                address = f"/staff/opening/letters/{ulid}"
                planner.patiently("GET", address, step="letter")
                given = {"act": "send", "number": f"云档函〔{batch.number}〕", "due_on": _in_years(1), "asked": ""}
                planner.act("review_batch:consult", address, given, step="send letter")

    async def _opinions(self, page: Any) -> None:
        """The unit's officer ticks what is to be delayed, letter by letter, in the portal."""
        await page.context.set_extra_http_headers({"X-Bench-Step": "unit"})
        for batch in self.batches:
            await page.goto(f"{self.server.address}/handover/opening")
            for address in await asyncio.to_thread(partial(_letters, batch)):
                await page.goto(f"{self.server.address}/handover/opening/{address}")
                ticked = [n for n in OPINIONS if n <= batch.records] or [batch.records]
                for n in ticked:
                    await page.check(f"input[name=item][value='{n}']")
                await page.select_option("#value", "delayed")
                await page.check("input[name=reasons][value=R3b]")
                await page.click("button[name=act][value=said]")
                await page.wait_for_load_state()
                self.book.act("review_batch:opinion")
                await page.click("button[name=act][value=finish]")
                await page.wait_for_load_state()
                self.book.act("review_batch:opinion:finish")

    def _sum_up(self) -> None:
        from lantai.services.opening.models import BatchItem

        self._all("pass_on", "planner")
        for batch in self.batches:
            self._act(batch, "planner", "review_batch:sum_up", {"act": "sum_up"}, step="sum up")
            left = BatchItem.objects.filter(batch__ulid=batch.ulid, summary_value="").order_by("position")
            work = [(n, value) for n, value in left.values_list("position", "second_value")]
            planner = self.one[batch.people["planner"]]
            for n, value in work:
                self.decide(planner, batch, "summary", n, value, note="经研究，按复审意见")
        self._all("pass_on", "planner")

    def _approve(self) -> None:
        for batch in self.batches:
            approver = self.one[batch.people["approver"]]
            for n in range(1, batch.records + 1):
                if final_says(n):
                    self.decide(approver, batch, "final", n, final_says(n))
            given: dict[str, object] = {"act": "step", "step": "approve", "words": "馆务会议同意，云档纪〔2026〕1号"}
            self._act(batch, "approver", "review_batch:approve", given, step="approve")

    async def _consents(self, page: Any) -> None:
        """The request, the officer's reply in the authority's own pages, and the delays in force."""
        await asyncio.to_thread(self._ask_consents)
        await page.context.set_extra_http_headers({"X-Bench-Step": "authority"})
        for batch in self.delaying:
            for ulid in await asyncio.to_thread(partial(_requests, batch)):
                await page.goto(f"{self.server.address}/authority/consents/{ulid}")
                await page.select_option("[name=granted]", "yes")
                await page.fill("[name=number]", f"云档复〔{batch.number}〕")
                await page.click(".opening-form button[type=submit]")
                await page.wait_for_load_state()
                self.book.act("review_batch:consent")

    def _ask_consents(self) -> None:
        self.delaying = [batch for batch in self.batches if _is_delaying(batch)]
        for batch in self.delaying:
            given: dict[str, object] = {
                "act": "ask",
                "authority": "Z001",
                "name": "",
                "number": f"云档报〔{batch.number}〕",
            }
            self._act(batch, "planner", "review_batch:ask_consent", given, step="ask consent")

    def _close(self) -> None:
        for batch in self.delaying:
            self._act(batch, "approver", "review_batch:delay", {"act": "delay"}, step="delays in force")
        self._all("close", "planner")
        reader = Person(self.server.address, "", self.book)
        reader.patiently("GET", "/notices", step="notices")
        self.lists = {batch.ulid: _public_list(reader, batch) for batch in self.batches}

    delaying: list[Batch] = field(default_factory=list)
    """Those with records whose opening is to be delayed: a small batch may have none."""
    lists: dict[str, list[str]] = field(default_factory=dict)
    """Reference codes in the public list of each batch's notice, as a reader downloads it."""


def _digest(batch: str, position: int) -> str:
    """The first page of an item, as its form says which page it shows."""
    from lantai.holdings.withholding.queries import page_digest
    from lantai.services.opening.models import BatchItem

    record = BatchItem.objects.values_list("record_id", flat=True).get(batch__ulid=batch, position=position)
    return page_digest(record, 1)


def _in_years(years: int) -> str:
    return (dt.date.today() + dt.timedelta(days=366 * years)).isoformat()  # noqa: DTZ011 - a form's day


def _letters(batch: Batch) -> list[str]:
    from lantai.services.opening.models import Consultation

    return list(Consultation.objects.filter(batch__ulid=batch.ulid).values_list("ulid", flat=True))


def _is_delaying(batch: Batch) -> bool:
    from lantai.services.opening.models import BatchItem

    return BatchItem.objects.filter(batch__ulid=batch.ulid, state=BatchItem.State.AWAITING).exists()


def _requests(batch: Batch) -> list[str]:
    from lantai.services.opening.models import Consent

    return list(Consent.objects.filter(batch__ulid=batch.ulid).values_list("ulid", flat=True))


def _public_list(reader: Person, batch: Batch) -> list[str]:
    import csv

    from lantai.services.opening.models import Notice

    found = []
    for ulid in Notice.objects.filter(batch__ulid=batch.ulid).values_list("ulid", flat=True):
        reader.patiently("GET", f"/notices/{ulid}", step="notice")
        status, _place, body = reader.patiently("GET", f"/notices/{ulid}/list.csv", step="notice list")
        if status == 200:
            found += [row[2] for row in csv.reader(body.lstrip("\ufeff").splitlines())][1:]
    return found
