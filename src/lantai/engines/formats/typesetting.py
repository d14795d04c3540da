"""Printed documents: a typst template and plain values in, PDF/A-2b out, with nothing shown wrongly in silence.

The only importer of typst outside the demonstration. Meant to run in a limited process: a table of ten thousand rows
takes a gigabyte while it is set, and a mistake in an archive's own template must not take the archive with it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from lantai.engines.formats import codes
from lantai.engines.formats.readers.base import Unreadable

PLACEHOLDER = "⬚"
"""Stands where a character has no shape in the fonts: seen to be missing, and never mistaken for a character."""
MOST_PLACES = 6
AND_MORE = "…"
MOST_CHARACTERS = 500
_DROPPED = {"Cf", "Cc"}
_LONG_WORD = re.compile(r"[0-9A-Za-z_]{20,}")
_MAY_BREAK = "\u200b"


@dataclass(frozen=True, slots=True)
class Missing:
    """A character the fonts cannot show: how often it came, and its first places, `AND_MORE` behind them."""

    character: str
    count: int
    places: tuple[str, ...]

    @property
    def code(self) -> str:
        return f"U+{ord(self.character):04X}"


@dataclass(frozen=True, slots=True)
class Typeset:
    """What was laid down: how large, how many pages, its digest, and the characters that are placeholders in it."""

    size: int
    pages: int
    sha512: str
    missing: tuple[Missing, ...]


def typeset(template: Path, values: Mapping[str, Any], target: Path, *, made: dt.datetime, tagged: bool) -> Typeset:
    """Set `template` with `values` (read there as `json(bytes(sys.inputs.values))`) and write the PDF to `target`.

    Characters without a shape become `PLACEHOLDER`; `missing` is added to the values, so that the template can list
    them. The place of a text is the `place` of the innermost mapping around it that has one. The same values and
    moment give the same bytes. `tagged` adds the structure that screen readers follow and that a long table makes
    ten times larger. Raises `Unreadable` when the template cannot be set.
    """
    import typst  # half a second that readers of files need not wait for

    shown = _Shown()
    told = shown.of(values, "")
    missing = shown.missing()
    told["missing"] = [{"code": m.code, "count": m.count, "places": list(m.places)} for m in missing]
    # The clock of typst wants an offset, and the moment is part of the file: the caller says it.
    compiler = typst.Compiler(
        template,
        root=template.parent,
        font_paths=_fonts(),
        sys_inputs={"values": json.dumps(told, ensure_ascii=False)},
    )
    try:
        pdf = compiler.compile(format="pdf", pdf_standards=["a-2b"], timestamp=int(made.timestamp()), pdf_tags=tagged)
    except typst.TypstError as error:
        raise Unreadable(codes.NOT_SET, detail=f"{template.name}: {error}"[:400]) from error
    if not isinstance(pdf, bytes):
        raise Unreadable(codes.NOT_SET, detail=template.name)
    target.write_bytes(pdf)
    return Typeset(len(pdf), _pages(pdf), hashlib.sha512(pdf).hexdigest(), missing)


@lru_cache(maxsize=1)
def _fonts() -> Any:
    """The two fonts that come with the program and no others: the same page on every machine."""
    import typst
    from pylopdf_fonts_zh_cn import serif_path

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[serif_path().parent])


@lru_cache(maxsize=1)
def _known_characters() -> frozenset[int]:
    from fontTools.ttLib import TTFont
    from pylopdf_fonts_zh_cn import sans_path, serif_path

    known: set[int] = set()
    for path in (serif_path(), sans_path()):
        with TTFont(path, lazy=True) as font:
            known |= set(font.getBestCmap())
    return frozenset(known)


def _pages(pdf: bytes) -> int:
    import pypdfium2

    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as opened:
        return len(opened)


@dataclass
class _Shown:
    """Walks through values and leaves only characters that can be shown, keeping account of the others."""

    counts: dict[str, int] = field(default_factory=dict)
    places: dict[str, list[str]] = field(default_factory=dict)

    def of(self, value: Any, place: str) -> Any:
        if isinstance(value, str):
            return self._text(value, place)
        if isinstance(value, Mapping):
            here = str(value.get("place") or place)
            return {key: self.of(each, here) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.of(each, place) for each in value]
        return value

    def missing(self) -> tuple[Missing, ...]:
        """The most frequent first."""
        order = sorted(self.counts, key=lambda character: (-self.counts[character], character))
        return tuple(Missing(c, self.counts[c], tuple(self.places[c])) for c in order[:MOST_CHARACTERS])

    def _text(self, text: str, place: str) -> str:
        known = _known_characters()
        if not all(ord(character) in known for character in text):
            text = "".join(c if ord(c) in known or c == "\n" else self._other(c, place) for c in text)
        return _LONG_WORD.sub(_broken_up, text)

    def _other(self, character: str, place: str) -> str:
        if _is_invisible(character):
            return ""
        self.counts[character] = self.counts.get(character, 0) + 1
        places = self.places.setdefault(character, [])
        if place and place not in places and len(places) <= MOST_PLACES:
            places.append(place if len(places) < MOST_PLACES else AND_MORE)
        return PLACEHOLDER


def _broken_up(word: re.Match[str]) -> str:
    """A word longer than its column would run over the next one: it may be divided after every eighth character."""
    return _MAY_BREAK.join(word[0][at : at + 8] for at in range(0, len(word[0]), 8))


def _is_invisible(character: str) -> bool:
    """Marks without a shape of their own: direction, joining, control, and selectors of a variant shape."""
    is_selector = 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF
    return is_selector or unicodedata.category(character) in _DROPPED
