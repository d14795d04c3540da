"""Units are what is found; spans say exactly where, in the text as it was written."""

from hypothesis import given, settings, strategies as st

from lantai.base.common.text import BLACKED_OUT, bigrams, joined, spans, units
from lantai.base.common.text.units import LONGEST_WORD, SEPARATOR

WRITTEN = st.text(alphabet=st.sampled_from("张張三李四12ab Ａ１〔〕，\n。㎡㈠é\u0301\u200b_-"), max_size=40)


def test_it_takes_a_han_character_and_a_run_of_letters_as_units():
    assert units("京政发〔1987〕12号 WPS-Office_2") == ["京", "政", "发", "1987", "12", "号", "wps", "office", "2"]


def test_it_knows_other_scripts_of_the_country():
    assert units("ꀀꀁ Русский 한글 ひらがな") == ["ꀀ", "ꀁ", "русский", "한", "글", "ひ", "ら", "が", "な"]


def test_it_cuts_a_run_that_is_too_long_for_a_term():
    assert [len(unit) for unit in units("a" * 150)] == [LONGEST_WORD, LONGEST_WORD, 22]


def test_it_keeps_neighbouring_words_apart_in_bigrams():
    assert bigrams(["1987", "12", "号"]) == ["1987" + SEPARATOR + "12", "12号"]
    assert bigrams(units("1987 12")) != bigrams(units("19871 2"))


@settings(deadline=None, max_examples=60)
@given(st.one_of(WRITTEN, st.text(max_size=30), st.text(alphabet="张ab1 薴苧，。\U00020001\U00031351", max_size=900)))
def test_it_joins_the_units_of_a_text_as_if_they_were_cut_one_by_one(text):
    assert joined(text) == (" ".join(bigrams(units(text))), " ".join(units(text)))
    assert joined(text * 30) == (" ".join(bigrams(units(text * 30))), " ".join(units(text * 30)))


def test_it_finds_a_phrase_across_line_ends_and_brackets():
    text = "兰台县人\n民政府，兰政发【１９８７】１２號"

    assert [text[a:b] for a, b in spans(text, units("人民政府"))] == ["人\n民政府"]
    assert [text[a:b] for a, b in spans(text, units("兰政发[1987]12号"))] == ["兰政发【１９８７】１２號"]


def test_it_does_not_find_a_number_inside_a_longer_one():
    assert list(spans("1987年第120号", units("12"))) == []
    assert list(spans("198712", units("1987 12"))) == []


def test_it_lets_a_hole_stand_for_one_unit_and_not_for_none_or_two():
    assert list(spans("张小明", ["张", None, "明"])) == [(0, 3)]
    assert list(spans("张 1958 明", ["张", None, "明"])) == [(0, 8)]
    assert list(spans("张明", ["张", None, "明"])) == []
    assert list(spans("张小小明", ["张", None, "明"])) == []


def test_it_keeps_offsets_right_behind_characters_that_fold_to_several_or_none():
    text = "共㎡㈠\u200b建房，張三"

    assert [text[a:b] for a, b in spans(text, units("张三"))] == ["張三"]


@settings(deadline=None)
@given(WRITTEN, st.integers(0, 20), st.integers(1, 6))
def test_it_finds_every_run_of_units_of_a_text_exactly_where_it_stands(text, start, length):
    wanted = units(text)[start : start + length]
    if not wanted:
        return

    found = list(spans(text, wanted))

    assert found
    for begin, end in found:
        inside = units(text[begin:end])
        assert inside == wanted or ("㎡" in text[begin:end] and "".join(wanted) in "".join(inside))


def test_no_phrase_is_found_across_what_is_blacked_out():
    text = f"城东{BLACKED_OUT * 4}水渠"

    assert "东水" not in bigrams(units(text))
    assert joined(text) == (" ".join(bigrams(units(text))), " ".join(units(text)))
    assert list(spans(text, units("城东水渠"))) == []
    assert list(spans(text, units("水渠"))) == [(6, 8)]
