"""The one door to machine hints: what the precheck stored where it has read the page, else the engine, asked now.

A list of words that cannot be read stops no review: without the engine there are no hints of what was not read before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from lantai.engines.hints.model import PlugInIsWrong
from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.fulltext.models import Page, PageVersion
from lantai.services.precheck.describing import DESCRIPTION
from lantai.services.precheck.detecting import LexiconIsWrong, current_detector, digest_of
from lantai.services.precheck.facts import count_pages
from lantai.services.precheck.models import PageHints, Suggestion
from lantai.services.precheck.queries import ReasonView, suggestions_of


@dataclass(frozen=True, slots=True)
class SeenHint:
    """One place to look at: `start` and `end` count characters of the page's text. `ground` is R1 to R5 or empty."""

    detector: str
    start: int
    end: int
    score: float
    rule: str
    ground: str

    @property
    def percent(self) -> int:
        return round(self.score * 100)


@dataclass(frozen=True, slots=True)
class StoredHints:
    """What the precheck stored of one page, and of which text."""

    digest: str
    hints: tuple[SeenHint, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """What the machine would do with a record, and why: words for people, never a decision."""

    value: str
    label: str
    percent: int
    learned: bool
    reasons: tuple[ReasonView, ...]


def stored_hints(record_id: int) -> dict[int, StoredHints]:
    """What the precheck stored of every page it has read of a record, by position; one query."""
    rows = PageHints.objects.filter(record=record_id).values_list("page_number", "digest", "hints")
    return {number: StoredHints(digest, tuple(SeenHint(*each) for each in hints)) for number, digest, hints in rows}


def noticed(texts: Mapping[int, str], stored: Mapping[int, StoredHints]) -> dict[int, tuple[SeenHint, ...]]:
    """Hints of these pages of one record, by position: those stored of this very text, else the engine's, asked now."""
    found = {n: stored[n].hints for n, text in texts.items() if n in stored and digest_of(text) == stored[n].digest}
    find = _engine() if len(found) < len(texts) else None
    return {n: found[n] if n in found else tuple(find(text)) if find and text else () for n, text in texts.items()}


def suggested(record_ids: Iterable[int]) -> dict[int, Suggested]:
    """What is suggested of these records, one query; those nobody has prechecked are not in it."""
    rows = suggestions_of(record_ids).items()
    return {pk: Suggested(row.value, row.label, row.percent, row.learned, row.reasons) for pk, row in rows}


def suggested_values(record_ids: Sequence[int]) -> dict[int, str]:
    """The bare values of these suggestions, for grouping thousands; one query."""
    rows = Suggestion.objects.filter(IsAmong(record_ids, "record_id"))
    return dict(rows.values_list("record_id", "value"))


def suggestion_labels() -> dict[str, str]:
    """What each value of a suggestion is called."""
    return {str(each.value): str(each.label) for each in Suggestion.Value}


def read_before(record_ids: Sequence[int]) -> dict[int, bool]:
    """Which of these records the precheck has read whole and as they are, each with whether anything was noticed in it.

    A record in which something was noticed is read. Four queries: hints, pages, and texts that came or changed since.
    """
    rows = PageHints.objects.filter(IsAmong(record_ids, "record_id"))
    seen: dict[int, bool] = {}
    pages: Counter[int] = Counter()
    blank: set[tuple[int, int]] = set()
    for record_id, number, digest, hints in rows.values_list("record_id", "page_number", "digest", "hints"):
        seen[record_id] = seen.get(record_id, False) or bool(hints)
        pages[record_id] += number != DESCRIPTION
        if number != DESCRIPTION and digest == _NO_TEXT:
            blank.add((record_id, number))
    clean = [pk for pk, is_noticed in seen.items() if not is_noticed]
    counted = count_pages(clean)
    other = {pk for pk in clean if (pages[pk], 0) != counted.get(pk, (0, 0))} | _changed_since(clean, blank)
    return {pk: is_noticed for pk, is_noticed in seen.items() if pk not in other}


def unread_among(record_ids: Sequence[int]) -> set[int]:
    """Those of these records that have pages of which no text is known, or none could be read: one query."""
    return {pk for pk, (_pages, unread) in count_pages(record_ids).items() if unread}


_NO_TEXT = digest_of("")


def _changed_since(records: Sequence[int], blank: Collection[tuple[int, int]]) -> set[int]:
    """Those of which a page was corrected or read again since, or has a text now and had none: two queries."""
    made = Suggestion.objects.filter(record_id=OuterRef("page__record_id")).values("made_at")
    versions = PageVersion.objects.filter(IsAmong(records, "page__record_id"), made_at__gt=Subquery(made))
    changed = set(versions.order_by().values_list("page__record_id", flat=True).distinct())
    of_blank = sorted({pk for pk, _number in blank}.intersection(records))
    said = Page.objects.filter(IsAmong(of_blank, "record_id")).exclude(text="").order_by()
    return changed | {pk for pk, number in said.values_list("record_id", "position") if (pk, number) in blank}


def hinted_texts(texts: Iterable[str]) -> bool | None:
    """Whether anything is noticed in these texts, read now; None where there is no engine to read them."""
    find = _engine()
    return any(find(text) for text in texts) if find else None


def _engine() -> Callable[[str], list[SeenHint]] | None:
    """What runs of the precheck read with, the archive's own lists of words too."""
    try:
        find = current_detector().find
    except (LexiconIsWrong, PlugInIsWrong):
        return None
    return lambda text: [SeenHint(*each) for each in find(text)]
