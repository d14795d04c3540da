"""Kill a change of many records, and then its undoing, at random moments: each record is changed exactly once."""

import json

import pytest
import xlsxwriter

from tests.support.kills import moments
from tests.support.process import Program

ROWS = 4000
HEAD = """
from lantai.base.accounts.access import OPERATOR
from lantai.holdings.catalogue.models import Fonds, Record, RecordVersion
from lantai.holdings.description.actions import *
from lantai.holdings.description.models import *
"""
PREPARE = """
change = {"key": "note", "how": "append", "text": "核"}
fonds = Fonds.objects.get(code="K001")
batch = prepare_change(actor=OPERATOR, fonds=fonds, chosen={"words": "号通知"}, change=change)
count_change(actor=OPERATOR, batch=batch)
"""
CARRY_OUT = "carry_out_change(actor=OPERATOR, batch=ChangeBatch.objects.get())"
UNDO = "undo_change(actor=OPERATOR, batch=ChangeBatch.objects.get())"
TELL = """
import json
rows = Record.objects.filter(title__contains="号通知")
batch = ChangeBatch.objects.get()
print(json.dumps({
    "state": batch.state, "changed": batch.changed, "undone": batch.undone, "stayed": batch.stayed,
    "said": sorted(set(map(tuple, rows.values_list("note", "version")))), "records": rows.count(),
    "versions": RecordVersion.objects.count(), "deeds": BatchChange.objects.count(),
}))
"""


def script(words):
    return ("shell", "-c", HEAD + words)


@pytest.fixture
def program(tmp_path):
    """A fonds of some thousands of records."""
    path = tmp_path / "目录.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("目录")
    sheet.write_row(0, 0, ["档号", "题名", "年度"])
    for n in range(1, ROWS + 1):
        sheet.write_row(n, 0, [f"K001-WS·1987-Y-BGS-{n:05}", f"第{n}号通知", "1987"])
    book.close()
    one = tmp_path / "一件.txt"
    one.write_text("云溪县关于春耕生产的通知", encoding="utf-8")
    program = Program(tmp_path / "home")
    program.run("take_in", str(one), "--fonds", "K001")
    program.run("import_catalogue", str(path), "--fonds", "K001")
    return program


def told(program):
    code, out, err = program.run(*script(TELL))
    assert code == 0, err[-2000:]
    return json.loads(out.strip().splitlines()[-1])


def killed_and_ended(program, words, seed):
    chosen = moments(1, 6, between=(2.0, 5.0), seed=seed)
    kills = sum(program.run_and_kill(moment, *script(words)) for moment in chosen)
    program.run(*script(words))
    return kills


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_record_is_changed_and_put_back_once_however_often_it_is_killed(program):
    program.run(*script(PREPARE))

    kills = killed_and_ended(program, CARRY_OUT, 7)
    done = told(program)
    killed_and_ended(program, UNDO, 8)
    back = told(program)

    assert kills > 0
    assert (done["state"], done["changed"], done["records"]) == ("done", ROWS, ROWS)
    assert done["said"] == [["核", 2]]
    assert done["versions"] == done["deeds"] == ROWS
    assert (back["state"], back["undone"], back["stayed"]) == ("undone", ROWS, 0)
    assert back["said"] == [["", 3]]
    assert program.json("verify_audit")["breaks"] == []
