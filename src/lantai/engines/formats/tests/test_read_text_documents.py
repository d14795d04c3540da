import datetime as dt
import zipfile

import pytest
import xlsxwriter
from docx import Document
from pptx import Presentation
from pptx.util import Inches

from lantai.engines.formats.identify import FormatKind, identify
from lantai.engines.formats.model import TextSource
from lantai.engines.formats.readers import packed
from lantai.engines.formats.readers.base import Limits
from lantai.engines.formats.reading import read_file
from lantai.engines.formats.tests import samples
from lantai.engines.formats.tests.samples import OTHER, PARAGRAPH, paragraph, run
from tests.support.shared import shared_data


def text_of(path, **more):
    return "\n".join(page.text for page in read_file(path, **more).pages)


def codes(reading):
    return [finding.code for finding in reading.findings]


@pytest.mark.parametrize("code", ["utf-8", "gb18030", "utf-16"])
def test_it_reads_plain_text(tmp_path, code):
    path = tmp_path / "通知.txt"
    path.write_bytes(f"{PARAGRAPH}\r\n{OTHER}".encode(code))

    reading = read_file(path)

    assert reading.pages[0].text == f"{PARAGRAPH}\n{OTHER}"
    assert reading.pages[0].source is TextSource.BORN_DIGITAL
    assert reading.findings == ()


def test_it_divides_long_text_at_paragraph_ends(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("\n".join(f"{number} {PARAGRAPH}" for number in range(300)))

    pages = read_file(path).pages

    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    assert all(3_000 < len(page.text) <= 5_000 for page in pages[:-1])
    assert "\n".join(page.text for page in pages) == path.read_text()


def test_it_divides_a_line_without_end_at_a_sentence(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(PARAGRAPH * 500)

    pages = read_file(path).pages

    assert max(len(page.text) for page in pages) < 10_000
    assert "".join(page.text.replace("\n", "") for page in pages) == PARAGRAPH * 500
    assert all(page.text.endswith("。") for page in pages)


def test_it_tells_of_characters_destroyed_before(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("档案锟斤拷馆")

    assert codes(read_file(path)) == ["file.lost_characters"]


def test_it_reads_html_in_gbk_without_scripts(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(
        "<html><head><title>通告</title><meta charset=gb2312><style>p{}</style></head><body><script>var 假=1</script>"
        "<p>一、关于<b>档案</b>移交</p><table><tr><td>姓名<td>王五</tr></table></body></html>".encode("gbk")
    )

    text = text_of(path)

    assert text.split("\n")[0] == "通告"
    assert "一、关于档案移交" in text
    assert "姓名\t王五" in text
    assert "假" not in text


def test_it_reads_html_nested_deeper_than_the_stack(tmp_path):
    path = tmp_path / "a.html"
    path.write_text("<html><body>" + "<div>" * 20_000 + "档案馆")

    assert read_file(path).mime == "text/html"


def test_it_reads_word_in_the_order_of_the_page(tmp_path):
    box = "<w:p><w:r><w:pict><w:txbxContent>" + paragraph("框中文字") + "</w:txbxContent></w:pict></w:r></w:p>"
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("姓名", "王五"))
    body = (
        paragraph("标题")
        + f"<w:p>{run('正文')}<w:r><w:footnoteReference w:id='2'/></w:r><w:del>{run('删去')}</w:del></w:p>"
        + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
        + box
    )
    notes = f"<w:footnote w:id='2'>{paragraph('脚注文字')}</w:footnote>"
    path = samples.docx(tmp_path / "a.docx", body, header=paragraph("页眉"), footer=paragraph("页脚"), footnotes=notes)

    lines = [line for line in text_of(path).split("\n") if line]

    assert lines == ["页眉", "标题", "正文", "脚注文字", "姓名\t王五", "框中文字", "页脚"]


def test_it_reads_word_files_of_another_writer(tmp_path):
    path = tmp_path / "a.docx"
    document = Document()
    document.add_paragraph(PARAGRAPH)
    document.add_table(2, 2).cell(1, 1).text = "表中"
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.save(path)

    text = text_of(path)

    assert PARAGRAPH in text
    assert "\t表中" in text
    assert "页眉" in text


def test_it_reads_slides_with_tables_groups_and_notes(tmp_path):
    path = tmp_path / "a.pptx"
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = "第一页"
    table = slide.shapes.add_table(1, 2, Inches(1), Inches(2), Inches(3), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "姓名", "王五"
    inner = slide.shapes.add_group_shape().shapes.add_textbox(Inches(1), Inches(1), Inches(1), Inches(1))
    inner.text_frame.text = "组中文字"
    slide.notes_slide.notes_text_frame.text = "备注文字"
    show.slides.add_slide(show.slide_layouts[5]).shapes.title.text = "第二页"
    show.save(path)

    pages = read_file(path).pages

    assert len(pages) == 2
    for wanted in ("第一页", "姓名\t王五", "组中文字", "备注文字"):
        assert wanted in pages[0].text
    assert pages[1].text.startswith("第二页")


def test_it_reads_a_sheet_a_part_with_dates_and_whole_numbers(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("目录")
    sheet.write_row(0, 0, ["档号", "题名", "页数"])
    sheet.write_row(1, 0, ["X001-2", PARAGRAPH, 12])
    sheet.write_datetime(2, 0, dt.date(1983, 5, 12), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_comment(1, 0, "批注文字")
    book.add_worksheet("空")
    book.close()

    pages = read_file(path).pages

    assert pages[0].text.split("\n")[:3] == ["目录", "档号\t题名\t页数", f"X001-2\t{PARAGRAPH}\t12"]
    assert "1983-05-12" in pages[0].text
    assert pages[1].text == "空"
    assert "批注文字" in pages[2].text


def test_it_caps_a_sheet_without_end(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for row in range(50):
        sheet.write_string(row, 0, str(row))
    book.close()

    reading = read_file(path, limits=Limits(max_rows=10))

    assert codes(reading) == ["file.cut_short"]
    assert len(reading.pages[0].lines) == 11


@pytest.mark.parametrize(
    "body",
    [
        rb"\ansicpg936{\fonttbl{\f0\fcharset134 SimSun;}}\f0 \'b5\'b5\'b0\'b8\'b9\'dd\par",
        rb"\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset134 SimSun;}}{\f1 \'b5\'b5\'b0\'b8\'b9\'dd}\par",
        rb"\ansicpg936\uc2 \u26723\'b5\'b5\u26696\'b0\'b8\u39302\'b9\'dd\par",
        rb"\ansicpg936{\fonttbl{\f0 \'cb\'ce\'cc\'e5;}}" + "档案馆".encode("gbk") + rb"\par",
    ],
)
def test_it_reads_rtf_however_its_chinese_is_written(tmp_path, body):
    path = tmp_path / "a.rtf"
    path.write_bytes(rb"{\rtf1\ansi" + body + rb"{\header\pard \u39029?\u30473?\par}{\*\generator x;}}")

    assert text_of(path).split("\n")[0] == "档案馆"
    assert "页眉" in text_of(path)


def mail_bytes(attachment):
    head = (
        "From: =?gb2312?B?zfXO5Q==?= <wang@example.org>\r\nTo: office@example.org\r\n"
        "Subject: =?utf-8?B?5qGj5qGI56e75Lqk?=\r\nDate: Tue, 12 May 1998 08:00:00 +0800\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    )
    body = "--b\r\nContent-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    attached = (
        '\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="a.txt"\r\n'
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return head.encode() + body.encode() + OTHER.encode("gbk") + attached.encode() + attachment + b"\r\n--b--\r\n"


def test_it_reads_a_mail_with_headers_body_and_attachment(tmp_path):
    path = tmp_path / "a.eml"
    path.write_bytes(mail_bytes(PARAGRAPH.encode("gbk")))

    pages = read_file(path).pages

    assert pages[0].text.split("\n")[:2] == ["Subject: 档案移交", "From: 王五 <wang@example.org>"]
    assert OTHER in pages[0].text
    assert "a.txt" in pages[0].text
    assert pages[1].text == f"[a.txt]\n{PARAGRAPH}"


def test_it_reads_attachments_one_level_deep_only(tmp_path):
    path = tmp_path / "a.eml"
    path.write_bytes(mail_bytes(mail_bytes(PARAGRAPH.encode("gbk"))))

    assert PARAGRAPH not in text_of(path, limits=Limits(depth=0))


def test_it_reads_opendocument_text(tmp_path):
    path = tmp_path / "a.odt"
    names = 'xmlns:office="o" xmlns:text="t" xmlns:table="b"'
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr(
            "content.xml",
            f"<office:document {names}><text:p>一<text:s/>二<text:tab/>三</text:p><table:table><table:table-row>"
            "<table:table-cell><text:p>甲</text:p></table:table-cell><table:table-cell><text:p>乙</text:p>"
            "</table:table-cell></table:table-row></table:table></office:document>",
        )

    assert text_of(path) == "一 二\t三\n甲\t乙"


def test_it_refuses_a_package_whose_part_would_fill_the_memory(tmp_path):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b"<w:document>" + b" " * 5_000_000)

    assert codes(read_file(path, limits=Limits(max_part_bytes=1_000_000))) == ["file.too_large"]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", b"", "file.empty"),
        ("a.bin", bytes(range(256)) * 9, "file.unknown_format"),
        ("a.rtf", b"{\\rtf1 \\'b5\\'b5 cut {\\b off", "file.truncated"),
    ],
)
def test_it_says_what_is_wrong_with_a_file(tmp_path, name, data, code):
    path = tmp_path / name
    path.write_bytes(data)

    reading = read_file(path)

    assert codes(reading) == [code]
    assert reading.findings[0].sentence()
    assert reading.findings[0].remedy()


def test_it_says_that_a_package_is_cut_off(tmp_path):
    whole = samples.docx(tmp_path / "a.docx", paragraph(PARAGRAPH * 40)).read_bytes()
    (tmp_path / "a.docx").write_bytes(whole[:-200])

    assert codes(read_file(tmp_path / "a.docx")) == ["file.truncated"]


def test_it_gives_a_finding_for_a_path_that_is_not_there(tmp_path):
    assert codes(read_file(tmp_path / "none.pdf")) == ["file.damaged"]


def test_it_leaves_archives_closed(tmp_path):
    path = samples.zip_of(tmp_path / "a.zip", [("a.txt", b"x")])

    assert codes(read_file(path)) == ["archive.nested"]


def test_it_says_when_an_archive_is_guarded_by_a_password(tmp_path):
    path = samples.zip_of(tmp_path / "a.zip", [("a.txt", b"x"), ("b.txt", b"y")])
    whole = bytearray(path.read_bytes())
    whole[whole.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(whole)

    assert codes(read_file(path)) == ["archive.nested", "file.encrypted"]


@pytest.mark.parametrize("cut", [0, 1], ids=["content", "directory"])
def test_it_says_when_an_archive_cannot_be_unpacked(tmp_path, cut):
    path = samples.zip_of(tmp_path / "a.zip", [("a.txt", b"a text of some length, packed")])
    whole = bytearray(path.read_bytes())
    if cut:
        del whole[-30:]
    else:
        whole[45] ^= 0xFF
    path.write_bytes(whole)

    assert codes(read_file(path)) == ["archive.nested", "file.damaged"]


def test_it_looks_into_a_large_archive_only_so_far(tmp_path, monkeypatch):
    monkeypatch.setattr(packed, "MOST_BYTES", 1000)
    path = samples.zip_of(tmp_path / "a.zip", [("a.txt", b"x" * 5000), ("b.txt", b"to be damaged")])
    whole = bytearray(path.read_bytes())
    whole[whole.index(b"b.txt") + 8] ^= 0xFF
    path.write_bytes(whole)

    assert codes(read_file(path)) == ["archive.nested"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("testWORD_various.doc", "Row 2 Col 1\tRow 2 Col 2"),
        ("testWORD6.doc", "The quick brown fox"),
        ("testRTFJapanese.rtf", "ゾルゲと尾崎"),
        ("testPPT_groups.ppt", "tika link"),
        ("testEXCEL_textbox.xlsx", "some autoshape"),
        ("testEXCEL_dateFormats.xls", "1996-08-10"),
        ("testEXCEL_custom_props.xls", "Fichier test pour propriétés sur xls"),
        ("testEXCEL_labels-govdocs-515858.xls", "Top world producers"),
        ("testHTML_charset_utf16le.html", "This is a sample text"),
    ],
)
def test_it_reads_what_others_test_with(name, wanted):
    path = next(shared_data("formats", "tika").rglob(name))

    assert wanted.lower() in text_of(path).lower()


def test_it_reads_the_locked_samples_as_locked():
    path = next(shared_data("formats", "tika").rglob("testEXCEL_protected_passtika.xlsx"))

    assert identify(path).kind is FormatKind.LOCKED
    assert codes(read_file(path)) == ["file.encrypted"]
