"""What the pages of arrangement show: trees with counts, rules and sequences, plans, codes of a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page as Sheets, Paginator
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy

from lantai.base.accounts.access import Actor, Right
from lantai.base.audit.models import Event
from lantai.base.common.keyset import Sheet, Total, sheet_of, total_of
from lantai.holdings.arrangement.choosing import lines_of
from lantai.holdings.arrangement.fonds_file_parts import FilePart, fonds_file_parts
from lantai.holdings.arrangement.models import (
    ArrangementBatch,
    CodeRule,
    CodeSequence,
    FondsFileEntry,
    FondsFileVersion,
    PlannedChange,
    SeriesTally,
)
from lantai.holdings.arrangement.scheme_files import code_schemes
from lantai.holdings.arrangement.schemes import CodeScheme
from lantai.holdings.catalogue.models import Fonds, Record, RecordTally, ReferenceCode, Series

SHEET = 50
SHOWN = 50


def fonds_to_arrange(actor: Actor) -> QuerySet[Fonds]:
    """The fonds whose records this person may describe."""
    codes = actor.institutions_with(Right.DESCRIBE)
    every = Fonds.objects.select_related("institution").order_by("code", "pk")
    return every if "*" in codes else every.filter(institution__code__in=codes)


def fonds_at(ulid: str, actor: Actor) -> Fonds | None:
    """One of them, or None: unknown and not theirs look the same."""
    return fonds_to_arrange(actor).filter(ulid=ulid).first()


def series_at(ulid: str, actor: Actor) -> Series | None:
    """A class of a fonds this person may describe."""
    found = Series.objects.filter(ulid=ulid, fonds__in=fonds_to_arrange(actor).order_by())
    return found.select_related("fonds__institution", "parent").first()


def record_at(ulid: str, actor: Actor) -> Record | None:
    """A record this person may describe."""
    found = Record.objects.filter(ulid=ulid, fonds__in=fonds_to_arrange(actor).order_by())
    return found.select_related("fonds__institution", "series", "parent").first()


def rule_at(ulid: str, actor: Actor) -> CodeRule | None:
    """A rule of a fonds this person may describe."""
    found = CodeRule.objects.filter(ulid=ulid, fonds__in=fonds_to_arrange(actor).order_by())
    return found.select_related("fonds__institution", "series").first()


def batch_at(ulid: str, actor: Actor) -> ArrangementBatch | None:
    """A plan for a fonds this person may describe."""
    found = ArrangementBatch.objects.filter(ulid=ulid, fonds__in=fonds_to_arrange(actor).order_by())
    return found.select_related("fonds__institution", "job").first()


@dataclass(frozen=True, slots=True)
class FondsRow:
    """One fonds with how far it is arranged."""

    fonds: Fonds
    records: int
    classed: int
    classes: int
    rules: int


def arrangement_rows(actor: Actor) -> list[FondsRow]:
    """Every fonds this person may describe: four queries, and none that counts records."""
    fonds = list(fonds_to_arrange(actor).annotate(rules=Count("code_rules")))
    records = _sums(RecordTally.objects.filter(fonds__in=fonds).order_by().values_list("fonds"))
    classed = _sums(SeriesTally.objects.filter(series__fonds__in=fonds).order_by().values_list("series__fonds"))
    trees = Series.objects.filter(fonds__in=fonds, retired_at__isnull=True).order_by().values_list("fonds")
    classes = dict(trees.annotate(n=Count("pk")))
    return [
        FondsRow(f, records.get(f.pk, 0), classed.get(f.pk, 0), classes.get(f.pk, 0), getattr(f, "rules", 0))
        for f in fonds
    ]


def _sums(tallies: QuerySet[SeriesTally, tuple[int]] | QuerySet[RecordTally, tuple[int]]) -> dict[int, int]:
    return dict(tallies.annotate(n=Sum("records")))


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One class: how deep it stands, its records, and those of it and all below it."""

    series: Series
    depth: int
    label: str
    records: int
    total: int


@dataclass(frozen=True, slots=True)
class Tree:
    """The classes of one version of a fonds' scheme, each before those below it."""

    fonds: Fonds
    version: int
    versions: tuple[int, ...]
    rows: tuple[TreeRow, ...]
    records: int
    classed: int

    @property
    def is_newest(self) -> bool:
        return not self.versions or self.version == self.versions[-1]

    @property
    def unclassed(self) -> int:
        return max(self.records - self.classed, 0)


def tree_of(fonds: Fonds, version: int | None = None) -> Tree:
    """The tree of a version, the newest when none is named: four queries for any number of records."""
    every = Series.objects.filter(fonds=fonds)
    versions = tuple(every.order_by("scheme_version").values_list("scheme_version", flat=True).distinct())
    chosen = version if version in versions else (versions[-1] if versions else 1)
    series = list(every.filter(scheme_version=chosen).order_by("position", "code"))
    counts = _sums(SeriesTally.objects.filter(series__fonds=fonds).order_by().values_list("series"))
    records = RecordTally.objects.filter(fonds=fonds).total()
    return Tree(fonds, chosen, versions, tuple(_rows(series, counts)), records, sum(counts.values()))


def _rows(series: Sequence[Series], counts: Mapping[int, int]) -> list[TreeRow]:
    lines, totals = lines_of(series), dict[int, int]()
    for each in series:
        for above in lines[each.pk]:
            totals[above.pk] = totals.get(above.pk, 0) + counts.get(each.pk, 0)
    order = sorted(series, key=lambda each: [(above.position, above.code) for above in reversed(lines[each.pk])])
    return [
        TreeRow(
            each,
            len(lines[each.pk]) - 1,
            "·".join(above.code for above in reversed(lines[each.pk])),
            counts.get(each.pk, 0),
            totals[each.pk],
        )
        for each in order
    ]


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """One class with where it stands, what happened to it, and a sheet of its records as they were entered."""

    series: Series
    line: tuple[Series, ...]
    sheet: Sheet[Record]
    events: tuple[Event, ...]


def series_page(series: Series, *, place: str) -> SeriesPage:
    """Four queries."""
    line, above = [series], series.parent
    while above is not None and len(line) < 20:
        line.insert(0, above)
        above = above.parent
    counted = SeriesTally.objects.filter(series=series).aggregate(n=Sum("records"))["n"] or 0
    records = Record.objects.filter(series=series)
    sheet = sheet_of(records, by=["id"], place=place, size=SHEET, total=Total(counted))
    return SeriesPage(series, tuple(line), sheet, events_of("series", series.ulid))


def events_of(kind: str, ulid: str, verbs: Sequence[str] = ()) -> tuple[Event, ...]:
    """What is on record of one thing, newest first."""
    found = Event.objects.filter(subject_kind=kind, subject_id=ulid)
    if verbs:
        found = found.filter(verb__in=verbs)
    return tuple(found.order_by("-number")[:SHOWN])


@dataclass(frozen=True, slots=True)
class CodesOfFonds:
    """The rules of a fonds, its sequences as they were last used, and the schemes there are."""

    fonds: Fonds
    rules: tuple[tuple[CodeRule, CodeScheme | None], ...]
    sequences: tuple[CodeSequence, ...]
    schemes: tuple[CodeScheme, ...]


def codes_of_fonds(fonds: Fonds) -> CodesOfFonds:
    """Three queries."""
    known = code_schemes()
    rules = tuple((rule, known.get(rule.scheme)) for rule in fonds.code_rules.select_related("series"))
    sequences = tuple(fonds.code_sequences.filter(last__gt=0).prefetch_related("blocks")[:SHOWN])
    return CodesOfFonds(fonds, rules, sequences, tuple(known.values()))


def plans_of(fonds: Fonds, sheet: str) -> Sheets[ArrangementBatch]:
    """The plans for a fonds, newest first."""
    return Paginator(ArrangementBatch.objects.filter(fonds=fonds).order_by("-pk"), SHEET).get_page(sheet)


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan with a sheet of its rows; `problems` says what stands against some of them."""

    batch: ArrangementBatch
    sheet: Sheet[PlannedChange]
    problems: tuple[tuple[str, str, int], ...]
    labels: Mapping[int, str]
    only: str


def plan_page(batch: ArrangementBatch, *, only: str, place: str) -> PlanPage:
    """Three queries; `only` narrows to rows with one problem, or to `stayed` ones."""
    rows = batch.changes.select_related("record", "volume_from", "volume_to")
    if only in PlannedChange.Problem.values and only:
        rows = rows.filter(problem=only)
    elif only == PlannedChange.Outcome.STAYED:
        rows = rows.filter(outcome=only)
    total = total_of(rows) if only else Total(batch.rows)
    sheet = sheet_of(rows, by=["position"], place=place, size=SHEET, total=total)
    labels: dict[int, str] = {}
    if batch.kind == ArrangementBatch.Kind.CLASSIFY:
        lines = lines_of(Series.objects.filter(fonds=batch.fonds))
        labels = {pk: "·".join(each.code for each in reversed(line)) for pk, line in lines.items()}
    words = dict(PlannedChange.Problem.choices)
    problems = tuple((name, str(words[name]), count) for name, count in sorted(batch.problems.items()))
    return PlanPage(batch, sheet, problems, labels, only)


@dataclass(frozen=True, slots=True)
class CodesOfRecord:
    """The codes of one record: those of the archive and those of the unit, newest first."""

    record: Record
    archive: tuple[ReferenceCode, ...]
    unit: tuple[ReferenceCode, ...]


def codes_of_record(record: Record) -> CodesOfRecord:
    """One query."""
    codes = list(record.codes.order_by("-since", "-pk"))
    kinds = ReferenceCode.Kind
    return CodesOfRecord(
        record,
        tuple(code for code in codes if code.kind == kinds.ARCHIVE),
        tuple(code for code in codes if code.kind == kinds.UNIT),
    )


def line_of_record(record: Record) -> tuple[Series, ...]:
    """The class of a record and those above it, the class first."""
    if record.series_id is None:
        return ()
    return lines_of(Series.objects.filter(fonds=record.fonds_id))[record.series_id]


NOTEWORTHY = (
    "fonds:found",
    "fonds:rename",
    "series:scheme:begin",
    "series:tree:enter",
    "code_rule:set",
    "code_rule:remove",
    "codes:reserve",
    "renumber:commit",
    "renumber:undo",
    "classify:commit",
    "classify:undo",
    "move:commit",
    "move:undo",
    "fonds:opening:set",
)
"""Acts on a fonds that an archivist may want to write into its file: shown beside it, never written by themselves."""


@dataclass(frozen=True, slots=True)
class FondsFile:
    """The fonds file part by part, and what is on record of the fonds beside it."""

    fonds: Fonds
    parts: tuple[tuple[FilePart, tuple[FondsFileEntry, ...]], ...]
    events: tuple[Event, ...]


def fonds_file(fonds: Fonds) -> FondsFile:
    """Three queries."""
    entries: dict[str, list[FondsFileEntry]] = {}
    for entry in fonds.file_entries.prefetch_related("records"):
        entries.setdefault(entry.part, []).append(entry)
    parts = tuple((part, tuple(entries.get(part.code, ()))) for part in fonds_file_parts().values())
    return FondsFile(fonds, parts, events_of("fonds", fonds.ulid, NOTEWORTHY))


def entry_at(ulid: str, actor: Actor) -> FondsFileEntry | None:
    """An entry of the file of a fonds this person may describe."""
    found = FondsFileEntry.objects.filter(ulid=ulid, fonds__in=fonds_to_arrange(actor).order_by())
    return found.select_related("fonds__institution").first()


@dataclass(frozen=True, slots=True)
class EntryPage:
    """An entry with what it said before each correction, the latest first: (the correction, (what, old text))."""

    entry: FondsFileEntry
    part: str
    records: tuple[Record, ...]
    corrections: tuple[tuple[FondsFileVersion, tuple[tuple[str, str], ...]], ...]

    @property
    def said(self) -> dict[str, str]:
        """What it says, as a form takes it."""
        entry = self.entry
        codes = " ".join(record.code for record in self.records)
        return {
            "part": entry.part,
            "title": entry.title,
            "date": entry.date_text,
            "text": entry.text,
            "records": codes,
        }

    def both(self, typed: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """Where what was typed is not what it says now: (what, now, typed)."""
        told = ((name, now, " ".join(str(typed.get(name, "")).split())) for name, now in self.said.items())
        return [
            (str(ENTRY_WORDS[name]), _worded(name, now), _worded(name, str(typed.get(name, ""))))
            for name, now, text in told
            if " ".join(now.split()) != text
        ]


ENTRY_WORDS = {
    "part": gettext_lazy("Part"),
    "title": gettext_lazy("Title"),
    "date": gettext_lazy("Date"),
    "text": gettext_lazy("Text"),
    "records": gettext_lazy("Records it names (their codes)"),
}
"""What an entry of the fonds file says, in the order of its form."""


def entry_page(entry: FondsFileEntry) -> EntryPage:
    """Two queries."""
    corrections = tuple(
        (
            each,
            tuple(
                (str(word), _worded(name, each.said[name])) for name, word in ENTRY_WORDS.items() if name in each.said
            ),
        )
        for each in entry.versions.all()
    )
    return EntryPage(entry, _worded("part", entry.part), tuple(entry.records.order_by("code_key")), corrections)


def _worded(name: str, said: str | Sequence[str]) -> str:
    """One thing an entry says or said, as it is read; of a part that is not there any more, its code."""
    text = said if isinstance(said, str) else " ".join(said)
    known = fonds_file_parts().get(text) if name == "part" else None
    return known.label if known else text


def codes_borne_by_none(fonds: Fonds, keys: Sequence[str]) -> list[str]:
    """Those of these codes no record of the fonds bears now, whoever bore them before: one query."""
    here = set(Record.objects.filter(code_key__in=keys, fonds=fonds).values_list("code_key", flat=True))
    return [key for key in keys if key not in here]


def codes_nobody_bears(fonds: Fonds, keys: Sequence[str]) -> list[str]:
    """Those of these codes no record of the fonds bears or has borne: two queries."""
    here = set(Record.objects.filter(code_key__in=keys, fonds=fonds).values_list("code_key", flat=True))
    codes = ReferenceCode.objects.filter(key__in=keys, record__fonds=fonds, record__merged_into__isnull=True)
    return [key for key in keys if key not in here.union(codes.values_list("key", flat=True))]


def records_named(fonds: Fonds, keys: Sequence[str]) -> list[Record]:
    """Records of a fonds by codes they bear or have borne."""
    borne = ReferenceCode.objects.filter(key__in=keys).values("record")
    return list(Record.objects.filter(Q(code_key__in=keys) | Q(pk__in=borne), fonds=fonds).order_by("code_key"))
