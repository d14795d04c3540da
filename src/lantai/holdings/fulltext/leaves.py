"""Pages as one reader may have them: text, lines, image and hits of what is left when the withheld is taken away.

Everything that shows a page to somebody shows a `Leaf`. A `Page` is the row itself, for acts and for staff who work on
it in full (`whole_page_of`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import pgettext

from lantai.base.accounts.access import Scope
from lantai.engines.formats.model import Line, TextSource
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.queries import PageUnknown, lines_of, page_of, page_states
from lantai.holdings.preservation.models import StoredFile
from lantai.holdings.withholding.grounds import ground_label
from lantai.holdings.withholding.queries import Rows, Veil, veil_of, withheld_from


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page for one reader. `in_full`: nothing can be withheld from this one. Without `text` in lists."""

    row: Page
    in_full: bool
    veil: Veil | None = None
    text: str = ""
    lines: tuple[Line, ...] = field(default=(), repr=False)

    @property
    def is_withheld(self) -> bool:
        """Whether the whole page is."""
        return self.veil is not None and self.veil.whole

    @property
    def record(self) -> Record:
        return self.row.record

    @property
    def file(self) -> StoredFile:
        return self.row.file

    @property
    def position(self) -> int:
        return self.row.position

    @property
    def width(self) -> int:
        return 0 if self.is_withheld else self.row.width

    @property
    def height(self) -> int:
        return 0 if self.is_withheld else self.row.height

    @property
    def has_image(self) -> bool:
        return self.width > 0

    @property
    def state(self) -> str:
        return Page.State.READY if self.is_withheld else self.row.state

    def get_state_display(self) -> str:
        """As of the row: templates show both."""
        return str(Page.State(self.state).label)

    @property
    def source(self) -> str:
        return TextSource.NONE if self.is_withheld else self.row.source

    @property
    def engine(self) -> str:
        return "" if self.is_withheld else self.row.engine

    @property
    def confidence(self) -> float:
        """Not told of a page with a veil: it is the mean of characters of which some are withheld."""
        return 0.0 if self.veil else self.row.confidence

    @property
    def version(self) -> int:
        return self.row.version

    @property
    def names(self) -> list[str]:
        """Persons of the record whose names this reader may see."""
        return names_for(self.record, in_full=self.in_full)

    @property
    def said(self) -> str:
        """Why something of the page is withheld, in words; nothing where nothing is."""
        return in_words(self.veil.grounds) if self.veil else ""

    @property
    def since(self) -> dt.datetime | None:
        return self.veil.since if self.veil else None


@dataclass(frozen=True, slots=True)
class WithheldView:
    """What a record's page says of what is withheld: how many pages, why, and since when. Never how much text."""

    pages: int
    said: str
    since: dt.datetime
    is_read_in_full: bool


def in_words(grounds: Iterable[str]) -> str:
    """Grounds as the public reads them."""
    return pgettext("between grounds", ", ").join(map(ground_label, grounds))


def withheld_view(rows: Rows, *, is_read_in_full: bool) -> WithheldView | None:
    """None when nothing is withheld from anybody. Who reads the record in full is told that others do not."""
    every = [row for each in rows.values() for row in each]
    if not every:
        return None
    codes = dict.fromkeys(row.ground for row in sorted(every, key=lambda row: (row.ground, row.page_number)))
    return WithheldView(len(rows), in_words(codes), max(row.since for row in every), is_read_in_full)


def names_for(record: Record, *, in_full: bool) -> list[str]:
    """Names of a record's persons, for marking what was found by them."""
    return [person.name for person in record.persons.all() if in_full or not person.is_withheld]


def leaf_of(ulid: str, position: int, *, scope: Scope) -> Leaf:
    """One page with text and lines. Raises `PageUnknown`."""
    return leaf_with_text(page_of(ulid, position, scope=scope), scope)


def leaf_with_text(page: Page, scope: Scope) -> Leaf:
    """A page that was fetched under this scope."""
    in_full = scope.reads_in_full(page.record.institution_id)
    rows = withheld_from(scope, [page.record]).get(page.record_id, {}).get(page.position)
    if not rows:
        return Leaf(page, in_full, None, page.text, lines_of(page))
    state = page_states(page.record_id, [page.position])[page.position]
    veil = veil_of(rows, state)
    if veil is None:
        return Leaf(page, in_full, None, page.text, tuple(state.lines))
    return Leaf(page, in_full, veil, veil.text(state.text), veil.lines(state.lines))


def leaves_of(record: Record, pages: Iterable[Page], *, scope: Scope, rows: Rows) -> tuple[Leaf, ...]:
    """Pages for a list, without their texts; `rows` are what is withheld of the record from this reader."""
    listed, in_full = list(pages), scope.reads_in_full(record.institution_id)
    veils = veils_of(record.pk, rows, [page.position for page in listed])
    return tuple(Leaf(page, in_full, veils.get(page.position)) for page in listed)


def veils_of(record: int, rows: Rows, positions: Iterable[int] | None = None) -> Mapping[int, Veil]:
    """The veils of a record's pages, or of those asked for: two queries, or none when nothing is withheld of them."""
    numbers = rows.keys() if positions is None else rows.keys() & set(positions)
    states = page_states(record, numbers) if numbers else {}
    return {n: veil for n, state in states.items() if (veil := veil_of(rows[n], state))}


def whole_page_of(ulid: str, position: int, *, scope: Scope) -> Page:
    """A page for who works on its text. Raises `PageUnknown` where something of the record is withheld from them."""
    page = page_of(ulid, position, scope=scope)
    if withheld_from(scope, [page.record]):
        raise PageUnknown(page=position, record=ulid)
    return page


def masked(texts: Sequence[tuple[int, str]], veils: Mapping[int, Veil]) -> list[tuple[int, str]]:
    """(position, text) of pages as given out; those of which nothing is left are left out."""
    given = ((n, veils[n].text(text) if n in veils else text) for n, text in texts)
    return [(n, text) for n, text in given if text]
