"""The storeroom of the demonstration: a room with racks and shelves, and a few boxes with the papers of one fonds."""

from __future__ import annotations

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.models import Institution
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.storerooms.actions import (
    Climate,
    Level,
    enter_box,
    enter_room,
    furnish_place,
    put_papers,
    shelve_boxes,
)
from lantai.holdings.storerooms.models import Place

ROOM, SHELF_MM, BOX_MM = "一号库", 900, 30
BOXES, IN_A_BOX = 4, 6
CLIMATE = Climate(14, 24, 45, 60)
"""The limits of JGJ 25-2010 for paper."""


def furnish(archive: Institution) -> int:
    """Enter room, shelves and boxes, and put papers into the boxes; gives how many boxes. Nothing is done twice."""
    if Place.objects.filter(institution=archive, path=ROOM).exists():
        return 0
    room = enter_room(actor=OPERATOR, institution=archive, kind="room", name=ROOM, climate=CLIMATE)
    furnish_place(actor=OPERATOR, place=room, levels=[Level("rack", 1, 3), Level("shelf", 1, 5)], capacity_mm=SHELF_MM)
    fonds = Fonds.objects.filter(institution=archive).order_by("code").first()
    records = list(Record.objects.filter(fonds=fonds, parent=None).order_by("code_key", "pk")[: BOXES * IN_A_BOX])
    if fonds is None or not records:
        return 0
    boxes = []
    for number, at in enumerate(range(0, len(records), IN_A_BOX), 1):
        box = enter_box(actor=OPERATOR, fonds=fonds, number=str(number), thickness_mm=BOX_MM)
        put_papers(actor=OPERATOR, records=records[at : at + IN_A_BOX], to=box)
        boxes.append(box)
    shelf = Place.objects.filter(room=room, kind="shelf").order_by("order_key")[0]
    shelve_boxes(actor=OPERATOR, boxes=boxes, start=shelf)
    return len(boxes)
