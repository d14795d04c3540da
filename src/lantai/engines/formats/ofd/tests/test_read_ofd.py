"""Reading: text in reading order, a box for every character, what is kept apart, and when OCR must read instead."""

from __future__ import annotations

import itertools

import ofdkit
import pytest
from PIL import Image, ImageDraw

from demo.ofd_writer import write_ofd
from lantai.base.common.findings import Severity
from lantai.engines.formats.model import TextSource
from lantai.engines.formats.ofd import ofd_metadata, read_ofd, render_ofd_page
from lantai.engines.formats.ofd.tests.pixels import PER_MM, ink_inside, ink_outside
from tests.support.ofd_writer import (
    OfdFile,
    filled,
    font,
    image,
    layer,
    media,
    path,
    rectangle,
    square_font,
    text,
)

WORDS = "兰台区档案馆 Archive 1978 年，（永久）gjpQ鬱国|。"


def lines_of(tmp_path, *pages, **more):
    pages, findings = read_ofd(OfdFile([layer(page) for page in pages], **more).write(tmp_path / "a.ofd"))
    assert all(one.severity is Severity.INFO for one in findings), [one.sentence() for one in findings]
    return [[line.text for line in page.lines] for page in pages]


@pytest.mark.parametrize("font_name", ["宋体", "黑体", "楷体_GB2312", "方正小标宋简体", "Times New Roman"])
@pytest.mark.parametrize("more", ["", 'Italic="true" Weight="800"', 'HScale="0.6"'])
def test_it_gives_every_character_a_box_that_holds_its_ink(tmp_path, font_name, more):
    file = OfdFile(
        [layer(text(WORDS, 5, 20, 3.6, more=more) + text(WORDS, 5, 40, 2.6, more=more))], resources=font(1, font_name)
    )
    file.write(tmp_path / "a.ofd")

    (page,), _ = read_ofd(tmp_path / "a.ofd")
    drawn = render_ofd_page(tmp_path / "a.ofd", 1)

    assert (page.width, page.height) == drawn.size
    assert [line.text for line in page.lines] == [WORDS, WORDS]
    assert ink_outside(drawn, page) == 0
    for line in page.lines:
        for character, box in zip(line.text, line.boxes, strict=True):
            assert character == " " or ink_inside(drawn, box) > 0, character


def test_it_reads_what_the_demonstration_writes_and_agrees_with_ofdkit(tmp_path):
    pages = [
        [("关于整理档案的通知", 40, 30, 7), ("第一条 为了加强管理。", 20, 50, 4.5)],
        [("第二页 (续)", 20, 30, 4.5)],
    ]
    for embedded in (False, True):
        write_ofd(tmp_path / "a.ofd", pages, title="通知", embed_font=embedded)

        read, findings = read_ofd(tmp_path / "a.ofd")

        assert [page.text for page in read] == ["关于整理档案的通知\n第一条 为了加强管理。", "第二页 (续)"]
        with ofdkit.open(tmp_path / "a.ofd") as other:
            assert ["".join(page.text.split()) for page in read] == ["".join(p.text().split()) for p in other.pages]
        assert findings == ()
        for number, page in enumerate(read, 1):
            assert ink_outside(render_ofd_page(tmp_path / "a.ofd", number), page) == 0


def test_it_places_characters_by_delta_lists_with_repetition(tmp_path):
    code = 'DeltaX="g 2 8 12 g 99999999 8"'
    OfdFile([layer(text("甲乙丙丁戊", 10, 30, 5, code=code))]).write(tmp_path / "a.ofd")

    (page,), _ = read_ofd(tmp_path / "a.ofd")

    lefts = [box[0] / PER_MM for box in page.lines[0].boxes]
    assert lefts == pytest.approx([10, 18, 26, 38, 46], abs=0.15)
    assert [box[2] / PER_MM for box in page.lines[0].boxes] == pytest.approx([5] * 5, abs=0.3)


def test_it_moves_boxes_with_the_matrix_of_the_object(tmp_path):
    OfdFile([layer(text("档案", 10, 20, 5, more='CTM="2 0 0 2 4 6"'))]).write(tmp_path / "a.ofd")

    (page,), _ = read_ofd(tmp_path / "a.ofd")
    first, second = page.lines[0].boxes

    assert first[0] / PER_MM == pytest.approx(14, abs=0.15)
    assert second[0] / PER_MM == pytest.approx(24, abs=0.15)
    assert first[3] / PER_MM == pytest.approx(10.2, abs=0.3)
    assert ink_outside(render_ofd_page(tmp_path / "a.ofd", 1), page) == 0


def test_it_counts_boxes_from_the_corner_of_the_physical_box(tmp_path):
    OfdFile([layer(text("档", 110, 220, 5))], box="100 200 50 40").write(tmp_path / "a.ofd")

    (page,), _ = read_ofd(tmp_path / "a.ofd")

    assert page.lines[0].boxes[0][0] / PER_MM == pytest.approx(10, abs=0.15)
    assert ink_outside(render_ofd_page(tmp_path / "a.ofd", 1), page) == 0


def test_it_joins_runs_of_one_baseline_and_marks_the_gap(tmp_path):
    (line,) = lines_of(tmp_path, text("姓名", 10, 20, 5) + text("张某某", 40, 20.3, 5) + text("备注", 20, 20, 5))[0]
    (page,), _ = read_ofd(tmp_path / "a.ofd")

    assert line == "姓名备注 张某某"
    gap = page.lines[0].boxes[line.index(" ")]
    assert gap[0] / PER_MM == pytest.approx(30, abs=0.2)
    assert gap[2] / PER_MM == pytest.approx(10, abs=0.3)


def test_it_reads_columns_of_prose_one_after_the_other_and_tables_by_rows(tmp_path):
    left = ["各生产大队在春耕以前", "应当把本年度的工分册", "连同会计凭证一并交来", "逾期不交者扣除工分。"]
    right = ["公社档案室负责保管，", "任何人不得擅自拿走，", "借阅须经秘书同意后，", "登记以后方可以带走。"]
    prose = "".join(
        text(a, 5, y, 4) + text(b, 55, y, 4) for y, a, b in zip(itertools.count(20, 6), left, right, strict=False)
    )
    cells = [
        ["姓名", "性别", "出生年月"],
        ["王某", "女", "1952.3"],
        ["李某某", "男", "1948.11"],
        ["赵某", "男", "1950"],
    ]
    table = "".join(
        text(cell, 5 + 30 * column, 20 + 6 * row, 4)
        for row, line in enumerate(cells)
        for column, cell in enumerate(line)
    )

    columns, rows = lines_of(tmp_path, prose, table)

    assert columns == left + right
    assert rows == ["姓名 性别 出生年月", "王某 女 1952.3", "李某某 男 1948.11", "赵某 男 1950"]


def test_it_reads_vertical_writing_from_right_to_left(tmp_path):
    down = 'DeltaY="g 9 6" '
    page = text("中华民国三十六年", 20, 15, 5, code=down) + text("临海县政府训令", 60, 15, 5, code=down)

    lines = lines_of(tmp_path, page)[0]
    (read,), _ = read_ofd(tmp_path / "a.ofd")

    assert lines == ["临海县政府训令", "中华民国三十六年"]
    assert all(line.vertical for line in read.lines)
    assert ink_outside(render_ofd_page(tmp_path / "a.ofd", 1), read) == 0


def test_it_reads_a_downward_label_as_one_word_of_the_line_it_begins_on(tmp_path):
    label = text("购", 5, 20, 4) + text("买", 5, 28, 4) + text("方", 5, 36, 4)
    lines = lines_of(tmp_path, label + text("名称：某某公司", 20, 24, 4) + text("地址：某某路", 20, 32, 4))[0]

    assert lines == ["购买方", "名称：某某公司", "地址：某某路"]


def test_it_turns_characters_by_char_direction_and_goes_on_by_read_direction(tmp_path):
    page = text("档案", 40, 40, 6, more='ReadDirection="90" CharDirection="90"')
    OfdFile([layer(page)]).write(tmp_path / "a.ofd")

    (read,), _ = read_ofd(tmp_path / "a.ofd")
    first, second = read.lines[0].boxes

    assert second[1] - first[1] == pytest.approx(6 * PER_MM, abs=2)
    assert abs(second[0] - first[0]) <= 1
    assert ink_outside(render_ofd_page(tmp_path / "a.ofd", 1), read) == 0


def test_it_counts_text_drawn_twice_once(tmp_path):
    assert lines_of(tmp_path, text("重要", 10, 20, 5) + text("重要", 10.1, 20, 5)) == [["重要"]]


def test_it_includes_the_text_of_templates_and_composite_units(tmp_path):
    unit = f'<ofd:CompositeGraphicUnit ID="7" Width="10" Height="10"><ofd:Content>{text("图元", 0, 5, 5)}</ofd:Content>'
    resources = (
        font(1, "宋体") + f"<ofd:CompositeGraphicUnits>{unit}</ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    file = OfdFile(
        [layer(text("正文", 10, 40, 5) + '<ofd:CompositeObject ID="8" ResourceID="7" Boundary="10 60 30 30"/>')],
        resources=resources,
        page_head='<ofd:Template TemplateID="t0"/>',
        templates=[("Background", layer(text("表头", 10, 20, 5)))],
    )

    (page,), findings = read_ofd(file.write(tmp_path / "a.ofd"))

    assert page.text == "表头\n正文\n图元"
    assert findings == ()


def test_it_keeps_watermarks_out_of_the_text_and_stamps_at_its_end(tmp_path):
    def annotation(kind, words):
        inside = text(words, 0, 10, 5)
        appearance = f'<ofd:Appearance Boundary="10 5 60 20">{inside}</ofd:Appearance>'
        return f'<ofd:Annot Type="{kind}" ID="9">{appearance}</ofd:Annot>'

    file = OfdFile(
        [layer(text("正文", 10, 60, 5))],
        annotations=annotation("Watermark", "内部资料") + annotation("Stamp", "已归档"),
    )

    (page,), findings = read_ofd(file.write(tmp_path / "a.ofd"))

    assert page.text == "正文\n已归档"
    assert [(one.code, one.params["text"]) for one in findings] == [("ofd.watermark", "内部资料")]
    assert page.lines[1].boxes[0][0] / PER_MM == pytest.approx(10, abs=0.15)


@pytest.mark.parametrize("words", ["", "\ue001\ue002", "\ufffd\ufffd"])
def test_it_sends_pages_of_glyphs_without_characters_to_ocr(tmp_path, words):
    change = (
        '<ofd:CGTransform CodePosition="0" CodeCount="2" GlyphCount="2"><ofd:Glyphs>1 2</ofd:Glyphs></ofd:CGTransform>'
    )
    file = OfdFile(
        [layer(text(words, 10, 20, 5, inside=change, code='DeltaX="6"'))],
        resources=font(1, "甲", "f.ttf"),
        parts={"Doc_0/Res/f.ttf": square_font()},
    )

    (page,), findings = read_ofd(file.write(tmp_path / "a.ofd"))

    assert page.needs_ocr
    assert page.text == ""
    assert page.source is TextSource.NONE
    assert [(one.code, one.params["count"]) for one in findings] == [("ofd.glyphs_without_text", 2)]


HIDDEN = "本件为扫描图像，其下有看不见的文字，可供检索。" * 3


def scan(tmp_path, words: str, more: str = "", written: tuple[int, int] = (120, 160)) -> OfdFile:
    """A page that is a picture with black bars as its writing, and text over it."""
    paper = Image.new("L", (800, 800), 240)
    for left in range(40, 760, 8):
        ImageDraw.Draw(paper).rectangle((left, written[0], left + 4, written[1]), fill=0)
    paper.save(tmp_path / "scan.jpg")
    return OfdFile(
        [layer(image(9, "100 0 0 100 0 0") + text(words, 5, 20, 1.3, more=more))],
        resources=font(1, "宋体") + media(9, "scan.jpg"),
        parts={"Doc_0/Res/scan.jpg": (tmp_path / "scan.jpg").read_bytes()},
    )


def test_it_sends_a_scan_with_only_a_page_number_to_ocr(tmp_path):
    (page,), _ = read_ofd(scan(tmp_path, "第3页").write(tmp_path / "a.ofd"))

    assert page.needs_ocr


@pytest.mark.parametrize("more", ['Alpha="0"', 'Visible="false"', 'Fill="false"'])
def test_it_takes_hidden_text_on_the_writing_of_a_scan_as_supplied(tmp_path, more):
    (page,), findings = read_ofd(scan(tmp_path, HIDDEN, more, written=(145, 160)).write(tmp_path / "a.ofd"))

    assert page.text == HIDDEN
    assert page.source is TextSource.SUPPLIED
    assert not page.needs_ocr
    assert findings == ()


def test_it_does_not_believe_hidden_text_that_lies_beside_the_writing(tmp_path):
    (page,), findings = read_ofd(scan(tmp_path, HIDDEN, 'Alpha="0"', written=(600, 700)).write(tmp_path / "a.ofd"))

    assert page.needs_ocr
    assert page.text == ""
    assert [one.code for one in findings] == ["ofd.text_unusable"]


def test_it_does_not_believe_text_that_is_no_language(tmp_path):
    garbled = "\u701b\u6a8a\u9367\u6f61\u95bd\u7ead\u8870\u93c1" * 4
    (page,), findings = read_ofd(OfdFile([layer(text(garbled, 2, 20, 2))]).write(tmp_path / "a.ofd"))

    assert page.needs_ocr
    assert [(one.code, one.params["reason"]) for one in findings] == [("ofd.text_unusable", "mojibake")]


def test_it_sends_letters_drawn_as_outlines_to_ocr_but_not_an_empty_page(tmp_path):
    drawn = "".join(filled(rectangle(x, 10, 2, 4)) for x in range(5, 95, 4))
    pages, _ = read_ofd(OfdFile([layer(drawn), layer(""), layer(path("M 0 0 L 9 9"))]).write(tmp_path / "a.ofd"))

    assert [page.needs_ocr for page in pages] == [True, False, False]


def test_it_lists_attachments_and_describes_the_file(tmp_path):
    info = "<ofd:Title>年度报告</ofd:Title><ofd:Keywords><ofd:Keyword>甲</ofd:Keyword></ofd:Keywords>"
    file = OfdFile([layer("")], attachments=[("原始数据.xml", b"<a/>")], info=info).write(tmp_path / "a.ofd")

    _pages, findings = read_ofd(file)

    assert [(one.code, one.params) for one in findings] == [("ofd.attachment", {"name": "原始数据.xml", "size": 4})]
    described = ofd_metadata(file)
    assert described["ofd:Title"] == "年度报告"
    assert described["ofd:Keywords"] == "甲"
    assert described["ofd:Attachments"] == "原始数据.xml"


def test_it_keeps_control_characters_and_tabs_out(tmp_path):
    assert lines_of(tmp_path, text("甲&#9;乙\n丙", 10, 20, 5)) == [["甲 乙丙"]]
