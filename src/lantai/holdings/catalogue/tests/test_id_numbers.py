"""ID numbers as they are typed. Every number here has a region that does not exist, or no valid one at all."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.management import call_command
from hypothesis import given, strategies as st

from lantai.holdings.catalogue.id_numbers import checksum, findings_of, read_id_number
from lantai.holdings.catalogue.regions import (
    RegionsUnreadable,
    provinces,
    read_regions,
    regions_from,
    regions_place,
    regions_problem,
    use_regions,
)

BODY = "99010119520304001"
FULL = BODY + checksum(BODY)


@pytest.mark.parametrize(
    "written",
    [
        FULL,
        f" {FULL[:6]} {FULL[6:14]} {FULL[14:]} ",
        f"'{FULL}",
        FULL.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        FULL.replace("0", "O").replace("1", "l"),
        f"{FULL[:6]}-{FULL[6:]}",
    ],
)
def test_it_reads_every_spelling_as_one_number(written):
    number = read_id_number(written)

    assert number.canonical == FULL
    assert number.birth == dt.date(1952, 3, 4)


def test_it_tells_that_letters_were_read_as_digits():
    assert read_id_number(FULL.replace("0", "O")).repaired
    assert not read_id_number(FULL).repaired


def test_it_reads_a_small_x_as_the_check_character():
    body = next(b for n in range(100) if checksum(b := f"990101195203040{n:02d}") == "X")

    assert read_id_number(f"{body}x").canonical == f"{body}X"
    assert not read_id_number(f"{body}x").repaired


def test_it_makes_one_number_of_fifteen_and_eighteen_digits():
    short = read_id_number("990101520304001")

    assert short.canonical == FULL
    assert short.derived
    assert short.text == "990101520304001"


def test_it_knows_the_numbers_of_centenarians():
    assert read_id_number("990101880304996").birth == dt.date(1888, 3, 4)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("3.3E+17", "lost"),
        ("9.90101195203E+17", "lost"),
        ("12345", "malformed"),
        ("见户口簿", "malformed"),
        (FULL[:-1] + ("0" if FULL[-1] != "0" else "1"), "checksum"),
        ("990101195213040015", "date"),
        ("990101195202300012", "date"),
        (FULL, "region"),
    ],
)
def test_it_names_the_gravest_problem(written, problem):
    assert read_id_number(written).problem == problem


@pytest.mark.parametrize("written", ["", "  ", "无", "—", "/"])
def test_it_takes_an_empty_cell_for_no_number(written):
    assert read_id_number(written) is None


def test_it_refuses_a_birth_in_the_future():
    body = "99010120300101001"

    assert read_id_number(body + checksum(body), today=dt.date(2026, 1, 1)).problem == "date"


def test_it_shows_nothing_of_a_number_so_short_that_four_characters_give_it_away():
    assert read_id_number("12345").last4 == ""
    assert read_id_number(FULL).last4 == FULL[-4:]


def test_it_never_prints_a_number():
    assert FULL not in repr(read_id_number(FULL))
    assert FULL[:14] not in str(read_id_number(FULL))


def test_it_finds_no_fault_with_a_province_that_exists():
    body = "11990019520304001"  # a province, and a county that never was

    assert read_id_number(body + checksum(body)).problem == ""


@pytest.mark.parametrize(("code", "birth", "problem"), [
    ("110101", "19990101", ""), ("119001", "19990101", ""),
    ("119001", "20110101", "region"), ("119002", "19990101", "region"),
])  # fmt: skip
def test_it_asks_the_table_of_regions_for_the_years_since_the_birth(code, birth, problem):
    table = regions_from({"2002": {"110101": "甲", "119001": "乙"}, "200906": {"110101": "甲"}, "null": {}})
    body = f"{code}{birth}001"

    assert read_id_number(body + checksum(body), regions=table).problem == problem


def test_it_names_the_table_of_regions_that_cannot_be_used(tmp_path):
    (tmp_path / "regions.json").write_text("[]", encoding="utf-8")

    with pytest.raises(RegionsUnreadable, match=r"regions\.json"):
        read_regions(tmp_path / "regions.json")


def test_it_needs_no_table_of_regions(tmp_path):
    assert read_regions(tmp_path / "none.json") is None


def test_every_province_of_the_standard_is_shipped_with_its_name():
    assert len(provinces()) == 35
    assert provinces()["65"] == "新疆维吾尔自治区"


def test_it_says_which_table_a_region_was_compared_with(tmp_path):
    body = "99010119520304001"
    number = read_id_number(body + checksum(body))
    place = tmp_path / "regions.json"
    before = regions_place()
    try:
        use_regions(place)
        (alone,) = findings_of(number, name="程志远", path="a.xlsx#s!3")
        place.write_text(json.dumps({"1980": {"110101": "甲"}, "2002": {"110102": "乙"}}), encoding="utf-8")
        use_regions(place)
        (compared,) = findings_of(number, name="程志远", path="a.xlsx#s!3")
        assert regions_problem() == ""
        place.write_text(json.dumps({"1980": {"11010": "甲", "990101": "乙"}}), encoding="utf-8")
        use_regions(place)
        assert "11010, 990101" in regions_problem()
        place.write_text("[]", encoding="utf-8")
        use_regions(place)
        assert "regions.json" in regions_problem()
    finally:
        use_regions(before)

    assert "GB/T 2260" in alone.sentence()
    assert all(word in compared.sentence() for word in ("1980", "2002"))


def test_the_verb_checks_a_table_before_it_is_used(tmp_path, capsys):
    table = tmp_path / "table.json"
    table.write_text(json.dumps({"1980": {"110101": "甲", "990101": "乙"}}), encoding="utf-8")

    with pytest.raises(SystemExit) as ended:
        call_command("regions", str(table), "--json")
    assert ended.value.code == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["revisions"], told["odd"], told["used"]) == ({"1980": 2}, ["990101"], False)


def test_it_says_what_is_wrong_without_the_number():
    wrong = FULL[:-1] + ("0" if FULL[-1] != "0" else "1")

    found = findings_of(read_id_number(wrong), name="程志远", path="a.xlsx#s!3", birth=dt.date(1952, 3, 5))

    assert [finding.code for finding in found] == ["person.id_number_checksum", "person.id_number_birth"]
    assert not any(wrong[6:14] in str(finding.as_json()) for finding in found)


def test_it_says_that_a_spreadsheet_destroyed_the_number():
    found = findings_of(read_id_number("3.3E+17"), name="程志远", path="a.xlsx#s!3")

    assert "3.3E+17" in found[0].sentence()
    assert found[0].remedy()


@given(st.integers(0, 999), st.dates(dt.date(1900, 1, 1), dt.date(1999, 12, 31)))
def test_it_finds_every_single_wrong_digit(serial, birth):
    body = f"990101{birth:%Y%m%d}{serial:03d}"
    full = body + checksum(body)

    for place in (0, 8, 16):
        wrong = full[:place] + str((int(full[place]) + 1) % 10) + full[place + 1 :]
        assert read_id_number(wrong).problem in {"checksum", "date"}
    assert read_id_number(full).problem == "region"


@given(st.text(max_size=24))
def test_it_never_fails(text):
    read_id_number(text)
