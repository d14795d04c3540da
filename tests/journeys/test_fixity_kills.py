"""Kill -9 while everything is checked, copied and repaired: it goes on, and each repair is told once."""

import random
from pathlib import Path

import pytest

from lantai.holdings.fixity.tests.damage import KINDS, REPAIRABLE
from lantai.holdings.preservation.tests.ocfl_objects import outside_judgement
from tests.support.kills import moments
from tests.support.process import Program

RECORDS, DAMAGED = 64, 21


@pytest.mark.slow
def test_a_check_that_is_killed_again_and_again_finds_and_repairs_everything(tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    for n in range(RECORDS):
        (package / f"K001-WS·1987-Y-BGS-{n:04}.txt").write_text(f"第{n}号。" * 3000, encoding="utf-8")
    program = Program(tmp_path / "home", {"LANTAI_REPLICAS": f"file://{tmp_path}/copy"})
    program.json("take_in", str(package), "--fonds", "K001")
    chance = random.Random(9)
    program.run_and_kill(chance.uniform(1.5, 3), "replicate")
    program.json("replicate")
    storage = tmp_path / "home" / "storage"
    folders = sorted(storage.glob("*/*/urn*"))
    kinds = sorted(REPAIRABLE)
    for n, folder in enumerate(folders[:DAMAGED]):
        KINDS[kinds[n % len(kinds)]](folder, chance)

    for moment in moments(2, 6, between=(1.5, 4), seed=9):
        program.run_and_kill(moment, "verify", "--repair")
    told = program.json("verify", "--repair")

    assert told["open"] == 0, told
    assert outside_judgement(storage)[:3] == (True, RECORDS, RECORDS)
    assert [folder for folder in folders[:DAMAGED] if len(list(folder.glob("v*"))) != 2] == []
    assert [folder for folder in folders[DAMAGED:] if len(list(folder.glob("v*"))) != 1] == []
