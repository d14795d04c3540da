"""What the generator passes around: documents, records and fonds, and the plan handed to others."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

OPEN, RESTRICTED, DEFERRED, UNREVIEWED = "开放", "控制", "延期开放", "未审核"


@dataclass(frozen=True)
class Day:
    """A date as records have it: month or day may be unknown (0)."""

    year: int
    month: int = 0
    day: int = 0

    def as_date(self) -> dt.date:
        return dt.date(self.year, self.month or 1, self.day or 1)

    def compact(self) -> str:
        return f"{self.year:04d}{self.month:02d}{self.day:02d}"


@dataclass(frozen=True)
class Table:
    """A ruled list: the header, the rows, and how wide each column is in characters."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True)
class Cell:
    """One box of a form; what was filled in by hand is not a label."""

    text: str
    span: float = 1
    label: bool = False
    lines: int = 1


@dataclass(frozen=True)
class Doc:
    """One document, independent of the file it ends up in: the same text becomes a scan, a PDF, an OFD or a letter."""

    title: str
    paragraphs: tuple[str, ...] = ()
    masthead: str = ""
    number: str = ""
    addressee: str = ""
    signer: str = ""
    date: str = ""
    copies: str = ""
    table: Table | None = None
    form: tuple[tuple[Cell, ...], ...] = ()
    subtitle: str = ""
    # How it was made, which decides how it looks: print, typed, mimeograph, hand, brush, deed, laser.
    medium: str = "print"
    seal: str = ""
    landscape: bool = False
    traditional: bool = False


@dataclass(frozen=True)
class Person:
    """A name in a record and the part that person plays there."""

    role: str
    name: str


@dataclass
class Record:
    """One row of a catalogue with the document behind it, if any was digitised."""

    code: str
    title: str
    date: Day
    doc: Doc | None = None
    carrier: str = "none"
    creator: str = ""
    number: str = ""
    retention: str = "永久"
    opening: str = OPEN
    secrecy: str = ""
    people: tuple[Person, ...] = ()
    pages: int = 1
    note: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    # A record may be delivered without a scan, without a row, or be one the archive must not accept.
    in_catalogue: bool = True
    quarantined: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(person.name for person in self.people))

    @property
    def names_in_row(self) -> tuple[str, ...]:
        """A clerk writes six names and 等; the others stand only on the page."""
        return self.names[:6] if len(self.names) > 6 else self.names


@dataclass
class FondsDraft:
    """A fonds as composed in memory, before a byte is written."""

    code: str
    title: str
    title_en: str
    originating_unit: str
    originating_unit_en: str
    start: int
    end: int
    note: str
    note_en: str
    layout: str
    catalogue: str
    records: list[Record] = field(default_factory=list)
    delivery: str = "folder"


@dataclass(frozen=True)
class RecordTruth:
    """What a test may expect of one record after it was taken in.

    `title` and `names` are the catalogue's, empty for a record without a row. `phrase` stands on page `page` in one
    unbroken line; `phrase_from` says whether it must be read from a picture ("image") or from a text layer or text file
    ("text"), or is "" where nothing can be read.
    """

    code: str
    title: str
    year: int
    opening: str
    names: tuple[str, ...]
    phrase: str
    page: int
    phrase_from: str
    kind: str
    files: tuple[str, ...]
    quarantined: bool


@dataclass(frozen=True)
class Flaw:
    """Something wrong put in on purpose, so that the demonstration shows findings."""

    kind: str
    where: str
    note: str


@dataclass(frozen=True)
class FondsPlan:
    """One fonds ready to be taken in: `take_in FOLDER --fonds CODE --catalogue CATALOGUE`."""

    code: str
    title: str
    title_en: str
    institution: str
    institution_en: str
    originating_unit: str
    originating_unit_en: str
    start: int
    end: int
    note: str
    note_en: str
    folder: Path
    catalogue: Path | None
    records: tuple[RecordTruth, ...]
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True)
class ThingToTry:
    """One of the five things the demonstration invites people to do; `query` goes in the search box."""

    query: str
    title: str
    title_en: str
    expect: tuple[str, ...]


@dataclass(frozen=True)
class DemoPlan:
    """Everything that was built: fonds in the order to take them in, and five things to try."""

    root: Path
    size: str
    version: int
    fonds: tuple[FondsPlan, ...]
    tries: tuple[ThingToTry, ...]

    @property
    def records(self) -> tuple[RecordTruth, ...]:
        return tuple(record for fonds in self.fonds for record in fonds.records)
