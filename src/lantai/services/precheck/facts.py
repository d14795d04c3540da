"""What suggestions are made of: one record with what was noticed on its pages, in values that rules and models read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q, QuerySet

from lantai.holdings.catalogue.models import PersonEntry, Record
from lantai.holdings.catalogue.record_types import record_types
from lantai.holdings.catalogue.secrecy import is_internal, is_secret
from lantai.holdings.fulltext.models import Page
from lantai.services.precheck.models import PageHints
from lantai.services.precheck.past import declassified_among


class Noticed(NamedTuple):
    """One hint on one page, without its place on it."""

    page: int
    detector: str
    score: float
    rule: str
    ground: str


class Persons(NamedTuple):
    """The person entries of one record: how many, how many with an ID number, the last year of birth."""

    known: int = 0
    numbered: int = 0
    born: int | None = None


NOBODY = Persons()


@dataclass(frozen=True, slots=True)
class Facts:
    """`unread`: pages of which no text is known yet, or none could be read."""

    record: int
    title: str
    year: int | None
    record_type: str
    sensitivity: str
    retention: str
    level: str
    is_secret: bool
    is_internal: bool
    pages: int = 0
    unread: int = 0
    persons: Persons = NOBODY
    noticed: Sequence[Noticed] = field(default=())


def facts_of(
    records: Sequence[Record],
    noticed: Mapping[int, Sequence[Noticed]],
    pages: Mapping[int, tuple[int, int]] | None = None,
) -> list[Facts]:
    """The facts of these records in their order; the same few questions for any number of them.

    `pages`: how many each has and how many of them are unread, where somebody has counted.
    """
    numbers = [record.pk for record in records]
    persons, ended = persons_of(numbers), declassified_among(numbers)
    counted = count_pages(numbers) if pages is None else pages
    types = record_types()
    return [
        Facts(
            record.pk,
            record.title,
            record.year,
            record.record_type,
            types[record.record_type].sensitivity if record.record_type in types else "ordinary",
            record.retention,
            record.level,
            is_secret(record.secrecy) and record.pk not in ended,
            is_internal(record.secrecy),
            *counted.get(record.pk, (0, 0)),
            persons.get(record.pk, NOBODY),
            noticed.get(record.pk, ()),
        )
        for record in records
    ]


def count_pages(numbers: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Pages of each record, and how many of them are not read."""
    rows = Page.objects.filter(record__in=list(numbers)).order_by().values("record_id")
    counted = rows.annotate(n=Count("pk"), unread=Count("pk", filter=~Q(state=Page.State.READY)))
    return {row["record_id"]: (row["n"], row["unread"]) for row in counted}


def persons_of(numbers: Iterable[int]) -> dict[int, Persons]:
    rows = PersonEntry.objects.filter(record__in=list(numbers)).order_by().values("record_id")
    counted = rows.annotate(n=Count("pk"), numbered=Count("id_hash"), born=Max("birth_year"))
    return {row["record_id"]: Persons(row["n"], row["numbered"], row["born"]) for row in counted}


def noticed_in(rows: QuerySet[PageHints]) -> dict[int, list[Noticed]]:
    """What is stored of these pages, by record: one question."""
    found: dict[int, list[Noticed]] = {}
    for record, page, hints in rows.values_list("record_id", "page_number", "hints").order_by("record", "page_number"):
        found.setdefault(record, []).extend(as_noticed(page, hints))
    return found


def as_noticed(page: int, hints: Iterable[Sequence[Any]]) -> Iterator[Noticed]:
    """Stored hints of one page, each [detector, start, end, score, rule, ground]."""
    for detector, _start, _end, score, rule, ground in hints:
        yield Noticed(page, detector, score, rule, ground)
