"""What somebody says of a changed page: whether it is what was withheld of it before, at its new places.

Who describes records may say where the words stand now. Other words, or nothing, would give out what a decision of the
review withholds: that is said by who approves opening (§4.4), or by another review.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from lantai.holdings.withholding.models import Withheld
from lantai.holdings.withholding.queries import NOTHING, withheld_of
from lantai.holdings.withholding.sources import PageState, earlier_texts, pages_of
from lantai.holdings.withholding.veiling import Part, Span, merged


class Said(Protocol):
    """What is read of a passage; `actions.WithheldPassage` has this shape."""

    @property
    def start(self) -> int | None: ...

    @property
    def end(self) -> int | None: ...

    @property
    def boxes(self) -> Sequence[Part]: ...

    @property
    def whole_page(self) -> bool: ...

    @property
    def digest(self) -> str: ...


def places_of(words: str, text: str) -> list[Span]:
    """Everywhere in a text where these words stand, over the ends of lines as well."""
    signs = [re.escape(sign) for sign in "".join(words.split())]
    return [found.span() for found in re.finditer(r"\s*".join(signs), text)] if signs else []


def is_as_before(record: int, number: int, passages: Sequence[Said]) -> bool:
    """Whether these passages keep from readers all that was withheld of this page, as far as that is known for certain.

    It is where the whole page goes, and where each passage is said again: its words at least as often as they stood
    there, its boxes on an image of the same size. Words nobody knows any more cannot be said again.
    """
    if any(each.whole_page for each in passages):
        return True
    rows = withheld_of([record]).get(record, NOTHING).get(number, [])
    page = pages_of(record, [number]).get(number)
    if page is None:
        return not rows
    if any(each.digest not in {"", page.digest} for each in passages):
        return True  # said of another page than it is now: all of it stays withheld
    texts = {**earlier_texts(record, number), page.digest: page.text}
    return all(_is_kept(row, passages, texts, page) for row in rows)


def _is_kept(row: Withheld, passages: Sequence[Said], texts: Mapping[str, str], page: PageState) -> bool:
    before = texts.get(row.digest)
    if row.whole_page or before is None:
        return False
    drawn = {tuple(box) for each in passages for box in each.boxes}
    if not {tuple(box) for box in row.boxes} <= drawn:
        return False
    if row.start is None:
        return True
    words = before[row.start : row.end]
    places = places_of(words, page.text)
    said = merged((each.start, each.end) for each in passages if each.start is not None and each.end is not None)
    is_covered = all(any(start <= first and last <= end for start, end in said) for first, last in places)
    return bool(places) and len(places) >= len(places_of(words, before)) and is_covered
