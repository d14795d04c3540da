"""The process tree: whose work people wait for goes first."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command

from lantai.config.processes import (
    RECOGNITION,
    TASKS,
    AddressUnusable,
    Child,
    Supervisor,
    is_listening,
    require_free,
    web,
    workers,
)

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
    for _ in range(1200):
        if place.exists():
            return dict(json.loads(place.read_text()))
        time.sleep(0.05)
    pytest.fail(f"nothing was told in {place}")


def run_while(supervisor: Supervisor, look: Callable[[], object]) -> None:
    """Run it as a process would, look in another thread, and stop it as a person would."""

    def look_and_stop() -> None:
        try:
            look()
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    looker = threading.Thread(target=look_and_stop)
    looker.start()
    try:
        assert supervisor.run() == 0
    finally:
        looker.join()
        for number, handler in before.items():
            signal.signal(number, handler)


def test_a_child_stands_back_as_far_as_it_is_told_also_as_a_session(tmp_path):
    here = os.getpriority(os.PRIO_PROCESS, 0)
    children = [
        Child(f"{nice}", [sys.executable, "-c", TELL, str(tmp_path / str(nice))], nice) for nice in (0, RECOGNITION)
    ]

    found: dict[int, dict[str, object]] = {}
    run_while(
        Supervisor(children),
        lambda: found.update({child.nice: told_by(tmp_path / child.name) for child in children}),
    )

    assert [found[nice]["nice"] for nice in (0, RECOGNITION)] == [here, min(19, here + RECOGNITION)]
    if "nice" in str(found[0]["session"]):
        assert str(found[RECOGNITION]["session"]).endswith(f"nice {RECOGNITION}\n")
    assert not any(child.process and child.process.poll() is None for child in children)


def test_the_others_begin_when_the_first_is_at_work(tmp_path):
    first, other = (Child(name, [sys.executable, "-c", TELL, str(tmp_path / name)]) for name in ("web", "indexer"))
    at_work = threading.Event()
    seen: list[object] = []

    def look() -> None:
        told_by(tmp_path / "web")
        time.sleep(0.6)  # three looks of the supervisor
        seen.append(other.process)
        at_work.set()
        told_by(tmp_path / "indexer")

    run_while(Supervisor([first, other], is_at_work=at_work.is_set), look)

    assert seen == [None]


def test_the_others_do_not_wait_for_one_that_never_works(tmp_path, monkeypatch):
    monkeypatch.setattr("lantai.config.processes.FIRST_ALONE", 0.3)
    children = [Child(name, [sys.executable, "-c", TELL, str(tmp_path / name)]) for name in ("web", "indexer")]

    run_while(Supervisor(children, is_at_work=lambda: False), lambda: told_by(tmp_path / "indexer"))


def test_a_server_is_listening_from_when_it_takes_connections():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert is_listening("127.0.0.1", port)
    assert not is_listening("127.0.0.1", port)


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


@pytest.mark.parametrize("verb", ["demo", "serve"])
def test_it_does_not_start_where_another_program_listens(verb, capsys, home):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SystemExit) as ended:
            call_command(verb, port=port)
    said = capsys.readouterr()
    assert ended.value.code == 4
    assert f"127.0.0.1:{port}" in said.err
    assert f"--port {port + 1}" in said.err
    assert not said.out


@pytest.mark.parametrize(("host", "port"), [("192.0.2.1", 8000), ("127.0.0.1", 70000), ("no such host", 8000)])
def test_it_says_that_nothing_can_listen_there(host, port):
    with pytest.raises(AddressUnusable, match=str(port)):
        require_free(host, port)


def test_a_free_address_is_let_through_also_right_after_a_server_ended():
    with socket.create_server(("127.0.0.1", 0)) as server:
        host, port = server.getsockname()
        with socket.create_connection((host, port)):
            server.accept()[0].close()
    require_free(host, port)
