"""The process tree: whose work people wait for goes first."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from lantai.config.processes import RECOGNITION, TASKS, Child, Supervisor, web, workers

TELL = """
import json, os, pathlib, sys, time
session = pathlib.Path("/proc/self/autogroup")
told = {"nice": os.getpriority(os.PRIO_PROCESS, 0), "session": session.read_text() if session.exists() else ""}
place = pathlib.Path(sys.argv[1])
place.with_suffix(".new").write_text(json.dumps(told))
place.with_suffix(".new").rename(place)
time.sleep(60)
"""


def told_by(place: Path) -> dict[str, object]:
    for _ in range(200):
        if place.exists():
            return dict(json.loads(place.read_text()))
        time.sleep(0.05)
    pytest.fail(f"nothing was told in {place}")


def test_a_child_stands_back_as_far_as_it_is_told_also_as_a_session(tmp_path):
    here = os.getpriority(os.PRIO_PROCESS, 0)
    children = [
        Child(f"{nice}", [sys.executable, "-c", TELL, str(tmp_path / str(nice))], nice) for nice in (0, RECOGNITION)
    ]

    def look() -> None:
        try:
            found.update({child.nice: told_by(tmp_path / child.name) for child in children})
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    found: dict[int, dict[str, object]] = {}
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    looker = threading.Thread(target=look)
    looker.start()
    try:
        assert Supervisor(children).run() == 0
    finally:
        looker.join()
        for number, handler in before.items():
            signal.signal(number, handler)

    assert [found[nice]["nice"] for nice in (0, RECOGNITION)] == [here, min(19, here + RECOGNITION)]
    if "nice" in str(found[0]["session"]):
        assert str(found[RECOGNITION]["session"]).endswith(f"nice {RECOGNITION}\n")
    assert not any(child.process and child.process.poll() is None for child in children)


def test_pages_and_the_index_go_before_tasks_and_these_before_recognition():
    back = {child.name: child.nice for child in [web("127.0.0.1", 8000, 2), *workers(default=1, ocr=2)]}

    assert back == {
        "web server": 0,
        "indexer": 0,
        "worker 1": TASKS,
        "recognition 1": RECOGNITION,
        "recognition 2": RECOGNITION,
    }
    assert 0 < TASKS < RECOGNITION
