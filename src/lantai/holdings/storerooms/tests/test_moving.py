"""Moving paper: places, boxing, shelving and the way back, each in a constant number of statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantai.base.accounts.access import OPERATOR, NotAllowed, Role, actor_of
from lantai.base.accounts.tests.factories import InstitutionFactory, outsider, person
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.storerooms.actions import (
    Boxing,
    Level,
    MovedOn,
    MovementUndone,
    NoRoomLeft,
    NotAShelf,
    NothingToBox,
    OtherArchive,
    PlaceInUse,
    PlaceIsThere,
    PlaceMisfits,
    PlanHasChanged,
    RunUnclear,
    box_records,
    clear_place,
    enter_box,
    furnish_place,
    plan_boxing,
    put_papers,
    remove_place,
    shelve_boxes,
    undo_movement,
)
from lantai.holdings.storerooms.models import Box, Movement, Paper, Place
from lantai.holdings.storerooms.tests.factories import boxed, boxes, items, room, shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def fonds():
    return FondsFactory()


def test_a_room_is_furnished_in_order_with_a_barcode_on_every_place():
    made = room(racks=12, shelves=2)

    inside = Place.objects.filter(room=made).order_by("order_key")
    assert [p.path for p in inside if p.kind == "rack"][:3] == ["库1-1", "库1-2", "库1-3"]
    assert inside.filter(kind="shelf", capacity_mm=100).count() == 24
    assert len({p.barcode for p in Place.objects.all()}) == 1 + 12 + 24
    with pytest.raises(PlaceIsThere):
        furnish_place(actor=OPERATOR, place=made, levels=[Level("rack", 12, 13)])
    with pytest.raises(PlaceMisfits):
        furnish_place(actor=OPERATOR, place=made, levels=[Level("shelf", 1, 1), Level("row", 1, 1)])


def test_a_place_that_was_used_is_not_taken_out(fonds):
    made = room()
    box = enter_box(actor=OPERATOR, fonds=fonds, number="1", thickness_mm=30)
    movement = shelve_boxes(actor=OPERATOR, boxes=[box], start=shelf())

    with pytest.raises(PlaceInUse):
        remove_place(actor=OPERATOR, place=made)
    undo_movement(actor=OPERATOR, movement=movement)
    with pytest.raises(PlaceInUse):
        remove_place(actor=OPERATOR, place=made)
    assert remove_place(actor=OPERATOR, place=Place.objects.get(path="库1-2")) == 4


def test_a_run_goes_into_boxes_by_number_and_a_new_run_begins_a_new_box(fonds):
    items(fonds, 6)
    items(fonds, 3, year=1988)

    boxed(fonds, items=4, number=5)

    assert [(b.number, b.papers, b.first_code, b.last_code) for b in boxes()] == [
        ("5", 4, "J001-WS·1987-Y-0001", "J001-WS·1987-Y-0004"),
        ("6", 2, "J001-WS·1987-Y-0005", "J001-WS·1987-Y-0006"),
        ("7", 3, "J001-WS·1988-Y-0001", "J001-WS·1988-Y-0003"),
    ]
    assert list(Paper.objects.filter(box__number="7").order_by("position").values_list("position", flat=True)) == [
        1, 2, 3,
    ]  # fmt: skip


def test_boxes_are_filled_by_thickness_and_unknown_pages_count_as_the_mean(fonds):
    items(fonds, 4, pages=100)
    Record.objects.filter(code__endswith="0004").update(pages_declared=None)

    plan = plan_boxing(fonds, Boxing(thickness_mm=30, pages_a_mm=8))

    assert [(box.pages, len(box.records)) for box in plan.boxes] == [(200, 2), (200, 2)]
    assert plan.uncounted == 1


def test_a_range_counts_as_a_person_does_and_leaves_what_lies_somewhere(fonds):
    for n in (2, 9, 10, 11):
        items(fonds, 1, first=n)
    Record.objects.filter(code__endswith="0009").update(code="J001-WS·1987-Y-9", code_key="J001-WS·1987-Y-9")
    put_papers(actor=OPERATOR, records=[Record.objects.get(code__endswith="0010")], to=_box(fonds))

    plan = plan_boxing(fonds, Boxing(first="J001-WS·1987-Y-9", last="J001-WS·1987-Y-11", items=9))

    assert [record.code[-2:] for record in plan.boxes[0].records] == ["-9", "11"]
    assert plan.placed == 1
    with pytest.raises(RunUnclear):
        plan_boxing(fonds, Boxing(first="J001-WS·1987-Y-11", last="J001-WS·1988-Y-12", items=9))


def _box(fonds, number="99"):
    return enter_box(actor=OPERATOR, fonds=fonds, number=number, thickness_mm=30)


def test_a_plan_that_is_not_the_one_looked_at_is_refused(fonds):
    items(fonds, 3)
    digest = plan_boxing(fonds, Boxing(items=2)).digest
    items(fonds, 1, first=9)

    with pytest.raises(PlanHasChanged):
        box_records(actor=OPERATOR, fonds=fonds, asked=Boxing(items=2), digest=digest)
    assert not Box.objects.exists()


def test_boxing_is_taken_back_and_can_be_done_again(fonds):
    items(fonds, 5)
    movement = boxed(fonds)

    undo_movement(actor=OPERATOR, movement=movement)

    assert boxes() == []
    assert not Paper.objects.exclude(box=None, place=None).exists()
    assert boxed(fonds).papers == 5
    with pytest.raises(MovementUndone):
        undo_movement(actor=OPERATOR, movement=movement)


def test_what_was_moved_on_is_not_taken_back(fonds):
    records = items(fonds, 3)
    movement = boxed(fonds)
    put_papers(actor=OPERATOR, records=records[:1], to=_box(fonds))

    with pytest.raises(MovedOn, match="J001-WS·1987-Y-0001"):
        undo_movement(actor=OPERATOR, movement=movement)
    movement.refresh_from_db()
    assert movement.undone_at is None


def test_boxing_costs_the_same_number_of_statements_for_any_number_of_records(fonds):
    costs = []
    for year, count in ((1986, 1), (1987, 4), (1988, 40)):
        items(fonds, count, year=year)
        asked = Boxing(items=2, year=year)
        digest = plan_boxing(fonds, asked).digest
        with CaptureQueriesContext(connection) as asking:
            movement = box_records(actor=OPERATOR, fonds=fonds, asked=asked, digest=digest)
        with CaptureQueriesContext(connection) as undoing:
            undo_movement(actor=OPERATOR, movement=movement)
        costs.append((len(asking), len(undoing)))

    assert costs[1] == costs[2]


def test_boxes_stand_on_shelves_in_order_until_each_is_full(fonds):
    room(capacity_mm=100)
    items(fonds, 20)
    boxed(fonds, items=4)

    shelve_boxes(actor=OPERATOR, boxes=boxes(), start=shelf("库1-1-3"))

    assert [(b.place.path, b.position) for b in boxes()] == [
        ("库1-1-3", 1), ("库1-1-3", 2), ("库1-1-3", 3), ("库1-2-1", 1), ("库1-2-1", 2),
    ]  # fmt: skip
    assert (shelf("库1-1-3").boxes, shelf("库1-1-3").used_mm, shelf("库1-1-3").fill) == (3, 90, 90)


def test_boxes_that_do_not_fit_are_refused_before_any_is_moved(fonds):
    room(racks=1, shelves=1, capacity_mm=50)
    items(fonds, 8)
    boxed(fonds)

    with pytest.raises(NoRoomLeft):
        shelve_boxes(actor=OPERATOR, boxes=boxes(), start=shelf())
    assert not Box.objects.exclude(place=None).exists()


def test_a_whole_shelf_is_moved_and_brought_back(fonds):
    room()
    records = items(fonds, 9)
    boxed(fonds, last="J001-WS·1987-Y-0008")
    shelve_boxes(actor=OPERATOR, boxes=boxes(), start=shelf())
    put_papers(actor=OPERATOR, records=records[8:], to=shelf(), thickness_mm=7)

    movement = clear_place(actor=OPERATOR, place=shelf(), to=shelf("库1-2-3"), reason="漏水")

    assert (shelf().used_mm, shelf().boxes, shelf().papers) == (0, 0, 0)
    assert (shelf("库1-2-3").used_mm, shelf("库1-2-3").boxes, shelf("库1-2-3").papers) == (67, 2, 1)
    undo_movement(actor=OPERATOR, movement=movement)
    assert (shelf().used_mm, shelf().boxes, shelf().papers) == (67, 2, 1)
    assert Movement.objects.filter(reason="漏水").count() == 1


def test_nothing_goes_into_a_room_itself_or_into_another_archive(fonds):
    made = room()
    record = items(fonds, 1)[0]
    elsewhere = room("库9", institution=InstitutionFactory(code="LT99", name="别处档案馆"))

    with pytest.raises(NotAShelf):
        put_papers(actor=OPERATOR, records=[record], to=made)
    with pytest.raises(OtherArchive):
        put_papers(actor=OPERATOR, records=[record], to=Place.objects.filter(room=elsewhere, kind="shelf")[0])
    with pytest.raises(NothingToBox):
        plan_boxing(fonds, Boxing(level="volume", items=2))


@pytest.mark.parametrize("role", [Role.ARCHIVIST, Role.PROOFREADER, Role.SYSTEM_ADMINISTRATOR])
def test_only_store_keepers_of_the_archive_move_anything(fonds, role):
    room()
    items(fonds, 1)
    others = [actor_of(person(role)), actor_of(outsider(Role.STORE_KEEPER))]

    for actor in others:
        with pytest.raises(NotAllowed):
            box_records(actor=actor, fonds=fonds, asked=Boxing(items=1), digest="")
