"""Deeds are set whatever facts they have, as PDF and as Word document alike."""

import datetime as dt

from docx import Document

from lantai.engines.formats.reading import read_file
from lantai.holdings.printing.deeds import Deed, set_deed, write_deed


def test_a_wide_fact_begins_a_row_however_many_stand_before_it(tmp_path):
    facts = [
        {"label": label, "value": f"其{label}", "wide": label == "宽"}
        for label in ("甲", "宽", "乙", "丙", "宽", "丁")
    ]  # fmt: skip
    deed = Deed("移交文据", "DA/T 00", "左", "右", [{"kind": "facts", "facts": facts}])
    day = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

    set_deed(deed, tmp_path / "a.pdf", day=day)
    write_deed(deed, tmp_path / "a.docx", day=day)

    (page,) = read_file(tmp_path / "a.pdf").pages
    assert [word for word in page.text.split() if word.startswith("其")] == [f"其{each['label']}" for each in facts]
    rows = Document(str(tmp_path / "a.docx")).tables[-1].rows
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["甲", "其甲", "", ""],
        ["宽", "其宽", "其宽", "其宽"],
        ["乙", "其乙", "丙", "其丙"],
        ["宽", "其宽", "其宽", "其宽"],
        ["丁", "其丁", "", ""],
    ]


def test_a_long_code_ends_its_line_behind_a_mark_and_is_copied_as_it_is(tmp_path):
    code = "J032-ZY·HY·2001·D100-0001"
    table = {"kind": "table", "title": "", "columns": ["档号", "题名"], "widths": [34, 0]}
    table["rows"] = [{"cells": [code, "题名甲"]}]
    deed = Deed("移交文据", "DA/T 00", "左", "右", [table])

    set_deed(deed, tmp_path / "a.pdf", day=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))

    (page,) = read_file(tmp_path / "a.pdf").pages
    dots = page.width / 210
    of_code = [line for line in page.lines if "001" in line.text and "题" not in line.text]
    ends = [max(x + w for x, _y, w, _h in line.boxes) for line in of_code]
    assert code in "".join(page.text.split())
    assert ends
    assert all(end < (22 + 34) * dots for end in ends)
