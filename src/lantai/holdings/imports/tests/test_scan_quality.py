"""What is said of scans by their measures, and by whose rules (standards §9.3, rules 3 to 5; DA/T 31)."""

from dataclasses import replace

import pytest

from lantai.engines.formats.model import FileReading, PageReading, Scan
from lantai.holdings.imports.scan_quality import PageImage, about_pages, about_quality
from lantai.holdings.imports.scan_rules import scan_rules, scan_rules_problem

CODE = "J001-WS·1987-Y-BGS-0001"
GOOD = Scan(300, "colour", 210, 297)


@pytest.fixture
def rules(settings, tmp_path):
    settings.SCAN_RULES_FILE = tmp_path / "scans.yaml"
    return scan_rules()


def images(*scans, size=(2480, 3508)):
    return [PageImage(f"{n:04}.jpg", 1, *size, scan) for n, scan in enumerate(scans, start=1)]


def told(pages, rules):
    return {finding.code: (finding.path, finding.params["count"]) for finding in about_quality(CODE, pages, rules)}


@pytest.mark.parametrize(
    ("scan", "code"),
    [
        (replace(GOOD, dpi=150), "scan.low_resolution"),
        (Scan(0, "colour"), "scan.no_resolution"),
        (replace(GOOD, colour="bilevel"), "scan.bilevel"),
        (replace(GOOD, width_mm=875, height_mm=1237), None),
        (replace(GOOD, width_mm=1750, height_mm=2474), "scan.odd_size"),
        (replace(GOOD, width_mm=21, height_mm=30), "scan.odd_size"),
        (replace(GOOD, turned=90), "scan.turned_by_note"),
        (replace(GOOD, colour="grey"), None),
        (replace(GOOD, colour=""), None),
    ],
)
def test_each_fault_is_told_once_with_the_first_scan_and_how_many(rules, scan, code):
    assert told(images(GOOD, scan, scan), rules) == ({code: ("0002.jpg", 2)} if code else {})


@pytest.mark.parametrize(
    ("size", "dpi", "said", "code"),
    [
        ((3024, 4032), 72, 345, "scan.no_resolution"),
        ((4032, 3024), 96, 345, "scan.no_resolution"),
        ((2480, 3508), 0, 300, "scan.no_resolution"),
        ((1080, 1440), 72, 123, "scan.few_pixels"),
        ((595, 842), 72, 72, "scan.few_pixels"),
    ],
)
def test_what_cameras_write_is_not_believed_and_pixels_on_a_sheet_are_judged(rules, size, dpi, said, code):
    width, height = (round(side / (dpi or 1) * 25.4) if dpi else 0 for side in size)
    pages = images(GOOD, Scan(dpi, "colour", width, height), size=size)

    (finding,) = about_quality(CODE, pages, rules)

    assert (finding.code, finding.params["found"], finding.params["said"]) == (code, said, dpi)
    assert finding.params["sheet"] == "210 × 297"
    assert not list(about_quality(CODE, pages, replace(rules, least_dpi=0)))


def test_the_sheet_pixels_are_judged_on_is_the_archive_s(rules, settings):
    settings.SCAN_RULES_FILE.write_text("version: 1\nrules: {likely_sheet_mm: [260, 184]}\n", encoding="utf-8")
    small = images(Scan(0, "grey"), size=(1450, 2050))

    assert told(small, rules) == {"scan.few_pixels": ("0001.jpg", 1)}
    assert told(small, scan_rules()) == {"scan.no_resolution": ("0001.jpg", 1)}


def test_a_page_that_lies_where_the_others_stand_is_told_and_a_larger_sheet_or_a_record_of_tables_is_not(rules):
    standing = images(GOOD, GOOD, GOOD)
    lying = replace(standing[0], path="0009.jpg", width=3520, height=2470)
    folded_out = replace(standing[0], path="0010.jpg", width=4961, height=3508)

    assert told([*standing, lying, folded_out], rules) == {"scan.on_its_side": ("0009.jpg", 1)}
    assert told([lying, lying, lying, standing[0]], rules) == {}
    assert told([standing[0], lying], rules) == {}


def test_an_archive_asks_what_it_wants_and_one_of_its_institutions_otherwise(rules, settings):
    own = "version: 1\nrules: {least_dpi: 400, least_colour: colour}\ninstitutions: {B: {least_dpi: 0}}\n"
    settings.SCAN_RULES_FILE.write_text(own, encoding="utf-8")
    grey = images(replace(GOOD, colour="grey"))

    assert set(told(grey, scan_rules("A"))) == {"scan.low_resolution", "scan.grey"}
    assert set(told(grey, scan_rules("B"))) == {"scan.grey"}
    assert set(told(images(Scan(0, "grey")), scan_rules("B"))) == {"scan.grey"}
    assert scan_rules("A").blank_pages == rules.blank_pages


def test_wrong_rules_are_told_with_their_line_and_the_shipped_ones_stay_in_force(rules, settings):
    settings.SCAN_RULES_FILE.write_text("version: 1\nrules:\n  least_dpi: many\n", encoding="utf-8")

    assert scan_rules() == rules
    assert scan_rules_problem().line == 3


@pytest.mark.parametrize(("code", "is_left_out"), [("J001-ZP·2019·D30-025-005", True), (CODE, False), ("J-1", False)])
def test_photographs_are_no_scans_of_paper(rules, code, is_left_out):
    assert rules.leaves_out(code) == is_left_out


def reading(kind="image", pages=1, blank=0):
    made = [PageReading(n, scan=replace(GOOD, is_blank=n <= blank)) for n in range(1, pages + 1)]
    return FileReading("", "", tuple(made), kind=kind)


def count_differs(declared, *readings, rules, **more):
    files = [(f"{n}.x", each) for n, each in enumerate(readings)]
    return [each.params for each in about_pages(CODE, declared, files, rules, **more)]


@pytest.mark.parametrize("declared", [4, 5, 6])
def test_blank_pages_may_have_been_counted_or_not(rules, declared):
    assert count_differs(declared, reading(pages=6, blank=2), rules=rules) == []


def test_pages_that_are_too_few_or_too_many_are_told_with_those_that_are_blank(rules):
    six = reading(pages=6, blank=2)

    assert count_differs(7, six, rules=rules) == [{"code": CODE, "expected": 7, "found": 6, "blank": 2}]
    assert count_differs(3, six, rules=rules)
    assert count_differs(7, six, rules=replace(rules, pages_tolerance=1)) == []
    assert count_differs(5, six, rules=replace(rules, blank_pages="counted"))
    assert count_differs(7, six, rules=replace(rules, compare_pages=False)) == []


def test_a_pdf_beside_its_scans_adds_no_page_and_sheets_have_two_sides(rules):
    scans = [reading(), reading(), reading()]

    assert count_differs(3, *scans, reading("pdf", 3), rules=rules) == []
    assert count_differs(2, *scans, rules=rules, sheets=True) == []
    assert count_differs(1, *scans, rules=rules, sheets=True)


def test_what_has_no_pages_of_paper_or_could_not_be_read_is_not_counted(rules):
    assert count_differs(3, reading(), reading("word", 1), rules=rules) == []
    assert count_differs(3, reading(), reading("pdf", 0), rules=rules) == []
    assert count_differs(None, reading(), rules=rules) == []
    assert count_differs(3, rules=rules) == []
