"""What is proposed from printed forms: values beside and below labels, by column and by row, with boxes and a score."""

from __future__ import annotations

import pytest

from lantai.engines.formats.model import Line
from lantai.holdings.catalogue.data_files import BadDataFile
from lantai.holdings.catalogue.record_types import record_types
from lantai.holdings.entry.proposals import proposals
from lantai.holdings.entry.proposing.chunks import chunks_of
from lantai.holdings.entry.proposing.printed_forms import FOLDER, read_form
from lantai.holdings.entry.tests.forms import NUMBER, application, marriage, placed_line


def proposed(lines, kind):
    return {each.name: each for each in proposals([(1, lines)], kind)}


def values(lines, kind):
    return {name: each.value for name, each in proposed(lines, kind).items()}


def cadre_form(**changes):
    told = {"name": "方敬之", "birth": "1938年7月", "now": "公社文书", "next": "公社副主任"} | changes
    rows = [
        [("干部任免呈报表", 480)],
        [("姓", 60), ("名", 150), (told["name"], 260), ("性别", 560), ("男", 680), ("民族", 800), ("汉", 920)],
        [("出生年月", 60), (told["birth"], 260), ("文化程度", 560), ("高小", 720)],
        [("现任职务", 60), (told["now"], 260), ("拟任职务", 560), (told["next"], 720)],
        [("批准机关", 60), ("中共云溪县委组织部", 260)],
    ]
    return [placed_line(text, x, 80 + n * 80) for n, row in enumerate(rows) for text, x in row]


def roster():
    rows = [
        ("序号", "姓名", "性别", "年龄", "家庭住址", "招收单位"),
        ("1", "万桂英", "女", "19", "城关镇东街三号", "县棉织厂"),
        ("2", "邱大成", "男", "22", "红旗公社二大队", "县农机厂"),
        ("3", "沈玉兰", "女", "20", "城关镇南街九号", "县棉织厂"),
    ]
    edges = (60, 160, 300, 400, 500, 800)
    lines = [placed_line("一九七一年新招收工人花名册", 400, 60)]
    return lines + [
        placed_line(t, x, 150 + n * 60) for n, row in enumerate(rows) for t, x in zip(row, edges, strict=True)
    ]


def test_a_marriage_form_gives_each_spouse_a_column():
    found = values(application(), marriage())

    assert found["p.groom.0.name"] == "程志远"
    assert found["p.bride.0.name"] == "单秀珍"
    assert found["p.groom.0.birth"] == "1955年3月12日"
    assert found["p.bride.0.place"] == "云溪区城关镇南街五号"
    assert found["p.bride.0.id_number"] == NUMBER
    assert "p.groom.0.id_number" not in found
    assert found["f.certificate"] == "81云婚字第015号"


def test_the_foot_gives_date_and_office_with_less_certainty():
    found = proposed(application(), marriage())

    assert found["f.registered"].value == "一九八一年五月四日"
    assert found["f.office"].value == "云溪区红旗人民公社管理委员会"
    assert found["f.registered"].score < found["p.groom.0.name"].score


def test_a_proposal_has_the_boxes_it_came_from_and_its_rule():
    found = proposed(application(), marriage())["p.groom.0.name"]

    assert found.boxes == ((300, 230, 88, 32),)
    assert found.rule == "marriage_form 1"
    assert found.page == 1


def test_a_line_read_across_two_cells_is_parted_at_the_gap():
    left, right = placed_line("汉族", 300, 10), placed_line("回族", 840, 10)

    chunks = chunks_of([Line("汉族回族", left.boxes + right.boxes)])

    assert [chunk.text for chunk in chunks] == ["汉族", "回族"]


def test_a_grid_of_labels_and_blanks_is_read_beside_each_label():
    found = values(cadre_form(), record_types()["personnel"])

    assert found["p.cadre.0.name"] == "方敬之"
    assert found["p.cadre.0.sex"] == "male"
    assert found["p.cadre.0.birth"] == "1938年7月"
    assert (found["f.former_post"], found["f.post"]) == ("公社文书", "公社副主任")
    assert found["f.office"] == "中共云溪县委组织部"
    assert "汉" not in found.values()


def test_a_list_gives_a_row_a_person():
    found = proposals([(1, roster())], record_types()["recruitment"])

    names = [(each.row, each.value) for each in found if each.name.endswith(".name")]
    assert names == [(0, "万桂英"), (1, "邱大成"), (2, "沈玉兰")]
    assert {each.value for each in found if each.name == "f.employer" and each.row == 1} == {"县农机厂"}
    assert {each.value for each in found if each.name == "p.worker.1.place"} == {"红旗公社二大队"}
    assert not any(each.value in {"19", "22", "20"} for each in found)


def test_a_value_after_a_colon_in_the_same_piece_is_taken():
    lines = [placed_line("干部履历表", 400, 20), placed_line("姓名：方敬之", 60, 100), placed_line("性别：男", 60, 170)]

    assert values(lines, record_types()["personnel"])["p.cadre.0.name"] == "方敬之"


def test_a_value_stands_below_its_label_where_nothing_stands_beside_it():
    lines = [placed_line("干部登记表", 400, 20), placed_line("姓名", 60, 100), placed_line("方敬之", 50, 150)]

    assert values(lines, record_types()["personnel"])["p.cadre.0.name"] == "方敬之"


def test_a_value_of_two_lines_is_joined():
    lines = [line for line in application() if "南街五号" not in line.text]
    lines += [placed_line("云溪区城关镇", 840, 422), placed_line("南街五号", 840, 458)]

    assert values(lines, marriage())["p.bride.0.place"] == "云溪区城关镇南街五号"


def test_a_doubtful_number_and_a_doubtful_name_score_low():
    lines = [line for line in application() if line.text not in {NUMBER, "程志远"}]
    lines += [placed_line(NUMBER[:-1] + "8", 840, 510), placed_line("A7*", 300, 230)]

    found = proposed(lines, marriage())

    assert found["p.bride.0.id_number"].score < 0.6
    assert found["p.groom.0.name"].score < 0.5


def test_uncertain_recognition_lowers_the_score():
    sure = proposed(application(), marriage())["p.groom.0.name"].score
    unsure = [Line(line.text, line.boxes, 0.6) for line in application()]

    assert proposed(unsure, marriage())["p.groom.0.name"].score < sure


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [Line("关于春耕的通知")],
        [placed_line("同意你社修缮城东水渠", 60, 60), placed_line("所需木料自筹", 60, 120)],
        [Line("姓名", vertical=True, boxes=((0, 0, 9, 9), (0, 9, 9, 9)))],
    ],
)
def test_pages_that_are_no_form_give_nothing(lines):
    for kind in record_types().values():
        assert proposals([(1, lines)], kind) == []


def test_every_shipped_form_is_well_formed():
    forms = [read_form(path) for path in FOLDER.glob("*.yaml")]

    assert {"columns", "pairs", "table"} == {form.layout for form in forms}
    assert len({form.code for form in forms}) == len(forms)


def test_a_form_that_names_an_unknown_field_is_refused_by_name(tmp_path):
    path = tmp_path / "form.yaml"
    head = "schema: 1\ncode: mine\nversion: 1\nrecord_type: marriage\nlayout: pairs\ntitles: [表]\n"
    path.write_text(head + "labels: {dowry: [嫁妆]}\n", encoding="utf-8")

    with pytest.raises(BadDataFile, match="dowry"):
        read_form(path)


def test_a_seal_below_the_last_label_is_no_part_of_its_value():
    lines = [*application(), placed_line("婚姻登记专用章", 760, 680)]

    assert values(lines, marriage())["f.certificate"] == "81云婚字第015号"
