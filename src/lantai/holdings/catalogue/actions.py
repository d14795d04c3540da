"""The acts of description. Each leaves one event and tells the wings above that a record is new or has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.base.common.dates import ArchivalDate
from lantai.base.common.errors import ArchiveError
from lantai.base.common.text import fold
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.catalogue.models import Fonds, OpeningState, PersonEntry, Record, ReferenceCode
from lantai.holdings.catalogue.signals import records_changed


class FondsUnknown(ArchiveError):
    code = "catalogue.fonds_unknown"
    message = gettext_noop("There is no fonds “%(code)s” in this archive.")
    hint = gettext_noop("Check the code, or enter the fonds first (take_in makes it when you add --title).")
    http_status = 404
    exit_code = 3


@dataclass(frozen=True, slots=True)
class Person:
    """A person a record names, with the role the column gave."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of one record before it has a row. Texts are as they came; only keys are normalised."""

    code: str
    title: str
    record_type: str = ""
    level: str = Record.Level.ITEM
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
    fields: Mapping[str, Any] = field(default_factory=dict)
    lineage: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def found_fonds(*, actor: Actor, institution: Institution, code: str, title: str, **details: Any) -> Fonds:
    """Enter a fonds, or give back the one that has this code. `details`: unit, guide, year_from, year_to."""
    require(actor, Right.DESCRIBE, institution.code)
    fonds, made = Fonds.objects.get_or_create(
        institution=institution, code=code, defaults={"title": title or code, **details}
    )
    if made:
        record_event("fonds:found", actor=actor, subject=("fonds", fonds.ulid), data={"code": code, "title": title})
    return fonds


def describe_records(*, actor: Actor, fonds: Fonds, descriptions: Sequence[tuple[str, Description]]) -> list[Record]:
    """Enter new records, each (ulid, description). Call inside the transaction that stores them.

    A constant number of queries for any number of records. A code that is already held violates the constraint:
    callers look first (`held_codes`).
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    records = Record.objects.bulk_create([_row(fonds, ulid, description, actor) for ulid, description in descriptions])
    codes, persons = [], []
    for row, (_, description) in zip(records, descriptions, strict=True):
        parsed = parse_code(description.code)
        scheme = "provisional" if description.provisional else parsed.scheme
        codes.append(
            ReferenceCode(
                record=row, display=parsed.display, key=parsed.key, scheme=scheme, parts=parsed.parts,
                reason="intake", by=actor.label,
            )
        )  # fmt: skip
        persons += [
            PersonEntry(record=row, name=person.name, folded=fold(person.name)[:80], role=person.role, position=n)
            for n, person in enumerate(description.persons)
        ]
    ReferenceCode.objects.bulk_create(codes)
    PersonEntry.objects.bulk_create(persons)
    records_changed.send(sender=Record, pks=[row.pk for row in records])
    return records


def _row(fonds: Fonds, ulid: str, described: Description, actor: Actor) -> Record:
    date = described.date or ArchivalDate("", "unknown")  # type: ignore[arg-type]
    return Record(
        ulid=ulid,
        fonds=fonds,
        level=described.level,
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
        fields=dict(described.fields),
        lineage=dict(described.lineage),
        described_by=actor.label,
    )


@transaction.atomic
def set_opening_state(*, actor: Actor, record: Record, state: str, reason: str) -> Record:
    """Enter a decision on opening. The review workflow that leads to it comes with `services.opening`."""
    require(actor, Right.DESCRIBE, record.fonds.institution.code)
    before = record.opening_state
    record.opening_state = OpeningState(state)
    record.version += 1
    record.save(update_fields=["opening_state", "version", "changed_at"])
    data: dict[str, Any] = {"from": before, "to": state, "reason": reason}
    record_event("record:opening:set", actor=actor, subject=("record", record.ulid), data=data)
    records_changed.send(sender=Record, pks=[record.pk])
    return record


def held_codes(fonds: Fonds, keys: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Which of these code keys the fonds already holds: key → (row id, ulid)."""
    found: dict[str, tuple[int, str]] = {}
    for start in range(0, len(keys), 500):
        rows = Record.objects.filter(fonds=fonds, code_key__in=keys[start : start + 500])
        found |= {key: (pk, ulid) for key, pk, ulid in rows.values_list("code_key", "pk", "ulid")}
    return found
