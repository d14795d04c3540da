"""Intake on disks that are full, read-only or away: a sentence, an exit code, and the rest on the next run."""

import contextlib
import io
import subprocess
import tarfile

import pytest

from lantai.holdings.preservation.tests.ocfl_objects import outside_judgement
from tests.support.process import Program
from tests.support.tables import copy_tables

RECORDS = 60
pytestmark = pytest.mark.any_database  # disks fail below the storage root; where the rows lie is another disk


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "package"
    folder.mkdir()
    for n in range(RECORDS):
        (folder / f"K001-WS·1987-Y-BGS-{n:04}.txt").write_text(f"第{n}号。" * 4000, encoding="utf-8")
    return folder


def on_disk(tmp_path, storage):
    return Program(tmp_path / "home", {"LANTAI_STORAGE_URL": f"file://{storage}"})


def test_it_stops_in_words_on_a_full_disk_and_goes_on_when_there_is_room(tmp_path, package, small_disk):
    program = on_disk(tmp_path, small_disk / "storage")

    code, out, err = program.run("take_in", str(package), "--fonds", "K001", "--json")
    assert code == 4, err
    assert "storage.disk_full" in out
    assert "Traceback" not in err

    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    summary = program.json("take_in", str(package), "--fonds", "K001")
    assert (summary["records"], summary["state"]) == (RECORDS, "stored")
    valid, objects, good, said = outside_judgement(small_disk / "storage")
    assert (valid, objects, good) == (True, RECORDS, RECORDS), said


def test_it_stops_in_words_on_a_read_only_disk_and_goes_on_when_it_is_writable(tmp_path, package, small_disk):
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    program = on_disk(tmp_path, small_disk / "storage")
    assert program.json("doctor")["database"] in {"sqlite", "postgresql"}
    program.json("verify_audit")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)

    code, _, err = program.run("take_in", str(package), "--fonds", "K001")
    assert code == 4, err
    assert "Traceback" not in err

    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert program.json("take_in", str(package), "--fonds", "K001")["records"] == RECORDS


def test_it_stops_in_words_when_there_is_no_room_to_unpack_and_goes_on_when_there_is(tmp_path, small_disk):
    packed = tmp_path / "package.tar"
    with tarfile.open(packed, "w") as package:
        for n in range(3):
            info = tarfile.TarInfo(f"K001-WS·1987-Y-BGS-{n:04}.txt")
            info.size = 1_000_000
            package.addfile(info, io.BytesIO(f"{n:04}字号".encode() * 100_000))
    (tmp_path / "home").mkdir()
    (small_disk / "work").mkdir()
    (tmp_path / "home" / "work").symlink_to(small_disk / "work")
    program = on_disk(tmp_path, tmp_path / "home" / "work" / "storage")

    code, out, err = program.run("take_in", str(packed), "--fonds", "K001", "--json")
    assert (code, "Traceback" in err) == (4, False), err
    assert "storage.disk_full" in out
    assert "unpacked" in err

    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    summary = program.json("take_in", str(packed), "--fonds", "K001")
    assert (summary["records"], summary["state"], summary["findings"]) == (3, "stored", [])


def test_it_takes_a_missing_disk_for_a_missing_disk_and_not_for_a_new_archive(tmp_path, package):
    program = on_disk(tmp_path, tmp_path / "mnt" / "storage")
    program.json("take_in", str(package), "--fonds", "K001")
    (tmp_path / "mnt").rename(tmp_path / "away")

    code, _, err = program.run("take_in", str(package), "--fonds", "K001")
    assert code == 4
    assert str(tmp_path / "mnt" / "storage") in err
    assert not (tmp_path / "mnt").exists()


def test_it_says_what_it_cannot_read_and_takes_the_rest(tmp_path, package):
    (package / "K001-WS·1987-Y-BGS-0000.txt").chmod(0)

    summary = Program(tmp_path / "home", obeys_modes=True).json("take_in", str(package), "--fonds", "K001")

    assert summary["records"] == RECORDS - 1
    assert "package.unreadable" in {finding["code"] for finding in summary["findings"]}


@pytest.mark.parametrize("place", ["work/locks", "lantai.db"])
def test_it_says_what_of_its_home_it_cannot_write(tmp_path, package, place):
    program = Program(tmp_path / "home", obeys_modes=True)
    if place == "lantai.db" and "LANTAI_DATABASE_URL" in program.environment:
        pytest.skip("on PostgreSQL the rows lie on its server, not in the home folder")
    if place == "work/locks":
        (program.home / place).mkdir(parents=True)
    else:
        copy_tables(program.home / place)
    (program.home / place).chmod(0o500)

    code, _, err = program.run("take_in", str(package), "--fonds", "K001")

    assert (code, "Traceback" in err) == (4, False), err
    assert (place if place == "work/locks" else "readonly database") in err


def test_a_repair_on_a_full_or_read_only_disk_changes_nothing_and_is_done_when_there_is_room(
    tmp_path, package, small_disk
):
    subprocess.run(["mount", "-o", "remount,size=16m", str(small_disk)], check=True)
    for path in sorted(package.iterdir())[3:]:
        path.unlink()
    places = {
        "LANTAI_STORAGE_URL": f"file://{small_disk}/storage",
        "LANTAI_REPLICAS": f"file://{tmp_path}/copy",
    }
    program = Program(tmp_path / "home", places)
    program.json("take_in", str(package), "--fonds", "K001")
    assert program.json("replicate")["places"][0]["objects"] == 3
    damaged = next((small_disk / "storage").glob("*/*/*/v1/content/original/*.txt"))
    damaged.write_bytes(b"?" * 100)
    filler = small_disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 4096)

    code, _, err = program.run("verify", "--repair")
    assert (code, "Traceback" in err) == (4, False), err
    assert damaged.read_bytes() == b"?" * 100
    filler.unlink()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    code, _, err = program.run("verify", "--repair")
    assert (code, "Traceback" in err) == (4, False), err
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)

    told = program.json("verify", "--repair")

    assert (told["open"], [each["whole"] for each in told["repaired"]]) == (0, [True])
    assert outside_judgement(small_disk / "storage")[:3] == (True, 3, 3)
