"""An export is verified by somebody who has nothing of ours but one script, and any change of it is found."""

import datetime as dt
import json
import random
import shutil
import subprocess
import sys

import pytest
from django.utils import timezone

from lantai.base.audit import outsider, outsider_sm2
from lantai.base.audit.actions import record
from lantai.base.audit.checkpoints import append_checkpoint
from lantai.base.audit.current import current_setup
from lantai.base.audit.exporting import (
    SCRIPT,
    SCRIPT_SM2,
    ExportNotWritten,
    NothingToExport,
    Span,
    span_of,
    write_export,
)
from lantai.base.audit.models import Event
from lantai.base.audit.signing import trusted_keys
from lantai.base.audit.tests.conftest import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def exported(chain, audit_home):
    append_checkpoint(actor=OPERATOR, setup=current_setup())
    record("thing:do", actor=OPERATOR, subject=("thing", "9"), data={"n": 0.1, "line": "\u2028 ' \" \\ 档"})
    append_checkpoint(actor=OPERATOR, setup=current_setup())
    record("thing:do", actor=OPERATOR, subject=("thing", "10"))
    path = audit_home / "audit.jsonl"
    assert write_export(path, span_of(since=None, until=None), setup=current_setup()) == 10
    return path


def ran(path, *keys, script=SCRIPT):
    """The script beside the export, in a Python that knows nothing else."""
    command = [sys.executable, "-I", "-S", str(path.with_name(script)), str(path), *keys]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def doubts(lines, trusted=(), *, script=outsider):
    """The same script, called in this process: a start of Python for each of many changes would take long."""
    try:
        return list(script.check(lines, set(trusted)))
    except Exception as error:  # noqa: BLE001 - as the script itself does
        return [repr(error)]


def key_of(folder, algorithm="Ed25519"):
    [key] = [key for key in trusted_keys(folder / "keys") if key.algorithm == algorithm]
    return key


def test_a_stranger_verifies_an_export_with_python_alone(exported, audit_home):
    key = key_of(audit_home)
    plain, named = ran(exported), ran(exported, key.name)

    assert (plain.returncode, named.returncode) == (0, 0), plain.stdout + plain.stderr
    assert "every event stands" in named.stdout
    assert key.name in plain.stdout
    assert ran(exported, "0" * 32).returncode == 1
    assert len(exported.with_name(SCRIPT).read_text(encoding="utf-8").splitlines()) <= 100


def test_a_stranger_verifies_the_sm2_signatures_with_a_second_script(exported, audit_home):
    key = key_of(audit_home, "SM2-SM3")
    plain, national = ran(exported, key_of(audit_home).name), ran(exported, key.name, script=SCRIPT_SM2)

    assert f"SM2-SM3 {key.name} (NOT checked by this script: see verify_audit_sm2.py)" in plain.stdout
    assert (plain.returncode, national.returncode) == (0, 0), national.stdout + national.stderr
    assert "every SM2 signature holds" in national.stdout
    assert ran(exported, "0" * 32, script=SCRIPT_SM2).returncode == 1
    assert len(exported.with_name(SCRIPT_SM2).read_text(encoding="utf-8").splitlines()) <= 100


@pytest.mark.parametrize("kind", ["checkpoint", "export"])
def test_an_sm2_signature_that_is_changed_or_taken_out_is_found(exported, kind):
    lines = exported.read_bytes().splitlines(keepends=True)
    at = max(n for n, line in enumerate(lines) if json.loads(line).get("statement", {}).get("kind") == kind)
    told = json.loads(lines[at])
    national = next(each for each in told["signatures"] if each["algorithm"] == "SM2-SM3")
    other = national["signature"][:-2] + f"{int(national['signature'][-2:], 16) ^ 1:02x}"

    changed = lines[at].replace(national["signature"].encode(), other.encode())
    stripped = lines[at].replace(b"SM2-SM3", b"SM2-SHA")
    for line in (changed, stripped):
        found = doubts([*lines[:at], line, *lines[at + 1 :]], script=outsider_sm2)
        assert found == [f"line {at + 1}: no SM2 signature by a known key that holds"]


def test_a_stranger_finds_what_was_changed(exported):
    text = exported.read_text(encoding="utf-8")
    exported.write_text(text.replace("thing:do", "thing:no", 1), encoding="utf-8")
    answer = ran(exported)

    assert answer.returncode == 1
    assert "event 1 was changed" in answer.stdout


def test_a_packed_export_is_verified_and_a_torn_one_is_not(exported, audit_home):
    path = audit_home / "audit.jsonl.gz"
    write_export(path, Span(1, 10), setup=current_setup())
    assert ran(path).returncode == 0

    path.write_bytes(path.read_bytes()[:-30])
    assert ran(path).returncode == 1


def test_any_one_byte_that_is_changed_is_found(exported):
    """Every byte of the file, not of the events alone; here a third of them, each with another bit."""
    whole, chosen = exported.read_bytes(), random.Random(6)
    missed = []
    for place in chosen.sample(range(len(whole)), 150):
        changed = bytearray(whole)
        changed[place] ^= 1 << chosen.randrange(8)
        lines = bytes(changed).splitlines(keepends=True)
        if not doubts(lines) and not doubts(lines, script=outsider_sm2):
            missed.append(place)

    assert missed == []


def test_any_line_that_is_taken_out_doubled_swapped_or_cut_off_is_found(exported):
    lines = exported.read_bytes().splitlines(keepends=True)
    assert doubts(lines) == []

    for n in range(len(lines)):
        assert doubts(lines[:n] + lines[n + 1 :]), n
        assert doubts([*lines[:n], lines[n], *lines[n:]]), n
        assert doubts(lines[:n]), n
        if n:
            assert doubts([*lines[: n - 1], lines[n], lines[n - 1], *lines[n + 1 :]]), n


def test_an_export_signed_anew_by_somebody_else_is_found_by_the_published_key(exported, audit_home):
    published = key_of(audit_home)
    shutil.rmtree(audit_home / "keys")
    Event.objects.filter(number=2).update(actor_label="nobody")
    write_export(exported, Span(8, 10), setup=current_setup())
    lines = exported.read_bytes().splitlines(keepends=True)

    assert doubts(lines, [published.name])


def test_an_export_of_some_days_hangs_together_by_itself(exported):
    tomorrow = timezone.now() + dt.timedelta(days=1)
    span = span_of(since=Event.objects.get(number=4).at, until=tomorrow)
    assert span == Span(4, 10)
    write_export(exported, span, setup=current_setup())

    assert doubts(exported.read_bytes().splitlines(keepends=True)) == []
    with pytest.raises(NothingToExport):
        span_of(since=tomorrow, until=None)


def test_damage_in_the_chain_itself_shows_in_the_export(exported):
    Event.objects.filter(number=3).update(verb="thing:undo")
    write_export(exported, Span(1, 10), setup=current_setup())

    found = doubts(exported.read_bytes().splitlines(keepends=True))
    assert any("event 3 was changed" in line for line in found)


def test_it_says_where_it_cannot_write(exported, audit_home):
    with pytest.raises(ExportNotWritten):
        write_export(audit_home / "no" / "audit.jsonl", Span(1, 2), setup=current_setup())


def test_every_line_is_json_and_the_events_are_as_they_were(exported):
    told = [json.loads(line) for line in exported.read_bytes().splitlines()]

    assert [line["event"]["number"] for line in told if "event" in line] == list(range(1, 11))
    assert told[0]["form"] == "lantai-audit-1"
