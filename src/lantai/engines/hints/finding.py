"""One text in, all hints out, from left to right: the one door of this engine."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from lantai.engines.hints.detectors.addresses import Addresses
from lantai.engines.hints.detectors.cards import BankCards
from lantai.engines.hints.detectors.identity import IdNumbers
from lantai.engines.hints.detectors.named import ModelNames
from lantai.engines.hints.detectors.names import PrivateNames
from lantai.engines.hints.detectors.phones import Phones
from lantai.engines.hints.detectors.secrecy import SecrecyMarks
from lantai.engines.hints.detectors.subjects import word_rules
from lantai.engines.hints.lexicons import find_words
from lantai.engines.hints.model import Detector, Found, Hint, Lexicon
from lantai.engines.hints.page import Page
from lantai.engines.hints.plugged import PluggedIn, plugged

LEXICON = "lexicon"
"""The detector's name of hints from an archive's own lexicons."""
_NUMBERS = ("id_number", "bank_card", "phone")
"""Of numbers over one another the first of these is meant, before any with a higher score of a later one."""
_CHANGES = (".py", ".yaml")


@cache
def detectors() -> tuple[Detector, ...]:
    """Every shipped one, made once a process."""
    return (IdNumbers(), BankCards(), Phones(), Addresses(), PrivateNames(), SecrecyMarks(), *word_rules())


def own_detectors() -> tuple[PluggedIn, ...]:
    """Those of packages installed besides. Raises `PlugInIsWrong`."""
    return plugged(frozenset({LEXICON, *(detector.name for detector in detectors())}))


def find_hints(
    text: str, *, lexicons: Sequence[Lexicon] = (), names: bool = True, model: ModelNames | None = None
) -> list[Hint]:
    """All hints of a text (a page, or a whole file), sorted by where they start.

    Never raises, whatever the text, but `PlugInIsWrong` for a detector that is plugged in and cannot be used at all;
    `hint.text` is always `text[hint.start:hint.end]`. Time grows in proportion to the
    text. Without `names`, names of persons are used to judge other hints but are none themselves. `model` finds names
    besides those of the rules, a hundred times slower.
    """
    if not text:
        return []
    page = Page(text)
    found = [
        (detector.name, each)
        for detector in detectors()
        if names or not isinstance(detector, PrivateNames)
        for each in detector.find(page)
    ]
    if model is not None and names:
        found += [(model.name, each) for each in model.find(page)]
    found += [(own.name, each) for own in own_detectors() for each in own.find(page)]
    found += [(LEXICON, each) for each in find_words(page, lexicons)]
    hints = [_hint(page, name, each) for name, each in _one_number_each(found)]
    return sorted(hints, key=lambda hint: (hint.start, hint.end, hint.detector))


def _hint(page: Page, detector: str, found: Found) -> Hint:
    start, end = page.original(found.start, found.end)
    text = page.text[start:end]
    return Hint(detector, start, end, text, round(found.score, 2), f"{detector}.{found.rule}", found.ground)


def _one_number_each(found: list[tuple[str, Found]]) -> list[tuple[str, Found]]:
    """The digits of one place are one number: a telephone inside an ID number is none."""
    kept = [(name, each) for name, each in found if name not in _NUMBERS]
    numbers = [(name, each) for name, each in found if name in _NUMBERS]
    certain = {"strict@1": 0, "lenient@1": 0, "labelled@1": 2}
    numbers.sort(key=lambda one: (certain.get(one[1].rule, 1), _NUMBERS.index(one[0]), one[1].start))
    taken: set[int] = set()
    for name, each in numbers:
        places = range(each.start, each.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append((name, each))
    return kept


@cache
def rules_version() -> str:
    """Changes with every rule, list and detector that is shipped: hints of another version are to be found anew."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*")):
        if path.suffix in _CHANGES and "tests" not in path.parts:
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def version_with(lexicons: Sequence[Lexicon], model: ModelNames | None = None) -> str:
    """The same with an archive's own lexicons and detectors, which count too, and the model that is asked besides."""
    own = [(each.name, each.version) for each in own_detectors()]
    if not lexicons and model is None and not own:
        return rules_version()
    asked = "" if model is None else model.version
    told: list[object] = [sorted(lexicons, key=lambda each: each.name), asked]
    more = hashlib.sha256(repr(tuple(told + own)).encode()).hexdigest()
    return f"{rules_version()}-{more[:8]}"
