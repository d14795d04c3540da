"""What the API says of searches, pages and files."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.urls import reverse
from ninja import Field, Schema
from pydantic import BaseModel, WithJsonSchema

from lantai.engines.formats.model import Line, TextSource
from lantai.engines.search.document import SearchQuery, Sort
from lantai.holdings.catalogue.models import OpeningState, Record
from lantai.holdings.catalogue.schemas import FROM, TO, Codes, Date, FondsBrief, Words, between
from lantai.holdings.fulltext.asked import Asked
from lantai.holdings.fulltext.finding import Hit, Results
from lantai.holdings.fulltext.hits import PageHit
from lantai.holdings.fulltext.leaves import Leaf
from lantai.holdings.fulltext.models import Page
from lantai.holdings.preservation.models import StoredFile

BoxOut = tuple[int, int, int, int]
SpanOut = tuple[int, int]
# Spelt out, because several models call their states `State` and a description knows one meaning a name.
PageState = Annotated[str, WithJsonSchema({"type": "string", "enum": Page.State.values})]


class SearchParams(Schema):
    """A search. A filter given several times takes any of its values; no words at all match everything."""

    q: Words = Field("", description="Words: “…” is an exact phrase, -word excludes, ? is any character.")
    fonds: Codes
    type: Codes
    retention: Codes
    state: list[OpeningState] = Field(default_factory=list, max_length=4)
    level: list[Record.Level] = Field(default_factory=list, max_length=2)
    date_from: Date = Field("", alias="from", description=FROM)
    date_to: Date = Field("", alias="to", description=TO)
    sort: Sort = Sort.RELEVANCE
    tolerant: bool = Field(False, description="Allow one wrong character, as recognition makes.")
    loose: bool = Field(False, description="Read words without quotes as a question, not as phrases.")
    facets: bool = True
    cursor: str = Field("", max_length=500, description="`next` of the sheet before.")
    size: int = Field(20, ge=1, le=200)

    def query(self) -> SearchQuery:
        return SearchQuery(
            words=self.q.strip(),
            fonds=tuple(self.fonds),
            type=tuple(self.type),
            retention=tuple(self.retention),
            state=tuple(str(state) for state in self.state),
            level=tuple(str(level) for level in self.level),
            sort=self.sort,
            tolerant=self.tolerant,
            loose=self.loose,
            facets=self.facets,
            cursor=self.cursor,
            size=self.size,
            **between(self.date_from, self.date_to),
        )


class HitOut(BaseModel):
    """One record found, and the page with its best hit (null: the hit is in the description)."""

    id: str
    code: str
    title: str
    date: str
    fonds: FondsBrief
    type: str
    year: int | None
    opening_state: OpeningState
    page: int | None
    element: str = Field(description="Further element of the description the hit is in; empty: another place.")
    snippet: str
    spans: list[SpanOut] = Field(description="Half-open offsets of the hits in `snippet`, in characters.")
    title_spans: list[SpanOut]
    score: float
    url: str = Field(description="The page for people, with the question, so that the hits are marked on it.")

    @classmethod
    def of(cls, hit: Hit, asked: Asked) -> HitOut:
        record = hit.record
        return cls(
            id=record.ulid,
            code=record.code,
            title=record.title,
            date=record.date_text,
            fonds=FondsBrief.of(record.fonds),
            type=record.record_type,
            year=record.year,
            opening_state=OpeningState(record.opening_state),
            page=hit.page,
            element=hit.element.code if hit.element else "",
            snippet=hit.snippet,
            spans=list(hit.spans),
            title_spans=list(hit.title_spans),
            score=round(hit.score, 4),
            url=_page_url(record, hit.page) + asked.address,
        )


class FacetOut(BaseModel):
    """One value of a facet."""

    value: str
    label: str
    count: int


class ResultsOut(BaseModel):
    """A sheet of hits, the number of all of them, how they spread, and the cursor of the next sheet."""

    count: int
    hits: list[HitOut]
    facets: dict[str, list[FacetOut]]
    next: str | None
    shortened: bool = Field(description="Whether the question was too long and only its beginning was used.")
    milliseconds: float

    @classmethod
    def of(cls, found: Results) -> ResultsOut:
        facets = {
            name: [FacetOut(value=each.value, label=each.label, count=each.count) for each in values]
            for name, values in found.facets.items()
        }
        return cls(
            count=found.count,
            hits=[HitOut.of(hit, found.asked) for hit in found.hits],
            facets=facets,
            next=found.next_cursor or None,
            shortened=found.shortened,
            milliseconds=round(found.milliseconds, 2),
        )


class SuggestionsOut(BaseModel):
    """Names and titles that begin with what was typed."""

    items: list[str]


class WithheldOut(BaseModel):
    """What of a page is withheld from the asker: all of it or passages, why, and since when."""

    whole: bool
    grounds: list[str] = Field(description="R1, R2, R3a, R3b, R4 or R5.")
    since: dt.datetime


class PageBrief(BaseModel):
    """A page as the list shows it. `number` counts inside the record, from 1."""

    number: int
    state: PageState
    source: TextSource
    confidence: float = Field(description="0 where something of the page is withheld.")
    width: int
    height: int
    withheld: WithheldOut | None = Field(description="What of the page the asker is not given; null: nothing.")
    file: str = Field(description="Identifier of the file the page is in.")
    image: str | None = Field(description="IIIF image service of the page; null when it is text only.")
    url: str

    @staticmethod
    def values(page: Leaf, record: Record) -> dict[str, Any]:
        veil = page.veil
        image = reverse("fulltext:iiif_base", args=[record.ulid, page.position]) if page.has_image else None
        return {
            "number": page.position,
            "state": page.state,
            "source": page.source,
            "confidence": round(page.confidence, 4),
            "width": page.width,
            "height": page.height,
            "withheld": veil and WithheldOut(whole=veil.whole, grounds=list(veil.grounds), since=veil.since),
            "file": page.file.ulid,
            "image": image,
            "url": _page_url(record, page.position),
        }

    @classmethod
    def of(cls, page: Leaf, record: Record) -> PageBrief:
        return cls(**cls.values(page, record))


class PageList(BaseModel):
    """A sheet of a record's pages."""

    count: int
    items: list[PageBrief]


class LineOut(BaseModel):
    """One line in reading order, with one box (x, y, width, height in pixels) a character, or none at all.

    The mark that stands for something withheld has characters with an empty box.
    """

    text: str
    score: float
    vertical: bool
    boxes: list[BoxOut]

    @classmethod
    def of(cls, line: Line) -> LineOut:
        return cls(text=line.text, score=round(line.score, 4), vertical=line.vertical, boxes=list(line.boxes))


class PageHitOut(BaseModel):
    """One hit: half-open offsets into the page's text, and the boxes it covers, one a line.

    Of a hit that the end of a page cuts in two, each page has its piece.
    """

    start: int
    end: int
    boxes: list[BoxOut]

    @classmethod
    def of(cls, hit: PageHit) -> PageHitOut:
        return cls(start=hit.start, end=hit.end, boxes=list(hit.boxes))


class PageOut(PageBrief):
    """A page with everything that is read on it."""

    record: str
    text: str
    lines: list[LineOut]
    engine: str
    version: int
    hits: list[PageHitOut]

    @classmethod
    def read(cls, page: Leaf, hits: tuple[PageHit, ...]) -> PageOut:
        return cls(
            **cls.values(page, page.record),
            record=page.record.ulid,
            text=page.text,
            lines=[LineOut.of(line) for line in page.lines],
            engine=page.engine,
            version=page.version,
            hits=[PageHitOut.of(hit) for hit in hits],
        )


class FileOut(BaseModel):
    """An original file: what it is called, what it is, and the digests its bytes must have."""

    id: str
    record: str
    name: str
    size: int
    mime: str
    puid: str
    kind: str
    sha512: str
    sm3: str
    content: str = Field(description="Where its bytes are.")

    @classmethod
    def of(cls, file: StoredFile, record: Record) -> FileOut:
        return cls(
            id=file.ulid,
            record=record.ulid,
            name=file.original_name,
            size=file.size,
            mime=file.mime,
            puid=file.puid,
            kind=file.kind,
            sha512=file.sha512,
            sm3=file.sm3,
            content=reverse("api:content", args=[file.ulid]),
        )


class FileList(BaseModel):
    """A sheet of a record's files."""

    count: int
    items: list[FileOut]


def _page_url(record: Record, position: int | None) -> str:
    if position is None:
        return reverse("fulltext:record", args=[record.ulid])
    return reverse("fulltext:page", args=[record.ulid, position])
