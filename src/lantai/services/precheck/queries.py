"""What is asked of the precheck: hints, suggestions, runs, how far each fonds is, and what the model is worth.

Hints and suggestions are for people who may read the record and review it (`reviewed_record`). The functions that take
row ids ask nobody's right: whoever calls them has found the records under a scope, with the right to review.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.holdings.catalogue.actions import Selection
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.catalogue.models.tally import RecordTally
from lantai.holdings.fulltext.models import Page
from lantai.services.precheck.describing import DESCRIPTION, description_text
from lantai.services.precheck.detecting import digest_of
from lantai.services.precheck.learned import Model, model_of
from lantai.services.precheck.models import Coverage, PageHints, PrecheckRun, Suggestion
from lantai.services.precheck.rules import Rules, current_rules
from lantai.services.precheck.suggesting import LEARNED
from lantai.services.precheck.words import detector_label, ground_label

SHEET = 50
SHOWN_RUNS = 10
SHOWN_PAGES = 20


@dataclass(frozen=True, slots=True)
class PlacedHint:
    """One hint with its place: `start` and `end` count characters of the page's text."""

    detector: str
    start: int
    end: int
    score: float
    rule: str
    ground: str

    @property
    def label(self) -> str:
        return detector_label(self.detector)

    @property
    def ground_label(self) -> str:
        return ground_label(self.ground)

    @property
    def percent(self) -> int:
        return round(self.score * 100)


@dataclass(frozen=True, slots=True)
class HintsOfPage:
    """Hints of one page as it reads now. Without `was_read` nobody has looked; without `is_current` the text has
    changed since, the old places mean nothing, and there are no hints."""

    hints: tuple[PlacedHint, ...] = ()
    was_read: bool = False
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class ReasonView:
    """One reason in words."""

    label: str
    value: str
    ground: str
    percent: int
    count: int
    pages: tuple[int, ...]
    detectors: tuple[str, ...]
    rules: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def places(self) -> str:
        """Where it was noticed, in words: in the description, on pages by their numbers."""
        numbers = ", ".join(str(number) for number in self.pages if number != DESCRIPTION)
        on_pages = [gettext("on pages %(numbers)s") % {"numbers": numbers}] if numbers else []
        return " · ".join([*([gettext("in the description")] if DESCRIPTION in self.pages else []), *on_pages])


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """One suggestion as the pages of the review show it."""

    value: str
    label: str
    percent: int
    learned: bool
    reasons: tuple[ReasonView, ...]
    as_shown: Mapping[str, Any]
    """Plain JSON, to be kept with the decision of a person who saw it: suggestions are made anew and not kept."""


@dataclass(frozen=True, slots=True)
class HintView:
    """A hint with the words it is about, read from the page at this moment."""

    hint: PlacedHint
    before: str
    text: str
    after: str


@dataclass(frozen=True, slots=True)
class PageView:
    """The hints of one page; `number` 0 is the description."""

    number: int
    is_current: bool
    hints: Sequence[HintView]


@dataclass(frozen=True, slots=True)
class RecordHints:
    """What the machine noticed in one record."""

    record: Record
    suggestion: SuggestionView | None
    pages: Sequence[PageView]
    sheet: Sheet[PageHints]


@dataclass(frozen=True, slots=True)
class FondsRow:
    """How far one fonds is."""

    fonds: Fonds
    records: int
    coverage: Coverage | None

    @property
    def percent(self) -> int:
        return min(100, self.coverage.records * 100 // self.records) if self.coverage and self.records else 0


@dataclass(frozen=True, slots=True)
class PrecheckPage:
    """Runs, coverage and models of the institutions this person plans for."""

    rows: Sequence[FondsRow]
    sheet: Sheet[Fonds]
    fonds: Sequence[Fonds]
    runs: Sequence[tuple[PrecheckRun, str]]
    """Each with the name of its institution."""
    models: Sequence[tuple[Institution, Model | None]]
    rules: Rules
    several: bool


@dataclass(frozen=True, slots=True)
class RunPage:
    run: PrecheckRun
    institution: str
    asked: Mapping[str, Any]
    may_pause: bool
    may_go_on: bool


def codes_of(actor: Actor) -> list[str]:
    """The institutions whose reviews of opening this person plans."""
    return sorted(actor.institutions_with(Right.PLAN_OPENING) - {"*"})


def hints_of_page(record_id: int, number: int) -> HintsOfPage:
    """Hints of one page of a record, 0 for its description: two questions."""
    row = PageHints.objects.filter(record=record_id, page_number=number).first()
    if row is None:
        return HintsOfPage()
    text = _texts(record_id, [number]).get(number)
    if text is None or digest_of(text) != row.digest:
        return HintsOfPage(was_read=True)
    return HintsOfPage(_placed(row), was_read=True, is_current=True)


def suggestions_of(record_ids: Iterable[int]) -> dict[int, SuggestionView]:
    """What is suggested of these records, by row id: one question. Records nobody has prechecked are not in it."""
    rules = current_rules()
    rows = Suggestion.objects.filter(record__in=list(record_ids))
    return {row.pk: _suggestion_view(row, rules) for row in rows}


def counts_of_suggestions(record_ids: Sequence[int]) -> dict[str, int]:
    """How many of these records each value is suggested of; thousands in one question."""
    rows = Suggestion.objects.filter(IsAmong(record_ids, "record_id")).order_by().values_list("value")
    return dict(rows.annotate(n=Count("pk")))


def reviewed_record(ulid: str, actor: Actor) -> Record | None:
    """A record whose hints this person may see: of an institution where they read what is not opened, and review."""
    codes = actor.institutions_with(Right.REVIEW_OPENING) & actor.institutions_with(Right.READ_UNOPENED)
    rows = Record.objects.filter(ulid=ulid).select_related("fonds")
    return rows.first() if "*" in codes else rows.filter(institution__code__in=codes).first()


def record_hints(record: Record, *, place: str) -> RecordHints:
    """The suggestion with its reasons, and a sheet of pages on which something was noticed."""
    rows = PageHints.objects.filter(record=record).exclude(hints=[])
    sheet = sheet_of(rows, by=("page_number",), place=place, size=SHOWN_PAGES, total=total_of(rows))
    texts = _texts(record.pk, [row.page_number for row in sheet.items])
    pages = [_page_view(row, texts.get(row.page_number)) for row in sheet.items]
    return RecordHints(record, suggestions_of([record.pk]).get(record.pk), pages, sheet)


def _texts(record_id: int, numbers: Sequence[int]) -> dict[int, str]:
    rows = Page.objects.filter(record=record_id, position__in=[number for number in numbers if number != DESCRIPTION])
    texts = dict(rows.values_list("position", "text")) if numbers != [DESCRIPTION] else {}
    if DESCRIPTION in numbers:
        texts[DESCRIPTION] = description_text(Record.objects.get(pk=record_id))
    return texts


def _page_view(row: PageHints, text: str | None) -> PageView:
    is_current = text is not None and digest_of(text) == row.digest
    hints = [_hint_view(hint, text if is_current and text else "") for hint in _placed(row)]
    return PageView(row.page_number, is_current, hints)


_AROUND = 16


def _hint_view(hint: PlacedHint, text: str) -> HintView:
    before = text[max(0, hint.start - _AROUND) : hint.start]
    return HintView(hint, before, text[hint.start : hint.end], text[hint.end : hint.end + _AROUND])


def _placed(row: PageHints) -> tuple[PlacedHint, ...]:
    return tuple(PlacedHint(*each) for each in row.hints)


def _suggestion_view(row: Suggestion, rules: Rules) -> SuggestionView:
    shown = {
        "value": row.value,
        "score": row.score,
        "rules": row.rules_version,
        "model": row.model_version,
        "reasons": [{"rule": each["rule"], "value": each["value"]} for each in row.reasons],
    }
    return SuggestionView(
        row.value,
        str(Suggestion.Value(row.value).label),
        round(row.score * 100),
        bool(row.model_version),
        tuple(_reason_view(each, rules) for each in row.reasons),
        shown,
    )


def _reason_view(told: Mapping[str, Any], rules: Rules) -> ReasonView:
    return ReasonView(
        "" if told["rule"] == LEARNED else rules.label(told["rule"]),
        str(Suggestion.Value(told["value"]).label),
        ground_label(told.get("ground", "")),
        round(told.get("score", 0) * 100),
        told.get("count", 0),
        tuple(told.get("pages", ())),
        tuple(detector_label(each) for each in told.get("detectors", ())),
        tuple(told.get("hint_rules", ())),
        tuple(told.get("words", ())),
    )


def precheck_page(actor: Actor, *, place: str) -> PrecheckPage:
    """The same number of questions for any number of records: what is shown has been counted before."""
    codes = codes_of(actor)
    mine = Fonds.objects.filter(institution__code__in=codes).select_related("institution")
    sheet = sheet_of(mine, by=("institution_id", "code", "pk"), place=place, size=SHEET, total=total_of(mine))
    numbers = [each.pk for each in sheet.items]
    tallies = RecordTally.objects.filter(fonds__in=numbers).order_by().values_list("fonds_id").annotate(Sum("records"))
    records = dict(tallies)
    coverage = Coverage.objects.in_bulk(numbers)
    institutions = list(Institution.objects.filter(code__in=codes).order_by("code"))
    names = {each.code: each.name for each in institutions}
    runs = PrecheckRun.objects.filter(institution__in=codes).select_related("fonds").defer("record_ids")
    return PrecheckPage(
        rows=[FondsRow(each, records.get(each.pk, 0), coverage.get(each.pk)) for each in sheet.items],
        sheet=sheet,
        fonds=list(mine.order_by("institution_id", "code")),
        runs=[(run, names[run.institution]) for run in runs[:SHOWN_RUNS]],
        models=[(each, model_of(each.code)) for each in institutions],
        rules=current_rules(),
        several=len(institutions) > 1,
    )


def subject_of_run(actor: Actor, fonds: str) -> Fonds | None:
    """A fonds of an institution this person plans for."""
    mine = Fonds.objects.filter(ulid=fonds, institution__code__in=codes_of(actor))
    return mine.select_related("institution").first()


def run_at(ulid: str, actor: Actor) -> PrecheckRun | None:
    """A run of one of the person's institutions."""
    rows = PrecheckRun.objects.filter(ulid=ulid, institution__in=codes_of(actor))
    return rows.select_related("fonds").defer("record_ids").first()


def runs_of(source: str) -> list[PrecheckRun]:
    """Runs this source ordered, the latest first."""
    return list(PrecheckRun.objects.filter(source=source).defer("record_ids")) if source else []


def unfinished_run(fonds: Fonds) -> PrecheckRun | None:
    """The run a command goes on with: one that was killed, stopped or waits."""
    state = PrecheckRun.State
    states = (state.WAITING, state.RUNNING, state.STOPPED)
    return PrecheckRun.objects.filter(fonds=fonds, state__in=states).first()


def run_page(run: PrecheckRun) -> RunPage:
    state = PrecheckRun.State
    asked = {name: value for name, value in run.selection.items() if name in Selection.__slots__}
    name = Institution.objects.filter(code=run.institution).values_list("name", flat=True).first()
    return RunPage(
        run,
        name or run.institution,
        asked,
        may_pause=run.state in (state.WAITING, state.RUNNING),
        may_go_on=run.state in (state.PAUSED, state.STOPPED),
    )
