"""Printed forms as data: shipped ones are whole, an archive's own replace them, wrong ones are told and left out."""

import pytest
import yaml
from django.conf import settings
from django.core.checks import Tags, run_checks

from lantai.holdings.catalogue.models import Record
from lantai.holdings.printing import printed_forms as data
from lantai.holdings.printing.lines import line_of
from lantai.holdings.printing.printed_forms import FOLDER, own_form_problems, printed_forms, use_forms


@pytest.fixture
def own(tmp_path):
    """A folder of the archive's own forms."""
    use_forms(tmp_path)
    yield tmp_path
    use_forms(settings.PRINTED_FORMS_FOLDER)


def shipped(name):
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def written(folder, form, name="own.yaml"):
    (folder / name).write_text(yaml.safe_dump(form, allow_unicode=True), encoding="utf-8")
    data.printed_forms.cache_clear()


def test_every_form_names_its_standard_and_has_its_layout():
    assert len(printed_forms()) == 11
    for form in printed_forms().values():
        assert form.standard.startswith(("DA/T", "GB/T"))
        assert form.template.is_file()


def test_the_item_list_has_the_columns_and_paper_of_the_standard():
    form = printed_forms()["item_list"]

    labels = [column["label"] for column in form.columns]
    assert " ".join(labels) == "序号 档号 文号 责任者 题名 日期 密级 页数 备注"
    assert (form.paper["width"], form.paper["height"]) == (297, 210)


def test_the_stamp_has_the_size_and_cells_of_the_standard():
    form = printed_forms()["item_stamp"]

    assert (form.label_size["width"], form.label_size["height"]) == (45, 16)
    assert form.rows == (("fonds_code", "year", "item_number"), ("unit", "retention", "pages"))


def test_columns_leave_room_for_the_title():
    for form in printed_forms().values():
        fixed = sum(column.get("width", 0) for column in form.columns)
        room = form.paper["width"] - form.paper["margins"][1] - form.paper["margins"][3]
        assert not form.columns or room - fixed >= 40


def test_a_further_column_is_printed_but_no_personal_number():
    line = line_of(Record(code="J001-1-1", fields={"location": "3 库 2 架", "身份证号": "999999195611205429"}))

    assert line.say("field:location") == "3 库 2 架"
    assert line.say("field:身份证号") == ""


def test_an_archive_replaces_a_form(own):
    form = shipped("10_item_list.yaml") | {"version": 2, "title": "归档文件总目录"}
    written(own, form)

    assert printed_forms()["item_list"].title == "归档文件总目录"
    assert own_form_problems() == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"columns": [{"label": "题名", "value": "titel"}]}, "titel"),
        ({"layout": "note"}, "statement"),
        ({"of": "volume"}, "sections"),
        ({"version": 0}, "0"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_form_is_told_with_its_line_and_left_out(own, change, reason):
    written(own, shipped("10_item_list.yaml") | change)

    [problem] = own_form_problems()

    assert reason in str(problem)
    assert printed_forms()["item_list"].title == "归档文件目录"
    assert [each.id for each in run_checks(tags=[Tags.files]) if each.id == "lantai.W008"] == ["lantai.W008"]
