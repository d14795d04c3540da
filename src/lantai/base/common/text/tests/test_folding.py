"""Folding makes every spelling of a character one, without ever looking at its neighbours."""

import json
import time

import pytest
from hypothesis import given, settings, strategies as st
from opencc import OpenCC

from lantai.base.common.text import fold, fold_aligned
from lantai.base.common.text.folding import TABLE_FILE, table
from lantai.base.common.text.make_folding import folded_forms
from lantai.base.common.text.variants import groups
from tests.support.shared import shared_data


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("档案", "檔案"),
        ("ＡＢＣ１９８７", "abc1987"),
        ("⼀⽉", "一月"),
        ("㈠", "（一）"),
        ("Café", "cafe"),
        ("Cafe\u0301", "cafe"),
        ("了解", "瞭解"),
        ("计划", "計畫"),
        ("批复", "批覆"),
        ("二〇〇五年", "二○○五年"),
        ("二零零五年", "二〇〇五年"),
        ("群众", "羣衆"),
        ("长⻋", "⻓车"),
        ("档\u200b案", "档案"),
        ("葛\U000e0100", "葛"),
    ],
)
def test_it_makes_two_spellings_one(typed, written):
    assert fold(typed).strip("()（）") == fold(written).strip("()（）")


@pytest.mark.parametrize("pair", ["莫暮", "邱丘", "梨黎", "人入", "己已", "士土", "未末", "澹淡", "部卩"])
def test_it_keeps_different_characters_apart(pair):
    assert fold(pair[0]) != fold(pair[1])


@settings(deadline=None)
@given(st.text(), st.text())
def test_it_folds_a_part_as_inside_the_whole(first, second):
    assert fold(first + second) == fold(first) + fold(second)


@settings(deadline=None)
@given(st.text())
def test_it_folds_folded_text_to_itself(text):
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("㎡㈠ﬃ\u0301\u200b張1a"))))
def test_it_tells_where_every_folded_character_came_from(text):
    folded, sources = fold_aligned(text)

    assert len(folded) == len(sources)
    assert list(sources) == sorted(sources)
    for character, source in zip(folded, sources, strict=True):
        assert character in fold(text[source])


def test_it_ships_the_table_its_generator_makes():
    assert folded_forms() == {chr(point): folded for point, folded in table().items()}
    assert TABLE_FILE.stat().st_size < 150_000


def test_it_folds_every_variant_written_by_hand():
    assert [pair for pair in groups() if fold(pair[0]) != fold(pair[1])] == []


def test_it_agrees_with_phrase_conversion_on_real_traditional_text():
    text = shared_data("retrieval", "drcd_zh_hant", "DRCD_dev.json").read_text(encoding="utf-8")
    text = "".join(paragraph["context"] for entry in json.loads(text)["data"] for paragraph in entry["paragraphs"])

    assert fold(OpenCC("t2s").convert(text)) == fold(text)


def test_it_folds_a_million_characters_in_a_second():
    text = "关于呈報一九八七年度檔案工作計畫的請示，ＡＢＣ 1987〔12〕号\n" * 30_000

    begun = time.process_time()
    fold(text)

    assert time.process_time() - begun < 1.0 * len(text) / 1_000_000


def test_it_folds_a_long_text_as_it_folds_each_character():
    whole = "".join(map(chr, table())) + "无一字"
    for at in range(0, len(whole), 150):
        some = whole[at : at + 150] * 4
        assert fold(some) == "".join(fold(character) for character in some)
    assert fold("薴苧" * 300) == fold("薴苧") * 300
