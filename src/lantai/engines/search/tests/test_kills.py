"""The indexer may be killed at any moment, also while it rebuilds: nothing changed is lost, doubled or left old."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.kills import moments

SCRIPT = Path(__file__).with_name("indexer_process.py")
SOURCE = Path(__file__).parents[4]


def start(role, home):
    return subprocess.Popen(
        [sys.executable, SCRIPT, role, home],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )


def kill_after(process, seconds):
    """Kill -9 some time after the process has said that it works."""
    assert process.stdout.readline() == "ready\n", process.stderr.read()
    time.sleep(seconds)
    assert process.poll() is None, process.stderr.read()
    process.kill()
    process.communicate()


def checked(home):
    out, errors = start("check", home).communicate(timeout=60)
    assert out, errors
    return json.loads(out.splitlines()[-1])


def assert_whole(result):
    assert result["wrong"] == []
    assert result["documents"] == result["records"] > 0
    assert (result["behind"], result["problem"], result["drained"]) == (0, "", True)


def kill_many(role, home):
    """Looked into now and then, and after the last of them."""
    found = moments(4, 40, between=(0, 1.5), seed=10)
    for number, moment in enumerate(found, start=1):
        kill_after(start(role, home), moment)
        if number % 3 == 0 or number == len(found):
            assert_whole(checked(home))


@pytest.mark.timeout(600)
def test_it_loses_nothing_when_it_is_killed_while_indexing(tmp_path):
    kill_many("work", tmp_path)


@pytest.mark.timeout(600)
def test_it_loses_nothing_when_it_is_killed_while_rebuilding(tmp_path):
    kill_many("rebuild", tmp_path)


@pytest.mark.timeout(60)
def test_it_shows_a_change_within_a_second(tmp_path):
    out, errors = start("latency", tmp_path).communicate(timeout=50)
    seconds = json.loads(out or errors)

    assert len(seconds) == 11
    assert sorted(seconds)[5] < 1.0, "one of them may have waited for the machine, not six"
