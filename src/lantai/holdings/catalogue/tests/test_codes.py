import pytest

from lantai.holdings.catalogue.codes import canonical, loose_key, parse_code

EXAMPLES = [
    ("Z109-WS·2011-Y-BGS-0001", "dat22"),
    ("J019-ZY·JC·CC·2019·D30-001-001", "dat13-volume"),
    ("J019-KU·01·2017-001-001", "dat13-volume"),
    ("A002-RS-001-002", "dat13-volume"),
    ("X032-KJ·JJ·02-005-054", "dat13-volume"),
    ("A439-WS·2015·D30·003-005", "dat13-item"),
    ("Z109-WS·2011·Y·办公室-0001", "dat13-item"),
    ("Z008-WS·2019·Y-037", "dat13-item"),
    ("C015-WY·TZGG·2019·D10-00001", "dat13-item"),
    ("C038-001-002-003", "legacy-volume"),
    ("12-3-45", "legacy-volume"),
]


@pytest.mark.parametrize(("code", "scheme"), EXAMPLES)
def test_it_reads_the_standards_own_examples(code, scheme):
    assert parse_code(code).scheme == scheme


def test_it_gives_one_key_to_every_spelling():
    spellings = ["Z109-WS·2011-Y-BGS-0001", "Ｚ109－WS・2011—Y–bgs-０００１", " Z109 - WS•2011 - Y - BGS - 0001 ",
                 "Z109–WS．2011–Y–BGS–0001"]  # fmt: skip

    assert {canonical(s) for s in spellings} == {"Z109-WS·2011-Y-BGS-0001"}


def test_it_finds_year_and_retention_in_both_dialects():
    old, new = parse_code("Z109-WS·2011-Y-BGS-0001"), parse_code("A439-WS·2015·D30·003-005")

    assert [(c.year, c.retention) for c in (old, new)] == [(2011, "Y"), (2015, "D30")]


@pytest.mark.parametrize(
    "name", ["Z109-WS.2011-Y-BGS-0001", "z109-ws_2011-y-bgs-1", "Z109-WS2011-Y-BGS-001", "Z109 WS 2011 Y BGS 0001"]
)
def test_it_recognises_a_code_in_a_file_name(name):
    assert loose_key(name) == loose_key("Z109-WS·2011-Y-BGS-0001")


def test_it_keeps_an_unknown_form_whole():
    code = parse_code("临江公社 1975 第3号")

    assert (code.scheme, code.display, code.key) == ("free", "临江公社 1975 第3号", "临江公社1975第3号")
