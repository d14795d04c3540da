"""Entering new records with their codes and persons, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.common.dates import ArchivalDate, Precision
from lantai.base.common.rows import insert_described, insert_values
from lantai.holdings.catalogue.actions.persons import Person, enter_persons
from lantai.holdings.catalogue.bindings import Deed, refuse_bound
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.catalogue.models import Component, Fonds, OpeningState, Record, ReferenceCode, Series
from lantai.holdings.catalogue.secrecy import is_secret
from lantai.holdings.catalogue.signals import records_changed

_COLUMNS = (
    "ulid", "fonds", "institution", "parent", "series", "level", "record_type", "code", "code_key",
    "code_is_provisional", "title", "creator", "document_number", "date_text", "date_start", "date_end",
    "date_precision", "date_key", "year", "retention", "secrecy", "opening_state", "pages_declared", "note", "elements",
    "fields", "lineage", "version", "described_by",
)  # fmt: skip
DECIDED = (OpeningState.OPEN, OpeningState.DEFERRED)
"""What nobody but who approves opening may enter: restricted and unreviewed show nothing and skip no consent."""
OPENING_SAID = "opening_said"
"""Under this name the lineage keeps the opening state a list named and nobody here decided."""
_UNDATED = ArchivalDate("", Precision.UNKNOWN)
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
    callers look first (`held_codes`). Raises `RecordIsBound` for items that come opened below a volume that may not be.
    What bears a level that may be one of state secrets is entered unreviewed, whatever its list says; so is what a list
    says is open or delayed, when it is entered by somebody who does not approve opening (`as_decided`).
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    decides = actor.may(Right.APPROVE_OPENING, fonds.institution.code)
    descriptions = [(ulid, as_decided(said, decides=decides)) for ulid, said in descriptions]
    opened_below = {
        said.parent.pk for _, said in descriptions if said.parent and said.opening_state == OpeningState.OPEN
    }
    refuse_bound(sorted(opened_below), Deed.OPEN)
    records = insert_described(Record, _COLUMNS, [_row(fonds, ulid, said, actor) for ulid, said in descriptions])
    codes, persons = [], []
    for row, (_, description) in zip(records, descriptions, strict=True):
        _relate(row, fonds, description)
        parsed = parse_code(description.code)
        scheme = "provisional" if description.provisional else parsed.scheme
        codes.append((row.pk, parsed.display, parsed.key, scheme, parsed.parts, "intake", actor.label))
        persons.append((row, description.persons))
    insert_values(ReferenceCode, _CODE_COLUMNS, codes)
    enter_persons(persons)
    _enter_parts(zip(records, (description for _, description in descriptions), strict=True))
    records_changed.send(sender=Record, pks=[row.pk for row in records], new=True)
    return records


def as_decided(said: Description, *, decides: bool) -> Description:
    """A description as it is entered: a list opens nothing by itself.

    The 开放 or 延期开放 of a list is what its unit thinks (条例 30) until somebody who `decides` on opening here enters
    the list as the record of decisions made before; else it is kept in the lineage, for the review. What may be a state
    secret is opened by a review that looked at it, whoever enters it.
    """
    if not decides and said.opening_state in DECIDED:
        lineage = {**said.lineage, OPENING_SAID: str(said.opening_state)}
        return replace(said, opening_state=OpeningState.UNREVIEWED, lineage=lineage)
    if said.opening_state == OpeningState.OPEN and is_secret(said.secrecy):
        return replace(said, opening_state=OpeningState.UNREVIEWED)
    return said


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


def _row(fonds: Fonds, ulid: str, described: Description, actor: Actor) -> tuple[Any, ...]:
    """In the order of `_COLUMNS`."""
    date = described.date or _UNDATED
    return (
        ulid,
        fonds.pk,
        fonds.institution.code,
        described.parent.pk if described.parent else None,
        described.series.pk if described.series else None,
        str(described.level),
        described.record_type,
        described.code.strip()[:200],
        parse_code(described.code).key[:200],
        described.provisional,
        described.title,
        described.creator[:300],
        described.document_number[:200],
        date.raw[:100],
        date.start,
        date.end,
        str(date.precision),
        date.key,
        described.year or date.year,
        described.retention[:20],
        described.secrecy[:40],
        str(described.opening_state),
        described.pages_declared,
        described.note,
        dict(described.elements),
        dict(described.fields),
        dict(described.lineage),
        1,
        actor.label,
    )


def _relate(row: Record, fonds: Fonds, described: Description) -> None:
    """What is at hand need not be asked of the database by who goes on with the record."""
    known = row._state.fields_cache
    known["fonds"], known["institution"] = fonds, fonds.institution
    known["parent"], known["series"] = described.parent, described.series


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
