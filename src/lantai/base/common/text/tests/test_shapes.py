"""The table of characters that look alike: what the eye confuses is there, both ways, and nothing else."""

import pytest

from lantai.base.common.text import alike_in_shape, fold
from lantai.base.common.text.shapes import MOST, TABLE_FILE


@pytest.mark.parametrize("pair", ["末未", "己已", "已巳", "王玉", "李季", "陈阵", "桂挂", "大太", "千干", "侯候"])
def test_pairs_that_are_confused_are_there_both_ways(pair):
    one, other = pair

    assert other in alike_in_shape(one)
    assert one in alike_in_shape(other)


@pytest.mark.parametrize("pair", ["王马", "李林", "红江", "张陈"])
def test_pairs_that_nobody_confuses_are_not(pair):
    assert pair[1] not in alike_in_shape(pair[0])


def test_what_is_compared_is_folded_so_the_table_is_too():
    characters = {c for c in TABLE_FILE.read_text(encoding="utf-8") if c != "\n"}

    assert sorted(c for c in characters - set("己已巳") if fold(c) != c) == []


def test_no_character_has_more_than_can_be_asked_for():
    assert max(len(alike_in_shape(line[0])) for line in TABLE_FILE.read_text(encoding="utf-8").split()) <= MOST
    assert alike_in_shape("A") == ""
