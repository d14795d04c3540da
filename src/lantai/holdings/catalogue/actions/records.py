"""Entering new records with their codes and persons, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.common.dates import ArchivalDate
from lantai.base.common.rows import insert_rows, insert_values
from lantai.holdings.catalogue.actions.persons import Person, enter_persons
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.catalogue.models import Component, Fonds, OpeningState, Record, ReferenceCode, Series
from lantai.holdings.catalogue.signals import records_changed

_CODE_COLUMNS = ("record", "display", "key", "scheme", "parts", "reason", "by")


@dataclass(frozen=True, slots=True)
class Part:
    """One component of an item before it has a row: of a kind of `Component.Kind`, in the order they are given."""

    kind: str
    title: str = ""
    page_from: int | None = None
    page_to: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of one record before it has a row. Texts are as they came; only keys are normalised.

    `parent`: the volume it lies below, held already and of the same fonds.
    """

    code: str
    title: str
    record_type: str = ""
    level: str = Record.Level.ITEM
    parent: Record | None = None
    provisional: bool = False
    creator: str = ""
    document_number: str = ""
    date: ArchivalDate | None = None
    year: int | None = None
    retention: str = ""
    secrecy: str = ""
    opening_state: str = OpeningState.UNREVIEWED
    pages_declared: int | None = None
    note: str = ""
    persons: tuple[Person, ...] = ()
    series: Series | None = None
    parts: tuple[Part, ...] = ()
    elements: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    lineage: Mapping[str, Any] = field(default_factory=dict)


def describe_records(*, actor: Actor, fonds: Fonds, descriptions: Sequence[tuple[str, Description]]) -> list[Record]:
    """Enter new records, each (ulid, description). Call inside the transaction that stores them.

    A constant number of queries for any number of records. A code that is already held violates the constraint:
    callers look first (`held_codes`).
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    records = [_row(fonds, ulid, description, actor) for ulid, description in descriptions]
    for row in records:
        row.take_institution()
    insert_rows(records)
    codes, persons = [], []
    for row, (_, description) in zip(records, descriptions, strict=True):
        parsed = parse_code(description.code)
        scheme = "provisional" if description.provisional else parsed.scheme
        codes.append((row.pk, parsed.display, parsed.key, scheme, parsed.parts, "intake", actor.label))
        persons.append((row, description.persons))
    insert_values(ReferenceCode, _CODE_COLUMNS, codes)
    enter_persons(persons)
    _enter_parts(zip(records, (description for _, description in descriptions), strict=True))
    records_changed.send(sender=Record, pks=[row.pk for row in records])
    return records


def _enter_parts(described: Iterable[tuple[Record, Description]]) -> None:
    rows = [
        Component(
            record=row, position=n, kind=part.kind, title=part.title[:500], page_from=part.page_from,
            page_to=part.page_to, note=part.note[:500],
        )
        for row, description in described
        for n, part in enumerate(description.parts, 1)
    ]  # fmt: skip
    if rows:
        Component.objects.bulk_create(rows)


def _row(fonds: Fonds, ulid: str, described: Description, actor: Actor) -> Record:
    date = described.date or ArchivalDate("", "unknown")  # type: ignore[arg-type]
    return Record(
        ulid=ulid,
        fonds=fonds,
        level=described.level,
        parent=described.parent,
        record_type=described.record_type,
        code=described.code.strip()[:200],
        code_key=parse_code(described.code).key[:200],
        code_is_provisional=described.provisional,
        title=described.title,
        creator=described.creator[:300],
        document_number=described.document_number[:200],
        date_text=date.raw[:100],
        date_start=date.start,
        date_end=date.end,
        date_precision=date.precision,
        date_key=date.key,
        year=described.year or date.year,
        retention=described.retention[:20],
        secrecy=described.secrecy[:40],
        opening_state=described.opening_state,
        pages_declared=described.pages_declared,
        note=described.note,
        series=described.series,
        elements=dict(described.elements),
        fields=dict(described.fields),
        lineage=dict(described.lineage),
        described_by=actor.label,
    )


def held_codes(fonds: Fonds, keys: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Which of these code keys the fonds already holds: key → (row id, ulid)."""
    found: dict[str, tuple[int, str]] = {}
    for start in range(0, len(keys), 500):
        rows = Record.objects.filter(fonds=fonds, code_key__in=keys[start : start + 500])
        found |= {key: (pk, ulid) for key, pk, ulid in rows.values_list("code_key", "pk", "ulid")}
    return found


def bearers(fonds: Fonds, keys: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Records of the fonds by a code they bore before, or that their unit gave them: key → row ids.

    What a code is borne by now, `held_codes` says; ask it first. A key several records bore speaks for none of them.
    """
    found: dict[str, tuple[int, ...]] = {}
    borne = ReferenceCode.objects.filter(record__fonds=fonds)
    borne = borne.filter(Q(kind=ReferenceCode.Kind.UNIT) | Q(until__isnull=False))
    for start in range(0, len(keys), 500):
        rows = borne.filter(key__in=keys[start : start + 500]).order_by("pk")
        for key, pk in rows.values_list("key", "record"):
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), pk)))
    return found
