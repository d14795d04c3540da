"""The seven journeys of docs/using/journeys.md in a real browser: only when asked, because they take long."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from tests.docs.markdown import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(3600)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_seven_people_get_what_they_came_for(tmp_path):
    if os.environ.get("LANTAI_WALKS") != "all":
        pytest.skip("building and walking a demonstration takes a quarter of an hour: LANTAI_WALKS=all")
    command = [
        sys.executable,
        "-m",
        "demo.journeys",
        "--no-pictures",
        "--home",
        str(tmp_path),
        "--port",
        str(free_port()),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
