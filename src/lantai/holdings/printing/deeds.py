"""Deeds: papers between two parties, which are about no record. Whoever has one gives its parts; the layout is ours.

What stands in them belongs to the app that draws them up; here they are only set, in the same limited processes and
with the same fonts as forms of arrangement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.shared_pool import shared_pool
from lantai.engines.formats.typesetting import Typeset
from lantai.holdings.printing.printed_forms import LAYOUTS, WORDS

if TYPE_CHECKING:
    from lantai.engines.formats.binding import Bound

TYPESET = "lantai.engines.formats.typesetting.typeset"
BIND = "lantai.engines.formats.binding.bind"
WORD = "lantai.engines.formats.word_papers.write_word"
SECONDS = 60.0
PAPER = {"width": 210, "height": 297, "margins": [20, 18, 18, 22]}
_TURNED = {**PAPER, "width": PAPER["height"], "height": PAPER["width"]}
LETTER = 12
"""小四: the size of what is handed to people to read."""
MOST_ROWS = 2000
"""Longer tables are cut by who draws the deed up, with a sentence that says so: the whole is beside it as JSON."""


class DeedFailed(ArchiveError):
    code = "printing.deed_failed"
    message = gettext_noop("“%(title)s” could not be printed: %(reason)s")
    hint = gettext_noop("The same facts are there as JSON; tell who looks after the program.")
    http_status = 503
    exit_code = 4


@dataclass(frozen=True, slots=True)
class Deed:
    """A title, the standard it follows, two lines above, and parts of the kinds `deed.typ` knows.

    `size`: points of its letters, where it is no form of the house but a letter or certificate people read (`LETTER`).
    `paper`: width and height in millimetres and margins (top, right, bottom, left), where it is not A4.
    """

    title: str
    standard: str
    left: str
    right: str
    parts: Sequence[dict[str, Any]]
    landscape: bool = False
    size: int = 10
    paper: Mapping[str, Any] | None = None

    def values(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "standard": self.standard,
            "paper": self.paper or (_TURNED if self.landscape else PAPER),
            "size": self.size,
            "words": dict(WORDS),
            "head": {"left": self.left, "right": self.right},
            "parts": list(self.parts),
        }


def set_deed(deed: Deed, target: Path, *, day: dt.datetime) -> Typeset:
    """Set one deed and lay it down whole. The same deed of the same day gives the same bytes. Raises `DeedFailed`."""
    with _laid_down(deed.title, target) as part:
        done: Typeset = shared_pool().call(
            TYPESET, LAYOUTS / "deed.typ", deed.values(), part, seconds=SECONDS, made=day, tagged=True
        )
    return done


def write_deed(deed: Deed, target: Path, *, day: dt.datetime) -> int:
    """The same deed as a Word document (DOCX), to be written on; gives its size. Raises `DeedFailed`."""
    with _laid_down(deed.title, target) as part:
        size: int = shared_pool().call(WORD, deed.values(), part, seconds=SECONDS, made=day)
    return size


def write_sheets(
    title: str, standard: str, sheets: Sequence[Mapping[str, Any]], target: Path, *, day: dt.datetime
) -> int:
    """Many papers of one form as one Word document, as `set_sheets` sets them; gives its size. Raises `DeedFailed`."""
    values = {"title": title, "standard": standard, "paper": PAPER, "words": dict(WORDS), "sheets": list(sheets)}
    with _laid_down(title, target) as part:
        size: int = shared_pool().call(WORD, values, part, seconds=SECONDS, made=day)
    return size


def set_sheets(
    title: str, standard: str, sheets: Sequence[Mapping[str, Any]], target: Path, *, day: dt.datetime
) -> int:
    """Many papers of one form, each from a page of its own on; gives how many pages. Raises `DeedFailed`.

    A sheet has a `head` with `left` and `right`, and `parts` as a deed has. Of a few hundred at a time: all of them
    are in memory while they are set.
    """
    values = {"title": title, "standard": standard, "paper": PAPER, "words": dict(WORDS), "sheets": list(sheets)}
    with _laid_down(title, target) as part:
        done: Typeset = shared_pool().call(
            TYPESET, LAYOUTS / "sheets.typ", values, part, seconds=SECONDS, made=day, tagged=False
        )
    return done.pages


def bind_sheets(title: str, pieces: Sequence[tuple[Path, int]], target: Path, *, day: dt.datetime) -> int:
    """One PDF out of pieces that were set, each with its number of pages; gives how many. Raises `DeedFailed`."""
    from lantai.engines.formats.binding import Leaf  # heavy: with pikepdf

    leaves = [Leaf(path, number) for path, pages in pieces for number in range(1, pages + 1)]
    with _laid_down(title, target) as part:
        bound: Bound = shared_pool().call(
            BIND, leaves, part, seconds=SECONDS, title=title, feet=LAYOUTS / "deed.typ", made=day
        )
    return bound.pages


@contextmanager
def _laid_down(title: str, target: Path) -> Iterator[Path]:
    """A file to write to, which is there whole in the end or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    try:
        yield part
        part.replace(target)
    except Unreadable as error:
        raise DeedFailed(title=title, reason=error.finding(title).sentence()) from error
    finally:
        part.unlink(missing_ok=True)
