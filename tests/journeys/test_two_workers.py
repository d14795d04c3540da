"""Two real processes on one piece of work, as when a task is given out twice: it is done once, and rows say so."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import __path__ as font_folders

from lantai.holdings.preservation.tests.ocfl_objects import outside_judgement
from tests.support.process import Program

HANDED, FILED, LISTED = 6, 3, 40
POLICY = """version: 1
edition: 本馆
formats:
- {id: scans, name: {zh: 扫描件, en: scans}, puids: [fmt/42, fmt/43, fmt/44], risk: low, standing: acceptable,
   action: ofd, reason: {zh: 双层版式, en: two layers}, source: 本馆}
"""
"""Scans get a copy in OFD, for which nothing has to be installed."""


@pytest.fixture
def folder(tmp_path) -> Path:
    """A package on a carrier; one that is taken in, with a scan; a list, and a policy of formats."""
    carrier, filed = tmp_path / "carriers" / "YP-01", tmp_path / "filed"
    carrier.mkdir(parents=True)
    filed.mkdir()
    rows = ["档号,题名,年度"]
    for n in range(HANDED):
        code = f"K001-WS·1987-Y-BGS-{n:04}"
        rows.append(f"{code},第{n}号通知,1987")
        (carrier / f"{code}.txt").write_text(f"正文第{n}号。\n" * 30, encoding="utf-8")
    (carrier / "目录.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    for n in range(FILED - 1):
        (filed / f"K001-WS·1988-Y-BGS-{n:04}.txt").write_text(f"第{n}号。\n" * 30, encoding="utf-8")
    _scan(filed / "K001-WS·1988-Y-BGS-0009.jpg")
    listed = [f"K001-WS·1990-Y-BGS-{n:04},第{n}号请示,1990" for n in range(LISTED)]
    (tmp_path / "目录.csv").write_text("\n".join(["档号,题名,年度", *listed]) + "\n", encoding="utf-8")
    (tmp_path / "formats.yaml").write_text(POLICY, encoding="utf-8")
    return tmp_path


def _scan(path: Path) -> None:
    font = next(Path(folder) for folder in font_folders)
    face = ImageFont.truetype(str(next(font.rglob("*Sans*.otf"))), 40)
    image = Image.new("L", (900, 300), 255)
    ImageDraw.Draw(image).text((60, 80), "关于兴修水利的通知", font=face, fill=0)
    image.save(path, "JPEG", quality=95, dpi=(150, 150))


class Two:
    """Two processes that wait for the same word."""

    def __init__(self, folder: Path) -> None:
        self.program = Program(
            folder / "home",
            {
                "LANTAI_CARRIER_FOLDERS": str(folder / "carriers"),
                "LANTAI_FORMAT_POLICY": str(folder / "formats.yaml"),
            },
        )
        environment = {**self.program.environment, "DJANGO_SETTINGS_MODULE": "lantai.config.settings"}
        words = [sys.executable, "-m", "tests.support.at_work", str(folder)]
        self.processes = [
            subprocess.Popen(words, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        assert self.heard() == ["ready", "ready"]

    def heard(self):
        return [json.loads(each.stdout.readline()) for each in self.processes]

    def do(self, job: str):
        """One of them alone."""
        first = self.processes[0]
        first.stdin.write(f"{job}\n")
        first.stdin.flush()
        return json.loads(first.stdout.readline())

    def both(self, job: str):
        """What each of them says, and then what one says that comes when it is done."""
        for each in self.processes:
            each.stdin.write(f"{job}\n")
            each.stdin.flush()
        return [*self.heard(), self.do(job)]


@pytest.fixture
def two(folder):
    made = Two(folder)
    yield made
    for each in made.processes:
        each.stdin.close()
        each.stdout.close()
        each.wait(timeout=60)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_piece_of_work_that_is_given_out_twice_is_done_once(two, folder):
    assert two.do("prepare") == "prepared"

    assert two.both("check") == ["checking"] * 3 or two.do("tell")["hand_over"] == "checking"
    assert two.do("accept") == "signed_by_receiver"
    assert two.both("store")[2] == "stored"
    assert two.both("take_in")[2] == "stored"
    assert two.both("commit")[2] in {"committed", "failed"}  # the third finds it committed, which is no other event
    assert two.do("order") == "ordered"
    assert set(map(type, two.both("export"))) == {str}
    read = two.both("recognise")
    assert len(set(two.both("normalise"))) == 1

    told = two.do("tell")
    assert told["hand_over"] == "stored"
    assert told["checks"].count("done") == told["events"]["check:run"] == told["events"]["handover:check"]
    assert set(told["checks"]) == {"done"}
    assert told["intakes"] == ["stored", "stored"]
    assert (told["records"], told["imported"]) == (HANDED + FILED + LISTED, LISTED)
    once = ("handover:store", "import:commit", "export:package", "description:export", "normalisation:run:end")
    assert {verb: n for verb, n in told["events"].items() if verb in once and n != 1} == {}
    assert told["events"]["transfer:store"] == 2
    assert told["events"]["record:take_in"] == HANDED + FILED
    assert told["batches"] == ["committed"]
    assert told["exports"] == [["done", ""]]
    assert (sum(read), told["pages"]) == (1, {"ready": HANDED + FILED})
    assert (told["copies"], told["runs"]) == (1, ["done"])
    assert {state for _kind, state in told["jobs"]} == {"done"}
    valid, objects, good, said = outside_judgement(folder / "home" / "storage")
    assert (valid, objects) == (True, good), said
    assert two.program.json("verify_audit")["breaks"] == []
