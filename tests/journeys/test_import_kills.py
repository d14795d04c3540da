"""Kill an import, and then its undoing, at random moments: every entry is there exactly once, then none is."""

import pytest
import xlsxwriter

from tests.support.kills import moments
from tests.support.process import Program

ROWS = 6000


@pytest.fixture
def catalogue(tmp_path):
    path = tmp_path / "目录.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("目录")
    sheet.write_row(0, 0, ["档号", "题名", "年度", "姓名"])
    for n in range(1, ROWS + 1):
        sheet.write_row(n, 0, [f"K001-WS·1987-Y-BGS-{n:05}", f"第{n}号通知", "1987", f"甲{n:04}"])
    book.close()
    return path


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_entry_is_imported_once_however_often_it_is_killed(tmp_path, catalogue):
    program = Program(tmp_path / "home")
    one = tmp_path / "一件.txt"
    one.write_text("云溪县关于春耕生产的通知", encoding="utf-8")
    program.run("take_in", str(one), "--fonds", "K001")
    words = ("import_catalogue", str(catalogue), "--fonds", "K001")

    chosen = moments(2, 8, between=(1.0, 4.0), seed=7)
    kills = sum(program.run_and_kill(moment, *words) for moment in chosen)
    told = program.json(*words)

    assert kills > 0
    assert told["state"] == "committed"
    assert told["created"] + told["same"] == ROWS
    assert program.json("search", '"号通知"', "--limit", "1")["count"] == ROWS
    same = [hit for hit in program.json("find_person", "甲0001")["hits"] if hit["name"] == "甲0001"]
    assert len(same) == 1
    assert program.json("verify_audit")["breaks"] == []
    assert program.json("doctor")["index"]["documents"] == ROWS + 1
