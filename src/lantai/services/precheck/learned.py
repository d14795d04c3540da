"""A model that was learned, as it is kept and asked: weights by name, in JSON that holds no code and nobody's title."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

from django.conf import settings

from lantai.services.precheck.facts import Facts
from lantai.services.precheck.features import features, pairs

FORMAT = 1
NEVER = 2.0
"""A threshold nothing reaches: the model was never sure enough for this."""
WORDS = 4


class Judged(NamedTuple):
    """What the model says: nothing, where it is not sure. `words`: what it went by most."""

    value: Literal["open", "delay"] | None
    score: float
    words: tuple[str, ...] = ()


class Measured(NamedTuple):
    """Precision and recall of one kind of suggestion; None where nothing of the kind was suggested or there."""

    precision: float | None
    recall: float | None
    suggested: int
    right: int
    there: int


@dataclass(frozen=True, slots=True)
class Figures:
    """How rules alone and rules with the model did on decisions that neither had seen."""

    rules_open: Measured
    rules_delay: Measured
    model_open: Measured
    model_delay: Measured


@dataclass(frozen=True, slots=True)
class Model:
    """One archive's model. It is heard while `is_in_force`: when it did better than the rules alone."""

    institution: str
    version: str
    made_on: str
    learned_from: int
    held_back: int
    split: str
    rules_version: str
    hints_version: str
    weights: Mapping[str, float]
    bias: float
    open_from: float
    delay_from: float
    figures: Figures
    is_in_force: bool

    def judge(self, facts: Facts) -> Judged:
        """Sure of opening, sure of delaying, or nothing."""
        found = features(facts)
        sum_ = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in found.items())
        chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, sum_))))
        if chance >= self.open_from:
            return Judged("open", round(chance, 3), self._words(found, facts, 1))
        if 1 - chance >= self.delay_from:
            return Judged("delay", round(1 - chance, 3), self._words(found, facts, -1))
        return Judged(None, 0.0)

    def _words(self, found: Mapping[str, float], facts: Facts, sign: int) -> tuple[str, ...]:
        """What weighed most on this side, pairs of characters as they stand in the title."""
        written = {f"pair:{place}": f"“{pair}”" for pair, place in pairs(facts.title).items()}
        parts = {name: sign * self.weights.get(name, 0.0) * value for name, value in found.items()}
        heaviest = sorted(parts, key=parts.__getitem__, reverse=True)[:WORDS]
        return tuple(written.get(name, name) for name in heaviest if parts[name] > 0)


def model_file(institution: str) -> Path:
    return Path(settings.PRECHECK_MODELS_FOLDER) / f"{quote(institution, safe='')}.json"


def model_of(institution: str) -> Model | None:
    """The model kept of this archive, in force or not; None: there is none that can be read."""
    path = model_file(institution)
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def model_in_force(institution: str) -> Model | None:
    found = model_of(institution)
    return found if found is not None and found.is_in_force else None


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> Model:
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if told.pop("format") != FORMAT:
        msg = f"{path.name} is of another format"
        raise ValueError(msg)
    told["figures"] = Figures(**{name: Measured(**each) for name, each in told["figures"].items()})
    return Model(**told)


def keep_model(model: Model) -> None:
    """Put it in the place of the one before, whole or not at all."""
    path = model_file(model.institution)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.part")
    draft.write_text(json.dumps(as_json(model), ensure_ascii=False, sort_keys=True), encoding="utf-8")
    draft.replace(path)


def as_json(model: Model) -> dict[str, Any]:
    told = asdict(model)
    told["figures"] = {name: getattr(model.figures, name)._asdict() for name in Figures.__slots__}
    return {"format": FORMAT, **told}
