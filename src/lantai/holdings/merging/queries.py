"""What the pages of merging show: two records before they are merged, one merge, the list, and where a record went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lantai.base.accounts.access import Actor, Right, Scope
from lantai.base.common.errors import ArchiveError
from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.holdings.catalogue.models import Component, Record
from lantai.holdings.description.models import RecordPair
from lantai.holdings.description.past import component_line, text_now, texts_at
from lantai.holdings.description.queries import record_to_describe
from lantai.holdings.description.slots import label_of_key, shown
from lantai.holdings.description.wording import Stretch, difference
from lantai.holdings.merging.actions import refusal_of
from lantai.holdings.merging.choosing import (
    Choices,
    Element,
    PersonChoice,
    components_to_move,
    elements_of,
    persons_of,
)
from lantai.holdings.merging.models import Merge
from lantai.holdings.merging.moving import in_words, what_moves

SHEET = 50
FURTHEST = 50
"""So many merges one behind another are followed."""


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """One thing that somebody else changed while the form was open: what it said, and what it says now."""

    code: str
    label: str
    before: str
    now: str

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        return difference(self.before, self.now)


@dataclass(frozen=True)
class MergeView:
    """Two records side by side, with what is chosen or offered; `meanwhile` where the form was overtaken."""

    keep: Record
    absorb: Record
    refusal: ArchiveError | None
    elements: Sequence[Element] = ()
    persons: Sequence[PersonChoice] = ()
    components: Sequence[Component] = ()
    choices: Choices = field(default_factory=Choices)
    meanwhile: Sequence[Meanwhile] = ()

    @property
    def differing(self) -> list[Element]:
        return [each for each in self.elements if each.differs]

    @property
    def agreeing(self) -> list[Element]:
        return [each for each in self.elements if not each.differs]

    @property
    def component_lines(self) -> list[str]:
        said = ("kind", "title", "page_from", "page_to", "note")
        return [component_line({name: getattr(each, name) for name in said}) for each in self.components]

    @property
    def moves(self) -> list[str]:
        """What goes over, as it is chosen now."""
        same = sum(1 for each in self.persons if each.same)
        components = len(self.components) if self.choices.components else 0
        return in_words(what_moves(self.absorb, same=same, components=components))


def merge_view(keep: Record, absorb: Record, choices: Choices, *, seen: tuple[int, int] | None = None) -> MergeView:
    """The page before merging; `seen` are the versions an overtaken form was made from."""
    refusal = refusal_of(keep, absorb)
    if refusal:
        return MergeView(keep, absorb, refusal)
    elements = elements_of(keep, absorb, choices.texts)
    persons = persons_of(keep, absorb, choices.same)
    changed = _meanwhile(keep, seen[0]) + _meanwhile(absorb, seen[1]) if seen else []
    return MergeView(keep, absorb, None, elements, persons, components_to_move(keep, absorb), choices, changed)


def _meanwhile(record: Record, version: int) -> list[Meanwhile]:
    if not 0 < version < record.version:
        return []
    keys = [*(each.key for each in elements_of(record, record) if each.key not in {"parent", "series"}), "persons"]
    before = texts_at(record, version, keys)
    now = {key: text_now(record, key) for key in keys}
    return [
        Meanwhile(record.code, label_of_key(key), shown(key, before[key]), shown(key, now[key]))
        for key in keys
        if before[key] != now[key]
    ]


def both_to_describe(keep: str, absorb: str, actor: Actor) -> tuple[Record, Record] | None:
    """Two records this person may change, or None: unknown and not theirs look the same."""
    first, second = record_to_describe(keep, actor), record_to_describe(absorb, actor)
    return (first, second) if first and second else None


def merges(scope: Scope, *, place: str) -> Sheet[Merge]:
    """A sheet of what was merged in these institutions, the newest first: two queries."""
    rows = Merge.objects.within(scope)
    total = total_of(rows)
    if not total:
        return Sheet((), total)
    return sheet_of(rows.whole().defer("journal"), by=["-id"], place=place, size=SHEET, total=total)


def merge_at(ulid: str, actor: Actor) -> Merge | None:
    """One merge in an archive where this person describes, or None."""
    codes = actor.institutions_with(Right.DESCRIBE)
    rows = Merge.objects.whole()
    found = rows if "*" in codes else rows.filter(fonds__institution__code__in=codes)
    return found.filter(ulid=ulid).first()


def merge_of(absorbed: str, actor: Actor) -> Merge | None:
    """The merge by which a record went into another, when it still stands."""
    codes = actor.institutions_with(Right.DESCRIBE)
    rows = Merge.objects.standing().whole().filter(absorbed__ulid=absorbed)
    return (rows if "*" in codes else rows.filter(fonds__institution__code__in=codes)).first()


def taken_over(merge: Merge) -> list[str]:
    """The names of what the kept record says since in the other's words, in the language of the page."""
    keys = [f"{name}:{inner}" if inner else name for name, inners in merge.taken.items() for inner in (inners or [""])]
    return [label_of_key(key) for key in keys]


def absorbed_by(record: Record) -> list[Merge]:
    """What was merged into a record, in what was merged into that, and so on: a query a step, mostly one."""
    found: list[Merge] = []
    wanted = [record.pk]
    while wanted and len(found) < FURTHEST:
        rows = Merge.objects.standing().filter(kept__in=wanted).defer("journal").select_related("absorbed")
        step = list(rows.order_by("-pk")[:FURTHEST])
        found += step
        wanted = [merge.absorbed_id for merge in step]
    return found


@dataclass(frozen=True, slots=True)
class Successor:
    """Where what a retired record had is found now; `before` pages stand before its own there."""

    ulid: str
    before: int


def successor_of(ulid: str, scope: Scope) -> Successor | None:
    """The record that is there now instead of a retired one, if this reader may see it. Two queries mostly."""
    retired = Record.every.filter(ulid=ulid, merged_into__isnull=False).values_list("pk", flat=True).first()
    if retired is None:
        return None
    row: int = retired
    before = 0
    for _step in range(FURTHEST):
        merge = Merge.objects.standing().filter(absorbed=row).values_list("kept", "before").first()
        if merge is None:
            break
        row, before = merge[0], before + merge[1]
    found = Record.objects.visible_to(scope).filter(pk=row).values_list("ulid", flat=True).first()
    return Successor(found, before) if found else None


def next_pair(scope: Scope) -> RecordPair | None:
    """The surest pair that is still to be decided."""
    rows = RecordPair.objects.within(scope).filter(state=RecordPair.State.PROPOSED)
    return rows.with_records().order_by("doubt", "id").first()
