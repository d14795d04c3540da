"""Recognition by real worker processes: paused, killed, resumed; useful before it is finished."""

import sqlite3
import time
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import __path__ as font_folders

from tests.support.kills import moments
from tests.support.process import Program

PAGES = 7
WORDS = "临江县革命委员会关于兴修水利的通知各公社大队今冬明春"


@pytest.fixture
def program(tmp_path):
    font = next(Path(folder) for folder in font_folders)
    face = ImageFont.truetype(str(next(font.rglob("*Sans*.otf"))), 40)
    package = tmp_path / "package"
    (package / "K001-1-001-001").mkdir(parents=True)
    for number in range(1, PAGES + 1):
        image = Image.new("L", (1100, 500), 255)
        draw = ImageDraw.Draw(image)
        draw.text((80, 80), WORDS, font=face, fill=0)
        draw.text((80, 200), f"第{number:02}页暗号{number:04}", font=face, fill=0)
        image.save(package / "K001-1-001-001" / f"{number:04}.png")
    (package / "K001-1-001-002.txt").write_text("不必等待识别的正文", encoding="utf-8")
    made = Program(tmp_path / "home", {"LANTAI_OCR_PROCESSES": "1"})
    summary = made.json("take_in", str(package), "--fonds", "K001")
    assert (summary["records"], summary["waiting"]) == (2, PAGES)
    return made


def pages(program, state):
    if "LANTAI_DATABASE_URL" in program.environment:
        pytest.skip("pages are counted in the SQLite file of this home")
    rows = sqlite3.connect(program.home / "lantai.db", timeout=30)
    try:
        return rows.execute("SELECT count(*) FROM fulltext_page WHERE state = ?", [state]).fetchone()[0]
    finally:
        rows.close()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_it_is_useful_before_it_is_finished_and_resumes_after_kills(program):
    assert program.json("search", "不必等待识别")["count"] == 1
    assert program.json("search", "K001-1-001-001")["count"] == 1

    for moment in moments(1, 6, between=(4, 12), seed=5):
        program.run_and_kill(moment, "work", "--only", "ocr")
    deadline = time.monotonic() + 300
    worker = program.start("work", "--processes", "1")
    while pages(program, "waiting") and time.monotonic() < deadline:
        time.sleep(0.5)
    worker.terminate()
    worker.communicate(timeout=60)

    assert (pages(program, "ready"), pages(program, "waiting")) == (PAGES + 1, 0)
    program.json("reindex")
    found = program.json("search", "暗号0005")
    assert [(hit["code"], hit["page"]) for hit in found["hits"]] == [("K001-1-001-001", 5)]
    assert program.json("search", "关于兴修水利的通知")["count"] == 1
    assert program.json("doctor")["queues"][1]["failed"] == 0
