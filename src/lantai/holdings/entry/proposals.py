"""What a machine proposes for a form from the text of a page: a value, the boxes it came from, and a score.

Nothing here saves or decides anything. A proposal becomes a value only when a person accepts it (`actions.entering`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lantai.engines.formats.model import Box, Line
from lantai.holdings.catalogue.record_types import RecordType
from lantai.holdings.entry.proposing.chunks import Chunk, chunks_of
from lantai.holdings.entry.proposing.columns import from_columns
from lantai.holdings.entry.proposing.pairs import from_foot, from_pairs
from lantai.holdings.entry.proposing.printed_forms import PrintedForm, printed_forms
from lantai.holdings.entry.proposing.reading import Found, Reader
from lantai.holdings.entry.proposing.tables import from_table

LEAST = 0.2
"""Below it nothing is proposed."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One value for one place of the form. `rule`: the printed form and its version that found it."""

    name: str
    value: str
    score: float
    boxes: tuple[Box, ...]
    page: int
    rule: str
    row: int = 0

    def as_json(self) -> dict[str, Any]:
        """What is remembered of it once it is accepted: where it came from, not what it says."""
        return {
            "name": self.name,
            "rule": self.rule,
            "score": round(self.score, 3),
            "page": self.page,
            "boxes": [list(box) for box in self.boxes],
        }


def proposals(pages: Sequence[tuple[int, Sequence[Line]]], kind: RecordType) -> list[Proposal]:
    """The best proposal for each place of the form over all pages, in the order of rows and places.

    `pages`: (number in the record, lines). ID numbers are proposed like everything else: whoever calls this has the
    image before them.
    """
    best: dict[tuple[int, str], Proposal] = {}
    for number, lines in pages:
        chunks = chunks_of(lines)
        for reader in _readers(kind, chunks):
            for found in _found(reader):
                proposal = _proposal(found, number, reader.form)
                known = best.get((proposal.row, proposal.name))
                if proposal.score >= LEAST and (known is None or proposal.score > known.score):
                    best[proposal.row, proposal.name] = proposal
    return [best[key] for key in sorted(best)]


def _readers(kind: RecordType, chunks: Sequence[Chunk]) -> list[Reader]:
    """The forms whose title stands on the page; all of them where none does."""
    readers = [Reader(form, kind, chunks) for form in printed_forms(kind.code)]
    return [reader for reader in readers if reader.is_titled] or readers


def _found(reader: Reader) -> list[Found]:
    match reader.form.layout:
        case "columns":
            return [*from_columns(reader), *from_foot(reader)]
        case "table":
            return from_table(reader)
    return [*from_pairs(reader), *from_foot(reader)]


def _proposal(found: Found, page: int, form: PrintedForm) -> Proposal:
    boxes = tuple(chunk.box for chunk in found.chunks)
    return Proposal(
        found.name, found.value, round(found.score, 3), boxes, page, f"{form.code} {form.version}", found.row
    )
