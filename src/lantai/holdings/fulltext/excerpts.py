"""Why a record was found, for one line of a list: the page with the hit and a piece of its text around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

from django.db.models import QuerySet

from lantai.base.accounts.access import Scope
from lantai.base.common.text import FreeText, Words
from lantai.engines.search.snippets import Snippet, Spans, best_snippet, hit_spans
from lantai.holdings.catalogue.models import PersonEntry, Record
from lantai.holdings.catalogue.shown import Further, names_unsaid, words_searched
from lantai.holdings.fulltext.hits import Text, across
from lantai.holdings.fulltext.leaves import masked, veils_of
from lantai.holdings.fulltext.models import Page
from lantai.holdings.withholding.queries import NOTHING, Rows, Veil, withheld_from

MOST_PAGES_SCANNED = 200
"""Of one record, for one line of a result list. The record's own page looks at all of them."""
MOST_PAGES_BEHIND = 4_000
"""Behind those, of all records of a sheet together that show no hit yet: the thicker, the fewer of them there are."""


_Candidate: TypeAlias = "tuple[int | None, Further | None, str]"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """`page` is None when the hit is in the description, or on a page too far behind to be looked at.

    `element`: the further element of the description it is in; None for the columns, persons and fields.
    """

    page: int | None
    text: str
    spans: Spans
    element: Further | None = None


@dataclass(slots=True)
class _Sought:
    """One record with what of it is looked through. `rows` are what is withheld of it from this reader.

    `unsaid`: names this reader may not see, as texts are compared with them.
    """

    record: Record
    names: Sequence[str]
    unsaid: Collection[str] = ()
    rows: Rows = field(default_factory=lambda: NOTHING)
    veils: Mapping[int, Veil] = field(default_factory=dict)
    texts: list[Text] = field(default_factory=list)


def excerpts(records: Sequence[Record], words: Words, scope: Scope, *, tolerant: bool) -> dict[int, Excerpt]:
    """For each record by its row id. So many queries for any number of records, one more when some show no hit."""
    named = _names(records, scope)
    sought = {record.pk: _Sought(record, *named[record.pk]) for record in records}
    readable = records if scope.share is None or scope.share.pages else ()
    for pk, rows in withheld_from(scope, readable).items():
        sought[pk].rows, sought[pk].veils = rows, veils_of(pk, rows)
    pages = Page.objects.filter(record__in=readable).exclude(text="").order_by("record_id", "position")
    for pk, texts in _by_record(pages.filter(position__lte=MOST_PAGES_SCANNED)).items():
        sought[pk].texts = masked(texts, sought[pk].veils)
    seek = _Seek(words, tolerant)
    found = {pk: seek.among(each) for pk, each in sought.items()}
    left = [pk for pk, excerpt in found.items() if not excerpt.spans and words.parts]
    if left and readable:
        found.update(_behind(pages, [sought[pk] for pk in left], seek))
    return found


def _behind(pages: QuerySet[Page], left: Sequence[_Sought], seek: _Seek) -> dict[int, Excerpt]:
    """Hits on later pages: each record gets its share of what is looked at, read as long as it shows none."""
    furthest = MOST_PAGES_SCANNED + MOST_PAGES_BEHIND // len(left)
    by_pk = {each.record.pk: each for each in left}
    found: dict[int, Excerpt] = {}
    later = pages.filter(record__in=list(by_pk), position__gt=MOST_PAGES_SCANNED, position__lte=furthest)
    for pk, position, text in later.values_list("record_id", "position", "text").iterator():
        if pk in found:
            continue
        for page in masked([(position, text)], by_pk[pk].veils):
            if excerpt := seek.next(by_pk[pk], page):
                found[pk] = excerpt
    return found


def _by_record(pages: QuerySet[Page]) -> dict[int, list[Text]]:
    texts: defaultdict[int, list[Text]] = defaultdict(list)
    for pk, position, text in pages.values_list("record_id", "position", "text"):
        texts[pk].append((position, text))
    return texts


@dataclass(frozen=True, slots=True)
class _Seek:
    """One question, asked of the pages of many records."""

    words: Words
    tolerant: bool

    def among(self, each: _Sought) -> Excerpt:
        """The best of the pages and the description; when none shows anything, of what stands across page ends."""
        promising: list[_Candidate] = [(place, None, text) for place, text in _promising(each.texts, self.words)]
        candidates = promising or [*((place, None, text) for place, text in each.texts), *_described(each)]
        best = self._best([text for *_, text in candidates], each)
        if best.spans:
            place, element, _ = candidates[best.text_index]
            return Excerpt(place, best.text, best.spans, element)
        return self._across(each) or Excerpt(None, best.text, best.spans)

    def next(self, each: _Sought, page: Text) -> Excerpt | None:
        """The hit on the page that follows those looked at, or across the end of the last of them."""
        each.texts = [*each.texts[-1:], page]
        if excerpt := self._across(each):
            return excerpt
        best = self._best([page[1]], each)
        return Excerpt(page[0], best.text, best.spans) if best.spans else None

    def _across(self, each: _Sought) -> Excerpt | None:
        if not self.words.parts:
            return None
        for one, two in pairwise(each.texts):
            if across(one, two, each.rows, self.words, tolerant=self.tolerant, names=each.names):
                best = self._best([f"{one[1]}\n{two[1]}"], each)
                return Excerpt(one[0], best.text, best.spans)
        return None

    def _best(self, texts: Sequence[str], each: _Sought) -> Snippet:
        return best_snippet(texts, self.words, tolerant=self.tolerant, names=each.names)


def _names(records: Sequence[Record], scope: Scope) -> dict[int, tuple[list[str], Collection[str]]]:
    """Of each record the names this reader may see, in order, and the others: one query, and no object a person."""
    names: defaultdict[int, list[str]] = defaultdict(list)
    hidden: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    in_full = {record.pk for record in records if scope.reads_in_full(record.institution_id)}
    persons = PersonEntry.objects.filter(record__in=records)
    for record_id, name, former, is_withheld in persons.values_list("record_id", "name", "former_names", "is_withheld"):
        if record_id in in_full or not is_withheld:
            names[record_id].append(name)
        else:
            hidden[record_id].append((name, former))
    return {record.pk: (names[record.pk], names_unsaid(hidden[record.pk])) for record in records}


def _promising(texts: Iterable[Text], words: Words) -> list[Text]:
    """The first page that holds every part as it was typed: a cheap test that settles most searches.

    Folding every page of every hit costs fifty times as much; only when this finds nothing is it done.
    """
    if not words.parts or any(isinstance(part, FreeText) for part in words.parts):
        return []
    typed = [word for word in words.text.replace('"', " ").split() if not word.startswith("-")]
    for position, text in texts:
        if all(word in text for word in typed) and hit_spans(text, words):
            return [(position, text)]
    return []


def _described(each: _Sought) -> Iterator[_Candidate]:
    """The words of the description that the index also holds, for hits that are on no page: each element by itself."""
    record = each.record
    parts = [
        record.title,
        record.code,
        record.document_number,
        record.creator,
        record.note,
        *each.names,
        *record.field_words,
    ]
    yield None, None, " · ".join(part for part in parts if part)
    for further in words_searched(record.elements, each.unsaid):
        yield None, further, further.text
