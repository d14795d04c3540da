"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

import datetime as dt

from lantai.base.accounts.access import OPERATOR, Actor
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.storerooms.actions import (
    Borrowing,
    Boxing,
    Level,
    begin_stock_taking,
    box_records,
    box_together,
    change_box,
    change_place,
    clear_place,
    close_stock_taking,
    decide_line,
    enter_box,
    enter_room,
    furnish_place,
    lend_papers,
    mark_seen,
    plan_boxing,
    print_labels,
    prolong_loan,
    put_papers,
    remove_place,
    shelve_boxes,
    take_over_locations,
    take_papers_back,
    undo_movement,
)
from lantai.holdings.storerooms.location_list import LocationRow
from lantai.holdings.storerooms.models import Box, Loan, Movement, Place, StockLine, StockTaking
from tests.architecture.acts import Call, example
from tests.support.world import World


def a_room(world: World) -> Place:
    """A room with two shelves; made when it is first asked for."""
    known = Place.objects.filter(institution=world.institution).rooms().first()
    if known:
        return known
    room = enter_room(actor=OPERATOR, institution=world.institution, kind="room", name="库1")
    furnish_place(actor=OPERATOR, place=room, levels=[Level("rack", 1, 1), Level("shelf", 1, 2)])
    return room


def a_shelf(world: World) -> Place:
    room = a_room(world)
    return Place.objects.filter(room=room, kind="shelf").order_by("order_key")[0]


def a_box(world: World) -> Box:
    known = Box.objects.present().filter(fonds=world.fonds).order_by("pk").first()
    return known or enter_box(actor=OPERATOR, fonds=world.fonds, number="1", thickness_mm=30)


def a_movement(world: World) -> Movement:
    known = Movement.objects.filter(institution=world.institution, undone_at=None).first()
    return known or put_papers(actor=OPERATOR, records=[world.unopened], to=a_box(world))


TODAY = dt.date(2026, 11, 29)


def a_loan(world: World) -> Loan:
    known = Loan.objects.out().filter(institution=world.institution).first()
    return known or lend(world, OPERATOR)


def lend(world: World, actor: Actor) -> Loan:
    asked = Borrowing("程志远", "编史修志", TODAY + dt.timedelta(days=9000))
    return lend_papers(actor=actor, institution=world.institution, records=[world.unopened], asked=asked, today=TODAY)


def a_stock_taking(world: World) -> StockTaking:
    known = StockTaking.objects.filter(institution=world.institution, closed_at=None).first()
    return known or begin_stock_taking(actor=OPERATOR, place=a_room(world))


def a_line(world: World) -> StockLine:
    taking = a_stock_taking(world)
    return mark_seen(actor=OPERATOR, taking=taking, at=a_shelf(world), code=a_box(world).barcode)


@example(enter_room)
def _enter_room(world: World) -> Call:
    return lambda actor: enter_room(actor=actor, institution=world.institution, kind="room", name="库9")


@example(furnish_place)
def _furnish_place(world: World) -> Call:
    room = a_room(world)
    return lambda actor: furnish_place(actor=actor, place=room, levels=[Level("rack", 7, 8)])


@example(change_place)
def _change_place(world: World) -> Call:
    place = a_shelf(world)
    return lambda actor: change_place(actor=actor, place=place, capacity_mm=900)


@example(remove_place)
def _remove_place(world: World) -> Call:
    place = enter_room(actor=OPERATOR, institution=world.institution, kind="room", name="误")
    return lambda actor: remove_place(actor=actor, place=place)


@example(enter_box)
def _enter_box(world: World) -> Call:
    return lambda actor: enter_box(actor=actor, fonds=world.fonds, number="7", thickness_mm=30)


@example(change_box)
def _change_box(world: World) -> Call:
    box = a_box(world)
    return lambda actor: change_box(actor=actor, box=box, number="8", thickness_mm=40)


@example(put_papers)
def _put_papers(world: World) -> Call:
    box = a_box(world)
    return lambda actor: put_papers(actor=actor, records=[world.unopened], to=box)


@example(shelve_boxes)
def _shelve_boxes(world: World) -> Call:
    box, place = a_box(world), a_shelf(world)
    return lambda actor: shelve_boxes(actor=actor, boxes=[box], start=place)


@example(clear_place)
def _clear_place(world: World) -> Call:
    box, place = a_box(world), a_shelf(world)
    shelve_boxes(actor=OPERATOR, boxes=[box], start=place)
    other = Place.objects.filter(room=place.room, kind="shelf").exclude(pk=place.pk)[0]
    return lambda actor: clear_place(actor=actor, place=place, to=other)


@example(box_records)
def _box_records(world: World) -> Call:
    asked = Boxing(items=1)
    digest = plan_boxing(world.fonds, asked).digest
    return lambda actor: box_records(actor=actor, fonds=world.fonds, asked=asked, digest=digest)


@example(box_together)
def _box_together(world: World) -> Call:
    fresh = RecordFactory(fonds=world.fonds, code="0001-WS·1979-Y-BGS-0777")
    return lambda actor: box_together(actor=actor, fonds=world.fonds, records=[fresh], asked=Boxing(items=1))


@example(undo_movement)
def _undo_movement(world: World) -> Call:
    movement = put_papers(actor=OPERATOR, records=[world.unopened], to=a_box(world))
    return lambda actor: undo_movement(actor=actor, movement=movement)


@example(lend_papers)
def _lend_papers(world: World) -> Call:
    return lambda actor: lend(world, actor)


@example(take_papers_back)
def _take_papers_back(world: World) -> Call:
    loan = a_loan(world)
    items = [item.pk for item in loan.items.all()]
    return lambda actor: take_papers_back(actor=actor, loan=loan, items=items)


@example(prolong_loan)
def _prolong_loan(world: World) -> Call:
    loan = a_loan(world)
    return lambda actor: prolong_loan(actor=actor, loan=loan, due=TODAY, today=TODAY)


@example(print_labels)
def _print_labels(world: World) -> Call:
    box = a_box(world)
    return lambda actor: print_labels(actor=actor, things=[box], address=lambda code: f"https://lantai.example/{code}")


@example(begin_stock_taking)
def _begin_stock_taking(world: World) -> Call:
    room = a_room(world)
    return lambda actor: begin_stock_taking(actor=actor, place=room)


@example(mark_seen, events=0, because="each line keeps who saw what and when; closing the stock-taking tells the sums")
def _mark_seen(world: World) -> Call:
    taking, shelf, box = a_stock_taking(world), a_shelf(world), a_box(world)
    return lambda actor: mark_seen(actor=actor, taking=taking, at=shelf, code=box.barcode)


@example(decide_line)
def _decide_line(world: World) -> Call:
    line = a_line(world)
    return lambda actor: decide_line(actor=actor, line=line, decision="noted")


@example(close_stock_taking)
def _close_stock_taking(world: World) -> Call:
    taking = a_stock_taking(world)
    return lambda actor: close_stock_taking(actor=actor, taking=taking)


@example(take_over_locations)
def _take_over_locations(world: World) -> Call:
    rows = [LocationRow(2, world.opened.code, "", a_shelf(world).path)]
    return lambda actor: take_over_locations(actor=actor, institution=world.institution, rows=rows)
