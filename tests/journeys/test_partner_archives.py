"""Two real installations on this machine: one is killed while cases come, and nothing is lost, nothing doubled.

One of the cases is found there: its certificate comes back, and the archive that asked hands it out.
"""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.support.process import Program
from tests.support.tables import on_postgresql
from tests.support.world import write_package

CASES = 12
pytestmark = [pytest.mark.slow, pytest.mark.any_database, pytest.mark.timeout(900)]

FOUND_A_HOUSE = """
from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.actions import found_institution
from lantai.services.cross_archive.keyring import own_card, prepare_keys
import json, sys
from lantai.services.certificates.keyring import prepare_keys as prepare_certificate_keys
prepare_keys()
prepare_certificate_keys()
made = found_institution(actor=OPERATOR, code=sys.argv[1], name=sys.argv[2])
print(json.dumps(own_card(made)))
"""
AGREE = """
from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.models import Institution
from lantai.services.cross_archive.actions import agree_peer
from lantai.services.cross_archive.keyring import read_card
import sys
ours = Institution.objects.get(code=sys.argv[1])
agree_peer(actor=OPERATOR, institution=ours, card=read_card(sys.argv[2]), address=sys.argv[3], accepts_identity=True)
"""
SEND = """
from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.models import Institution
from lantai.services.cross_archive.actions import send_case
from lantai.services.cross_archive.models import Peer
from lantai.services.enquiries.actions import Application, enter_enquiry, take_on_enquiry
import sys
ours, peer = Institution.objects.get(code=sys.argv[1]), Peer.objects.get()
for number in range(int(sys.argv[2])):
    said = Application("self", f"柳文澜{number}", "marriage", f"查第{number}件", matter="marriage",
                       document_kind="passport", document="E12345678", answers={"husband": f"程志远{number}"})
    filed = enter_enquiry(actor=OPERATOR, institution=ours, application=said, channel="counter", seen=True)
    case = take_on_enquiry(actor=OPERATOR, enquiry=filed.enquiry)
    send_case(actor=OPERATOR, enquiry=case, peer=peer, why="请协查")
"""
FIND = """
from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.models import Institution
from lantai.holdings.catalogue.actions import found_fonds
from lantai.holdings.catalogue.models import Record
from lantai.holdings.accessions.actions import begin_transfer, carry_out
from lantai.services.certificates.actions import Order
from lantai.services.enquiries.actions import (
    certify_basket, deliver_enquiry, find_matter, mean_records, take_on_enquiry,
)
from lantai.services.enquiries.models import Enquiry
from pathlib import Path
import sys
ours = Institution.objects.get(code=sys.argv[1])
fonds = found_fonds(actor=OPERATOR, institution=ours, code="0001", title="云溪区人民政府办公室")
carry_out(actor=OPERATOR, transfer=begin_transfer(actor=OPERATOR, fonds=fonds, source=Path(sys.argv[2])))
case = Enquiry.objects.select_related("institution").get(state="filed", sought="查第0件")
take_on_enquiry(actor=OPERATOR, enquiry=case)
mean_records(actor=OPERATOR, enquiry=case, records=list(Record.objects.filter(opening_state="open")))
find_matter(actor=OPERATOR, enquiry=case)
certify_basket(actor=OPERATOR, enquiry=case, order=Order(case.name, purpose=case.purpose_label))
deliver_enquiry(actor=OPERATOR, enquiry=case, way="partner", note="")
"""
HAND_OUT = """
from lantai.base.accounts.access import OPERATOR
from lantai.services.enquiries.actions import close_enquiry, deliver_enquiry
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.queries.copies import outside_copies
import hashlib
case = Enquiry.objects.select_related("institution").get(state="found")
(copy,) = outside_copies(case)
print(hashlib.sha256(copy.hand_out(OPERATOR)).hexdigest())
case = deliver_enquiry(actor=OPERATOR, enquiry=case, way="counter", note="")
close_enquiry(actor=OPERATOR, enquiry=case, satisfaction="good", note="")
"""
ANSWER = """
from lantai.base.accounts.access import OPERATOR
from lantai.services.enquiries.actions import Searched, answer_not_found, take_on_enquiry
from lantai.services.enquiries.models import Enquiry
for each in Enquiry.objects.select_related("institution").filter(state="filed"):
    take_on_enquiry(actor=OPERATOR, enquiry=each)
    answer_not_found(actor=OPERATOR, enquiry=each, searched=Searched(each.sought))
"""


def inside(program: Program, code: str, *words: str) -> str:
    """Run a few acts in an installation, as its operator."""
    start = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'lantai.config.settings'; django.setup()\n"
    command = [sys.executable, "-c", start + code, *words]
    done = subprocess.run(
        command, env=program.environment, capture_output=True, text=True, encoding="utf-8", timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def rows(program: Program, question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{program.home / 'lantai.db'}?mode=ro", uri=True, timeout=30)) as base:
        return base.execute(question).fetchall()


def one(program: Program, question: str) -> int:
    return int(rows(program, question)[0][0])


def until(true: Callable[[], bool], what: str, seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def free_port() -> int:
    with closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def children(parent: int) -> list[int]:
    """The processes below one, as the system lists them."""
    below = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            below += [int(path.parent.name), *children(int(path.parent.name))]
    return below


def kill(process: subprocess.Popen[str]) -> None:
    """kill -9 of the whole tree: what the supervisor started leads groups of its own."""
    for number in [process.pid, *children(process.pid)]:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    process.wait(timeout=60)


@contextmanager
def serving(program: Program, port: int) -> Iterator[subprocess.Popen[str]]:
    nothing = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = program.start("serve", "--port", str(port), "--workers", "1", **nothing)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=60)


def is_open(port: int) -> bool:
    with closing(socket.socket()) as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


def house(folder: Path, code: str, name: str) -> tuple[Program, str]:
    program = Program(folder, {"LANTAI_OCR_PROCESSES": "0"})
    return program, inside(program, FOUND_A_HOUSE, code, name)


def test_a_partner_that_is_killed_while_cases_come_has_each_of_them_once(tmp_path):
    if on_postgresql():
        pytest.skip("the two archives are looked into as SQLite files")
    if os.environ.get("LANTAI_KILLS") != "all":
        pytest.skip("two whole servers take two minutes: for the night before a release (LANTAI_KILLS=all)")
    (asks, card_a), (helps, card_b) = house(tmp_path / "a", "QA01", "云溪馆"), house(tmp_path / "b", "QB01", "青山馆")
    port_a, port_b = free_port(), free_port()
    inside(asks, AGREE, "QA01", card_b, f"http://127.0.0.1:{port_b}")
    inside(helps, AGREE, "QB01", card_a, f"http://127.0.0.1:{port_a}")
    received = "SELECT COUNT(*) FROM cross_archive_receipt"
    with serving(asks, port_a):
        with serving(helps, port_b) as killed:
            until(lambda: is_open(port_a) and is_open(port_b), "both archives serve")
            inside(asks, SEND, "QA01", str(CASES))
            until(lambda: one(helps, received) >= 2, "some packages came")
            kill(killed)
        came = one(helps, received)
        with serving(helps, port_b):
            waiting = "SELECT COUNT(*) FROM cross_archive_parcel WHERE acknowledged_at IS NULL"
            until(
                lambda: one(asks, waiting) == 0, f"{came} of {CASES} had come before the kill; the rest came after it"
            )
            inside(helps, FIND, "QB01", str(write_package(tmp_path)))
            inside(helps, ANSWER)
            answered = "SELECT COUNT(*) FROM enquiries_enquiry WHERE state IN ('not_found', 'found')"
            until(lambda: one(asks, answered) == CASES, "every answer came back")
            handed_out = inside(asks, HAND_OUT, "QA01")

    assert one(helps, "SELECT COUNT(*) FROM enquiries_enquiry") == one(helps, received) == CASES
    assert one(helps, "SELECT COUNT(DISTINCT sought) FROM enquiries_enquiry") == CASES
    assert one(asks, "SELECT COUNT(*) FROM cross_archive_passedcase WHERE said = 'not_found'") == CASES - 1
    issued = rows(helps, "SELECT sha256, state FROM certificates_certificate")
    assert issued == [(handed_out, "issued")]
    ended = "SELECT state, answer, (SELECT printed FROM cross_archive_passedcertificate) FROM enquiries_enquiry"
    assert rows(asks, f"{ended} WHERE delivery = 'counter'") == [("closed", "delivered", 1)]
    numbers = [number for (number,) in rows(asks, "SELECT sequence FROM cross_archive_receipt ORDER BY sequence")]
    assert numbers == list(range(1, len(numbers) + 1))
    twice = "SELECT COUNT(*) FROM enquiries_step WHERE act = 'not_found_there' GROUP BY enquiry_id HAVING COUNT(*) > 1"
    assert rows(asks, twice) == []
    assert [program.json("verify_audit")["breaks"] for program in (asks, helps)] == [[], []]
