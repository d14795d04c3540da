"""A made-up room with shelves, and records to put there; made through the acts."""

from __future__ import annotations

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.storerooms.actions import Boxing, Level, box_records, enter_room, furnish_place, plan_boxing
from lantai.holdings.storerooms.models import Box, Movement, Place


def room(name="库1", *, racks=2, shelves=3, capacity_mm=100, institution=None) -> Place:
    """A room of racks with shelves."""
    made = enter_room(actor=OPERATOR, institution=institution or InstitutionFactory(), kind="room", name=name)
    furnish_place(
        actor=OPERATOR,
        place=made,
        levels=[Level("rack", 1, racks), Level("shelf", 1, shelves)],
        capacity_mm=capacity_mm,
    )
    return made


def shelf(path="库1-1-1") -> Place:
    return Place.objects.get(path=path)


def items(fonds, count, *, year=1987, first=1, pages=10):
    """A run of items."""
    return [
        RecordFactory(fonds=fonds, code=f"{fonds.code}-WS·{year}-Y-{n:04d}", year=year, pages_declared=pages)
        for n in range(first, first + count)
    ]


def boxed(fonds, **asked) -> Movement:
    """Everything of the fonds that lies nowhere, put into boxes."""
    wanted = Boxing(**({"items": 4} | asked))
    digest = plan_boxing(fonds, wanted).digest
    return box_records(actor=OPERATOR, fonds=fonds, asked=wanted, digest=digest)


def boxes() -> list[Box]:
    return list(Box.objects.present().order_by("pk"))
