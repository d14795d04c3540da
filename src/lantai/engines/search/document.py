"""What goes into the index, what is asked of it and what it answers: plain frozen values for every back end."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from lantai.base.common.dates.model import day_key

MOST_HITS = 200
"""Hits on one page; further ones come through the cursor."""


class State(StrEnum):
    """Whether a record may be seen by everybody. Only `open` ones may."""

    OPEN = "open"
    RESTRICTED = "restricted"
    DEFERRED = "deferred"
    UNREVIEWED = "unreviewed"


UNOPENED = (State.RESTRICTED, State.DEFERRED, State.UNREVIEWED)


class Sort(StrEnum):
    """Orders of hits; undated ones come last in both date orders, and equal ones follow their row ids."""

    RELEVANCE = "relevance"
    OLDEST = "date"
    NEWEST = "-date"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDocument:
    """One record as the index sees it. `num` is its row id and identifies it: putting it again replaces it.

    `body` is the text of all pages in reading order, `notes` whatever else describes the record (creator, remarks,
    fields of its type): phrases never reach from one text into another. Names, number and code are searchable without
    being repeated there. `datekey` is a date as the number YYYYMMDD, zeros for what is unknown; `year_first` and
    `year_last` bound what an imprecise date may mean: a search by years finds every document that may lie between
    them. `day_first` and `day_last` are the days its date may mean, for a search by days, where its `year` counts only
    when it has no date. A `secret` document is never seen by everybody, whatever its state says.

    `public` is what everybody finds in place of an opened document of which something is withheld: of the same `num`,
    state and institution, without what is withheld. Who reads that institution's records finds the document itself;
    nobody finds both.
    """

    num: int
    id: str
    code: str
    title: str
    body: str = ""
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    document_number: str = ""
    fonds: str = ""
    type: str = ""
    retention: str = ""
    level: str = ""
    year: int | None = None
    datekey: int | None = None
    year_first: int | None = None
    year_last: int | None = None
    day_first: dt.date | None = None
    day_last: dt.date | None = None
    state: str = State.UNREVIEWED
    institution: str = ""
    secret: bool = False
    public: SearchDocument | None = None

    @property
    def years(self) -> tuple[int, int] | None:
        """First and last year the document may be of; None when nothing is known."""
        known = [year for year in (self.year, self.year_first, self.year_last) if year is not None]
        return (min(known), max(known)) if known else None

    @property
    def days(self) -> tuple[int, int] | None:
        """First and last day the document may be of, as YYYYMMDD: those of its date, else of its years."""
        if self.day_first and self.day_last:
            return day_key(self.day_first), day_key(self.day_last)
        return (self.years[0] * 10000 + 101, self.years[1] * 10000 + 1231) if self.years else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """Documents one decision changed, more than can be named, while the index still has some of them as they were.

    What it says of documents holds of the index's own words: those of one fonds of an institution, narrowed by what is
    not empty (`years`: of the year entered), that stood in one of `states`. Where `to` is open, everybody finds them
    now, else nobody but who reads that institution's records. `but` are row ids it does not speak of, `unless` later
    decisions on the same documents.
    """

    institution: str
    fonds: str
    to: str
    states: tuple[str, ...] = tuple(State)
    type: str = ""
    retention: str = ""
    level: str = ""
    years: tuple[int | None, int | None] = (None, None)
    but: frozenset[int] = frozenset()
    unless: tuple[Swept, ...] = ()

    @property
    def opens(self) -> bool:
        return self.to == State.OPEN

    @property
    def stood(self) -> tuple[str, ...]:
        """The states in which the index has what everybody finds otherwise than before: opened ones, or the others."""
        changed = UNOPENED if self.opens else (State.OPEN,)
        return tuple(state for state in changed if state in self.states)

    def means(self, document: SearchDocument) -> bool:
        """Whether the decision was about this document, whatever its state; for back ends that keep documents."""
        first, last = self.years
        is_of_years = first is None and last is None
        if document.year is not None and not is_of_years:
            is_of_years = (first is None or first <= document.year) and (last is None or document.year <= last)
        named = all(getattr(document, name) == said for name, said in self.narrowed().items())
        return named and document.institution == self.institution and is_of_years

    def narrowed(self) -> dict[str, str]:
        """Fields of documents with the values they have."""
        said = {"fonds": self.fonds, "type": self.type, "retention": self.retention, "level": self.level}
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """A search. Every filter is a set of accepted values, empty for all; `words` is what the person typed.

    `tolerant` also accepts one wrong character in each exact phrase of three units or more (mistakes of OCR); `loose`
    reads unquoted words as free text. Blank words match everything the filters let through. `hidden` are row ids that
    are no hits whatever the index still says of them: records closed since its last commit. `swept` are decisions on
    very many, in the order in which they were made.

    `year_from` and `year_to` ask for documents that may be of these years, `day_from` and `day_to` for those that may
    be of these days, both included: whatever overlaps is found, and nothing that has no date at all.
    """

    words: str = ""
    fonds: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    retention: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    day_from: dt.date | None = None
    day_to: dt.date | None = None
    sort: str = Sort.RELEVANCE
    tolerant: bool = False
    loose: bool = False
    hidden: frozenset[int] = frozenset()
    swept: tuple[Swept, ...] = ()
    facets: bool = True
    cursor: str = ""
    size: int = 20

    @property
    def days(self) -> tuple[int | None, int | None]:
        """The days asked for as YYYYMMDD."""
        return day_key(self.day_from) if self.day_from else None, day_key(self.day_to) if self.day_to else None

    def wanted(self) -> int:
        """The number of hits on a page, within the limit."""
        return max(1, min(self.size, MOST_HITS))


FILTERS = ("fonds", "type", "retention", "state", "level")
FACETS = ("fonds", "type", "retention", "state", "year", "decade")


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found. Scores compare only within one page sorted by relevance; otherwise they are 0.

    Only its row id: what else is shown of it is read from the database, and never from an index that may be behind.
    """

    num: int
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of hits, the honest number of all of them, and how they spread under the same filters and scope.

    Facets are (value, count) pairs, most frequent first, years and decades in order.
    """

    count: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    next_cursor: str = ""
    milliseconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion: `kind` is `name` or `title`, `count` how many visible records bear it."""

    text: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """The state of an index: `problem` is empty when it can be searched, else a sentence."""

    documents: int
    size: int
    last_commit: float | None
    generation: str = ""
    problem: str = ""

    @property
    def ready(self) -> bool:
        return not self.problem
