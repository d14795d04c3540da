"""What is typed becomes parts with limits; nothing typed can reach an index any other way."""

import pytest
from hypothesis import given, settings, strategies as st

from lantai.base.common.text import FreeText, NothingToFind, Phrase, parse_query
from lantai.base.common.text.query import MOST_PARTS, MOST_UNITS


def test_it_takes_parts_between_spaces_as_exact_phrases():
    words = parse_query("婚姻登记　张三")

    assert words.parts == (Phrase(("婚", "姻", "登", "记")), Phrase(("张", "三")))


@pytest.mark.parametrize("typed", ['"人民 政府"', "“人民 政府”", "「人民 政府」", '"人民政府'])
def test_it_takes_quoted_words_as_one_phrase(typed):
    assert parse_query(typed).parts == (Phrase(("人", "民", "政", "府")),)


def test_it_takes_one_character():
    assert parse_query("水").parts == (Phrase(("水",)),)


def test_it_excludes_a_part_behind_a_minus_but_not_inside_a_code():
    words = parse_query("水库 -移民 J001-WS")

    assert words.excluded == (Phrase(("移", "民")),)
    assert words.parts == (Phrase(("水", "库")), Phrase(("j001", "ws")))


def test_it_takes_a_question_mark_as_a_hole_and_forgets_it_at_the_ends():
    assert parse_query("张?明").parts == (Phrase(("张", None, "明")),)
    assert parse_query("张？明？").parts == (Phrase(("张", None, "明")),)
    assert parse_query('"是否同意？请批示"').parts == (Phrase(("是", "否", "同", "意", "请", "批", "示")),)


def test_it_reads_a_question_as_free_text_without_function_characters():
    (part,) = parse_query("什么是土地改革？谁主持的").parts

    assert isinstance(part, FreeText)
    assert part.units == ("土", "地", "改", "革", "主", "持")
    assert part.bigrams == ("土地", "地改", "改革", "主持")
    assert part.least == 4


@pytest.mark.parametrize("typed", ["丙烯颜料有毒吗", "潘小成逝世的时间是？", "第1舰队是何时解散的", "全县共有几所中学"])
def test_it_knows_a_question_when_it_sees_one(typed):
    assert isinstance(parse_query(typed).parts[0], FreeText)


@pytest.mark.parametrize("typed", ["何小明", "县人民政府办公室", "张小明？", "关于兴修水库的请示", "任何单位和个人"])
def test_it_does_not_take_for_a_question(typed):
    assert isinstance(parse_query(typed).parts[0], Phrase)


def test_it_does_not_look_for_the_question_word_beside_the_real_words():
    assert parse_query("什么是“乡里制”？").parts == (Phrase(("乡", "里", "制")),)
    assert parse_query("什么").parts == (Phrase(("什", "么")),)


def test_it_reads_anything_as_free_text_when_asked_to_be_loose():
    assert isinstance(parse_query("兴修水库", loose=True).parts[0], FreeText)
    assert isinstance(parse_query('"兴修水库"', loose=True).parts[0], Phrase)


def test_it_recognises_a_document_number_and_letters():
    (number,) = parse_query("兰政发（87）12号").parts
    (letters,) = parse_query("Xi'an").parts

    assert number.number == "兰政发〔1987〕12号"
    assert (letters.units, letters.letters) == (("xi", "an"), "xian")
    assert parse_query('"zhangsan"').parts[0].letters is None


@pytest.mark.parametrize("typed", ["？", "。。。", "-", '""', "???"])
def test_it_refuses_words_without_any_unit(typed):
    with pytest.raises(NothingToFind) as refusal:
        parse_query(typed)

    assert typed in str(refusal.value)
    assert refusal.value.remedy()


def test_it_lets_blank_words_match_everything():
    assert parse_query("  ").parts == ()


@settings(deadline=None)
@given(st.text(max_size=400))
def test_it_keeps_within_its_limits_whatever_is_typed(typed):
    try:
        words = parse_query(typed)
    except NothingToFind:
        return

    parts = [*words.parts, *words.excluded]
    assert len(parts) <= MOST_PARTS
    assert sum(len(part.phrase if isinstance(part, FreeText) else part.units) for part in parts) <= MOST_UNITS
    for part in parts:
        assert part.units
        assert part.units[0] is not None
        assert part.units[-1] is not None


def test_it_says_when_it_cut_something_off():
    assert parse_query("水" * 65).shortened
    assert parse_query("水 " * 17).shortened
    assert not parse_query("水库").shortened
