"""Record and pages into one search document, under every code the record bears or has borne.

The index asks for documents by row id; what is gone is deleted there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import F

from lantai.engines.search.document import SearchDocument
from lantai.holdings.catalogue.models import PersonEntry, Record, ReferenceCode
from lantai.holdings.catalogue.models.record import words_in
from lantai.holdings.catalogue.shown import names_unsaid, words_searched
from lantai.holdings.fulltext.leaves import masked, veils_of
from lantai.holdings.fulltext.models import Page
from lantai.holdings.withholding.queries import Rows, withheld_of
from lantai.holdings.withholding.veiling import MARK

_COLUMNS = (
    "pk", "ulid", "code", "title", "creator", "note", "fields", "elements", "document_number", "fonds__code",
    "record_type", "retention", "level", "year", "date_key", "date_start", "date_end", "opening_state",
    "fonds__institution__code",
)  # fmt: skip
_NOTHING: tuple[float, Iterable[tuple[int, int, str]]] = (float("inf"), ())


def load_documents(pks: Sequence[int]) -> Iterator[SearchDocument]:
    """The search documents of these records by row id: five queries for any number of them, no objects but documents.
    Two more for each of which something is withheld.

    Pages are read record by record, as it is asked for: the text of many volumes is never in memory together.
    """
    names, codes, withheld = _names(pks), _other_codes(pks), withheld_of(pks)
    rows = list(Record.objects.filter(pk__in=pks).order_by("pk").values_list(*_COLUMNS))
    for row, texts in zip(rows, _texts(pks, [row[0] for row in rows]), strict=True):
        pk = row[0]
        document = _document(row, (text for _, text in texts), (each.name for each in names[pk]), codes[pk])
        if pk in withheld:
            elements = row[_COLUMNS.index("elements")]
            yield _with_public_form(document, withheld[pk], texts, names[pk], elements)
        else:
            yield document


def _with_public_form(
    document: SearchDocument,
    rows: Rows,
    texts: Sequence[tuple[int, str]],
    names: Sequence[_Named],
    elements: Mapping[str, Any],
) -> SearchDocument:
    """What everybody finds of the record: the texts as they are given out, and the persons who are said in public.

    An element that names one of the others is not found either, as it is not shown.
    """
    body = "\n".join(_marked(masked(texts, veils_of(document.num, rows)), rows))
    said = tuple(each.name for each in names if not each.is_withheld)
    unsaid = names_unsaid((each.name, each.former) for each in names if each.is_withheld)
    gone = set(_element_words(elements)) - set(_element_words(elements, unsaid))
    notes = tuple(text for text in document.notes if text not in gone)
    return replace(document, public=replace(document, body=body, names=said, notes=notes))


def _element_words(elements: Mapping[str, Any], unsaid: Collection[str] = ()) -> Iterator[str]:
    """A text for each value: no phrase reaches from one subject term into the next."""
    for each in words_searched(elements, unsaid):
        yield from each.values


def _marked(texts: Iterable[tuple[int, str]], rows: Collection[int]) -> Iterator[str]:
    """The texts with a mark where a page between them is withheld, so that no phrase is found across it."""
    before = 0
    for position, text in texts:
        if before and any(before < number < position for number in rows):
            yield MARK
        before = position
        yield text


def all_keys() -> Iterator[int]:
    """The row ids of every record there is."""
    yield from Record.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def _texts(pks: Sequence[int], records: Iterable[int]) -> Iterator[list[tuple[int, str]]]:
    """Of each of the records, which come in the order of their row ids, the positions and texts of its pages."""
    pages = Page.objects.filter(record_id__in=pks).exclude(text="").order_by("record_id", "position")
    by_record = groupby(pages.values_list("record_id", "position", "text").iterator(chunk_size=500), key=itemgetter(0))
    reached, found = next(by_record, _NOTHING)
    for record in records:
        while reached < record:
            reached, found = next(by_record, _NOTHING)
        yield [(position, text) for _, position, text in found] if reached == record else []


class _Named(NamedTuple):
    """A person by name, and whether the name is withheld from the public."""

    name: str
    is_withheld: bool
    former: str


def _names(pks: Sequence[int]) -> defaultdict[int, list[_Named]]:
    names: defaultdict[int, list[_Named]] = defaultdict(list)
    rows = PersonEntry.objects.filter(record_id__in=pks).order_by("record_id", "position")
    for record_id, name, is_withheld, former in rows.values_list("record_id", "name", "is_withheld", "former_names"):
        names[record_id].append(_Named(name, is_withheld, former))
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
        pk, ulid, code, title, creator, note, more, elements, number, fonds, record_type, retention, level, year,
        date_key, start, end, state, institution,
    ) = row  # fmt: skip
    return SearchDocument(
        id=ulid,
        num=pk,
        code=code,
        title=title,
        body="\n".join(texts),
        notes=tuple(
            text for text in (creator, note, *words_in(more), *dict.fromkeys(codes), *_element_words(elements)) if text
        ),
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
        day_first=start,
        day_last=end,
        state=state,
        institution=institution,
    )
