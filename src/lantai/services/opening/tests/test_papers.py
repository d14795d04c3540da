"""The papers of a batch: the same facts and rows as PDF, as Word document and as workbook, each read back."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import zipfile

import pytest
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from lantai.base.accounts.access import actor_of
from lantai.engines.formats.reading import read_file
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.fulltext.tests.factories import pages_of
from lantai.services.opening import item_sheets
from lantai.services.opening.actions import (
    PassageSaid,
    approve_batch,
    ask_consent,
    decide,
    plan_batch,
    withdraw_record,
)
from lantai.services.opening.item_sheets import sheets_as_pdf
from lantai.services.opening.models import Consultation
from lantai.services.opening.papers import forms
from lantai.services.opening.tests.batches import actor_in, at_approval, due_items, led_to_consultation, plan, team

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
        title = form["title"] + ("（拟）" if form["of"] in ("notice", "consent") else "")

        assert document.paragraphs[0].text == title
        assert all(each.getnext().tag != each.tag for each in document.element.body.iterchildren(qn("w:tbl")))
        assert plain(book["基本情况"][0][1]) == title
        if form["text"]:
            assert all(line in whole for line in book["基本情况"][-1][1].split("\n"))
        if form["columns"]:
            (listed,) = tables(document)
            assert listed[0] == form["columns"]
            assert [p.text for p in document.paragraphs].count(form["list"]) == 1
            assert [[cell.replace(XML, "") for cell in row] for row in book[form["title"]]] == listed
            page = zipfile.ZipFile(io.BytesIO(body_of(client, batch, name, "xlsx"))).read("xl/worksheets/sheet1.xml")
            assert b'fitToPage="1"' in page
            assert b'orientation="landscape"' in page
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
    document = Document(io.BytesIO(body_of(client, batch, "sheets", "docx")))
    titles = [each for each in document.paragraphs if each.text == "档案开放审核表（逐件）"]
    assert [each.paragraph_format.page_break_before for each in titles] == [None, True]
    assert [each.rows[0].cells[0].text for each in document.tables if "编号" in each.rows[0].cells[0].text] == [
        f"编号：{batch.number}-1", f"编号：{batch.number}-2",
    ]  # fmt: skip
    rows = sheets(body_of(client, batch, "sheets", "xlsx"))["档案开放审核表（逐件）"]
    stages = [(row[0], row[8]) for row in rows[1:]]
    assert stages == [(place, stage) for place in "12" for stage in ("初审", "复审", "汇总")]
    assert [plain(row[1]) for row in rows[1::3]] == codes
    address = reverse("opening:paper", args=[batch.ulid, "sheets", "pdf"])
    assert client.get(address, {"from": "3"}).status_code == 404
    assert len(list(sheets_as_pdf(batch, first=2).parent.glob("*.pages"))) == 2


def facts_of(client, batch, name, **query):
    answer = client.get(reverse("opening:paper", args=[batch.ulid, name, "xlsx"]), query)
    assert answer.status_code == 200
    book = sheets(answer.content)
    facts = dict(row[:2] for row in book.pop("基本情况"))
    return facts, [row[1] for rows in book.values() for row in rows[1:]], [rows[0] for rows in book.values()]


def test_a_letter_names_its_own_unit_and_number_and_lists_its_own_fonds(client, fonds):
    other = FondsFactory(institution=fonds.institution, code="0200")
    people = team(fonds.institution)
    for each in (fonds, other):
        due_items(each, 2, year=1966)
    asked = plan(fonds, people=people, year_from=1966, year_to=1966, sample_percent=0)
    asked = dataclasses.replace(asked, fonds=[fonds, other])
    batch = led_to_consultation(
        plan_batch(actor=actor_of(people["planner"]), institution=fonds.institution, plan=asked)
    )
    for letter, unit in zip(batch.consultations.select_related("fonds").order_by("fonds__code"), "甲乙", strict=True):
        Consultation.objects.filter(pk=letter.pk).update(
            asked=f"{unit}局", letter_number=f"云档函〔2026〕{unit}号", due_on=dt.date(2026, 12, 31)
        )
    client.force_login(people["planner"])
    page = client.get(reverse("opening:batch", args=[batch.ulid])).content.decode()

    for letter in batch.consultations.select_related("fonds"):
        for name in ("letter", "answer_form"):
            assert f"papers/{name}.docx?of={letter.ulid}" in page
            facts, codes, _ = facts_of(client, batch, name, of=letter.ulid)
            assert (facts["致函单位"], facts["发函文号"]) == (letter.asked, letter.letter_number)
            assert "各单位意见" not in facts
            assert len(codes) == 2
            assert all(code.startswith(letter.fonds.code) for code in codes)
        assert letter.asked in facts_of(client, batch, "letter", of=letter.ulid)[0]["正文"]
        word = client.get(reverse("opening:paper", args=[batch.ulid, "letter", "docx"]), {"of": letter.ulid})
        document = Document(io.BytesIO(b"".join(word.streaming_content)))
        assert document.tables[0].rows[0].cells[0].text == f"文号：{letter.letter_number}"
    assert client.get(reverse("opening:paper", args=[batch.ulid, "letter", "pdf"]), {"of": "0" * 26}).status_code == 404
    assert client.get(reverse("opening:paper", args=[batch.ulid, "plan", "pdf"]), {"of": "0" * 26}).status_code == 404


def test_a_notice_is_a_draft_until_it_is_published_and_then_bears_its_number(client, fonds):
    batch = at_approval(fonds, count=3)
    client.force_login(batch.planner)
    facts, codes, _ = facts_of(client, batch, "notice")
    assert (facts["标题"], len(codes)) == ("开放档案目录公告（拟）", 3)
    assert "不得对外公布" in facts["正文"]

    approver = actor_in(batch, "approver")
    item = batch.items.select_related("record__fonds__institution", "batch__institution").get(position=3)
    pages_of(item.record, 1)
    whole = [PassageSaid(1, "R3a", whole_page=True)]
    decide(actor=approver, item=item, value="partial", reasons=["R3a"], passages=whole)
    notice = approve_batch(actor=approver, batch=batch, text="同意")
    gone = batch.items.select_related("record__fonds__institution").get(position=1).record
    withdraw_record(actor=approver, record=gone, reasons=["R2"], reason="未解密", approver="馆长")

    facts, codes, (columns,) = facts_of(client, batch, "notice")
    assert (facts["标题"], facts["公告编号"], len(codes)) == (notice.title, notice.number, 3)
    assert columns[-1] == "开放情况"
    book = sheets(body_of(client, batch, "notice", "xlsx"))["开放档案目录公告"]
    assert (book[1][1], gone.title in str(book)) == (gone.code, False)
    assert [row[-1] for row in book[1:]] == ["已撤回", "开放", "部分开放"]


def test_a_request_for_consent_bears_its_number_and_is_a_draft_before_the_approval(client, fonds):
    batch = at_approval(fonds, "delayed", count=1)
    client.force_login(batch.planner)
    assert facts_of(client, batch, "consent_letter")[0]["标题"].endswith("（拟）")
    approve_batch(actor=actor_in(batch, "approver"), batch=batch, text="同意")
    ask_consent(actor=actor_in(batch, "planner"), batch=batch, number="云档〔2026〕9号", name="云溪区档案局")

    facts, codes, _ = facts_of(client, batch, "consent_letter")

    assert (facts["标题"], facts["报送文号"]) == ("关于报请同意延期开放档案的函", "云档〔2026〕9号")
    assert "云溪区档案局" in facts["正文"]
    assert len(codes) == 1
