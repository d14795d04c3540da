"""Record and pages into one search document, under every code the record bears or has borne.

The index asks for documents by row id; what is gone is deleted there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import F

from lantai.engines.search.document import SearchDocument
from lantai.holdings.catalogue.models import PersonEntry, Record, ReferenceCode
from lantai.holdings.catalogue.models.record import words_in
from lantai.holdings.fulltext.models import Page

_COLUMNS = (
    "pk", "ulid", "code", "title", "creator", "note", "fields", "document_number", "fonds__code", "record_type",
    "retention", "level", "year", "date_key", "date_start", "date_end", "opening_state",
    "fonds__institution__code",
)  # fmt: skip
_NOTHING: tuple[float, Iterable[tuple[int, str]]] = (float("inf"), ())


def load_documents(pks: Sequence[int]) -> Iterator[SearchDocument]:
    """The search documents of these records by row id: four queries for any number of them, no objects but documents.

    Pages are read record by record, as it is asked for: the text of many volumes is never in memory together.
    """
    names, codes = _names(pks), _other_codes(pks)
    rows = list(Record.objects.filter(pk__in=pks).order_by("pk").values_list(*_COLUMNS))
    for row, texts in zip(rows, _texts(pks, [row[0] for row in rows]), strict=True):
        yield _document(row, texts, names[row[0]], codes[row[0]])


def all_keys() -> Iterator[int]:
    """The row ids of every record there is."""
    yield from Record.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def _texts(pks: Sequence[int], records: Iterable[int]) -> Iterator[list[str]]:
    """The texts of the pages of each of the records, which come in the order of their row ids."""
    pages = Page.objects.filter(record_id__in=pks).exclude(text="").order_by("record_id", "position")
    by_record = groupby(pages.values_list("record_id", "text").iterator(chunk_size=500), key=itemgetter(0))
    reached, found = next(by_record, _NOTHING)
    for record in records:
        while reached < record:
            reached, found = next(by_record, _NOTHING)
        yield [text for _, text in found] if reached == record else []


def _names(pks: Sequence[int]) -> defaultdict[int, list[str]]:
    names: defaultdict[int, list[str]] = defaultdict(list)
    rows = PersonEntry.objects.filter(record_id__in=pks).order_by("record_id", "position")
    for record_id, name in rows.values_list("record_id", "name"):
        names[record_id].append(name)
    return names


def _other_codes(pks: Sequence[int]) -> defaultdict[int, list[str]]:
    """Codes that are not the record's code of today."""
    codes: defaultdict[int, list[str]] = defaultdict(list)
    rows = ReferenceCode.objects.filter(record_id__in=pks).exclude(display=F("record__code")).order_by("pk")
    for record_id, code in rows.values_list("record_id", "display"):
        codes[record_id].append(code)
    return codes


def _document(row: tuple[Any, ...], texts: Iterable[str], names: Iterable[str], codes: Iterable[str]) -> SearchDocument:
    (
        pk, ulid, code, title, creator, note, more, number, fonds, record_type, retention, level, year, date_key, start,
        end, state, institution,
    ) = row  # fmt: skip
    return SearchDocument(
        id=ulid,
        num=pk,
        code=code,
        title=title,
        body="\n".join(texts),
        notes=tuple(text for text in (creator, note, *words_in(more), *dict.fromkeys(codes)) if text),
        names=tuple(names),
        document_number=number,
        fonds=fonds,
        type=record_type,
        retention=retention,
        level=level,
        year=year,
        datekey=date_key,
        year_first=start.year if start else None,
        year_last=end.year if end else None,
        state=state,
        institution=institution,
    )
