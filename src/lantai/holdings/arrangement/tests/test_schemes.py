"""Codes built from values and read back: the same values, whatever they are; levels come from the scheme."""

import re

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import given, settings as limits, strategies as st

from lantai.holdings.arrangement.scheme_files import (
    SchemeUnknown,
    broken_schemes,
    code_schemes,
    own_scheme_problems,
    read_code,
    scheme_named,
    use_schemes,
)
from lantai.holdings.arrangement.schemes import (
    CodeAmbiguous,
    CodeIncomplete,
    CodeUnfit,
    build_code,
    read_by,
    sequence_key,
)
from lantai.holdings.catalogue.codes import canonical

STANDARD = [
    ("Z109-WS·2011-Y-BGS-0001", "item", "dat22", {"class": "WS", "organisation": "BGS", "item": "0001"}),
    ("J019-ZY·JC·CC·2019·D30-001-001", "item", "dat13_volume", {"series": "JC·CC", "year": "2019", "volume": "001"}),
    ("J019-KU·01·2017-001-001", "item", "dat13_volume", {"series": "01", "year": "2017", "item": "001"}),
    ("A002-RS-001-002", "item", "dat13_volume", {"class": "RS", "volume": "001", "item": "002"}),
    ("X032-KJ·KY·01-003", "volume", "dat13_volume", {"series": "KY·01", "volume": "003"}),
    ("X032-KJ·JJ·02-005-054", "item", "dat13_volume", {"series": "JJ·02", "volume": "005", "item": "054"}),
    ("K021-ZP·2019·D30-025-005", "item", "dat13_volume", {"year": "2019", "retention": "D30", "volume": "025"}),
    ("C038-001-002-003", "item", "legacy_volume", {"catalogue": "001", "volume": "002", "item": "003"}),
    ("A439-WS·2015·D30·003-005", "item", "dat13_item", {"retention": "D30", "organisation": "003", "item": "005"}),
    ("Z109-WS·2011·Y·办公室-0001", "item", "dat13_item", {"retention": "Y", "organisation": "办公室"}),
    ("Z008-WS·2019·Y-037", "item", "dat13_item", {"year": "2019", "retention": "Y", "item": "037"}),
    ("J019-LY·2019·Y-001", "item", "dat13_item", {"class": "LY", "item": "001"}),
    ("C015-WY·TZGG·2019·D10-00001", "item", "dat13_item", {"series": "TZGG", "retention": "D10", "item": "00001"}),
    ("B168-SW·2015·Y-001", "item", "dat13_item", {"class": "SW", "year": "2015"}),
]


@pytest.mark.parametrize(("code", "level", "scheme", "parts"), STANDARD)
def test_it_reads_the_examples_of_the_standards(code, level, scheme, parts):
    read = read_code(code, level=level)

    assert read.scheme == f"{scheme}/1"
    assert parts.items() <= read.parts.items()
    assert (read.key, read.display) == (code, code)


def test_the_level_comes_from_the_scheme_and_not_from_the_form():
    code = "X032-KJ·KY·01-003"

    assert read_code(code, level="volume").parts["volume"] == "003"
    assert read_code(code, level="item").parts["item"] == "003"
    assert read_code(code, level="volume").scheme != read_code(code, level="item").scheme


def test_a_code_of_no_scheme_is_kept_whole():
    assert read_code("临江公社 第3号", level="item").scheme == "free"


DIGITS = st.integers(0, 999)
LETTERS = st.text("ABCXYZ", min_size=1, max_size=3)
NAMES = st.one_of(LETTERS, st.sampled_from(["办公室", "财务科", "003", "bgs", "Ｂ２"]))
VALUES = st.fixed_dictionaries(
    {
        "fonds": st.from_regex(r"[A-Z]?[0-9]{3}", fullmatch=True),
        "class": st.sampled_from(["WS", "KJ", "ws", "ZY"]),
        "catalogue": DIGITS,
        "volume": DIGITS,
        "item": DIGITS,
        "year": st.one_of(st.integers(1900, 2099), st.just("")),
        "retention": st.sampled_from(["Y", "D10", "D30", "", "y"]),
    },
    optional={"organisation": NAMES, "series": st.one_of(NAMES, st.just("JC·CC"), st.just("2019"))},
)


@pytest.mark.parametrize("reference", sorted(code_schemes()))
@limits(deadline=None)
@given(values=VALUES)
def test_what_is_built_is_read_back_as_the_same_values(reference, values):
    scheme = scheme_named(reference)
    for level in scheme.levels:
        try:
            built = build_code(scheme, values, level=level)
        except (CodeAmbiguous, CodeIncomplete):
            continue
        read = read_by(scheme, built.display, level=level)
        assert read == built
        assert canonical(built.key) == built.key
        for name, part in built.parts.items():
            given_value = canonical(str(values[name]))
            assert (part.lstrip("0") or "0") == (given_value.lstrip("0") or "0")
        assert build_code(scheme, built.parts, level=level) == built


@limits(deadline=None)
@given(text=st.text("AZ019-·Y办 －．", max_size=24))
def test_reading_never_fails_and_is_stable(text):
    for level in ("item", "volume"):
        read = read_code(text, level=level)
        assert read_code(read.key, level=level).parts == read.parts


def test_it_says_what_is_missing():
    with pytest.raises(CodeIncomplete) as refused, translation.override("zh-hans"):
        build_code(scheme_named("dat22"), {"fonds": "J001", "class": "WS", "retention": "Y"})

    assert refused.value.params["missing"] == "年度, 件号"


def test_a_number_wider_than_its_segment_is_refused():
    values = {"fonds": "J001", "class": "WS", "year": 1987, "retention": "Y", "item": 10_000}

    with pytest.raises(CodeUnfit):
        build_code(scheme_named("dat22"), values)


def test_a_value_that_would_be_read_as_another_is_refused():
    values = {"fonds": "J001", "class": "WS", "series": "2019", "item": 1}

    with pytest.raises(CodeAmbiguous):
        build_code(scheme_named("dat13_item"), values)


def test_a_level_the_scheme_does_not_number_is_refused():
    with pytest.raises(CodeUnfit):
        build_code(scheme_named("dat22"), {}, level="volume")


def test_a_sequence_is_what_stands_left_of_the_last_dash():
    assert sequence_key("Z109-WS·2011-Y-BGS-0001") == "Z109-WS·2011-Y-BGS"
    assert sequence_key("C038-001-002-003") == "C038-001-002"


def test_it_finds_no_fault_in_the_schemes_it_ships():
    assert broken_schemes() == []


@pytest.fixture
def own(tmp_path):
    """A folder of the archive's own schemes."""
    use_schemes(tmp_path)
    yield tmp_path
    use_schemes(settings.CODE_SCHEMES_FOLDER)


OWN = """
code: town
version: 2
standard: 镇档案室编号办法
labels: {zh: 镇, en: Town}
example: 12-P1987-0003
levels: [item]
segments:
  - {value: fonds, pattern: "[0-9]{2}"}
  - {before: "-", value: literal, text: P}
  - {value: year, pattern: "[0-9]{4}"}
  - {before: "-", value: item, pattern: "[0-9]{4}", width: 4}
"""


def test_an_archive_adds_a_scheme_of_its_own(own):
    (own / "town.yaml").write_text(OWN, "utf-8")

    built = build_code(scheme_named("town"), {"fonds": "12", "year": 1987, "item": 3})

    assert (built.key, built.scheme) == ("12-P1987-0003", "town/2")
    assert own_scheme_problems() == []


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("example: 12-P1987-0003", "example: nothing", "example"),
        ('pattern: "[0-9]{4}", width: 4', 'pattern: "[0-9]{4}"', "number"),
        ('"[0-9]{2}"', '"([0-9]{2})"', "groups"),
        ('"[0-9]{2}"', '"[0-9"', "pattern"),
        ("value: year", "value: item", "twice"),
        ("version: 2", "version: zwei", "整数|whole number"),
    ],
)
def test_a_wrong_file_is_left_out_and_said(own, before, after, reason):
    (own / "town.yaml").write_text(OWN.replace(before, after, 1), "utf-8")

    assert [re.search(reason, str(problem)) is not None for problem in own_scheme_problems()] == [True]
    with pytest.raises(SchemeUnknown):
        scheme_named("town")
