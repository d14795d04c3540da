"""The page of the journeys shows what the walks take: the same journeys, steps and pictures, which are small."""

from __future__ import annotations

import re

import pytest

from demo.journeys.plan import JOURNEYS, LARGEST, PICTURES, all_names
from tests.docs.markdown import ROOT

PAGES = [ROOT / "docs" / "using" / name for name in ("journeys.md", "journeys.zh-CN.md")]
SHOWN = re.compile(r"!\[[^\]]+\]\(pictures/([^)]+)\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_it_shows_every_picture_of_the_plan_in_its_order(page):
    assert SHOWN.findall(page.read_text(encoding="utf-8")) == all_names()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_it_tells_every_step(page):
    parts = re.split(r"^## \d\. ", page.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    told = [len(re.findall(r"^\d\. ", part, re.MULTILINE)) for part in parts]

    assert told == [len(steps) for steps in JOURNEYS.values()]


def test_there_is_every_picture_and_no_other():
    assert sorted(path.name for path in PICTURES.iterdir()) == sorted(all_names())
    assert [path.name for path in PICTURES.iterdir() if path.stat().st_size > LARGEST] == []


def test_every_journey_has_its_walk():
    source = (ROOT / "demo" / "journeys" / "walks.py").read_text(encoding="utf-8")
    taken = {
        name: re.findall(r'\.picture\("(\w+)"', body)
        for name, body in re.findall(
            r"^def (\w+)\(walk: Walk\) -> None:\n(.*?)(?=^def |^WALKS)", source, re.MULTILINE | re.DOTALL
        )
    }

    assert {name: tuple(steps) for name, steps in taken.items()} == JOURNEYS
