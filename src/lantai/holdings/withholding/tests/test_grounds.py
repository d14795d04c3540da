"""Grounds as data: the archive's own words and bases, the same six codes; the shipped ones while the own are wrong."""

from __future__ import annotations

import pytest

from lantai.holdings.withholding.grounds import CODES, SHIPPED, grounds, grounds_problem


@pytest.fixture
def own(settings, tmp_path):
    settings.GROUNDS_FILE = tmp_path / "grounds.yaml"
    return settings.GROUNDS_FILE


def test_the_archives_own_file_takes_the_place_of_the_shipped_one(own):
    shipped = SHIPPED.read_text(encoding="utf-8")
    assert "个人信息、隐私" in shipped
    own.write_text(shipped.replace("个人信息、隐私", "个人隐私（本馆）"), encoding="utf-8")

    assert grounds()["R3a"].label == "个人隐私（本馆）"
    assert tuple(grounds()) == CODES
    assert grounds_problem() is None
    own.unlink()
    assert grounds()["R3a"].label == "个人信息、隐私"


@pytest.mark.parametrize(
    ("found", "put"),
    [("code: R4", "code: R9"), ("code: R4", "code: R5"), ("bases:", "base:"), ("schema: 1", "schema: [1")],
)
def test_a_wrong_file_is_told_with_its_line_and_the_shipped_one_is_in_force(own, found, put):
    own.write_text(SHIPPED.read_text(encoding="utf-8").replace(found, put, 1), encoding="utf-8")

    assert tuple(grounds()) == CODES
    assert grounds()["R4"].label == "其他法定限制"
    problem = grounds_problem()
    assert problem is not None
    assert (problem.path, problem.line > 0) == (own, True)
