"""An archive in a bucket, as its operator keeps it: backed up, brought back elsewhere, rebuilt from what is there."""

from __future__ import annotations

import json

import pytest

from lantai.holdings.preservation.tests.ocfl_objects import outside_judgement
from tests.support.buckets import KEYS
from tests.support.process import Program, database_of
from tests.support.tables import environment_of

RECORDS = 3


class Fresh(Program):
    """A home with nothing in it: what is restored there makes its tables."""

    @property
    def environment(self):
        return {**environment_of(self.home), **database_of(self.home), **self.settings}


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "package"
    folder.mkdir()
    rows = ["档号,题名,日期"]
    for n in range(RECORDS):
        code = f"K001-WS·1987-Y-BGS-{n:04}"
        rows.append(f"{code},第{n}号通知,1987")
        (folder / f"{code}.txt").write_text(f"正文第{n}号，暗号{n:05}。\n" * 30, encoding="utf-8")
    (folder / "目录.csv").write_text("\n".join(rows), encoding="utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_it_is_backed_up_restored_and_rebuilt_as_from_a_folder(bucket, package, tmp_path):
    archive = Program(tmp_path / "home", {**KEYS, "LANTAI_STORAGE_URL": bucket.url("one")})
    assert archive.json("take_in", str(package), "--fonds", "K001")["records"] == RECORDS
    archive.json("preserve")
    digests = archive.json("digests")
    (tmp_path / "digests.json").write_text(json.dumps(digests), encoding="utf-8")

    saved = archive.json("backup", str(tmp_path / "disk"), "--keys", str(tmp_path / "keys"))
    assert (saved["objects"], saved["missing"]) == (saved["copied"], 0)
    elsewhere = Fresh(tmp_path / "elsewhere", {**KEYS, "LANTAI_STORAGE_URL": bucket.url("two")})
    told = elsewhere.json("restore", str(tmp_path / "disk"), "--keys", str(tmp_path / "keys"))
    assert (told["differences"], told["objects"], told["documents"]) == ([], saved["objects"], RECORDS)

    again = Program(tmp_path / "again", {**KEYS, "LANTAI_STORAGE_URL": bucket.url("one")})
    rebuilt = again.json("rebuild", "--from-storage", "--compare", str(tmp_path / "digests.json"))
    assert (rebuilt["equal"], rebuilt["findings"]) == (True, [])

    for prefix, least in (("one", saved["objects"]), ("two", saved["objects"])):
        valid, objects, good, said = outside_judgement(bucket.save(prefix, tmp_path / prefix))
        assert (valid, good) == (True, objects), said
        assert objects >= least
    assert [key for key in bucket.all_keys() if not key.startswith(("one/", "two/"))] == []
