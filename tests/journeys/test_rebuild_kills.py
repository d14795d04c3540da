"""Kill the writing down, then the rebuild, at random moments: the root stays valid, and gives back what was there."""

from __future__ import annotations

import json

import pytest
import xlsxwriter

from lantai.holdings.preservation.rebuilding.digests import differing
from lantai.holdings.preservation.tests.ocfl_objects import outside_judgement
from tests.support.kills import moments
from tests.support.process import Program

ROWS, FILES = 1500, 12


@pytest.fixture
def program(tmp_path):
    """Some records with files, and a list without any."""
    package = tmp_path / "package"
    package.mkdir()
    for n in range(1, FILES + 1):
        (package / f"K001-WS·1986-Y-BGS-{n:04}.txt").write_text(f"第{n}号正文,柳文澜签发。\n" * 20, encoding="utf-8")
    path = tmp_path / "目录.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("目录")
    sheet.write_row(0, 0, ["档号", "题名", "年度", "姓名"])
    for n in range(1, ROWS + 1):
        sheet.write_row(n, 0, [f"K001-WS·1987-Y-BGS-{n:05}", f"第{n}号通知", "1987", f"甲{n:04}"])
    book.close()
    program = Program(tmp_path / "home")
    program.run("take_in", str(package), "--fonds", "K001")
    program.run("import_catalogue", str(path), "--fonds", "K001")
    return program


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_root_gives_back_what_was_there_however_often_it_is_killed(program, tmp_path):
    for moment in moments(1, 6, between=(1.5, 3.0), seed=2026):
        program.run_and_kill(moment, "preserve")
    program.json("preserve")
    assert program.json("preserve", "--all")["versions"] == 0
    proof = tmp_path / "digests.json"
    before = program.json("digests")
    proof.write_text(json.dumps(before), encoding="utf-8")
    valid, objects, good, problems = outside_judgement(program.home / "storage")
    assert (valid, good, problems) == (True, objects, [])

    again = Program(tmp_path / "again", {"LANTAI_STORAGE_URL": (program.home / "storage").as_uri()})
    words = ("rebuild", "--from-storage", "--compare", str(proof))
    for moment in moments(1, 6, between=(1.5, 2.5), seed=2027):
        if not again.run_and_kill(moment, *words):
            break  # it had ended before: what it made is looked at below
    rebuilt = again.json(*words)
    again.run("reindex")

    assert rebuilt.get("equal") or rebuilt["error"] == "rebuild.not_empty"
    assert differing(before, again.json("digests")) == ["audit.event"], "the rebuild itself is an event more"
    assert again.json("verify_audit")["breaks"] == []
    assert again.json("search", '"第7号正文"')["count"] == 1
