"""Taking a list of locations over: looked through first, then one movement, which is taken back like any other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.db.models import Max, Model, QuerySet
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.base.common.findings import Finding, Severity, declare
from lantai.base.common.rows import insert_values
from lantai.holdings.catalogue.codes import canonical
from lantai.holdings.catalogue.models import Record
from lantai.holdings.storerooms.actions.moving import carry_out
from lantai.holdings.storerooms.actions.putting import PAPER_ROW, NothingToMove, begin, papers_of
from lantai.holdings.storerooms.location_list import LocationRow
from lantai.holdings.storerooms.models import Box, MovedPaper, Movement, Paper, Place

RECORD_UNKNOWN = declare(
    "storerooms.location_record_unknown",
    gettext_noop("Row %(row)s: there is no record %(code)s in this archive."),
    gettext_noop("Correct the reference code, or describe the record first."),
)
PLACE_UNKNOWN = declare(
    "storerooms.location_place_unknown",
    gettext_noop("Row %(row)s: “%(place)s” is no box of this fonds and no shelf of this archive."),
    gettext_noop("Write the number or barcode of a box, or the path of a shelf as the storeroom page shows it."),
)
LISTED_TWICE = declare(
    "storerooms.location_listed_twice",
    gettext_noop("Row %(row)s: %(code)s stands in the list before; this row was left out."),
    gettext_noop("Leave the row that is right."),
)
BOX_ELSEWHERE = declare(
    "storerooms.location_box_elsewhere",
    gettext_noop(
        "Row %(row)s: box %(box)s does not stand on “%(place)s”; the paper goes into the box where it stands."
    ),
    gettext_noop("Shelve the box there if the list is right."),
)
M = TypeVar("M", bound=Model)
_PIECE = 500


@dataclass(frozen=True, slots=True)
class LocationPlan:
    """What would be moved where, how many lie there already, and what is to be said about the rows."""

    moves: tuple[tuple[Record, Box | Place], ...]
    there: int
    findings: tuple[Finding, ...]


def plan_locations(institution: Institution, rows: Sequence[LocationRow]) -> LocationPlan:
    """Look the list through and change nothing. The same few questions for five hundred rows each."""
    known = _records(institution, rows)
    house = _House(institution, rows, list(known.values()))
    moves: list[tuple[Record, Box | Place]] = []
    findings: list[Finding] = []
    seen: set[int] = set()
    for row in rows:
        record, told = known.get(canonical(row.code)), {"row": row.number, "code": row.code[:120]}
        if record is None:
            findings.append(Finding(RECORD_UNKNOWN, Severity.ERROR, row.code[:120], told))
        elif record.pk in seen:
            findings.append(Finding(LISTED_TWICE, Severity.WARNING, row.code[:120], told))
        elif (to := house.at(record, row)) is None:
            told["place"] = (row.box or row.place)[:120]
            findings.append(Finding(PLACE_UNKNOWN, Severity.ERROR, row.code[:120], told))
        else:
            seen.add(record.pk)
            moves.append((record, to))
            if isinstance(to, Box) and row.place and (to.place is None or to.place.path != row.place):
                told |= {"box": to.number, "place": row.place[:120]}
                findings.append(Finding(BOX_ELSEWHERE, Severity.WARNING, row.code[:120], told))
    left = [(record, to) for record, to in moves if not house.lies(record, to)]
    return LocationPlan(tuple(left), len(moves) - len(left), tuple(findings))


@transaction.atomic
def take_over_locations(
    *, actor: Actor, institution: Institution, rows: Sequence[LocationRow], name: str = ""
) -> tuple[Movement, LocationPlan]:
    """Put every paper where its row says, in one movement; rows with an error are left out. Raises `NothingToMove`."""
    require(actor, Right.KEEP_STORES, institution.code)
    plan = plan_locations(institution, rows)
    if not plan.moves:
        raise NothingToMove
    papers = {paper.record_id: paper for paper in papers_of([record for record, _to in plan.moves])}
    subject = name[:200] or plan.moves[0][0].code
    movement = begin(actor, Movement.Kind.PUT, plan.moves[0][1], subject=subject, papers=len(plan.moves))
    insert_values(MovedPaper, PAPER_ROW, list(_moved(movement, plan, papers)))
    carry_out(movement)
    data = {"to": subject, "papers": len(plan.moves), "left_out": len(rows) - len(plan.moves) - plan.there}
    record_event("paper:put", actor=actor, subject=("movement", movement.ulid), data=data)
    return movement, plan


def _moved(
    movement: Movement, plan: LocationPlan, papers: dict[int, Paper]
) -> Iterator[tuple[int, int, int | None, int | None, int, int | None, int | None, int]]:
    boxes = {to.pk for _record, to in plan.moves if isinstance(to, Box)}
    places = {to.pk for _record, to in plan.moves if isinstance(to, Place)}
    last: Counter[tuple[str, int]] = Counter()
    for column, wanted in (("box", boxes), ("place", places)):
        asked = Paper.objects.filter(**{f"{column}__isnull": False}).order_by().values_list(column)
        for at in range(0, len(ends := sorted(wanted)), _PIECE):
            found = asked.filter(**{f"{column}__in": ends[at : at + _PIECE]}).annotate(n=Max("position"))
            last.update({(column, pk): n for pk, n in found})
    for record, to in plan.moves:
        paper = papers[record.pk]
        column = "box" if isinstance(to, Box) else "place"
        last[column, to.pk] += 1
        box, place = (to.pk, None) if column == "box" else (None, to.pk)
        yield movement.pk, paper.pk, paper.box_id, paper.place_id, paper.position, box, place, last[column, to.pk]


def _records(institution: Institution, rows: Sequence[LocationRow]) -> dict[str, Record]:
    own = Record.objects.filter(institution_id=institution.code)
    return {record.code_key: record for record in _found(own, "code_key", (canonical(row.code) for row in rows))}


class _House:
    """Boxes, shelves and papers that the rows speak of, looked up in pieces."""

    def __init__(self, institution: Institution, rows: Sequence[LocationRow], records: Sequence[Record]) -> None:
        boxes = Box.objects.present().filter(institution=institution).select_related("place")
        places = Place.objects.filter(institution=institution)
        self._labels = {box.barcode: box for box in _found(boxes, "barcode", (row.box.upper() for row in rows))}
        self._numbers: dict[tuple[int, str], list[Box]] = {}
        for box in _found(boxes, "number", (row.box for row in rows)):
            self._numbers.setdefault((box.fonds_id, box.number), []).append(box)
        self._places = {place.path: place for place in _found(places, "path", (row.place for row in rows))}
        papers = _found(Paper.objects.all(), "record", (record.pk for record in records))
        self._lying = {(paper.record_id, paper.box_id, paper.place_id) for paper in papers}

    def at(self, record: Record, row: LocationRow) -> Box | Place | None:
        """The box with this barcode, or the one of the record's fonds with this number, else the shelf of this path."""
        if row.box:
            numbered = self._numbers.get((record.fonds_id, row.box), [])
            return self._labels.get(row.box.upper()) or (numbered[0] if len(numbered) == 1 else None)
        place = self._places.get(row.place)
        return place if place is not None and place.holds else None

    def lies(self, record: Record, to: Box | Place) -> bool:
        at = (to.pk, None) if isinstance(to, Box) else (None, to.pk)
        return (record.pk, *at) in self._lying


def _found(asked: QuerySet[M], field: str, values: Iterable[object]) -> Iterator[M]:
    """Rows whose field has one of these values, five hundred at a time."""
    wanted = [value for value in dict.fromkeys(values) if value]
    for at in range(0, len(wanted), _PIECE):
        yield from asked.filter(**{f"{field}__in": wanted[at : at + _PIECE]})
