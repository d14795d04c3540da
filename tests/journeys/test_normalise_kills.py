"""Kill -9 while copies for keeping are made: it goes on, every original has one copy, and none has two."""

import random
from pathlib import Path

import pytest

from lantai.engines.formats.converting.converters import Profile, converter_for, is_installed
from lantai.engines.formats.tests.samples import PARAGRAPH, pdf
from lantai.holdings.preservation.tests.ocfl_objects import outside_judgement
from tests.support.process import Program

FILES = 10


@pytest.mark.slow
def test_a_run_that_is_killed_goes_on_and_makes_each_copy_once(tmp_path: Path) -> None:
    converter = converter_for(Profile.PDFA_2B, "pdf")
    if converter is None or not is_installed(converter):
        pytest.skip("Ghostscript is not installed (apt-get install ghostscript)")
    package = tmp_path / "package"
    package.mkdir()
    for n in range(FILES):
        pdf(package / f"K001-WS·1987-Y-BGS-{n:04}.pdf", f"第{n}号。{PARAGRAPH}")
    program = Program(tmp_path / "home")
    program.json("take_in", str(package), "--fonds", "K001")

    program.run_and_kill(random.Random(4).uniform(3, 6), "normalise")
    program.json("normalise")

    told = program.json("normalise", "--dry-run")["formats"]
    assert {(each["files"], each["copies"], each["waiting"]) for each in told} == {(FILES, FILES, 0)}
    storage = tmp_path / "home" / "storage"
    assert outside_judgement(storage)[:3] == (True, FILES, FILES)
    copies = list(storage.glob("*/*/urn*/v*/content/derivative/pdfa-2b/*.pdf"))
    assert len(copies) == FILES
    assert not list((tmp_path / "home" / "work" / "normalising").glob("*"))
