"""Backup and restore as an operator does them: real processes, a real disk of the backup, real damage, real kills."""

import json
import shutil
import signal
import subprocess
import threading
import time
from contextlib import contextmanager

import pytest

from lantai.holdings.preservation.tests.ocfl_objects import outside_judgement
from tests.support.kills import moments
from tests.support.process import Program, database_of
from tests.support.tables import environment_of

RECORDS = 12


def fill(folder, first, *, records=RECORDS):
    folder.mkdir()
    rows = ["档号,题名,日期,开放状态,姓名"]
    for n in range(first, first + records):
        code = f"K001-WS·1987-Y-BGS-{n:04}"
        rows.append(f"{code},第{n}号通知,1987,开放,甲{n:03}")
        (folder / f"{code}.txt").write_text(f"正文第{n}号，暗号{n:05}。\n" * 30, encoding="utf-8")
    (folder / "目录.csv").write_text("\n".join(rows), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """An archive with one intake, a backup of it, a second intake, and a second snapshot; the keys apart."""
    base = tmp_path_factory.mktemp("backup")
    program = Program(base / "home")
    program.json("take_in", str(fill(base / "first", 0)), "--fonds", "K001")
    (base / "home" / "record_types").mkdir()
    (base / "home" / "record_types" / "own.txt").write_text("the archive's own")
    first = program.json("backup", str(base / "disk"), "--keys", str(base / "keys"))
    program.json("take_in", str(fill(base / "second", RECORDS)), "--fonds", "K001")
    second = program.json("backup", str(base / "disk"))
    return program, base, first, second


class Fresh(Program):
    """Another machine: a home with nothing in it, for which no tables are made beforehand; restoring makes them."""

    @property
    def environment(self):
        return {**environment_of(self.home), **database_of(self.home), **self.settings}


def restored(base, tmp_path, *words):
    other = Fresh(tmp_path / "other")
    code, out, err = other.run("restore", str(base / "disk"), "--keys", str(base / "keys"), *words, "--json")
    return other, code, last(out), err


def last(out):
    return json.loads(out.splitlines()[-1])


def test_a_second_snapshot_copies_only_what_is_new(archive):
    _program, base, first, second = archive

    assert (first["objects"], first["copied"], first["missing"], first["keys"] > 0) == (RECORDS, RECORDS, 0, True)
    assert (second["objects"], second["copied"], second["missing"]) == (2 * RECORDS, RECORDS, 0)
    valid, objects, good, said = outside_judgement(base / "disk" / "storage")
    assert (valid, objects, good) == (True, 2 * RECORDS, 2 * RECORDS), said
    assert not list((base / "disk").rglob("person.key"))


def test_the_newest_snapshot_comes_back_whole(archive, tmp_path):
    _program, base, _first, second = archive

    other, code, told, err = restored(base, tmp_path)
    assert code == 0, (err, told)
    assert (told["snapshot"], told["objects"], told["differences"]) == (second["snapshot"], 2 * RECORDS, [])
    assert told["documents"] == 2 * RECORDS
    assert other.json("search", '"暗号00013"')["count"] == 1
    assert other.json("find_person", "甲003")["hits"][0]["name"] == "甲003"
    assert other.json("verify_audit")["breaks"] == []
    assert (other.home / "record_types" / "own.txt").read_text() == "the archive's own"
    again = other.json("take_in", str(base / "second"), "--fonds", "K001")
    assert again["records"] == RECORDS
    valid, objects, good, said = outside_judgement(other.home / "storage")
    assert (valid, objects, good) == (True, 2 * RECORDS, 2 * RECORDS), said


def test_an_earlier_snapshot_comes_back_as_it_was(archive, tmp_path):
    _program, base, first, _second = archive

    other, code, told, err = restored(base, tmp_path, "--snapshot", first["snapshot"])
    assert code == 0, (err, told)
    assert told["objects"] == RECORDS
    assert other.json("search", '"暗号00013"')["count"] == 0
    assert outside_judgement(other.home / "storage")[1] == RECORDS


def test_it_refuses_a_place_where_an_archive_is_and_keys_that_are_others(archive, tmp_path):
    program, base, _first, _second = archive

    code, out, _ = program.run("restore", str(base / "disk"), "--json")
    assert (code, last(out)["error"]) == (3, "backup.home_in_use")
    fresh = Fresh(tmp_path / "other")
    code, out, _ = fresh.run("restore", str(base / "disk"), "--json")
    assert (code, last(out)["error"]) == (3, "backup.keys_differ")
    code, out, _ = fresh.run("restore", str(base / "first"), "--json")
    assert (code, last(out)["error"]) == (3, "backup.not_a_backup")
    code, out, _ = program.run("backup", str(program.home / "saved"), "--json")
    assert (code, last(out)["error"]) == (3, "backup.inside")


def test_damage_is_found_and_never_restored(archive, tmp_path):
    program, base, _first, second = archive
    disk = tmp_path / "disk"
    shutil.copytree(base / "disk", disk)
    assert program.json("backup", str(disk), "--check")["problems"] == []
    victim = next((disk / "storage").rglob("v1/content/original/*0003.txt"))
    victim.write_bytes(victim.read_bytes().replace(b"0", b"1", 1))
    database = next((disk / "snapshots" / second["snapshot"]).glob("database.*"))
    database.write_bytes(database.read_bytes()[:-1])

    code, out, _ = program.run("backup", str(disk), "--check", "--json")
    problems = last(out)["problems"]
    assert code == 1
    assert any(database.name in each for each in problems)
    assert any("E092" in each for each in problems)
    shutil.copytree(base / "keys", tmp_path / "keys")
    other, code, told, _ = restored(tmp_path, tmp_path)
    assert (code, told["error"]) == (1, "backup.damaged")
    assert not (other.home / "storage").exists()


def test_an_object_damaged_at_home_is_named_and_the_good_copy_stays(archive, tmp_path):
    program, _base, _first, _second = archive
    victim = next((program.home / "storage").rglob("v1/content/original/*0007.txt"))
    good = victim.read_bytes()
    victim.write_bytes(b"x" * len(good))
    try:
        code, out, _ = program.run("backup", str(tmp_path / "fresh"), "--json")
    finally:
        victim.write_bytes(good)

    told = last(out)
    assert (code, told["missing"], told["first_missing"][0]["code"]) == (1, 1, "preservation.copy_damaged")
    assert told["copied"] == 2 * RECORDS - 1
    assert program.json("backup", str(tmp_path / "fresh"))["copied"] == 1


def test_a_backup_beside_a_running_intake_holds_whole_records_and_no_half_one(tmp_path):
    program = Program(tmp_path / "home")
    program.json("take_in", str(fill(tmp_path / "first", 0)), "--fonds", "K001")
    many = fill(tmp_path / "many", 1000, records=160)
    intake = program.start("take_in", str(many), "--fonds", "K001", "--json", stdout=subprocess.DEVNULL)
    try:
        _wait_for(lambda: len(list((program.home / "storage").rglob("original/*.txt"))) > 2 * RECORDS, intake)
        with slowed(intake):
            saved = program.json("backup", str(tmp_path / "disk"), "--keys", str(tmp_path / "keys"))
            was_at_work = intake.poll() is None
    finally:
        _out, err = intake.communicate(timeout=170)
    assert intake.returncode == 0, err
    assert was_at_work, "the intake had ended before the backup: it proves nothing"
    assert RECORDS < saved["objects"] < RECORDS + 160
    assert (saved["missing"], program.json("backup", str(tmp_path / "disk"), "--check")["problems"]) == (0, [])

    other, code, told, err = restored(tmp_path, tmp_path)
    assert (code, told["differences"], told["objects"]) == (0, [], saved["objects"]), (err, told)
    assert other.json("verify_audit")["breaks"] == []
    assert other.json("search", "暗号")["count"] == saved["objects"]
    valid, objects, good, said = outside_judgement(other.home / "storage")
    assert (valid, objects, good) == (True, saved["objects"], saved["objects"]), said
    rest = other.json("take_in", str(many), "--fonds", "K001")
    assert (rest["records"], other.json("search", "暗号")["count"]) == (160, RECORDS + 160)


@contextmanager
def slowed(process):
    """The process has a tenth of its time, in short turns, so that it is at work as long as this lasts."""
    over = threading.Event()

    def give_turns():
        while not over.is_set() and process.poll() is None:
            process.send_signal(signal.SIGSTOP)
            time.sleep(0.09)
            process.send_signal(signal.SIGCONT)
            time.sleep(0.01)

    thread = threading.Thread(target=give_turns)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _wait_for(condition, process):
    deadline = time.monotonic() + 120
    while not condition():
        assert process.poll() is None, "the intake ended before anything was stored"
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_kills_of_backup_and_restore_lose_nothing(archive, tmp_path):
    program, base, _first, _second = archive
    disk = tmp_path / "disk"
    for moment in moments(3, 12, between=(0.5, 2.2), seed=1949):
        program.run_and_kill(moment, "backup", str(disk), "--keep", "2")
    saved = program.json("backup", str(disk), "--keep", "2")
    assert (saved["objects"], saved["missing"]) == (2 * RECORDS, 0)
    assert program.json("backup", str(disk), "--check")["problems"] == []

    fresh = Fresh(tmp_path / "other")
    words = ("restore", str(disk), "--keys", str(base / "keys"))
    for moment in moments(2, 8, between=(0.5, 3.0), seed=1950):
        if not fresh.run_and_kill(moment, *words):
            break
    else:
        assert fresh.json(*words)["differences"] == []
    assert fresh.json("verify_audit")["breaks"] == []
    assert fresh.json("search", "暗号")["count"] == 2 * RECORDS
    assert not (fresh.home / "restoring.json").exists()
    assert outside_judgement(fresh.home / "storage")[1] == 2 * RECORDS
