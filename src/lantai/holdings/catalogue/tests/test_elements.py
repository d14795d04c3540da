"""The elements of DA/T 18-2022 as data: constraints per level, and an archive's own edition."""

from pathlib import Path

import pytest
from django.conf import settings

from lantai.holdings.catalogue.actions.changing import TEXTS
from lantai.holdings.catalogue.elements import (
    FILE,
    LEVELS,
    Need,
    broken_elements,
    element_set,
    own_elements_problem,
    use_elements,
)
from lantai.holdings.catalogue.models import Record


@pytest.fixture
def own_edition(tmp_path):
    """Where an archive's own edition is looked for."""
    path = tmp_path / "description_elements.yaml"
    use_elements(path)
    yield path
    use_elements(Path(settings.DESCRIPTION_ELEMENTS_FILE))


def test_the_shipped_elements_keep_their_schema():
    assert broken_elements() == []


@pytest.mark.parametrize(
    ("code", "item", "volume", "series", "fonds"),
    [
        ("archive_code", "O", "O", "O", "M"),
        ("title", "M", "M", "M", "M"),
        ("document_number", "C", None, None, None),
        ("admin_history", None, None, None, "O"),
        ("custodial_history", "O", "O", "O", "M"),
        ("retention", "M", "M", None, None),
        ("extent_medium", "C", "O", "O", "O"),
        ("destruction", "O", "C", None, None),
        ("arrangement_note", None, None, "O", "O"),
        ("open_flag", "M", "M", None, None),
        ("secrecy", "C", None, None, None),
        ("related_units", None, None, "O", "O"),
    ],
)
def test_each_level_asks_what_the_standard_asks(code, item, volume, series, fonds):
    element = element_set().element(code)
    assert [element.need(level) for level in ("item", "volume", "series", "fonds")] == [item, volume, series, fonds]


def test_every_element_is_named_in_both_languages_and_had_by_a_level():
    for element in element_set().elements:
        assert set(element.labels) == {"zh", "en"}
        assert set(element.levels) <= set(LEVELS)


def test_what_has_a_column_is_kept_where_records_have_one():
    columns = {field.name for field in Record._meta.get_fields()} | {"date"}
    for element in element_set().elements:
        if element.kept and element.is_typed:
            assert element.kept in columns
            assert element.kept in {*TEXTS, "code", "date", "pages_declared", "persons"}


def test_what_must_be_said_of_a_series_stands_before_what_may():
    must = [each.code for each in element_set().at("series") if each.need("series") is Need.MUST]
    assert must == ["level", "reference_code", "title", "date", "creator"]


def test_an_archive_may_be_held_to_another_edition(own_edition):
    own_edition.write_text(FILE.read_text(encoding="utf-8").replace("DA/T 18-2022", "DB33/T 1"), encoding="utf-8")
    element_set.cache_clear()
    assert element_set().standard == "DB33/T 1"
    assert own_elements_problem() is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("levels: {item: X}", "is not one of"),
        ("kind: poem", "is not one of"),
        ("group: elsewhere", "groups that are not listed"),
    ],
)
def test_an_edition_that_is_wrong_is_left_out_and_told(own_edition, wrong, said):
    right = "group: content, kind: text, labels: {zh: 文种, en: document genre}, levels: {item: O}"
    key = wrong.split(":", maxsplit=1)[0]
    old = next(part for part in ("levels: {item: O}", "kind: text", "group: content") if part.startswith(key))
    own_edition.write_text(FILE.read_text(encoding="utf-8").replace(right, right.replace(old, wrong)), encoding="utf-8")
    element_set.cache_clear()
    assert element_set().standard == "DA/T 18-2022"
    assert said in own_elements_problem().reason
