"""Real kills at random moments of intake and indexing: nothing lost, nothing doubled, nothing half-described."""

import shutil
import sqlite3

import pytest
import xlsxwriter
from PIL import Image

from lantai.holdings.preservation.tests.ocfl_objects import outside_judgement
from tests.support.kills import moments, until_killed
from tests.support.process import Program

RECORDS = 160
FILES = RECORDS * 3 // 4
SCANS = RECORDS // 16
KILLS = 50


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "package"
    folder.mkdir()
    book = xlsxwriter.Workbook(str(folder / "目录.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["档号", "题名", "日期", "开放状态", "姓名"])
    for n in range(RECORDS):
        code = f"K001-WS·1987-Y-BGS-{n:04}"
        sheet.write_row(n + 1, 0, [code, f"第{n}号通知", "1987", "开放", f"甲{n:03}"])
        if n % 16 == 1:
            Image.new("L", (40, 30), n).save(folder / f"{code}.png")
        elif n % 4:
            (folder / f"{code}.txt").write_text(f"正文第{n}号，暗号{n:05}。\n" * 30, encoding="utf-8")
    book.close()
    shutil.make_archive(str(folder), "zip", folder)
    return folder


def source(package, fonds):
    """Every other fonds comes in a zip."""
    return str(package.with_suffix(".zip") if fonds % 2 else package)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_it_loses_and_doubles_nothing_however_often_it_is_killed(tmp_path, package):
    program = Program(tmp_path / "home")
    kills, fonds = 0, 0
    found = moments(7, KILLS, between=(0.9, 2.8), seed=1987)
    for moment in until_killed(found, KILLS):
        words = ("take_in", source(package, fonds), "--fonds", f"F{fonds:03}")
        if program.run_and_kill(moment, *words):
            kills += 1
        else:
            fonds += 1
        if kills == max(KILLS, len(found)):
            break
    assert kills >= KILLS if len(found) >= KILLS else kills > 3
    for n in range(fonds + 1):
        summary = program.json("take_in", source(package, n), "--fonds", f"F{n:03}")
        assert "records" in summary, summary
        assert (summary["records"], summary["files"], summary["state"]) == (RECORDS, FILES, "stored")
        assert summary["waiting"] == SCANS

    check_rows(program, fonds + 1)
    check_storage(program, (fonds + 1) * RECORDS)
    assert program.json("verify_audit")["breaks"] == []
    index = program.json("doctor")["index"]
    assert (index["behind"], index["documents"]) == (0, (fonds + 1) * RECORDS)
    assert program.json("search", '"暗号00007"', "--limit", "200")["count"] == fonds + 1


def check_rows(program, fonds):
    if "LANTAI_DATABASE_URL" in program.environment:
        pytest.skip("rows are counted in the SQLite file; on PostgreSQL the figures of the program itself stand above")
    rows = sqlite3.connect(program.home / "lantai.db")
    count = lambda query: rows.execute(query).fetchone()[0]  # noqa: E731 — the shortest way to say it
    assert count("SELECT count(*) FROM catalogue_record") == fonds * RECORDS
    assert count("SELECT count(*) FROM catalogue_personentry") == fonds * RECORDS
    assert count("SELECT count(*) FROM catalogue_referencecode") == fonds * RECORDS
    assert count("SELECT count(*) FROM preservation_storedobject") == fonds * RECORDS
    assert count("SELECT count(*) FROM preservation_storedfile") == fonds * FILES
    assert count("SELECT count(*) FROM fulltext_page WHERE text = '' AND state = 'ready'") == 0
    asked = "FROM django_tasks_database_dbtaskresult WHERE queue_name = 'ocr'"
    assert count(f"SELECT count(*) {asked}") == count(f"SELECT count(DISTINCT args_kwargs) {asked}") == fonds * SCANS
    assert count("SELECT count(*) FROM audit_event WHERE verb = 'record:take_in'") == fonds * RECORDS
    rows.close()


def check_storage(program, expected):
    root = program.home / "storage"
    valid, objects, good, said = outside_judgement(root)
    assert (valid, objects, good) == (True, expected, expected), said
    assert len({path.parent.name for path in root.rglob("0=ocfl_object_1.1")}) == expected
