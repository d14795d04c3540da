"""What goes into a package: the records of a fonds, a volume or an item that a scope sees, each with its files.

Records come in pieces, in the order of their codes: however large a fonds is, few of them are in memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePosixPath

from lantai.base.accounts.access import Scope
from lantai.engines.packages.files import LONGEST_PART
from lantai.holdings.catalogue.models import Record
from lantai.holdings.exchange.files import Subject
from lantai.holdings.exchange.packages import Wanted
from lantai.holdings.exchange.said import Said
from lantai.holdings.exchange.walking import Unit, Walk
from lantai.holdings.handing_out.giving import Given, GivenFile, Limit, RedactedCopy, given_of, limits_of

PIECE = 200
_ASKED_AT_ONCE = 5000
ORIGINAL, REDACTED = "original/", "redacted/"
EVERYBODY = Scope(everything=False, institutions=frozenset())
_LONGEST_CODE = 60


@dataclass(frozen=True, slots=True)
class HeldFile:
    """One file: where it lies, and its name in the folder of its record, which no other file there has."""

    stored: GivenFile
    name: str

    @property
    def place(self) -> str:
        """The name in forms that keep originals and copies apart."""
        return f"{REDACTED if isinstance(self.stored, RedactedCopy) else ORIGINAL}{self.name}"


@dataclass(frozen=True, slots=True)
class Handed:
    """One record on its way out. `folder` is a name by its code that no other record of the fonds has.

    `is_public`: for everybody, so that nothing is said of it that is withheld. That files are kept back stands in the
    note of `said`, so that every form says it.
    """

    record: Record
    said: Said
    files: tuple[HeldFile, ...]
    given: Given
    is_public: bool

    @property
    def folder(self) -> str:
        return folder_of(self.record)


def folder_of(record: Record) -> str:
    """A name by its code that no other record of the fonds has."""
    safe = "".join(sign if sign.isalnum() or sign in "-·_" else "_" for sign in record.code)[:_LONGEST_CODE]
    return safe if safe == record.code else f"{safe}~{record.ulid[-8:]}"


@dataclass(slots=True)
class Tally:
    """What has gone in: records, files, bytes; `without` counts records the form has no place for without files.

    `redacted` counts those that went in part; `left_out` gives for each reason how many may not be copied at all.
    """

    records: int = 0
    files: int = 0
    size: int = 0
    without: int = 0
    redacted: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, handed: Handed) -> None:
        self.records += 1
        self.files += len(handed.files)
        self.size += sum(file.stored.size for file in handed.files)
        self.redacted += bool(handed.given.withheld)


@dataclass(slots=True)
class Parcel:
    """What is handed out: a subject as a scope sees it, and what was asked for."""

    subject: Subject
    scope: Scope
    wanted: Wanted = field(default_factory=Wanted)
    walk: Walk = field(init=False)
    _limits: tuple[Limit, ...] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        if self.wanted.opened_only:
            self.scope = EVERYBODY
        self.walk = Walk(self.subject.fonds, self.scope)

    @property
    def is_visible(self) -> bool:
        """Whether the named record itself may be seen; of a fonds that is asked of its records."""
        record = self.subject.record
        return record is None or Record.objects.visible_to(self.scope).filter(pk=record.pk).exists()

    @property
    def is_single(self) -> bool:
        """Whether it is one record with none below it."""
        record = self.subject.record
        return record is not None and not Record.objects.visible_to(self.scope).filter(parent=record).exists()

    def records(self) -> Iterator[Handed]:
        """Every record that may be given, the named one first; see `given_of` for how often the database is asked."""
        for piece in _pieces(self._units()):
            given = given_of([record for record, _ in piece], self.scope)
            for record, said in piece:
                if (found := given[record.pk]).bound:
                    continue
                if found.note:
                    said.values["note"] = "\n".join(filter(None, [str(said.values.get("note", "")), found.note]))
                files = tuple(_named(found.files))
                yield Handed(record, self.walk.said_alone(record, said), files, found, is_public=not self.walk.sees_all)

    def limits(self) -> tuple[Limit, ...]:
        """The records that go in part or not at all, before the first of them goes; asked once."""
        if self._limits is None:
            found, numbers = list[Limit](), self._numbers()
            while piece := list(islice(numbers, _ASKED_AT_ONCE)):
                found += limits_of(piece, is_public=not self.walk.sees_all)
            self._limits = tuple(found)
        return self._limits

    def left_out(self) -> tuple[Limit, ...]:
        """Those of `limits` that may not be copied."""
        return tuple(limit for limit in self.limits() if limit.is_left_out)

    def _numbers(self) -> Iterator[int]:
        if self.subject.record is not None:
            yield from (unit.record.pk for unit in self._units() if unit.record is not None)
            return
        rows = Record.objects.of_fonds(self.subject.fonds, self.scope).order_by("code_key", "pk")
        yield from rows.values_list("pk", flat=True).iterator(chunk_size=_ASKED_AT_ONCE)

    def with_files(self, tally: Tally) -> Iterator[Handed]:
        """Those that have files; the others are counted."""
        for handed in self.records():
            if handed.files:
                yield handed
            else:
                tally.without += 1

    def count(self, most: int) -> int:
        """How many records there are, as far as `most`."""
        rows = Record.objects.of_fonds(self.subject.fonds, self.scope).order_by()
        if self.subject.record is None:
            return rows[:most].count()
        return min(most, sum(1 for _ in zip(range(most), self._units(), strict=False)))

    def _units(self) -> Iterator[Unit]:
        record = self.subject.record
        if record is None:
            yield from self.walk.units()
            return
        yield Unit(self.walk.said(record), 0, 0, record)
        yield from self.walk.below(record)


def _pieces(units: Iterator[Unit]) -> Iterator[list[tuple[Record, Said]]]:
    piece: list[tuple[Record, Said]] = []
    for unit in units:
        if unit.record is not None:
            piece.append((unit.record, unit.said))
        if len(piece) == PIECE:
            yield piece
            piece = []
    if piece:
        yield piece


def _named(files: Sequence[GivenFile]) -> Iterator[HeldFile]:
    """A record that another was merged into may have two files of one name: the second bears its number."""
    taken: set[str] = set()
    for number, file in enumerate(files, start=1):
        name = file.original_name if isinstance(file, RedactedCopy) else file.logical_path.removeprefix(ORIGINAL)
        if name.casefold() in taken:
            path = PurePosixPath(name)
            last = f"{number}-{path.name}"
            while len(last.encode()) > LONGEST_PART:
                last = last[: len(str(number)) + 1] + last[len(str(number)) + 2 :]
            name = (path.parent / last).as_posix()
        taken.add(name.casefold())
        yield HeldFile(file, name)
