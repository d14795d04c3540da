"""Walking the chain event by event, in bounded memory: what was changed, deleted, inserted, cut off, written anew."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace

from lantai.base.audit.chain import GENESIS, Entry
from lantai.base.audit.checkpoints import VERB, Filed, digest_of, filed
from lantai.base.audit.current import Setup
from lantai.base.audit.models import Checkpoint, Event, Head, Verification
from lantai.base.audit.signing import doubts

MOST = 1000
"""So many findings are kept one by one; further ones are counted. A chain written anew has as many as events."""
KEPT = 100
"""So many are kept with the state that pages show."""


@dataclass(frozen=True, slots=True)
class Break:
    """One place where the chain or a checkpoint does not hold: from event `number` to `last`."""

    number: int
    problem: str
    last: int = 0
    checkpoint: int = 0


@dataclass(slots=True)
class Found:
    """What a walk found, the first of it one by one."""

    breaks: list[Break] = field(default_factory=list)
    count: int = 0
    events: int = 0
    checkpoints: int = 0

    def add(self, found: Break) -> None:
        self.count += 1
        if len(self.breaks) < MOST:
            self.breaks.append(found)


@dataclass(frozen=True, slots=True)
class Pin:
    """What a checkpoint says: after `count` events the hash was this."""

    number: int
    count: int
    hash: str


class Walk:
    """The chain as it comes by. An event that does not bear its hash is judged when the next one shows its link."""

    def __init__(self, found: Found, pins: Iterable[Pin] = ()) -> None:
        self.found = found
        self.number, self.last, self.before = 0, GENESIS, ""
        self._pins: dict[int, list[Pin]] = {}
        for pin in pins:
            self._pins.setdefault(pin.count, []).append(pin)
        self._doubtful = ""
        self.signed: set[int] = set()

    def step(self, entry: Entry, stored: str) -> None:
        digest = entry.digest()
        self._settle(entry.previous)
        if entry.number != self.number + 1:
            self._add(self.number + 1, "deleted", last=entry.number - 1)
        elif entry.previous != self.last:
            self._judge_link(entry, stored)
        if digest != stored:
            if _renumbered(entry, stored):
                self._add(entry.number, "renumbered")
            else:
                self._doubtful = digest
        for pin in self._pins.pop(entry.number, ()):
            if pin.hash != stored:
                self._add(pin.count, "replaced", checkpoint=pin.number)
        if entry.verb == VERB and isinstance(signed := entry.data.get("checkpoint"), int):
            self.signed.add(signed)
        self.before, self.last, self.number = self.last, stored, entry.number

    def _judge_link(self, entry: Entry, stored: str) -> None:
        if entry.previous == self.before:
            self._add(self.number, "inserted")
        elif entry.digest() != stored and _renumbered(entry, stored) == 1:
            self._add(entry.number, "deleted", last=entry.number)
        else:
            self._add(entry.number, "false_link")

    def _settle(self, follower: str) -> None:
        """Where the next event hangs on what the content gives, the content stands and its kept hash was changed."""
        if self._doubtful:
            kept = follower == self._doubtful
            self._add(self.number, "hash_changed" if kept else "changed")
            self.last = self._doubtful if kept else self.last
            self._doubtful = ""

    def end(self, head: tuple[int, str]) -> None:
        """The end of the events is the head's, and no checkpoint knows of more."""
        self._settle(head[1])
        if self.number < head[0]:
            self._add(self.number + 1, "truncated", last=head[0])
        elif (self.number, self.last) != head:
            self._add(self.number, "head_changed")
        for count, pins in sorted(self._pins.items()):
            if count > self.number:
                self._add(self.number + 1, "truncated", last=count, checkpoint=pins[0].number)

    def _add(self, number: int, problem: str, *, last: int = 0, checkpoint: int = 0) -> None:
        self.found.add(Break(number, problem, last or number, checkpoint))


def _renumbered(entry: Entry, stored: str) -> int:
    """By how much the number this event once bore was greater, when that is all that was changed; 0 otherwise."""
    return next((by for by in (1, -1) if replace(entry, number=entry.number + by).digest() == stored), 0)


def walk_chain(
    entries: Iterable[tuple[Entry, str]], *, head: tuple[int, str], pins: Iterable[Pin] = (), found: Found | None = None
) -> Walk:
    """Walk given entries; what was found is in the walk."""
    walk = Walk(found or Found(), pins)
    for entry, stored in entries:
        walk.step(entry, stored)
    walk.end(head)
    walk.found.events = walk.number
    return walk


def stored_entries(*, after: int = 0, until: int) -> Iterator[tuple[Entry, str]]:
    """Events as the database holds them, in order, some thousand at a time."""
    rows = Event.objects.filter(number__gt=after, number__lte=until).order_by("number")
    names = (*Entry.__slots__, "hash")
    for *fields, stored in rows.values_list(*names).iterator(chunk_size=2000):
        yield Entry(*fields), stored


def verify_chain(setup: Setup, *, moved: Callable[[int], None] | None = None) -> Found:
    """Everything that does not hold in chain and checkpoints; the walk is kept as the state pages show."""
    began, found = time.monotonic(), Found()
    head = Head.objects.filter(pk=1).values_list("number", "hash").first() or (0, GENESIS)
    pins = list(_checked_checkpoints(setup, found))
    walk = walk_chain(_told(stored_entries(until=head[0]), moved), head=head, pins=pins, found=found)
    beyond = Event.objects.order_by("-number").values_list("number", flat=True).first() or 0
    now = Head.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    if beyond > now:  # whoever writes an event while this runs moves the head with it
        found.add(Break(now + 1, "inserted", beyond))
    known = {pin.number for pin in pins}
    for number in sorted(walk.signed - known):
        found.add(Break(0, "checkpoint_missing", 0, number))
    Verification(
        events=found.events,
        checkpoints=found.checkpoints,
        seconds=time.monotonic() - began,
        count=found.count,
        findings=[asdict(each) for each in found.breaks[:KEPT]],
    ).save()
    return found


def _told(entries: Iterable[tuple[Entry, str]], moved: Callable[[int], None] | None) -> Iterator[tuple[Entry, str]]:
    for each in entries:
        if moved and not each[0].number % 5000:
            moved(each[0].number)
        yield each


def _checked_checkpoints(setup: Setup, found: Found) -> Iterator[Pin]:
    """What was signed, by row and by file; each is held against its neighbour, its twin and the known keys."""
    rows = {each.number: each for each in Checkpoint.objects.all()}
    files = {each.number: each for each in filed(setup.folder)}
    keys, verifiers = setup.trusted(), setup.verifiers()
    before = ""
    for number in range(1, max((0, *rows, *files)) + 1):
        row, file = rows.get(number), files.get(number)
        said = row.statement if row else file.text if file and file.said else ""
        if problem := _twins_differ(row, file):
            found.add(Break(0, problem, 0, number))
        if not said:
            before = ""
            continue
        found.checkpoints += 1
        for doubt in _doubts_of(row, file, lambda text, signed: doubts(text, signed, keys=keys, verifiers=verifiers)):
            found.add(Break(0, doubt, 0, number))
        if before and f'"previous":"{digest_of(before)}"' not in said:
            found.add(Break(0, "checkpoint_out_of_line", 0, number))
        before = said
        if row:
            yield Pin(number, row.count, row.hash)
        if file and file.said and (not row or (file.said["count"], file.said["hash"]) != (row.count, row.hash)):
            yield Pin(number, file.said["count"], file.said["hash"])


def _twins_differ(row: Checkpoint | None, file: Filed | None) -> str:
    if row is None and file is None:
        return "checkpoint_missing"
    if file is None:
        return "checkpoint_file_missing"
    if file.said is None:
        return "checkpoint_unreadable"
    if row is None:
        return "checkpoint_row_missing"
    own = f'"count":{row.count},"hash":"{row.hash}"' in row.statement
    return "" if own and row.statement == file.text else "checkpoint_changed"


def _doubts_of(row: Checkpoint | None, file: Filed | None, check: Callable[[str, object], list[str]]) -> Iterator[str]:
    told = set(check(row.statement, row.signatures)) if row else set()
    if file and file.said:
        told |= set(check(file.text, file.signatures))
    yield from sorted(told)
