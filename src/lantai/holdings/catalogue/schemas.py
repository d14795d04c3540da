"""What the API says of fonds and records, and the shapes every router shares: sheets of lists, identifiers, texts.

Answers are plain models, made value by value here: ninja's `Schema` would look each value up once more, as Django's
rows might have it, which took half the time of a search. Only what is asked is read by it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any

from django.db.models import QuerySet
from django.urls import reverse
from ninja import Field, Schema
from pydantic import BaseModel, StringConstraints

from lantai.base.common.dates.asked import LONGEST, asked_between, first_day, last_day
from lantai.base.common.keyset import Sheet
from lantai.holdings.catalogue.models import Fonds, OpeningState, Record
from lantai.holdings.catalogue.pages import FondsRow
from lantai.holdings.catalogue.queries import RecordDescription, RecordsWanted

Ulid = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$")]
Code = Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00-\x1f]*$")]
Words = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Codes = Annotated[list[Code], Field(default_factory=list, max_length=20)]
MOST = 200
FROM = "First day, in any form: 1985, 1985-03, 1985.3.7, 民国三十年, 光绪三年, 80年代."
TO = "Last day, likewise: 1985-03 is until the 31st. What overlaps these days is found; undated records are not."


Date = Annotated[str, StringConstraints(max_length=LONGEST)]


def between(first: str, last: str) -> dict[str, Any]:
    """`from` and `to` as searches and lists ask for them. Raises `DateUnreadable`, which says which of them."""
    return asked_between(first_day(first, "from"), last_day(last, "to"))


class SheetParams(Schema):
    """Which part of a list is wanted."""

    limit: int = Field(50, ge=1, le=MOST, description="Items on this sheet.")
    offset: int = Field(0, ge=0, le=1_000_000_000, description="Items to leave out before it.")

    def of(self, rows: QuerySet[Any] | Sequence[Any]) -> list[Any]:
        """This sheet of the rows: one query."""
        return list(rows[self.offset : self.offset + self.limit])


class RecordParams(Schema):
    """Filters of the record list. A filter given several times takes any of its values."""

    limit: int = Field(50, ge=1, le=MOST, description="Items on this sheet.")
    place: str = Field("", max_length=1000, description="`next` or `previous` of another sheet.")
    fonds: Codes
    archive: Code = Field("", description="Code of the archive that keeps the record.")
    type: Codes
    state: list[OpeningState] = Field(default_factory=list, max_length=4)
    level: list[Record.Level] = Field(default_factory=list, max_length=2)
    retention: Codes
    date_from: Date = Field("", alias="from", description=FROM)
    date_to: Date = Field("", alias="to", description=TO)
    parent: Ulid | None = Field(None, description="Only what belongs to this record.")

    def wanted(self) -> RecordsWanted:
        return RecordsWanted(
            fonds=tuple(self.fonds),
            archive=self.archive,
            type=tuple(self.type),
            state=tuple(self.state),
            level=tuple(self.level),
            retention=tuple(self.retention),
            parent=self.parent or "",
            **between(self.date_from, self.date_to),
        )


class ArchiveOut(BaseModel):
    """An institution that keeps records."""

    code: str
    name: str


class FondsBrief(BaseModel):
    """A fonds as other things name it."""

    code: str
    title: str
    archive: str = Field(description="Code of the archive that keeps it.")

    @classmethod
    def of(cls, fonds: Fonds) -> FondsBrief:
        return cls(code=fonds.code, title=fonds.title, archive=fonds.institution.code)


class FondsOut(BaseModel):
    """A fonds with how many of its records the asker may see."""

    id: str
    code: str
    title: str
    unit: str
    archive: ArchiveOut
    guide: str
    year_from: int | None
    year_to: int | None
    records: int
    url: str

    @classmethod
    def of(cls, row: FondsRow) -> FondsOut:
        fonds, archive = row.fonds, row.fonds.institution
        return cls(
            id=fonds.ulid,
            code=fonds.code,
            title=fonds.title,
            unit=fonds.unit,
            archive=ArchiveOut(code=archive.code, name=archive.name),
            guide=fonds.guide,
            year_from=fonds.year_from,
            year_to=fonds.year_to,
            records=row.records,
            url=reverse("catalogue:fonds", args=[fonds.code]),
        )


class FondsList(BaseModel):
    """A sheet of the fonds."""

    count: int
    items: list[FondsOut]


class DateOut(BaseModel):
    """A date as the paper says it, and the days it can mean."""

    text: str
    start: dt.date | None
    end: dt.date | None
    precision: str


class RecordBrief(BaseModel):
    """A record as a list shows it."""

    id: str
    code: str
    title: str
    level: Record.Level
    type: str
    fonds: FondsBrief
    date: DateOut
    year: int | None
    retention: str
    opening_state: OpeningState
    url: str = Field(description="The record's page, for people.")

    @staticmethod
    def values(record: Record) -> dict[str, Any]:
        """What a list and the whole description have in common."""
        return {
            "id": record.ulid,
            "code": record.code,
            "title": record.title,
            "level": record.level,
            "type": record.record_type,
            "fonds": FondsBrief.of(record.fonds),
            "date": DateOut(
                text=record.date_text,
                start=record.date_start,
                end=record.date_end,
                precision=record.date_precision,
            ),
            "year": record.year,
            "retention": record.retention,
            "opening_state": record.opening_state,
            "url": reverse("fulltext:record", args=[record.ulid]),
        }

    @classmethod
    def of(cls, record: Record) -> RecordBrief:
        return cls(**cls.values(record))


class RecordList(BaseModel):
    """A sheet of records, how many there are in all, and the places of its neighbours."""

    count: int
    or_more: bool = Field(description="Whether there are more than `count`: beyond 10,000 not every filter is counted.")
    items: list[RecordBrief]
    previous: str | None
    next: str | None

    @classmethod
    def of(cls, sheet: Sheet[Record]) -> RecordList:
        return cls(
            count=sheet.total.number,
            or_more=sheet.total.or_more,
            items=[RecordBrief.of(record) for record in sheet.items],
            previous=sheet.previous or None,
            next=sheet.next or None,
        )


class PersonOut(BaseModel):
    """A person the record names, and in which role."""

    name: str
    role: str


class ParentOut(BaseModel):
    """The record this one belongs to."""

    id: str
    code: str
    title: str


class ElementOut(BaseModel):
    """One element of DA/T 18-2022 that has no field of its own: `code` as in the rules of description."""

    code: str
    label: str
    values: list[str]


class ComponentOut(BaseModel):
    """A part of an item in its place: the fair copy, an annex, the processing slip. Pages count inside the record."""

    kind: str
    title: str
    page_from: int | None
    page_to: int | None
    note: str = Field(description="For who reads the archive's unopened records.")


class SeriesOut(BaseModel):
    """A class of the fonds' classification."""

    code: str
    title: str


class RecordOut(RecordBrief):
    """A record with its whole description."""

    code_is_provisional: bool
    creator: str
    document_number: str
    pages_declared: int | None
    note: str
    secrecy: str = Field(description="For who reads the archive's unopened records; empty for others.")
    elements: list[ElementOut] = Field(description="To others only those that are public.")
    components: list[ComponentOut]
    series: list[SeriesOut] = Field(description="The class it is filed under with those above it, the highest first.")
    persons: list[PersonOut]
    parent: ParentOut | None
    changed_at: dt.datetime
    version: int

    @classmethod
    def described(cls, found: RecordDescription) -> RecordOut:
        record, parent, more = found.record, found.parent, found.beyond
        return cls(
            **cls.values(record),
            code_is_provisional=record.code_is_provisional,
            creator=record.creator,
            document_number=record.document_number,
            pages_declared=record.pages_declared,
            note=record.note,
            secrecy=record.secrecy if more.is_whole else "",
            elements=[ElementOut(code=each.code, label=each.label, values=list(each.values)) for each in more.further],
            components=[
                ComponentOut(
                    kind=each.kind, title=each.title, page_from=each.page_from, page_to=each.page_to, note=each.note
                )
                for each in more.components
            ],
            series=[SeriesOut(code=each.code, title=each.title) for each in more.series],
            persons=[PersonOut(name=name, role=role) for name, role in found.persons],
            parent=ParentOut(id=parent.ulid, code=parent.code, title=parent.title) if parent else None,
            changed_at=record.changed_at,
            version=record.version,
        )
