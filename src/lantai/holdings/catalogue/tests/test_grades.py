"""Grades of holdings: values are data, and an edition without them has none."""

from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.template import Context, Template

from lantai.holdings.catalogue.elements import FILE, element_set, own_elements_problem, use_elements
from lantai.holdings.catalogue.grades import grades, must_stay, read_grade, staying
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import RecordFactory


@pytest.fixture
def edition(tmp_path):
    """Writes an archive's own edition, whose grade says something else; None takes the element out."""
    path = tmp_path / "description_elements.yaml"
    use_elements(path)

    def written(**change):
        data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
        if not change:
            data["elements"] = [each for each in data["elements"] if each["code"] != "grade"]
        next((each for each in data["elements"] if each["code"] == "grade"), {}).update(change)
        path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
        element_set.cache_clear()

    yield written
    use_elements(Path(settings.DESCRIPTION_ELEMENTS_FILE))


def test_the_first_grade_must_stay_in_the_country():
    assert grades() == grades("item") == ("一级", "二级", "三级")
    assert grades("fonds") == ()
    assert [must_stay(Record(elements={"grade": grade})) for grade in ("一级", "二级", "")] == [True, False, False]


@pytest.mark.parametrize(
    ("text", "grade"),
    [("一级", "一级"), ("Ⅲ级", "三级"), ("２级", "二级"), ("壹 级", "一级"), ("2", ""), ("四级", ""), ("一级教师", "")],
)
def test_it_reads_grades_as_lists_write_them(text, grade):
    assert read_grade(text) == grade


def test_an_edition_names_its_own_grades_or_has_none(edition):
    edition(choices=["甲级", "乙级"], must_stay=["甲级", "乙级"])
    assert must_stay(Record(elements={"grade": "乙级"}))
    edition(choices=["甲级"], must_stay=["一级"])
    assert "must stay" in own_elements_problem().reason
    edition()
    assert (grades(), read_grade("一级")) == ((), "")
    assert not must_stay(Record(elements={"grade": "一级"}))


@pytest.mark.django_db
def test_records_that_must_stay_are_found_and_named():
    stays = RecordFactory(elements={"grade": "一级"})
    RecordFactory(elements={"grade": "三级"})
    RecordFactory()

    assert list(Record.objects.filter(staying())) == [stays]
    shown = Template("{% load catalogue %}{% must_stay records %}").render(Context({"records": Record.objects.all()}))
    assert stays.code in shown
    assert shown.count('class="code"') == 1
