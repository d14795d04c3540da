"""The one door to machine hints: what the precheck stored where it has read the page, else the engine, asked now.

Whichever of the two is not installed is passed over: a review without any hints is a review all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string

from lantai.holdings.catalogue.models.numbered import IsAmong

PRECHECK = "lantai.services.precheck"
FIND = "lantai.engines.hints.finding.find_hints"


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
class Suggested:
    """What the machine would do with a record: a word for people, never a decision."""

    value: str
    label: str
    percent: int


def noticed(record_id: int, texts: Mapping[int, str]) -> dict[int, tuple[SeenHint, ...]]:
    """Hints of these pages of one record, by position: one query and the engine for what was not read before."""
    stored = _stored(record_id, texts) if apps.is_installed(PRECHECK) else {}
    find = _engine()
    found = {}
    for number, text in texts.items():
        if number in stored:
            found[number] = stored[number]
        else:
            found[number] = tuple(find(text)) if find and text else ()
    return found


def suggested(record_ids: Iterable[int]) -> dict[int, Suggested]:
    """What is suggested of these records, one query; those nobody has prechecked are not in it."""
    if not apps.is_installed(PRECHECK):
        return {}
    rows = import_string(f"{PRECHECK}.queries.suggestions_of")(record_ids)
    return {pk: Suggested(row.value, row.label, row.percent) for pk, row in rows.items()}


def suggested_values(record_ids: Sequence[int]) -> dict[int, str]:
    """The bare values of these suggestions, for grouping thousands; one query."""
    if not apps.is_installed(PRECHECK):
        return {}
    rows = import_string(f"{PRECHECK}.models.Suggestion").objects.filter(IsAmong(record_ids, "record_id"))
    return dict(rows.values_list("record_id", "value"))


def suggestion_labels() -> dict[str, str]:
    """What each value of a suggestion is called."""
    if not apps.is_installed(PRECHECK):
        return {}
    values = import_string(f"{PRECHECK}.models.Suggestion").Value
    return {str(each.value): str(each.label) for each in values}


def read_before(record_ids: Sequence[int]) -> dict[int, bool]:
    """Which of these records the precheck has read, each with whether anything was noticed in it; one query."""
    if not apps.is_installed(PRECHECK):
        return {}
    rows = import_string(f"{PRECHECK}.models.PageHints").objects.filter(IsAmong(record_ids, "record_id"))
    seen: dict[int, bool] = {}
    for record_id, hints in rows.values_list("record_id", "hints"):
        seen[record_id] = seen.get(record_id, False) or bool(hints)
    return seen


def hinted_texts(texts: Iterable[str]) -> bool | None:
    """Whether anything is noticed in these texts, read now; None where there is no engine to read them."""
    find = _engine()
    return any(find(text) for text in texts) if find else None


def _engine() -> Callable[[str], list[SeenHint]] | None:
    try:
        find = import_string(FIND)
    except ImportError:
        return None
    return lambda text: [_seen(each) for each in find(text)]


def _seen(hint: Any) -> SeenHint:
    return SeenHint(hint.detector, hint.start, hint.end, hint.score, hint.rule, hint.ground)


def _stored(record_id: int, texts: Mapping[int, str]) -> dict[int, tuple[SeenHint, ...]]:
    """What was stored of these pages, where the text is still the one that was read."""
    digest_of = import_string(f"{PRECHECK}.detecting.digest_of")
    rows = import_string(f"{PRECHECK}.models.PageHints").objects.filter(record=record_id, page_number__in=list(texts))
    return {
        row.page_number: tuple(SeenHint(*each) for each in row.hints)
        for row in rows
        if digest_of(texts[row.page_number]) == row.digest
    }
