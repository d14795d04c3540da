"""Deeds: papers between two parties, which are about no record. Whoever has one gives its parts; the layout is ours.

What stands in them belongs to the app that draws them up; here they are only set, in the same limited processes and
with the same fonts as forms of arrangement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.shared_pool import shared_pool
from lantai.engines.formats.typesetting import Typeset
from lantai.holdings.printing.printed_forms import LAYOUTS, WORDS

TYPESET = "lantai.engines.formats.typesetting.typeset"
SECONDS = 60.0
PAPER = {"width": 210, "height": 297, "margins": [20, 18, 18, 22]}
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
    """A title, the standard it follows, two lines above, and parts of the kinds `deed.typ` knows."""

    title: str
    standard: str
    left: str
    right: str
    parts: Sequence[dict[str, Any]]
    landscape: bool = False

    def values(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "standard": self.standard,
            "paper": {**PAPER, "width": PAPER["height"], "height": PAPER["width"]} if self.landscape else PAPER,
            "words": dict(WORDS),
            "head": {"left": self.left, "right": self.right},
            "parts": list(self.parts),
        }


def set_deed(deed: Deed, target: Path, *, day: dt.datetime) -> Typeset:
    """Set one deed and lay it down whole. The same deed of the same day gives the same bytes. Raises `DeedFailed`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    try:
        done: Typeset = shared_pool().call(
            TYPESET, LAYOUTS / "deed.typ", deed.values(), part, seconds=SECONDS, made=day, tagged=True
        )
        part.replace(target)
    except Unreadable as error:
        raise DeedFailed(title=deed.title, reason=error.finding(deed.title).sentence()) from error
    finally:
        part.unlink(missing_ok=True)
    return done
