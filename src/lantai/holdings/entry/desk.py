"""What the entry page shows: image at the left, the form at the right, beside each field what helps to type it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.forms import BoundField

from lantai.base.common.dates import parse_date
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.record_types import RecordType
from lantai.holdings.entry.comparing import MASK, same
from lantai.holdings.entry.doubts import Doubt, date_in_words
from lantai.holdings.entry.forms import EntryForm
from lantai.holdings.entry.layout import ID_NUMBER, Asked, Block, label_of_place
from lantai.holdings.entry.proposals import Proposal
from lantai.holdings.entry.values import Said
from lantai.holdings.fulltext.models import Page

SURE = 0.8
"""Proposals with this score and more are taken over together."""


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the form with what stands around it."""

    asked: Asked
    bound: BoundField
    last: str = ""
    last_shown: str = ""
    keeps: bool = False
    kept: str = ""
    reading: str = ""
    proposal: Proposal | None = None
    accepted: bool = False
    doubts: tuple[Doubt, ...] = ()

    @property
    def boxes(self) -> str:
        """For the viewer: `page;x,y,w,h;x,y,w,h`."""
        if not self.proposal:
            return ""
        return ";".join([str(self.proposal.page), *(",".join(map(str, box)) for box in self.proposal.boxes)])

    @property
    def proposed(self) -> str:
        """The proposed value in words: of a choice, its label."""
        value = self.proposal.value if self.proposal else ""
        return str(dict(self.asked.choices).get(value, value))

    @property
    def is_proposing(self) -> bool:
        """A proposal that says what stands in the field already is none."""
        if not self.proposal or self.accepted:
            return False
        return not same(self.asked.name, str(self.bound.value() or ""), self.proposal.value)


@dataclass(frozen=True, slots=True)
class FormBlock:
    """One heading with its fields."""

    block: Block
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """One place that somebody else changed meanwhile."""

    label: str
    yours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The whole page. `blind`: nothing of what the record says may be shown, for somebody types it the second time."""

    record: Record
    kind: RecordType
    form: EntryForm
    blocks: tuple[FormBlock, ...]
    pages: Sequence[Page]
    page: Page | None
    version: int
    persons: Mapping[str, int]
    accepted: frozenset[str] = frozenset()
    confirmed: frozenset[str] = frozenset()
    others: Sequence[str] = ()
    conflicts: tuple[Conflict, ...] = ()
    blind: bool = False
    code: str = ""
    row: int = 0

    @property
    def proposing(self) -> int:
        return sum(line.is_proposing for each in self.blocks for line in each.lines)

    @property
    def sure(self) -> int:
        return sum(
            line.is_proposing and line.proposal is not None and line.proposal.score >= SURE
            for each in self.blocks
            for line in each.lines
        )

    @property
    def doubts(self) -> list[Doubt]:
        return [doubt for each in self.blocks for line in each.lines for doubt in line.doubts]


@dataclass(frozen=True, slots=True)
class Beside:
    """What is put beside the fields: what was last entered, what is kept, proposed, accepted and doubted."""

    last: Said | None = None
    keep: frozenset[str] = frozenset()
    kept: Mapping[str, str] = field(default_factory=dict)
    proposed: Sequence[Proposal] = ()
    accepted: frozenset[str] = frozenset()
    doubts: Sequence[Doubt] = ()


def form_blocks(blocks: Iterable[Block], form: EntryForm, beside: Beside) -> tuple[FormBlock, ...]:
    proposed = {each.name: each for each in beside.proposed}
    return tuple(
        FormBlock(
            block, tuple(_line(asked, form[asked.name], beside, proposed.get(asked.name)) for asked in block.asked)
        )
        for block in blocks
    )


def _line(asked: Asked, bound: BoundField, beside: Beside, proposal: Proposal | None) -> Line:
    value = str(bound.value() or "")
    last = beside.last.values.get(asked.name, "") if beside.last and asked.attribute != ID_NUMBER else ""
    known = beside.kept.get(asked.name, "")
    return Line(
        asked,
        bound,
        last=last,
        last_shown=str(dict(asked.choices).get(last, last)),
        keeps=asked.name in beside.keep,
        kept=f"{MASK}{known}" if asked.name in beside.kept else "",
        reading=date_in_words(parse_date(value)) if asked.kind == "date" and value else "",
        proposal=proposal,
        accepted=asked.name in beside.accepted,
        doubts=tuple(doubt for doubt in beside.doubts if doubt.name == asked.name),
    )


def carried(said: Mapping[str, str], last: Said | None, keep: Iterable[str]) -> dict[str, str]:
    """What the record says, and in the empty places that are marked to keep, what was entered last."""
    values = dict(said)
    for name in keep:
        if last and not values.get(name) and name in last.values and not name.endswith(f".{ID_NUMBER}"):
            values[name] = last.values[name]
    return values


def conflicts_of(kind: RecordType, typed: Mapping[str, str], now: Said) -> tuple[Conflict, ...]:
    """Where the record says otherwise than what was typed; an ID number is never among the texts."""
    names = [name for name in typed if not name.endswith(f".{ID_NUMBER}") and typed[name] != now.values.get(name, "")]
    return tuple(Conflict(label_of_place(kind, name), typed[name], now.values.get(name, "")) for name in names)
