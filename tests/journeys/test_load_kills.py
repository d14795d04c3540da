"""Kill the load of a description, and then its undoing, at random moments: every unit is there once, then none is."""

import pytest

from tests.support.kills import moments
from tests.support.process import Program

VOLUMES, ITEMS = 300, 19


def component(level, code, inside=""):
    return f'<c level="{level}"><did><unitid>{code}</unitid><unittitle>第{code}号通知</unittitle></did>{inside}</c>\n'


@pytest.fixture
def description(tmp_path):
    path = tmp_path / "目录.xml"
    volumes = "".join(
        component("file", f"V{v:04}", "".join(component("item", f"V{v:04}-{n:02}") for n in range(ITEMS)))
        for v in range(VOLUMES)
    )
    series = component("series", "S", volumes)
    text = f'<ead><eadheader/><archdesc level="fonds"><did/><dsc>{series}</dsc></archdesc></ead>'
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_unit_is_loaded_once_however_often_it_is_killed(tmp_path, description):
    program = Program(tmp_path / "home")
    one = tmp_path / "一件.txt"
    one.write_text("云溪县关于春耕生产的通知", encoding="utf-8")
    program.run("take_in", str(one), "--fonds", "K001")
    words = ("load_ead", str(description), "--fonds", "K001")

    chosen = moments(2, 6, between=(2.0, 6.0), seed=7)
    kills = sum(program.run_and_kill(moment, *words) for moment in chosen)
    told = program.json(*words)

    assert kills > 0
    assert told["state"] == "loaded"
    assert told["created"] + told["held"] == told["units"] == VOLUMES * (ITEMS + 1) + 1
    assert program.json("search", '"号通知"', "--limit", "1")["count"] == VOLUMES * (ITEMS + 1)
    assert program.json("verify_audit")["breaks"] == []
