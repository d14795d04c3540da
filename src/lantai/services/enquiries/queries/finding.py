"""What the desk finds by the words of its box: persons and texts, each record once, with a reason for each hit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lantai.base.accounts.access import Actor, Right
from lantai.base.common.errors import ArchiveError
from lantai.engines.search.document import SearchQuery
from lantai.engines.search.snippets import Spans
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.finding import Hit, find_records
from lantai.holdings.people.queries import PersonHit, PersonHits, find_persons
from lantai.holdings.people.type_clues import CluesAsked, clues_asked
from lantai.holdings.storerooms.models import LoanItem
from lantai.services.enquiries.box import Read, read_box, words_of
from lantai.services.enquiries.clues import search_of
from lantai.services.enquiries.matters import Matter, matters
from lantai.services.enquiries.models import Enquiry

PERSONS, TEXTS = 10, 10
_YEAR = re.compile(r"(?:18|19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: `kind` for the colour of its mark, and the words."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class DeskHit:
    """One record found, by a person it names (`person`) or by its words; `is_ours`: of the case's archive."""

    record: Record
    reasons: tuple[Why, ...]
    person: PersonHit | None = None
    page: int | None = None
    snippet: str = ""
    spans: Spans = ()
    is_ours: bool = True


@dataclass(frozen=True, slots=True)
class DeskSearch:
    """The box and what it found. `every_type`: not only the record types of the matter; `clues`: what these need.

    `lent`: row ids of records whose paper is out on loan, as far as this officer's archives keep them.
    """

    words: str
    read: Read
    every_type: bool
    has_types: bool
    hits: tuple[DeskHit, ...]
    persons: int
    or_more: bool
    next: str
    refusal: ArchiveError | None
    lent: frozenset[int] = frozenset()
    clues: CluesAsked | None = None


def desk_search(enquiry: Enquiry, actor: Actor, words: str | None, *, every_type: bool, after: str = "") -> DeskSearch:
    """With no words given, those of the clues. One query more than the two searches, whatever is found.

    Everything this officer may see, of all archives the officer works for; what is not of the case's own is marked.
    """
    matter = matters().get(enquiry.matter)
    filled = search_of(enquiry, matter) if matter else {}
    words = (words_of(filled) or enquiry.clues) if words is None else words
    words = " ".join(words.split())[:200]
    read, types = read_box(words, filled), matter.types if matter and not every_type else ()
    persons, refusal = _persons(enquiry, actor, read, types, after)
    hits = [_by_person(each, read, enquiry) for each in persons.hits] if persons else []
    known = {each.record.pk for each in hits}
    texts = () if after else _texts(actor, read, types)
    hits += [_by_text(each, read, enquiry) for each in texts if each.record.pk not in known]
    count, or_more, sheet = (persons.count, persons.or_more, persons.next) if persons else (0, False, "")
    has_types = bool(matter and matter.types)
    return DeskSearch(
        words, read, every_type, has_types, tuple(hits), count, or_more, sheet, refusal, _lent(hits, actor),
        _clues(enquiry, matter, read) if types and matter else None,
    )  # fmt: skip


def _clues(enquiry: Enquiry, matter: Matter, read: Read) -> CluesAsked:
    """Of what the matter's types are found by, what neither the box nor the case says."""
    given = {name: getattr(read, name) for name in ("name", "beside", "unit", "place", "year_from", "year_to")}
    return clues_asked(matter.types, {**enquiry.answers, **dict.fromkeys(matter.known, "known"), **given})


def _lent(hits: Sequence[DeskHit], actor: Actor) -> frozenset[int]:
    scope = actor.scope()
    own = [each.record.pk for each in hits if scope.reads_in_full(str(each.record.institution_id))]
    out = LoanItem.objects.filter(paper__record__in=own, returned_at__isnull=True) if own else LoanItem.objects.none()
    return frozenset(pk for pk in out.values_list("paper__record_id", flat=True) if pk is not None)


def _persons(
    enquiry: Enquiry, actor: Actor, read: Read, types: tuple[str, ...], after: str
) -> tuple[PersonHits | None, ArchiveError | None]:
    """Lists of persons are for who may read what is not opened, as on the case's own page."""
    if not read.name or not actor.may(Right.READ_UNOPENED, enquiry.institution_id):
        return None, None
    try:
        return find_persons(read.question(types), scope=actor.scope(), shown=PERSONS, after=after), None
    except ArchiveError as refusal:
        return None, refusal


def _texts(actor: Actor, read: Read, types: tuple[str, ...]) -> tuple[Hit, ...]:
    if not read.for_text:
        return ()
    query = SearchQuery(words=read.for_text, type=types, facets=False, size=TEXTS)
    try:
        return find_records(query, scope=actor.scope()).hits
    except ArchiveError:
        return ()


def _by_person(hit: PersonHit, read: Read, enquiry: Enquiry) -> DeskHit:
    record = hit.entry.record
    reasons = [Why(each.kind, str(each)) for each in hit.reasons]
    return DeskHit(
        record, (*reasons, *_year(record, read)), person=hit, is_ours=record.institution_id == enquiry.institution_id
    )


def _by_text(hit: Hit, read: Read, enquiry: Enquiry) -> DeskHit:
    record = hit.record
    reasons = [Why("title", _("in the title"))] if hit.title_spans else []
    if hit.page is not None:
        reasons.append(Why("text", _("in the text of page %(page)s") % {"page": hit.page}))
    elif hit.element:
        reasons.append(Why("description", hit.element.label))
    elif not reasons:
        reasons.append(Why("description", _("in the description")))
    if read.beside and read.beside in f"{record.title}\n{hit.snippet}":
        reasons.append(Why("beside", _("together with %(name)s") % {"name": read.beside}))
    return DeskHit(
        record, (*reasons, *_year(record, read)), None, hit.page, hit.snippet, hit.spans,
        is_ours=record.institution_id == enquiry.institution_id,
    )  # fmt: skip


def _year(record: Record, read: Read) -> Iterator[Why]:
    found = _YEAR.search(record.date_text)
    year = record.year or (int(found[0]) if found else None)
    if year and read.year_from and read.year_to and read.year_from <= year <= read.year_to:
        yield Why("year", _("year: %(year)s") % {"year": year})
