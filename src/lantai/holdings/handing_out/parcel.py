"""What goes into a package: the records of a fonds, a volume or an item that a scope sees, each with its files.

Records come in pieces, in the order of their codes: however large a fonds is, few of them are in memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from lantai.base.accounts.access import Scope
from lantai.engines.packages.files import LONGEST_PART
from lantai.holdings.catalogue.models import Record
from lantai.holdings.exchange.files import Subject
from lantai.holdings.exchange.packages import Wanted
from lantai.holdings.exchange.said import Said
from lantai.holdings.exchange.walking import Unit, Walk
from lantai.holdings.preservation.models import StoredFile

PIECE = 200
ORIGINAL = "original/"
EVERYBODY = Scope(everything=False, institutions=frozenset())
_LONGEST_CODE = 60


@dataclass(frozen=True, slots=True)
class HeldFile:
    """One original: where it lies, and its name in the folder of its record, which no other file there has."""

    stored: StoredFile
    name: str


@dataclass(frozen=True, slots=True)
class Handed:
    """One record on its way out. `folder` is a name by its code that no other record of the fonds has."""

    record: Record
    said: Said
    files: tuple[HeldFile, ...]

    @property
    def folder(self) -> str:
        code = self.record.code
        safe = "".join(sign if sign.isalnum() or sign in "-·_" else "_" for sign in code)[:_LONGEST_CODE]
        return safe if safe == code else f"{safe}~{self.record.ulid[-8:]}"


@dataclass(slots=True)
class Tally:
    """What has gone in: records, files, bytes; `without` counts records the form has no place for without files."""

    records: int = 0
    files: int = 0
    size: int = 0
    without: int = 0

    def add(self, handed: Handed) -> None:
        self.records += 1
        self.files += len(handed.files)
        self.size += sum(file.stored.size for file in handed.files)


@dataclass(slots=True)
class Parcel:
    """What is handed out: a subject as a scope sees it, and what was asked for."""

    subject: Subject
    scope: Scope
    wanted: Wanted = field(default_factory=Wanted)
    walk: Walk = field(init=False)

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
        """Every record, the named one first; a constant number of queries for each piece."""
        for piece in _pieces(self._units()):
            files = _files_of([record.pk for record, _ in piece])
            for record, said in piece:
                yield Handed(record, said, tuple(_named(files.get(record.pk, ()))))

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


def _files_of(records: Sequence[int]) -> dict[int, list[StoredFile]]:
    rows = StoredFile.objects.filter(stored__record__in=records).select_related("stored")
    found: dict[int, list[StoredFile]] = defaultdict(list)
    for row in rows.order_by("stored_id", "position"):
        found[row.stored.record_id].append(row)
    return found


def _named(files: Sequence[StoredFile]) -> Iterator[HeldFile]:
    """A record that another was merged into may have two files of one name: the second bears its number."""
    taken: set[str] = set()
    for number, file in enumerate(files, start=1):
        name = file.logical_path.removeprefix(ORIGINAL)
        if name.casefold() in taken:
            path = PurePosixPath(name)
            last = f"{number}-{path.name}"
            while len(last.encode()) > LONGEST_PART:
                last = last[: len(str(number)) + 1] + last[len(str(number)) + 2 :]
            name = (path.parent / last).as_posix()
        taken.add(name.casefold())
        yield HeldFile(file, name)
