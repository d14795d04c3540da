"""Automatic numbers of Word paragraphs become text, as the paper shows them."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from lantai.engines.formats.reading import read_file
from lantai.engines.formats.tests import samples

LINKED_TO_NOTHING = (
    '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="None"/></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
)


def level(number: int, written: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{written}"/>'
        f'{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def listed(*levels: str, overrides: str = "") -> str:
    """A numbering part: list 1 of these levels, and list 2 of the same with overrides."""
    return (
        f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="7"/>{overrides}</w:num>'
    )


def item(text: str, at: int = 0, number: int = 1) -> str:
    place = f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{place}</w:pPr>{samples.run(text)}</w:p>"


def styled(text: str, style: str, more: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{samples.run(text)}</w:p>'


def lines_of(folder: Path, body: str, **parts: str) -> list[str]:
    reading = read_file(samples.docx(folder / "a.docx", body, **parts))
    return [line for page in reading.pages for line in page.text.split("\n") if line]


@pytest.mark.parametrize(
    ("written", "at", "expected"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 3, "03"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalEnclosedCircleChinese", 3, "③"),
        ("lowerLetter", 28, "bb"),
        ("upperLetter", 3, "C"),
        ("lowerRoman", 49, "xlix"),
        ("upperRoman", 14, "XIV"),
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 12, "十二"),
        ("chineseCountingThousand", 23, "二十三"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("japaneseCounting", 20, "二十"),
        ("ideographDigital", 10, "一〇"),
        ("chineseLegalSimplified", 25, "贰拾伍"),
        ("unheardOf", 5, "5"),
        ("upperRoman", 10_000, "10000"),
    ],
)
def test_it_writes_numbers_as_word_does(tmp_path, written, at, expected):
    start = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{at}"/></w:lvlOverride>'

    found = lines_of(tmp_path, item("土改", number=2), numbering=listed(level(0, written, "第%1条："), overrides=start))

    assert found == [f"第{expected}条：土改"]


def test_it_numbers_levels_below_one_another(tmp_path):
    levels = (
        level(0, "chineseCounting", "%1、"),
        level(1, "chineseCounting", "（%2）"),
        level(2, "decimal", "%3."),
    )
    body = "".join(
        [
            item("基本情况"), item("人口", 1), item("耕地", 1), item("水田", 2), item("旱地", 2),
            samples.paragraph("说明"), item("存在问题"), item("水利", 1), item("沟渠", 2),
        ]
    )  # fmt: skip

    found = lines_of(tmp_path, body, numbering=listed(*levels))

    assert found == [
        "一、基本情况", "（一）人口", "（二）耕地", "1. 水田", "2. 旱地",
        "说明", "二、存在问题", "（一）水利", "1. 沟渠",
    ]  # fmt: skip


def test_it_writes_the_levels_above_into_the_number(tmp_path):
    levels = (level(0, "upperRoman", "%1"), level(1, "decimal", "%1.%2"), level(2, "decimal", "%1.%2.%3", "<w:isLgl/>"))
    body = item("甲", 1) + item("乙") + item("丙") + item("丁", 1) + item("戊", 2) + item("己", 2)

    found = lines_of(tmp_path, body, numbering=listed(*levels))

    assert found == ["I.1 甲", "I 乙", "II 丙", "II.1 丁", "2.1.1 戊", "2.1.2 己"]


def test_it_goes_on_in_lists_of_one_kind_and_begins_anew_where_the_list_says_so(tmp_path):
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    body = item("甲") + item("乙") + item("丙", number=2) + item("丁", number=2) + item("戊")

    on = lines_of(tmp_path, body, numbering=listed(level(0, "decimal", "%1)")))
    anew = lines_of(tmp_path, body, numbering=listed(level(0, "decimal", "%1)"), overrides=start))

    assert on == ["1) 甲", "2) 乙", "3) 丙", "4) 丁", "5) 戊"]
    assert anew == ["1) 甲", "2) 乙", "1) 丙", "2) 丁", "3) 戊"]


def test_it_counts_on_where_a_level_never_begins_anew(tmp_path):
    levels = (level(0, "chineseCounting", "第%1章"), level(1, "decimal", "第%2条", '<w:lvlRestart w:val="0"/>'))
    body = item("总则") + item("目的", 1) + item("分则") + item("范围", 1)

    assert lines_of(tmp_path, body, numbering=listed(*levels)) == ["第一章总则", "第1条目的", "第二章分则", "第2条范围"]


def test_it_takes_the_number_from_the_style(tmp_path):
    by_style = (
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="H1"/>'),
        level(1, "decimal", "%2．", '<w:pStyle w:val="H2"/>'),
    )
    numbered = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = (
        f'<w:style w:styleId="H1">{numbered}</w:style><w:style w:styleId="H2">{numbered}</w:style>'
        '<w:style w:styleId="H1b"><w:basedOn w:val="H1"/></w:style>'
        '<w:style w:styleId="loop"><w:basedOn w:val="loop"/></w:style>'
    )
    off = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = "".join(
        [styled("甲", "H1"), styled("乙", "H2"), styled("丙", "H1b"), styled("丁", "H1", off), styled("戊", "loop")]
    )

    found = lines_of(tmp_path, body, numbering=listed(*by_style), styles=styles)

    assert found == ["一、甲", "1．乙", "二、丙", "丁", "戊"]


def test_it_follows_a_list_to_the_style_that_defines_it(tmp_path):
    numbering = (
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="Rules"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="2">{level(0, "upperLetter", "%1.")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="5"><w:abstractNumId w:val="2"/></w:num>'
    )
    styles = '<w:style w:styleId="Rules"><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr></w:style>'

    assert lines_of(tmp_path, item("甲") + item("乙"), numbering=numbering, styles=styles) == ["A. 甲", "B. 乙"]


@pytest.mark.parametrize("written", ["bullet", "none"])
def test_it_takes_no_bullet_for_text(tmp_path, written):
    assert lines_of(tmp_path, item("甲"), numbering=listed(level(0, written, "%1"))) == ["甲"]


def test_it_numbers_rows_of_a_table(tmp_path):
    row = "".join(f"<w:tr><w:tc>{item(name)}</w:tc><w:tc>{samples.paragraph('村')}</w:tc></w:tr>" for name in "东西")

    found = lines_of(tmp_path, f"<w:tbl>{row}</w:tbl>", numbering=listed(level(0, "decimal", "%1")))

    assert found == ["1 东\t村", "2 西\t村"]


@pytest.mark.parametrize(
    "numbering",
    [
        "",
        '<w:num w:numId="1"/>',
        '<w:num w:numId="1"><w:abstractNumId w:val="404"/></w:num>',
        '<w:num/><w:abstractNum/><w:num w:numId="1"><w:abstractNumId/></w:num>',
        listed('<w:lvl w:ilvl="x"/>'),
        listed('<w:lvl w:ilvl="-1"><w:lvlText w:val="%9%9%9"/></w:lvl>'),
        LINKED_TO_NOTHING,
    ],
)
def test_it_loses_no_text_to_a_broken_list(tmp_path, numbering):
    found = lines_of(tmp_path, item("甲") + item("乙", 8), numbering=numbering)

    assert [line[-1] for line in found] == ["甲", "乙"]


def test_it_keeps_a_number_without_end_short(tmp_path):
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="99999999"/></w:lvlOverride>'
    numbering = listed(level(0, "lowerLetter", "%1" * 10), overrides=start)

    assert len(lines_of(tmp_path, item("甲", number=2), numbering=numbering)[0]) < 100


def test_it_reads_numbers_of_another_writer(tmp_path):
    document = Document()
    for text in ("春耕", "夏收"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("秋种", style="List Bullet")
    document.save(tmp_path / "a.docx")

    lines = [line for page in read_file(tmp_path / "a.docx").pages for line in page.text.split("\n") if line]

    assert lines == ["1. 春耕", "2. 夏收", "秋种"]
