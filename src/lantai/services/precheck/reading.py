"""Reading some records: hints of pages that are new or have changed, and what is then suggested. Writes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, prefetch_related_objects

from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.models import Page
from lantai.services.precheck.describing import DESCRIPTION, description_text
from lantai.services.precheck.detecting import Detector, StoredHint, digest_of
from lantai.services.precheck.facts import Noticed, as_noticed, facts_of
from lantai.services.precheck.learned import Model
from lantai.services.precheck.models import PageHints
from lantai.services.precheck.rules import Rules
from lantai.services.precheck.suggesting import Suggested, suggest

PagePlace = tuple[int, int]
"""A record's row id and a page's position in it."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of one page."""

    pk: int
    rules_version: str
    digest: str
    hints: list[StoredHint]


@dataclass(slots=True)
class Read:
    """What came of a piece: rows to put down, rows they take the place of, and suggestions by record."""

    new: dict[PagePlace, tuple[str, list[StoredHint]]] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    unchanged: int = 0
    hints: int = 0
    suggested: dict[int, Suggested] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judging:
    """By what is read and judged: the detector, the rules, and a model if one is in force."""

    detector: Detector
    rules: Rules
    model: Model | None
    today: dt.date


def read_records(records: Sequence[Record], judging: Judging) -> Read:
    """Look at every page of these records whose text, or whose rules, are not those of last time.

    The same few questions for any number of records and pages; texts come one after another and are not kept.
    """
    read = Read()
    numbers = [record.pk for record in records]
    known = known_of(numbers)
    noticed: dict[int, list[Noticed]] = {}
    counted: dict[int, tuple[int, int]] = {}
    for place, text, is_read in _texts(records, numbers):
        if place[1] != DESCRIPTION:
            pages, unread = counted.get(place[0], (0, 0))
            counted[place[0]] = pages + 1, unread + (not is_read)
        hints = _hints(place, text, known.pop(place, None), judging.detector, read)
        noticed.setdefault(place[0], []).extend(as_noticed(place[1], hints))
    read.gone += [each.pk for each in known.values()]
    read.hints = sum(map(len, noticed.values()))
    for facts in facts_of(records, noticed, counted):
        read.suggested[facts.record] = suggest(facts, judging.rules, model=judging.model, today=judging.today)
    return read


def known_of(numbers: Sequence[int]) -> dict[PagePlace, Known]:
    rows = PageHints.objects.filter(record__in=numbers)
    return {
        (record, page): Known(*values)
        for record, page, *values in rows.values_list(
            "record_id", "page_number", "pk", "rules_version", "digest", "hints"
        )
    }


def _texts(records: Sequence[Record], numbers: Sequence[int]) -> Iterator[tuple[PagePlace, str, bool]]:
    prefetch_related_objects(list(records), "components")
    for record in records:
        yield (record.pk, DESCRIPTION), description_text(record), True
    pages = Page.objects.filter(record__in=numbers).order_by("record_id", "position")
    rows = pages.values_list("record_id", "position", "text", "state")
    for record_id, position, text, state in rows.iterator(chunk_size=200):
        yield (record_id, position), text, state == Page.State.READY


def _hints(place: PagePlace, text: str, known: Known | None, detector: Detector, read: Read) -> list[StoredHint]:
    digest = digest_of(text)
    if known is not None and (known.digest, known.rules_version) == (digest, detector.version):
        read.unchanged += 1
        return known.hints
    hints = detector.find(text) if text else []
    if known is not None:
        read.gone.append(known.pk)
    read.new[place] = digest, hints
    return hints


def pages_of(numbers: Sequence[int]) -> Mapping[int, int]:
    """How many pages each record has: a piece is cut by them."""
    rows = Page.objects.filter(record__in=numbers).order_by().values("record_id")
    return {row["record_id"]: row["n"] for row in rows.annotate(n=Count("pk"))}
