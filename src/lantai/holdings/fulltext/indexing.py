"""Record and pages into one search document, under every code the record bears or has borne.

The index asks for documents by row id; what is gone is deleted there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from lantai.engines.search.document import SearchDocument
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.models import Page


def load_documents(pks: Sequence[int]) -> Iterator[SearchDocument]:
    """The search documents of these records: five queries for any number of them."""
    records = Record.objects.filter(pk__in=pks).listed().prefetch_related("persons", "codes")
    texts = _texts(pks)
    for record in records:
        yield _document(record, texts[record.pk])


def all_keys() -> Iterator[int]:
    """The row ids of every record there is."""
    yield from Record.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def _texts(pks: Sequence[int]) -> defaultdict[int, list[str]]:
    texts: defaultdict[int, list[str]] = defaultdict(list)
    rows = Page.objects.filter(record_id__in=pks).exclude(text="").order_by("record_id", "position")
    for record_id, text in rows.values_list("record_id", "text").iterator(chunk_size=500):
        texts[record_id].append(text)
    return texts


def _document(record: Record, texts: Iterable[str]) -> SearchDocument:
    names = tuple(person.name for person in record.persons.all())
    codes = dict.fromkeys(code.display for code in record.codes.all() if code.display != record.code)
    return SearchDocument(
        id=record.ulid,
        num=record.pk,
        code=record.code,
        title=record.title,
        body="\n".join(texts),
        notes=tuple(text for text in (record.creator, record.note, *record.field_words, *codes) if text),
        names=names,
        document_number=record.document_number,
        fonds=record.fonds.code,
        type=record.record_type,
        retention=record.retention,
        level=record.level,
        year=record.year,
        datekey=record.date_key,
        year_first=record.date_start.year if record.date_start else None,
        year_last=record.date_end.year if record.date_end else None,
        state=record.opening_state,
        institution=record.fonds.institution.code,
    )
