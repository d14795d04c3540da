"""A list of locations: looked through without touching anything, taken over in one movement, taken back."""

import json

import pytest
import xlsxwriter
from django.core.management import call_command

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory
from lantai.holdings.storerooms.actions import (
    Level,
    enter_box,
    enter_room,
    furnish_place,
    plan_locations,
    undo_movement,
)
from lantai.holdings.storerooms.location_list import LocationRow
from lantai.holdings.storerooms.models import Movement, Paper

pytestmark = pytest.mark.django_db
CODES = [f"J001-WS·1987-Y-{n:04}" for n in range(1, 5)]


@pytest.fixture
def house():
    fonds = FondsFactory()
    for code in CODES:
        RecordFactory(fonds=fonds, code=code)
    room = enter_room(actor=OPERATOR, institution=fonds.institution, kind="room", name="库1")
    furnish_place(actor=OPERATOR, place=room, levels=[Level("rack", 1, 1), Level("shelf", 1, 2)])
    enter_box(actor=OPERATOR, fonds=fonds, number="7", thickness_mm=30)
    return fonds.institution


def written(path, rows):
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for n, row in enumerate([("位置清单",), ("档 号", "盒号", "存放位置"), *rows]):
        sheet.write_row(n, 0, row)
    book.close()
    return str(path)


def test_a_list_is_looked_through_taken_over_and_taken_back(house, tmp_path, capsys):
    rows = [
        (CODES[0], "7", "库1-1-2"),
        (CODES[1], "", "库1-1-1"),
        (CODES[1], "7", ""),
        (CODES[2], "", "库1-1"),
        ("无", "7", ""),
    ]
    file = written(tmp_path / "位置.xlsx", rows)

    with pytest.raises(SystemExit) as ended:
        call_command("locate", file, institution=house.code, dry_run=True, json=True)
    told = json.loads(capsys.readouterr().out)
    assert (ended.value.code, told["moved"], Paper.objects.count()) == (1, 2, 0)
    assert [each["code"].rpartition(".")[2] for each in told["findings"]] == [
        "location_box_elsewhere",
        "location_listed_twice",
        "location_place_unknown",
        "location_record_unknown",
    ]

    with pytest.raises(SystemExit):
        call_command("locate", file, institution=house.code, json=True)
    lying = {paper.record.code: str(paper.box or paper.place) for paper in Paper.objects.all()}
    assert lying.keys() == set(CODES[:2])
    assert lying[CODES[1]] == "库1-1-1"
    movement = Movement.objects.get(ulid=json.loads(capsys.readouterr().out)["movement"])
    assert (movement.papers, movement.subject) == (2, "位置.xlsx")

    undo_movement(actor=OPERATOR, movement=movement)
    assert not Paper.objects.exclude(box=None, place=None).exists()


def test_a_long_list_costs_as_many_questions_as_a_short_one(house, django_assert_num_queries):
    rows = [LocationRow(n, code, "7" if n % 2 else "", "库1-1-1") for n, code in enumerate(CODES)]
    with django_assert_num_queries(5):
        plan_locations(house, rows[:2])
    with django_assert_num_queries(5):
        plan_locations(house, rows)
