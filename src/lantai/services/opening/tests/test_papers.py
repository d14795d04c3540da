"""The papers of a batch: the same facts and rows as PDF, as Word document and as workbook, each read back."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from lantai.engines.formats.reading import read_file
from lantai.services.opening import item_sheets
from lantai.services.opening.item_sheets import sheets_as_pdf
from lantai.services.opening.papers import forms
from lantai.services.opening.tests.batches import at_approval, team

XML = "\x07"


@pytest.fixture
def batch(fonds, home):
    """Ready for the approval, with a title nobody can put into XML as it is."""
    team(fonds.institution)
    made = at_approval(fonds, count=2)
    record = made.items.get(position=2).record
    record.title = f"关于<水渠>&{XML}木料"
    record.retention = "D30"
    record.save()
    return made


def body_of(client, batch, name, form):
    answer = client.get(reverse("opening:paper", args=[batch.ulid, name, form]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def sheets(content):
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
            for name in book.sheet_names}  # fmt: skip


def tables(document):
    """Tables whose first row is said again on every page, as texts."""
    heads = [each for each in document.tables if each.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None]
    return [[[cell.text for cell in row.cells] for row in each.rows] for each in heads]


def plain(text):
    return "".join(text.split()).replace("\u200b", "")


def test_every_paper_says_the_same_as_pdf_word_and_workbook(client, batch, tmp_path):
    client.force_login(batch.planner)
    for name, form in forms().items():
        word = body_of(client, batch, name, "docx")
        document = Document(io.BytesIO(word))
        book = sheets(body_of(client, batch, name, "xlsx"))
        whole = "\n".join([p.text for p in document.paragraphs])

        assert document.paragraphs[0].text == form["title"]
        assert all(each.getnext().tag != each.tag for each in document.element.body.iterchildren(qn("w:tbl")))
        assert plain(book["基本情况"][0][1]) == form["title"]
        if form["text"]:
            assert book["基本情况"][-1][1] in whole
        if form["columns"]:
            (listed,) = tables(document)
            assert listed[0] == form["columns"]
            assert [[cell.replace(XML, "") for cell in row] for row in book[form["title"]]] == listed
        blocks = document.tables[-1].rows[0].cells if form["signatures"] else []
        assert len(blocks) <= 4

    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(body_of(client, batch, "notice", "pdf"))
    printed = plain("".join(page.text for page in read_file(pdf).pages))
    assert plain("关于<水渠>&木料") in printed
    assert all(plain(item.record.code) in printed for item in batch.items.select_related("record"))
    assert client.get(reverse("opening:paper", args=[batch.ulid, "nothing", "pdf"])).status_code == 404
    assert client.get(reverse("opening:paper", args=[batch.ulid, "plan", "odt"])).status_code == 404


def test_columns_that_take_what_others_leave_have_room_for_words():
    """A title set one character a line makes a page of every record."""
    inside = {False: 210 - 40, True: 297 - 40}
    for form in forms().values():
        free = inside[len(form["columns"]) > 6] - sum(form["widths"])
        assert free >= 30 * form["widths"].count(0), form["code"]


def test_a_word_document_names_its_chinese_fonts_and_what_stands_in_for_them(client, batch):
    client.force_login(batch.planner)

    word = body_of(client, batch, "review_form", "docx")

    document = Document(io.BytesIO(word))
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "FangSong"
    assert document.sections[0].page_width > document.sections[0].page_height
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        told = parts.read("word/fontTable.xml").decode()
        assert 'w:name="FangSong"' in told
        assert "Noto Serif CJK SC" in told
        assert 'w:eastAsia="SimSun"' in parts.read("word/document.xml").decode()


def test_every_record_has_a_sheet_and_pieces_are_bound_to_one_pdf(client, batch, tmp_path, monkeypatch):
    monkeypatch.setattr(item_sheets, "PIECE", 1)
    client.force_login(batch.planner)

    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(body_of(client, batch, "sheets", "pdf"))

    pages = [plain(page.text) for page in read_file(pdf).pages]
    codes = [plain(item.record.code) for item in batch.items.select_related("record").order_by("position")]
    assert len(pages) == 2
    assert all(code in page for code, page in zip(codes, pages, strict=True))
    assert "保管期限30年" in pages[1]
    assert all(word in pages[0] for word in ("初审员林", "复审员江", "汇总", "形成或移交单位"))
    address = reverse("opening:paper", args=[batch.ulid, "sheets", "pdf"])
    assert client.get(address, {"from": "3"}).status_code == 404
    assert len(list(sheets_as_pdf(batch, first=2).parent.glob("*.pages"))) == 2
