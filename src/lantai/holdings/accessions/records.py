"""Records as staff see them: the list with its filters, and one record with everything that is known of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from lantai.base.accounts.access import Actor, Scope
from lantai.base.audit.models import Event
from lantai.base.common.keyset import Sheet
from lantai.holdings.accessions.models import TransferFinding, TransferItem
from lantai.holdings.accessions.pages import records_within
from lantai.holdings.accessions.panels import Panel, panels_of
from lantai.holdings.catalogue.actions import OPENING_SAID
from lantai.holdings.catalogue.codes import canonical
from lantai.holdings.catalogue.defaults import FROM_TYPE, default_taken
from lantai.holdings.catalogue.grades import grade_of, grades, of_grade
from lantai.holdings.catalogue.labels import retention_label
from lantai.holdings.catalogue.models import Fonds, OpeningState, PersonEntry, Record, ReferenceCode
from lantai.holdings.catalogue.queries import Asked, Narrowing, may_lie_between, may_lie_within, narrowed_sheet
from lantai.holdings.catalogue.shown import Beyond, beyond
from lantai.holdings.catalogue.type_fields import TypeColumn, cells_of, list_columns, may_read_guarded
from lantai.holdings.description.pairs import linked_with
from lantai.holdings.fulltext.composition import Composed, composed_of
from lantai.holdings.fulltext.models import Page
from lantai.holdings.merging.models import Merge
from lantai.holdings.merging.moving import in_words
from lantai.holdings.merging.queries import absorbed_by, taken_over
from lantai.holdings.normalisation.models import Derivative
from lantai.holdings.normalisation.queries import derivatives_of
from lantai.holdings.people.links import LinkView, links_of_record
from lantai.holdings.preservation.models import StoredFile, StoredObject

SHEET = 50
LINES, MOST_LINES = 500, 20_000
"""Of a list as a file: records read at a time, and in all."""
SHOWN_PAGES = 12
SHOWN_EVENTS = 100
ORIGIN: dict[str, str | Promise] = {
    "file": gettext_lazy("List or file"),
    "sheet": gettext_lazy("Sheet"),
    "row": gettext_lazy("Row"),
    "code_built": gettext_lazy("Code built from its parts"),
    "import": gettext_lazy("Import"),
    "volume_page": gettext_lazy("Page of the volume"),
    OPENING_SAID: gettext_lazy("Opening state in the list"),
    FROM_TYPE: gettext_lazy("Retention taken from the record type"),
}


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """What the list is narrowed to. `words` look into code and title as they stand, and are a whole code of the past
    or of the unit; full text is the search page's.
    """

    words: str = ""
    fonds: str = ""
    state: str = ""
    level: str = ""
    type: str = ""
    year_from: int | None = None
    year_to: int | None = None
    day_from: dt.date | None = None
    day_to: dt.date | None = None
    provisional: bool = False
    grade: str = ""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One row: the record, how many pages it has, and the cells in the columns of its type."""

    record: Record
    pages: int
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordList:
    """A sheet of records and the fonds one can narrow to. `columns`: those of the type it is narrowed to."""

    sheet: Sheet[Record]
    rows: tuple[RecordRow, ...]
    fonds: tuple[Fonds, ...]
    columns: tuple[TypeColumn, ...] = ()
    grades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MergeLine:
    """A line of the log of merges: where what was merged had come from, the texts taken over, and what went over."""

    merge: Merge
    origin: list[tuple[str, Any]]
    taken: list[str]
    moved: list[str]


@dataclass(frozen=True, slots=True)
class RecordDossier:
    """Everything about one record on one page."""

    record: Record
    pages: tuple[Page, ...]
    page_states: dict[str, int]
    files: tuple[StoredFile, ...]
    codes: tuple[ReferenceCode, ...]
    persons: tuple[PersonEntry, ...]
    links: Mapping[int, tuple[LinkView, ...]]
    events: tuple[Event, ...]
    findings: tuple[TransferFinding, ...]
    item: TransferItem | None
    beyond: Beyond
    composed: tuple[Composed, ...]
    linked: tuple[Record, ...] = ()
    merges: tuple[Merge, ...] = ()
    stored: tuple[StoredObject, ...] = ()
    panels: tuple[Panel, ...] = ()
    copies: Mapping[int, list[Derivative]] = field(default_factory=dict)

    @property
    def kept_files(self) -> list[tuple[StoredFile, list[Derivative]]]:
        """Every original with its copies for keeping."""
        return [(file, self.copies.get(file.pk, [])) for file in self.files]

    @property
    def page_count(self) -> int:
        return sum(self.page_states.values())

    @property
    def named(self) -> list[tuple[PersonEntry, tuple[LinkView, ...]]]:
        """Everybody it names, each with whom of other records they are or may be."""
        return [(person, self.links.get(person.pk, ())) for person in self.persons]

    @property
    def origin(self) -> list[tuple[str, Any]]:
        """Where the description came from, as intake or an import noted it; what has no word here is left out."""
        return origin_of(self.record)

    @property
    def absorbed(self) -> list[MergeLine]:
        """What was merged into it."""
        return [
            MergeLine(merge, origin_of(merge.absorbed), taken_over(merge), in_words(merge.moved))
            for merge in self.merges
        ]


def origin_of(record: Record) -> list[tuple[str, Any]]:
    """File, sheet and row, or whatever else intake or an import noted."""
    told = {**record.lineage, FROM_TYPE: default_taken(record)}
    found = [(name, told[name]) for name in ORIGIN if told.get(name) not in (None, "", False)]
    return [(str(ORIGIN[name]), _told(name, value)) for name, value in found]


def _told(name: str, value: Any) -> Any:
    if name == OPENING_SAID:
        return OpeningState(value).label
    return _("yes") if value is True else value


def record_list(actor: Actor, wanted: RecordFilter, *, place: str) -> RecordList:
    """Nine queries at most for any number of records: how many, counted rest, sheet, its rows, their pages, fonds; and
    where the list is of one type, whom its rows name.
    """
    scope = actor.scope()
    found = narrowed_sheet(Asked.within(scope), _narrowing(wanted), place=place, size=SHEET)
    fonds = Fonds.objects.all() if scope.everything else Fonds.objects.filter(institution__code__in=scope.institutions)
    rows = tuple(_rows(found.items, actor, wanted.type))
    return RecordList(found, rows, tuple(fonds), list_columns(wanted.type), grades())


def record_lines(actor: Actor, wanted: RecordFilter) -> Iterator[list[str]]:
    """The same list as the rows of a table, heads first, at most `MOST_LINES` records. Nine queries for each 500."""
    columns = list_columns(wanted.type)
    own = [each.label for each in columns] or [_("Creator")]
    graded = [_("Grade of holdings")] if grades() else []
    yield [
        _("Reference code"), _("Title"), *own, _("Date"), _("Retention"), *graded, _("Opening state"), _("Pages"),
        _("Fonds"),
    ]  # fmt: skip
    place, told = "", 0
    while told < MOST_LINES:
        found = narrowed_sheet(Asked.within(actor.scope()), _narrowing(wanted), place=place, size=LINES)
        for row in _rows(found.items, actor, wanted.type):
            yield _line(row, row.cells if columns else (row.record.creator,))
        told, place = told + len(found.items), found.next
        if not place:
            return
    yield [_("There are more: narrow the list, or export the fonds.")]


def _line(row: RecordRow, cells: Sequence[str]) -> list[str]:
    record = row.record
    graded = [grade_of(record)] if grades() else []
    said = [record.date_text, retention_label(record.retention), *graded, record.opening_state_label, str(row.pages)]
    return [record.code, record.title, *cells, *said, record.fonds.code]


def _rows(records: Sequence[Record], actor: Actor, kind: str) -> Iterator[RecordRow]:
    """Pages and persons of the shown records alone, one query each, however many records the archive has."""
    shown = [record.pk for record in records]
    counted = Page.objects.filter(record__in=shown).order_by().values_list("record")
    pages = dict(counted.annotate(n=Count("pk")))
    named: dict[int, list[PersonEntry]] = {}
    if shown and list_columns(kind):
        for person in PersonEntry.objects.filter(record__in=shown).only("record_id", "position", "role", "name"):
            named.setdefault(person.record_id, []).append(person)
    in_full = {record.institution_id: may_read_guarded(actor, str(record.institution_id)) for record in records}
    for record in records:
        cells = cells_of(record, named.get(record.pk, ()), in_full=in_full[record.institution_id]) if kind else ()
        yield RecordRow(record, pages.get(record.pk, 0), cells)


def _narrowing(wanted: RecordFilter) -> Narrowing:
    cells = {"opening_state": wanted.state, "level": wanted.level, "record_type": wanted.type}
    years, days = (wanted.year_from, wanted.year_to), (wanted.day_from, wanted.day_to)
    asked = may_lie_within(*years) & may_lie_between(*days)
    if wanted.provisional:
        asked &= Q(code_is_provisional=True)
    if wanted.grade:
        asked &= of_grade(wanted.grade)
    if wanted.words:
        borne = ReferenceCode.objects.filter(key=canonical(wanted.words)).values("record")
        asked &= Q(title__icontains=wanted.words) | Q(code__icontains=wanted.words) | Q(pk__in=borne)
    fonds = {"fonds__code": wanted.fonds} if wanted.fonds else {}
    found = Narrowing(fonds, {name: value for name, value in cells.items() if value}, asked, years, days)
    if wanted.words or wanted.provisional or wanted.grade:
        return found.undated(rest=asked, graded=bool(wanted.grade))
    return found


def record_dossier(ulid: str, scope: Scope) -> RecordDossier | None:
    """One record of these institutions, or None: unknown and not theirs look the same."""
    record = records_within(scope).select_related("parent").filter(ulid=ulid).first()
    if record is None:
        return None
    merges = absorbed_by(record)
    own = [record.pk, *(merge.absorbed_id for merge in merges)]
    ulids = [record.ulid, *(merge.absorbed.ulid for merge in merges)]
    findings = TransferFinding.objects.filter(record__in=own).select_related("transfer")
    events = Event.objects.filter(subject_kind="record", subject_id__in=ulids).order_by("-number")
    persons = tuple(record.persons.all())
    files = tuple(StoredFile.objects.filter(stored__record=record))
    page_states = dict(record.pages.order_by().values_list("state").annotate(n=Count("pk")))
    more = beyond(record, scope)
    return RecordDossier(
        record,
        pages=tuple(record.pages.defer("text")[:SHOWN_PAGES]),
        page_states=page_states,
        files=files,
        codes=tuple(record.codes.order_by("kind", "-since", "-pk")),
        persons=persons,
        links=links_of_record(record, persons, scope=scope),
        events=tuple(events[:SHOWN_EVENTS]),
        findings=tuple(findings),
        item=TransferItem.objects.filter(record__in=own).select_related("transfer").order_by("pk").first(),
        beyond=more,
        composed=composed_of(record, more.components, files, pages=sum(page_states.values())),
        linked=tuple(linked_with(record, scope=scope)),
        merges=tuple(merges),
        stored=tuple(record.stored.order_by("pk")),
        panels=tuple(panels_of(record, scope)),
        copies=derivatives_of(file.pk for file in files),
    )
