"""Kill the intake of scans whose list came first, at random moments: every file is there once, and no second record."""

import sqlite3

import pytest
import xlsxwriter
from PIL import Image

from lantai.holdings.preservation.tests.ocfl_objects import outside_judgement
from tests.support.kills import moments
from tests.support.process import Program

RECORDS, SCANNED = 90, 80
PAGES = 8


@pytest.fixture
def scans(tmp_path):
    """Text files and a few images, for all records of the list but ten."""
    folder = tmp_path / "扫描件"
    folder.mkdir()
    for n in range(SCANNED):
        code = f"K001-WS.1987-Y-BGS-{n:04}"
        if n < PAGES:
            Image.new("L", (40, 30), n).save(folder / f"{code}.png")
        else:
            (folder / f"{code}.txt").write_text(f"正文第{n}号，暗号{n:05}。\n" * 30, encoding="utf-8")
    return folder


@pytest.fixture
def program(tmp_path):
    path = tmp_path / "目录.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("目录")
    sheet.write_row(0, 0, ["档号", "题名", "年度"])
    for n in range(RECORDS):
        sheet.write_row(n + 1, 0, [f"K001-WS·1987-Y-BGS-{n:04}", f"第{n}号通知", "1987"])
    book.close()
    program = Program(tmp_path / "home")
    told = program.json("import_catalogue", str(path), "--fonds", "K001", "--title", "云溪区人民政府")
    assert told["created"] == RECORDS
    return program


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_scan_is_put_to_its_record_once_however_often_it_is_killed(program, scans):
    words = ("take_in", str(scans), "--fonds", "K001")
    kills = sum(program.run_and_kill(moment, *words) for moment in moments(2, 20, between=(0.9, 2.4), seed=93))

    summary = program.json(*words)

    assert kills > 0
    assert (summary["records"], summary["files"], summary["state"]) == (SCANNED, SCANNED, "stored")
    assert summary["waiting"] == PAGES
    told = {each["code"] for each in summary["findings"]}
    assert told <= {"fonds.files_awaited", "fonds.still_without_files", "scan.few_pixels"}, told
    valid, objects, good, said = outside_judgement(program.home / "storage")
    assert (valid, good) == (True, objects), said
    assert program.json("verify_audit")["breaks"] == []
    assert program.json("search", '"暗号00009"', "--limit", "5")["count"] == 1
    if "LANTAI_DATABASE_URL" not in program.environment:
        rows = sqlite3.connect(program.home / "lantai.db")
        count = lambda query: rows.execute(query).fetchone()[0]  # noqa: E731 — the shortest way to say it
        assert count("SELECT count(*) FROM catalogue_record") == RECORDS
        assert count("SELECT count(*) FROM preservation_storedfile") == SCANNED
        assert count("SELECT count(*) FROM audit_event WHERE verb = 'record:files:add'") == SCANNED
        asked = "FROM django_tasks_database_dbtaskresult WHERE queue_name = 'ocr'"
        assert count(f"SELECT count(*) {asked}") == count(f"SELECT count(DISTINCT args_kwargs) {asked}") == PAGES
        rows.close()
