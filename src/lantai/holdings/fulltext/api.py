"""Searching, pages and files for programs: the same queries under the same scope as the pages."""

from __future__ import annotations

from typing import Annotated

from django.http import Http404, HttpResponseBase
from ninja import Field, Path, Query, Router

from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.schemas import SheetParams, Ulid, Words
from lantai.holdings.fulltext.asked import Asked
from lantai.holdings.fulltext.finding import find_records, suggestions
from lantai.holdings.fulltext.hits import halves_on, page_hits
from lantai.holdings.fulltext.leaves import leaf_of, leaves_of
from lantai.holdings.fulltext.pages import given_files, may_be_copied, visible_file, visible_record
from lantai.holdings.fulltext.schemas import (
    FileList,
    FileOut,
    PageBrief,
    PageList,
    PageOut,
    ResultsOut,
    SearchParams,
    SuggestionsOut,
)
from lantai.holdings.fulltext.views.files import original
from lantai.holdings.withholding.queries import Rows, withheld_from

router = Router(tags=["fulltext"])

Typed = Annotated[str, Field(max_length=50, pattern=r"^[^\x00]*$")]
PageNumber = Annotated[int, Path(ge=1, le=1_000_000)]
NEEDS_INDEX = {"responses": {503: {"$ref": "#/components/responses/Problem"}}}
BYTES = {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
DOWNLOAD = {
    "responses": {
        200: {"description": "The whole file", **BYTES},
        206: {"description": "The part of it that was asked for", **BYTES},
        304: {"description": "It is the one you have"},
    }
}


@router.get(
    "/search",
    response=ResultsOut,
    url_name="search",
    operation_id="search",
    summary="Search titles and texts",
    openapi_extra=NEEDS_INDEX,
)
def search(request: ReadingRequest, asked: Query[SearchParams]) -> ResultsOut:
    """Records with these words that the asker may see; counts and facets speak of no others."""
    return ResultsOut.of(find_records(asked.query(), scope=request.scope))


@router.get(
    "/suggest",
    response=SuggestionsOut,
    url_name="suggest",
    operation_id="suggest",
    summary="Completions",
    openapi_extra=NEEDS_INDEX,
)
def suggest(request: ReadingRequest, q: Typed = "", limit: Annotated[int, Query(ge=1, le=50)] = 8) -> SuggestionsOut:
    """Names and titles of records the asker may see that begin with what was typed; names also in pinyin."""
    words = q.strip()
    return SuggestionsOut(items=suggestions(words, scope=request.scope, limit=limit) if words else [])


@router.get("/records/{record}/pages", response=PageList, url_name="pages", operation_id="pages", summary="Pages")
def pages(request: ReadingRequest, record: Ulid, asked: Query[SheetParams]) -> PageList:
    """A record's pages in order, without their texts."""
    found = _visible(request, record)
    pages, rows = found.pages.defer("text").select_related("file"), _withheld(request, found)
    leaves = leaves_of(found, asked.of(pages), scope=request.scope, rows=rows)
    return PageList(count=found.pages.count(), items=[PageBrief.of(leaf, found) for leaf in leaves])


@router.get(
    "/records/{record}/pages/{page}", response=PageOut, url_name="page", operation_id="page", summary="One page"
)
def page(request: ReadingRequest, record: Ulid, page: PageNumber, q: Words = "", tolerant: bool = False) -> PageOut:  # noqa: FBT001, FBT002 — a parameter of the address
    """A page's text, its lines with one box a character, and where the words of `q` stand on it."""
    found = leaf_of(record, page, scope=request.scope)
    question = Asked(q.strip(), tolerant)
    return PageOut.read(found, page_hits(found, question, halves=halves_on(found, question, scope=request.scope)))


@router.get("/records/{record}/files", response=FileList, url_name="files", operation_id="files", summary="Files")
def files(request: ReadingRequest, record: Ulid, asked: Query[SheetParams]) -> FileList:
    """A record's original files; not those that hold something withheld from the asker, nor what may not be copied."""
    found = _visible(request, record)
    rows = given_files(found, _withheld(request, found))
    rows = rows if may_be_copied(found, request.scope) else rows.none()
    return FileList(count=rows.count(), items=[FileOut.of(file, found) for file in asked.of(rows)])


@router.get("/files/{file}", response=FileOut, url_name="file", operation_id="file", summary="One file")
def file(request: ReadingRequest, file: Ulid) -> FileOut:
    """What is known of an original file."""
    found = visible_file(file, request.scope)
    if found is None:
        raise Http404
    return FileOut.of(found, found.stored.record)


@router.get(
    "/files/{file}/content",
    url_name="content",
    operation_id="content",
    summary="A file's bytes",
    openapi_extra=DOWNLOAD,
)
def content(request: ReadingRequest, file: Ulid) -> HttpResponseBase:
    """The original, byte for byte; one range of it when the header `Range` asks so."""
    return original(request, file)


def _withheld(request: ReadingRequest, record: Record) -> Rows:
    return withheld_from(request.scope, [record]).get(record.pk, {})


def _visible(request: ReadingRequest, ulid: str) -> Record:
    record = visible_record(ulid, request.scope)
    if record is None:
        raise Http404
    return record
