"""Fonds and records for programs: the same queries under the same scope as the pages."""

from __future__ import annotations

from django.http import Http404
from ninja import Query, Router

from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.catalogue.pages import fonds_row, fonds_rows
from lantai.holdings.catalogue.queries import one_fonds, record_description, records_wanted
from lantai.holdings.catalogue.schemas import (
    Code,
    FondsList,
    FondsOut,
    RecordList,
    RecordOut,
    RecordParams,
    SheetParams,
    Ulid,
)

router = Router(tags=["catalogue"])


@router.get("/records", response=RecordList, url_name="records", operation_id="records", summary="Records")
def records(request: ReadingRequest, asked: Query[RecordParams]) -> RecordList:
    """Records the asker may see, in order of fonds and reference code. Words are for `/search`; `next` goes on."""
    return RecordList.of(records_wanted(asked.wanted(), scope=request.scope, place=asked.place, size=asked.limit))


@router.get("/records/{record}", response=RecordOut, url_name="record", operation_id="record", summary="One record")
def record(request: ReadingRequest, record: Ulid) -> RecordOut:
    """The description. What may not be seen is answered like what is not there."""
    found = record_description(record, scope=request.scope)
    if found is None:
        raise Http404
    return RecordOut.described(found)


@router.get("/fonds", response=FondsList, url_name="fonds_list", operation_id="fonds_list", summary="Fonds")
def fonds_list(request: ReadingRequest, asked: Query[SheetParams]) -> FondsList:
    """Every fonds in order of its code, each with how many of its records the asker may see."""
    rows = fonds_rows(request.scope)
    return FondsList(count=len(rows), items=[FondsOut.of(row) for row in asked.of(rows)])


@router.get("/fonds/{code}", response=FondsOut, url_name="fonds", operation_id="fonds", summary="One fonds")
def fonds(request: ReadingRequest, code: Code, archive: Code = "") -> FondsOut:
    """One fonds by its code. Archives that share this installation may share a code: then `archive` says which."""
    found = one_fonds(code, archive=archive)
    if found is None:
        raise Http404
    return FondsOut.of(fonds_row(found, request.scope))
