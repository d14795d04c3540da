"""A fonds, a volume or an item as a tree, from the top, in pieces: few records are in memory however many there are."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Prefetch, Q, QuerySet

from lantai.base.accounts.access import Scope
from lantai.holdings.catalogue.models import Fonds, OpeningState, Record, Series
from lantai.holdings.catalogue.models.record import RecordQuerySet
from lantai.holdings.catalogue.shown import class_of
from lantai.holdings.exchange.describing import READ, class_said, said_of_record, said_of_series
from lantai.holdings.exchange.said import Said

PIECE = 500


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit on the way down. `depth` counts what is above it, `series` the series among that."""

    said: Said
    depth: int
    series: int
    record: Record | None = None


@dataclass(slots=True)
class Walk:
    """One fonds as this scope sees it: unopened records of another archive, and what hangs on them, are not there."""

    fonds: Fonds
    scope: Scope
    sees_all: bool = field(init=False)
    _classes: dict[int, tuple[Series, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.sees_all = self.scope.everything or self.fonds.institution.code in self.scope.institutions

    def units(self) -> Iterator[Unit]:
        """Series and records below the fonds, each before what belongs to it."""
        series = self._series()
        yield from self._below_series(None, series, 0)
        yield from self._records(self._tops().filter(series__isnull=True), 0, 0)

    def below(self, record: Record) -> Iterator[Unit]:
        """What belongs to one record."""
        yield from self._records(self._visible().filter(parent=record), 0, 0)

    def field_names(self, record: Record | None = None) -> set[str]:
        """Under which names the fields of these records stand: the columns of a list, known before its first row."""
        if not self.sees_all:
            return set()
        rows = self._visible().filter(parent=record) if record else self._visible()
        names = {name for fields in rows.order_by().values_list("fields", flat=True).iterator() for name in fields}
        return names | set(record.fields if record else ())

    def said(self, record: Record) -> Said:
        return said_of_record(record, public=not self.sees_all)

    def said_alone(self, record: Record, said: Said) -> Said:
        """The same with its class: of a record that is told of by itself. A question for each class it has not met."""
        if record.series_id is not None:
            if record.series_id not in self._classes:
                self._classes[record.series_id] = class_of(record)
            said.above = class_said(record, self._classes[record.series_id], public=not self.sees_all)
        return said

    def _visible(self) -> RecordQuerySet:
        return Record.objects.of_fonds(self.fonds, self.scope)

    def _tops(self) -> RecordQuerySet:
        """Records that stand below no other this scope sees."""
        above = Q(parent__isnull=True)
        return self._visible().filter(above if self.sees_all else above | ~Q(parent__opening_state=OpeningState.OPEN))

    def _series(self) -> dict[int | None, list[Series]]:
        """By the series above. Who sees only what is opened sees only the classes that have something to see."""
        rows = list(Series.objects.filter(fonds=self.fonds).order_by("scheme_version", "position", "code", "pk"))
        if not self.sees_all:
            above = {row.pk: row.parent_id for row in rows}
            shown: set[int] = set()
            classed = self._visible().filter(series__isnull=False).order_by()
            for pk in classed.values_list("series", flat=True).distinct():
                step: int | None = pk
                while step is not None and step not in shown:
                    shown.add(step)
                    step = above[step]
            rows = [row for row in rows if row.pk in shown]
        found: dict[int | None, list[Series]] = {}
        for row in rows:
            found.setdefault(row.parent_id, []).append(row)
        return found

    def _below_series(
        self, parent: Series | None, series: dict[int | None, list[Series]], depth: int
    ) -> Iterator[Unit]:
        for each in series.get(parent.pk if parent else None, ()):
            yield Unit(said_of_series(each, public=not self.sees_all), depth, depth)
            yield from self._below_series(each, series, depth + 1)
            yield from self._records(self._tops().filter(series=each), depth + 1, depth + 1)

    def _records(self, rows: QuerySet[Record], depth: int, series: int) -> Iterator[Unit]:
        for piece in _pieces(rows):
            few, many = self._children(piece)
            for record in piece:
                yield Unit(self.said(record), depth, series, record)
                if record.pk in many:
                    yield from self._records(self._visible().filter(parent=record), depth + 1, series)
                else:
                    yield from self._known(few.get(record.pk, ()), depth + 1, series)

    def _known(self, records: Sequence[Record], depth: int, series: int) -> Iterator[Unit]:
        """Children that were read together; what they have below them is seldom, and asked for each."""
        few, many = self._children(records) if records else ({}, set())
        for record in records:
            yield Unit(self.said(record), depth, series, record)
            if record.pk in few or record.pk in many:
                yield from self._records(self._visible().filter(parent=record), depth + 1, series)

    def _children(self, piece: Sequence[Record]) -> tuple[dict[int, list[Record]], set[int]]:
        """The children of a piece: read together as long as they are few, the parents of the others named."""
        pks = [record.pk for record in piece]
        counts = dict(self._visible().filter(parent__in=pks).order_by().values_list("parent").annotate(n=Count("pk")))
        many, room = set(), PIECE * 4
        for pk in pks:
            room -= counts.get(pk, 0)
            if room < 0 and counts.get(pk):
                many.add(pk)
        few: dict[int, list[Record]] = {}
        read_now = [pk for pk in counts if pk not in many]
        if read_now:
            for record in _whole(self._visible().filter(parent__in=read_now)).order_by("parent", "code_key", "pk"):
                few.setdefault(record.parent_id or 0, []).append(record)
        return few, many


def _whole(rows: QuerySet[Record]) -> QuerySet[Record]:
    """As lists: a related manager for each record costs more than reading the rows."""
    return rows.prefetch_related(*(Prefetch(name, to_attr=attribute) for name, attribute in READ.items()))


def _pieces(rows: QuerySet[Record]) -> Iterator[list[Record]]:
    """In order of their codes. Which they are is read once, as numbers: no piece has to look for its place again."""
    pks = array("q", rows.order_by("code_key", "pk").values_list("pk", flat=True).iterator(chunk_size=10_000))
    for start in range(0, len(pks), PIECE):
        wanted = pks[start : start + PIECE]
        found = {record.pk: record for record in _whole(rows.filter(pk__in=wanted.tolist()).order_by())}
        yield [found[pk] for pk in wanted if pk in found]
