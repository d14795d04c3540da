"""Pages as the app above knows them: what is withheld is checked against them, and laid over them.

The app that owns pages says once, when it is ready, how a page is looked up. Without it nothing can be withheld.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from lantai.engines.formats.model import Line


@dataclass(frozen=True, slots=True)
class PageState:
    """One page as it is now. `width` is 0 where there is no image; `lines` are those of `text`, with their boxes."""

    text: str
    width: int
    height: int
    rotation: int
    lines: Sequence[Line] = ()

    @property
    def digest(self) -> str:
        """Changes with everything offsets and boxes are measured by."""
        shape = f"{self.width} {self.height} {self.rotation}\n"
        return hashlib.sha256(f"{shape}{self.text}".encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def has_image(self) -> bool:
        return self.width > 0


Pages = Callable[[int, Collection[int] | None], Mapping[int, PageState]]
"""(row id of a record, numbers of pages or None for all) → the pages there are, by number."""

_source: list[Pages] = []


def register_pages(pages: Pages) -> None:
    """Say where pages come from. Called once, by the app that owns them."""
    _source[:] = [pages]


def pages_of(record: int, numbers: Collection[int] | None = None) -> Mapping[int, PageState]:
    """These pages of a record, or all of them; one that there is not is left out."""
    if not _source:
        msg = "No app has registered pages."
        raise RuntimeError(msg)
    return _source[0](record, numbers)


Texts = Callable[[int, int], Mapping[str, str]]
"""(row id of a record, number of a page) → the texts it had before, by the digest it had with each at its present size.
"""

_earlier: list[Texts] = []


def register_earlier_texts(texts: Texts) -> None:
    """Say where earlier texts of pages come from. Called once, by the app that owns pages."""
    _earlier[:] = [texts]


def earlier_texts(record: int, number: int) -> Mapping[str, str]:
    """The texts a page had before: of each digest at its present size the text that has it."""
    return _earlier[0](record, number) if _earlier else {}
