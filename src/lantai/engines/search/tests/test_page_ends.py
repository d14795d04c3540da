"""A phrase that a page end cuts in two is placed on both sides, exactly, wherever the words stand."""

import pytest

from lantai.base.common.text import parse_query
from lantai.engines.search.page_ends import hit_across
from lantai.engines.search.snippets import hit_spans


def pieces(first, second, typed, **more):
    cut = hit_across(first, second, parse_query(typed), **more)
    return cut and (first[cut.start : cut.end], second[cut.begin : cut.until])


@pytest.mark.parametrize(
    ("first", "second", "typed", "expected"),
    [
        ("同意你社修缮水", "渠，木料自筹", "修缮水渠", ("修缮水", "渠")),
        ("同意你社修缮水。 \n", "\n（渠），木料自筹", "修缮水渠", ("修缮水", "渠")),
        ("修缮水渠", "修缮水渠", "修缮水渠", None),
        ("修缮水", "库", "修缮水渠", None),
        ("蘭政發（１９８７）", "１２號", "兰政发〔1987〕12号", ("蘭政發（１９８７", "１２號")),
        ("共19", "87年", "1987年", None),
        ("共1987", "年", "1987年", ("1987", "年")),
        ("此x987", "年", "987年", None),
        ("水", "渠", "水", None),
        ("", "渠", "水渠", None),
        ("水" + "." * 900, "…" * 900 + "渠", "水渠", ("水", "渠")),
    ],
)
def test_it_finds_what_a_page_end_cuts(first, second, typed, expected):
    assert pieces(first, second, typed) == expected


def test_it_finds_names_and_what_is_one_character_off():
    assert pieces("经办人张", "三", "zhangsan", names=("张三",)) == ("张", "三")
    assert pieces("经办人张", "三", "zhangsan") is None
    assert pieces("同意修缮水", "果木料", "修缮水渠木料", tolerant=True) == ("修缮水", "果木料")
    assert pieces("同意修缮水", "果木料", "修缮水渠木料") is None


def test_it_finds_exactly_what_the_whole_text_has():
    """Wherever a text is cut, either a half holds the phrase or the cut is found."""
    text = "关于１２個Cun庄修繕城東水渠、木料自籌的批復"
    words = parse_query("12个cun庄修缮城东水渠木料")
    ((start, end),) = hit_spans(text, words)

    for place in range(1, len(text)):
        cut = hit_across(text[:place], text[place:], words)
        split_word = text[place - 1 : place + 1] in {"１２", "Cu", "un"}
        assert (cut is not None) == (start < place < end and not split_word), place
        if cut:
            assert (cut.start, place + cut.until) == (start, end)
