"""Learning from past decisions: which records of them, what is held back, and whether the model beats the rules.

scikit-learn is loaded by the one function that fits; what was learned is judged without it (`learned.Model`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from lantai.holdings.catalogue.models import Record
from lantai.services.precheck.facts import Facts, facts_of, noticed_in
from lantai.services.precheck.features import features
from lantai.services.precheck.learned import NEVER, Figures, Measured, Model
from lantai.services.precheck.models import PageHints, Suggestion
from lantai.services.precheck.past import PastDecision
from lantai.services.precheck.rules import Learning, Rules
from lantai.services.precheck.suggesting import suggest

PIECE = 500
FOLDS = 5
SEED = 20
Value = Suggestion.Value


class Example(NamedTuple):
    """One record somebody decided on."""

    facts: Facts
    is_open: bool
    on: dt.date


class Fitted(NamedTuple):
    """What fitting gives: weights by name, and for each example the chance of opening said by a model that had not
    seen it."""

    weights: Mapping[str, float]
    bias: float
    chances: Sequence[float]


@dataclass(frozen=True, slots=True)
class Split:
    """Examples to learn from and those held back, and by what they were parted."""

    learn: Sequence[Example]
    held: Sequence[Example]
    by: str


def examples(decisions: Mapping[int, PastDecision]) -> list[Example]:
    """Decided records that were prechecked, with their facts of today: a few questions for each some hundreds."""
    found: list[Example] = []
    for numbers in _pieces(sorted(decisions)):
        read = set(Suggestion.objects.filter(record__in=numbers).values_list("record_id", flat=True))
        records = list(Record.objects.filter(pk__in=read).order_by("pk"))
        noticed = noticed_in(PageHints.objects.filter(record__in=read))
        for facts in facts_of(records, noticed):
            decided = decisions[facts.record]
            found.append(Example(facts, decided.value == "open", decided.on))
    return found


def _pieces(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), PIECE):
        yield numbers[start : start + PIECE]


def parted(found: Sequence[Example], share: float) -> Split:
    """The latest decisions are held back, as a model is to judge what comes; where all are of one day, some by chance.

    Chance is a checksum of the record, the same at every training.
    """
    days = sorted({each.on for each in found})
    by_time = sorted(found, key=lambda each: (each.on, each.facts.record))
    first_held = by_time[min(len(found) - 1, round(len(found) * (1 - share)))].on
    held = [each for each in found if each.on >= first_held]
    if len(days) > 1 and len(held) <= 2 * share * len(found) and _both_kinds(held):
        return Split([each for each in found if each.on < first_held], held, "time")
    chosen = {each.facts.record for each in found if zlib.crc32(str(each.facts.record).encode()) % 1000 < share * 1000}
    learn = [each for each in found if each.facts.record not in chosen]
    return Split(learn, [each for each in found if each.facts.record in chosen], "hash")


def _both_kinds(found: Sequence[Example]) -> bool:
    return len({each.is_open for each in found}) == 2


def is_enough(found: Sequence[Example], least: int) -> bool:
    """So many of each kind."""
    opened = sum(each.is_open for each in found)
    return opened >= least and len(found) - opened >= least


def train(institution: str, found: Sequence[Example], rules: Rules, *, hints_version: str, today: dt.date) -> Model:
    """Fit on what is not held back, choose from where it is sure there too, and measure on what is held back."""
    split = parted(found, rules.learning.held_back)
    fitted = fit([features(each.facts) for each in split.learn], [each.is_open for each in split.learn])
    opened = [each.is_open for each in split.learn]
    learning: Learning = rules.learning
    delays = [1 - chance for chance in fitted.chances]
    model = Model(
        institution=institution,
        version=_version(fitted, today),
        made_on=today.isoformat(),
        learned_from=len(split.learn),
        held_back=len(split.held),
        split=split.by,
        rules_version=rules.version,
        hints_version=hints_version,
        weights=fitted.weights,
        bias=fitted.bias,
        open_from=sure_from(fitted.chances, opened, learning.precision_open),
        delay_from=sure_from(delays, [not each for each in opened], learning.precision_delay),
        figures=_NOTHING,
        is_in_force=False,
    )
    figures = measure(split.held, rules, model, today)
    return replace(model, figures=figures, is_in_force=beats(figures))


_NONE = Measured(None, None, 0, 0, 0)
_NOTHING = Figures(_NONE, _NONE, _NONE, _NONE)


def _version(fitted: Fitted, today: dt.date) -> str:
    said = json.dumps([fitted.weights, fitted.bias], sort_keys=True)
    return f"{today:%Y-%m-%d}/{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def fit(rows: Sequence[Mapping[str, float]], opened: Sequence[bool]) -> Fitted:
    """Logistic regression with both kinds weighed alike; chances by folds, so that no row judges itself."""
    from sklearn.feature_extraction import DictVectorizer  # seconds and 100 MB: for those who train alone
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    vectors = DictVectorizer()
    matrix: Any = vectors.fit_transform([dict(row) for row in rows])
    regression = LogisticRegression(C=0.5, class_weight="balanced", max_iter=500)
    rarer = min(sum(opened), len(opened) - sum(opened))
    folds = StratifiedKFold(min(FOLDS, rarer), shuffle=True, random_state=SEED)
    chances = cross_val_predict(regression, matrix, opened, cv=folds, method="predict_proba")[:, 1]
    regression.fit(matrix, opened)
    names, weights = vectors.get_feature_names_out(), regression.coef_[0]
    kept = {
        str(name): round(float(weight), 5) for name, weight in zip(names, weights, strict=True) if abs(weight) > 1e-4
    }
    return Fitted(kept, round(float(regression.intercept_[0]), 5), [float(each) for each in chances])


def sure_from(chances: Sequence[float], right: Sequence[bool], precision: float) -> float:
    """The lowest chance from which on so large a share is right; `NEVER` when there is none."""
    found, hits = NEVER, 0
    ordered = sorted(zip(chances, right, strict=True), reverse=True)
    for count, (chance, is_right) in enumerate(ordered, start=1):
        hits += is_right
        is_last_of_its_chance = count == len(ordered) or ordered[count][0] < chance
        if is_last_of_its_chance and hits / count >= precision:
            found = chance
    return max(found, 0.5) if found != NEVER else NEVER


def measure(held: Sequence[Example], rules: Rules, model: Model, today: dt.date) -> Figures:
    """Rules alone and rules with the model, as people would have seen both, on decisions neither had seen."""
    return Figures(*_measured(held, rules, None, today), *_measured(held, rules, model, today))


def _measured(held: Sequence[Example], rules: Rules, model: Model | None, today: dt.date) -> tuple[Measured, Measured]:
    said = [(suggest(each.facts, rules, model=model, today=today).value, each.is_open) for each in held]
    return (
        _kind(said, Value.OPEN, lambda is_open: is_open),
        _kind(said, Value.DELAY, lambda is_open: not is_open),
    )


def _kind(said: Sequence[tuple[Value, bool]], value: Value, is_right: Callable[[bool], bool]) -> Measured:
    suggested = [is_open for given, is_open in said if given == value]
    there = sum(1 for _, is_open in said if is_right(is_open))
    right = sum(1 for is_open in suggested if is_right(is_open))
    return Measured(
        round(right / len(suggested), 4) if suggested else None,
        round(right / there, 4) if there else None,
        len(suggested),
        right,
        there,
    )


def beats(figures: Figures) -> bool:
    """Better in all, and not by opening too freely: opening is right no less often than by the rules, and of both
    kinds together more is said and is right."""
    wrongly = _precision(figures.model_open) < _precision(figures.rules_open)
    return not wrongly and _balance(figures.model_open, figures.model_delay) > _balance(
        figures.rules_open, figures.rules_delay
    )


def _precision(kind: Measured) -> float:
    return kind.precision or 0.0


def _balance(*kinds: Measured) -> float:
    """The mean of F1: of what was suggested and what was there, how much is both."""
    return sum(2 * each.right / (each.suggested + each.there) if each.suggested + each.there else 0.0 for each in kinds)
