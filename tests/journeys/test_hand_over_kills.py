"""Kill -9 while a package that a unit handed over is checked and then stored: it is judged whole, and stored once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from lantai.holdings.preservation.tests.ocfl_objects import outside_judgement
from tests.support.kills import moments, until_killed
from tests.support.process import Program

EVERY = 20
RECORDS = 600 if os.environ.get("LANTAI_KILLS") else 60
"""Enough to be killed twenty times on the way, where that is asked for."""


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "carriers" / "YP-01"
    folder.mkdir(parents=True)
    rows = ["档号,题名,年度"]
    for n in range(RECORDS):
        code = f"K001-WS·1987-Y-BGS-{n:04}"
        rows.append(f"{code},第{n}号通知,1987")
        (folder / f"{code}.txt").write_text(f"正文第{n}号，暗号{n:05}。\n" * 30, encoding="utf-8")
    (folder / "目录.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


class Steps:
    """The steps of one hand-over, each a program that can be killed so long after it has begun its work."""

    def __init__(self, home, package):
        self.program = Program(home, {"LANTAI_CARRIER_FOLDERS": str(package.parent)})
        self.package = str(package)

    def start(self, step):
        words = [sys.executable, "-m", "tests.support.handing_over", step, self.package]
        environment = {**self.program.environment, "DJANGO_SETTINGS_MODULE": "lantai.config.settings"}
        process = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True)
        assert process.stdout.readline() == "begins\n"
        return process

    def take(self, step):
        with self.start(step) as process:
            said = process.stdout.read().splitlines()
        assert said, f"{step} ended with {process.returncode}"
        return json.loads(said[-1])

    def kill(self, step, after):
        """Whether it was still at work."""
        with self.start(step) as process:
            deadline = time.monotonic() + after
            while process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.005)
            at_work = process.poll() is None
            if at_work:
                os.killpg(process.pid, signal.SIGKILL)
        return at_work

    def kill_often(self, step, few, *, within):
        """How often it was killed at work, until it has ended by itself or was killed as often as is asked for."""
        found, kills = moments(few, EVERY, between=within, seed=70), 0
        for moment in until_killed(found, EVERY):
            if kills == len(found) or not self.kill(step, moment):
                break
            kills += 1
        return kills


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_it_is_checked_and_stored_once_however_often_it_is_killed(tmp_path, package):
    steps = Steps(tmp_path / "home", package)
    assert steps.take("bring") == "counted"

    kills = steps.kill_often("check", 1, within=(0.1, 0.9))
    assert steps.take("check") == "checking"
    assert steps.take("accept") == "signed_by_receiver"
    kills += steps.kill_often("store", 2, within=(0.3, 1.5))
    if steps.take("tell")["state"] != "stored":
        assert steps.take("store") == "stored"
    assert steps.take("close") == "closed"

    told = steps.take("tell")
    assert kills > 0
    assert told | {"steps": {}} == {
        "state": "closed", "records": RECORDS, "objects": told["objects"], "files": told["files"], "intakes": 1,
        "steps": {}, "taken_in": RECORDS, "stored": 1, "checks_told": True,
    }  # fmt: skip
    assert {act: n for act, n in told["steps"].items() if act != "check"} == {
        "begin": 1, "submit": 1, "place": 1, "count": 1, "accept_with_issues": 1, "sign_as_sender": 1,
        "sign_as_receiver": 1, "store": 1, "close": 1,
    }  # fmt: skip
    valid, objects, good, said = outside_judgement(tmp_path / "home" / "storage")
    assert (valid, objects, good) == (True, told["objects"], told["objects"]), said
    assert steps.program.json("verify_audit")["breaks"] == []
