"""A document as a Word file, a workbook or slides, without the clock's marks that make two runs differ."""

import datetime as dt
import io
import zipfile

import docx
import pptx
import xlsxwriter

from demo.files.plain import lines_of
from demo.model import Doc

WHEN = dt.datetime(2008, 6, 1, 9, 0, 0)  # noqa: DTZ001 - office formats keep local time without a zone


def steady_zip(data: bytes) -> bytes:
    """The same archive with every member dated 1980, so that equal contents are equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            member = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, source.read(info.filename))
    return out.getvalue()


def as_docx(doc: Doc) -> bytes:
    document = docx.Document()
    document.core_properties.created = document.core_properties.modified = WHEN
    document.core_properties.author = "区政府办公室"
    document.core_properties.title = doc.title
    for text in (doc.masthead, doc.number):
        if text:
            document.add_paragraph(text)
    document.add_heading(doc.title, level=1)
    for text in (doc.addressee, *doc.paragraphs):
        if text:
            document.add_paragraph(text)
    rows = [tuple(cell.text for cell in row) for row in doc.form]
    if doc.table:
        rows += [doc.table.header, *doc.table.rows]
    if rows:
        _word_table(document, rows)
    for text in (doc.signer, doc.date, doc.copies):
        if text:
            document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return steady_zip(out.getvalue())


def _word_table(document: "docx.document.Document", rows: list[tuple[str, ...]]) -> None:
    table = document.add_table(rows=0, cols=max(len(row) for row in rows))
    table.style = "Table Grid"
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=False):
            cell.text = text


def as_xlsx(doc: Doc) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": doc.title, "created": WHEN})
    sheet = book.add_worksheet("名册")
    sheet.write(0, 0, doc.title)
    rows = [doc.table.header, *doc.table.rows] if doc.table else [(line,) for line in lines_of(doc)]
    for number, row in enumerate(rows, 2):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text)
    book.close()
    return out.getvalue()


def as_pptx(doc: Doc) -> bytes:
    slides = pptx.Presentation()
    slides.core_properties.created = slides.core_properties.modified = WHEN
    first = slides.slides.add_slide(slides.slide_layouts[0])
    first.shapes.title.text = doc.title
    first.placeholders[1].text = f"{doc.signer}\n{doc.date}"
    for text in doc.paragraphs:
        slide = slides.slides.add_slide(slides.slide_layouts[1])
        slide.shapes.title.text = text.split("。")[0][:24]
        slide.placeholders[1].text = text
    out = io.BytesIO()
    slides.save(out)
    return steady_zip(out.getvalue())
