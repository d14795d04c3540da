"""Boxing (装盒): a run of codes of a fonds goes into new boxes by number of items or by thickness.

A plan is made from what was asked and looked at first; what is carried out is the same plan or nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.rows import insert_rows, insert_values
from lantai.holdings.catalogue.bindings import Deed, obstacles
from lantai.holdings.catalogue.codes import canonical
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.storerooms.actions.moving import carry_out
from lantai.holdings.storerooms.actions.numbering import BOX, take_barcodes
from lantai.holdings.storerooms.actions.places import order_of
from lantai.holdings.storerooms.actions.putting import PAPER_ROW, begin, papers_of
from lantai.holdings.storerooms.models import Box, MovedPaper, Movement, Paper

MOST = 20_000
PAGES_A_MM = 8
"""Pages in a millimetre of paper, where nobody says otherwise: sheets of 0.11 mm with a little air."""
_FIELDS = ("pk", "ulid", "institution_id", "code", "code_key", "pages_declared")
_PIECE = 500
_LAST = "\uffff"


class RunUnclear(ArchiveError):
    code = "storerooms.run_unclear"
    message = gettext_noop("%(first)s and %(last)s are not of one run of codes.")
    hint = gettext_noop("Both must be the same up to their last number, and the first must not come behind the last.")
    http_status = 422


class NothingToBox(ArchiveError):
    code = "storerooms.nothing_to_box"
    message = gettext_noop("Fonds %(fonds)s has no such record that lies in no box yet.")
    hint = gettext_noop("Look at codes, year and retention; papers that lie somewhere are moved on their box's page.")
    http_status = 404


class TooMuchToBox(ArchiveError):
    code = "storerooms.too_much_to_box"
    message = gettext_noop("More than %(most)s records would be boxed at once.")
    hint = gettext_noop("Box one run of codes after the other, or year by year.")
    http_status = 422


class PlanHasChanged(ArchiveError):
    code = "storerooms.plan_has_changed"
    message = gettext_noop("What would be boxed is not what was looked at any more.")
    hint = gettext_noop("Look at the plan as it is now, and carry that out. Nothing was moved.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class Boxing:
    """What is asked for. `items` a box, or as many pages as fit into `thickness_mm`, where that is 0.

    `as_listed`: by the box numbers (盒号) of the list with which the records came, where it gives them.
    """

    level: str = Record.Level.ITEM
    first: str = ""
    last: str = ""
    year: int | None = None
    retention: str = ""
    items: int = 0
    thickness_mm: int = 30
    pages_a_mm: int = PAGES_A_MM
    number: int = 1
    mixed: bool = False
    as_listed: bool = False

    @property
    def pages_a_box(self) -> int:
        return max(self.thickness_mm * self.pages_a_mm, 1)


@dataclass(frozen=True, slots=True)
class PlannedBox:
    """One box of a plan."""

    number: str
    records: tuple[Record, ...]
    pages: int

    @property
    def first(self) -> str:
        return self.records[0].code

    @property
    def last(self) -> str:
        return self.records[-1].code


@dataclass(frozen=True, slots=True)
class BoxingPlan:
    """Which records go into which new box; those that lie somewhere already are left where they are.

    Nothing is made ready for what has no papers any more: of what was destroyed only the description is left.
    """

    boxes: tuple[PlannedBox, ...]
    placed: int
    uncounted: int

    @property
    def records(self) -> int:
        return sum(len(box.records) for box in self.boxes)

    @property
    def digest(self) -> str:
        """The same for the same plan only."""
        told = ";".join(f"{box.number}:{','.join(str(each.pk) for each in box.records)}" for box in self.boxes)
        return hashlib.sha256(told.encode()).hexdigest()[:24]


def plan_boxing(fonds: Fonds, asked: Boxing) -> BoxingPlan:
    """The plan, in the order a person counts. Raises `RunUnclear`, `NothingToBox`, `TooMuchToBox`."""
    return _divided(fonds, _wanted(fonds, asked), asked)


def plan_together(fonds: Fonds, records: Sequence[Record], asked: Boxing) -> BoxingPlan:
    """The plan for these records and no others, whatever their codes. Raises `NothingToBox`, `TooMuchToBox`."""
    if len(records) > MOST:
        raise TooMuchToBox(most=f"{MOST:,}")
    return _divided(fonds, sorted(records, key=lambda record: order_of(record.code_key)), asked)


def _divided(fonds: Fonds, records: Sequence[Record], asked: Boxing) -> BoxingPlan:
    pks = [record.pk for record in records]
    placed, gone = _placed(pks), {each.record for each in obstacles(pks, Deed.SHELVE)}
    waiting = [record for record in records if record.pk not in placed and record.pk not in gone]
    if not waiting:
        raise NothingToBox(fonds=fonds.code)
    counted = [each.pages_declared for each in waiting if each.pages_declared]
    usual = max(round(sum(counted) / len(counted)), 1) if counted else 1
    boxes = tuple(
        PlannedBox(str(number), tuple(group), sum(each.pages_declared or usual for each in group))
        for number, group in _numbered(waiting, asked, usual)
    )
    return BoxingPlan(boxes, len(placed), len(waiting) - len(counted))


def _wanted(fonds: Fonds, asked: Boxing) -> list[Record]:
    records = Record.objects.filter(fonds=fonds, level=asked.level)
    if asked.level == Record.Level.ITEM:
        records = records.filter(parent__isnull=True)
    if asked.year is not None:
        records = records.filter(year=asked.year)
    if asked.retention:
        records = records.filter(retention=asked.retention)
    prefix, lowest, highest = _run(asked)
    if prefix:
        records = records.filter(code_key__startswith=prefix)
        if connection.vendor == "sqlite":  # which compares text as bytes: the index of codes answers
            records = records.filter(code_key__gte=prefix, code_key__lt=prefix + _LAST)
    found = list(records.only(*_FIELDS).order_by()[: MOST + 1])
    if len(found) > MOST:
        raise TooMuchToBox(most=f"{MOST:,}")
    numbered = [(order_of(record.code_key), record) for record in found]
    within = [each for each in numbered if (not lowest or each[0] >= lowest) and (not highest or each[0] <= highest)]
    return [record for _key, record in sorted(within, key=lambda each: each[0])]


def _run(asked: Boxing) -> tuple[str, str, str]:
    """What all codes of the run begin with, and its ends as they are ordered by."""
    first, last = canonical(asked.first), canonical(asked.last)
    if not (first or last):
        return "", "", ""
    prefix = (first or last).rpartition("-")[0]
    ends = order_of(first), order_of(last)
    if not prefix or (first and last and (last.rpartition("-")[0] != prefix or ends[0] > ends[1])):
        raise RunUnclear(first=asked.first or "…", last=asked.last or "…")
    return prefix + "-", *ends


def _placed(pks: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(pks), _PIECE):
        papers = Paper.objects.filter(record__in=pks[start : start + _PIECE])
        found |= set(papers.exclude(box__isnull=True, place__isnull=True).values_list("record", flat=True))
    return found


def _numbered(records: Sequence[Record], asked: Boxing, usual: int) -> Iterator[tuple[str, list[Record]]]:
    """As the list numbers the boxes, where it gives every record one; else as full as was asked for."""
    listed = [str(record.fields.get("box", "")).strip()[:40] for record in records] if asked.as_listed else []
    if listed and all(listed):
        groups: dict[str, list[Record]] = {}
        for number, record in zip(listed, records, strict=True):
            groups.setdefault(number, []).append(record)
        yield from groups.items()
        return
    for next_number, group in enumerate(_groups(records, asked, usual), asked.number):
        yield str(next_number), group


def _groups(records: Sequence[Record], asked: Boxing, usual: int) -> Iterator[list[Record]]:
    """A box is closed when it is full, and, unless they may be mixed, where another run of codes begins."""
    group: list[Record] = []
    pages = 0
    for record in records:
        more = record.pages_declared or usual
        full = len(group) >= asked.items if asked.items else pages + more > asked.pages_a_box
        if group and (full or (not asked.mixed and _sequence(record) != _sequence(group[-1]))):
            yield group
            group, pages = [], 0
        group.append(record)
        pages += more
    if group:
        yield group


def _sequence(record: Record) -> str:
    return record.code_key.rpartition("-")[0]


@transaction.atomic
def box_records(*, actor: Actor, fonds: Fonds, asked: Boxing, digest: str, reason: str = "") -> Movement:
    """Carry out the plan with this digest: boxes with their numbers and barcodes, and every paper in its box.

    One statement a table, whatever the number of records. Raises `PlanHasChanged` and what `plan_boxing` raises.
    """
    require(actor, Right.KEEP_STORES, fonds.institution.code)
    plan = plan_boxing(fonds, asked)
    if plan.digest != digest:
        raise PlanHasChanged
    return _carried(actor, fonds, plan, asked, reason)


@transaction.atomic
def box_together(*, actor: Actor, fonds: Fonds, records: Sequence[Record], asked: Boxing, reason: str = "") -> Movement:
    """Box these records and no others, as `asked` divides them; those that lie somewhere stay there.

    They came together, so nobody has to look for them by codes. Raises `NothingToBox`, `TooMuchToBox`.
    """
    require(actor, Right.KEEP_STORES, fonds.institution.code)
    return _carried(actor, fonds, plan_together(fonds, records, asked), asked, reason)


def _carried(actor: Actor, fonds: Fonds, plan: BoxingPlan, asked: Boxing, reason: str) -> Movement:
    boxes = _make_boxes(fonds, plan, asked.thickness_mm)
    records = [record for planned in plan.boxes for record in planned.records]
    papers = {paper.record_id: paper for paper in papers_of(records)}
    subject = f"{fonds.code} {boxes[0].number}-{boxes[-1].number}"
    movement = begin(
        actor, Movement.Kind.BOXED, boxes[0], subject=subject, reason=reason, boxes=len(boxes), papers=len(records)
    )
    moved = (
        (movement.pk, papers[record.pk].pk, None, None, 0, box.pk, None, n)
        for box, planned in zip(boxes, plan.boxes, strict=True)
        for n, record in enumerate(planned.records, 1)
    )
    insert_values(MovedPaper, PAPER_ROW, moved)
    carry_out(movement)
    data = {"boxes": subject, "papers": len(records), "first": plan.boxes[0].first, "last": plan.boxes[-1].last}
    data["reason"] = movement.reason
    record_event("box:fill", actor=actor, subject=("movement", movement.ulid), data=data)
    return movement


def _make_boxes(fonds: Fonds, plan: BoxingPlan, thickness_mm: int) -> Sequence[Box]:
    made = [
        Box(
            institution_id=fonds.institution.code, fonds=fonds, number=planned.number, barcode=barcode,
            thickness_mm=thickness_mm,
        )
        for planned, barcode in zip(plan.boxes, take_barcodes(BOX, len(plan.boxes)), strict=True)
    ]  # fmt: skip
    return insert_rows(made)
