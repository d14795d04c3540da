"""Snippets and spans say exactly where the hits are, in the text as it was written."""

import pytest
from hypothesis import given, settings, strategies as st

from lantai.base.common.text import NothingToFind, parse_query, units
from lantai.engines.search.snippets import best_snippet, hit_spans

TEXT = "蘭臺縣人\n民政府關於興修水庫的請示，共㎡三十。張三、李四經辦。蘭政發（１９８７）１２號"


def marked(text, typed, **more):
    return [text[start:end] for start, end in hit_spans(text, parse_query(typed), **more)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("人民政府", ["人\n民政府"]),
        ("兴修水库 李四", ["興修水庫", "李四"]),
        ("水", ["水"]),
        ("兰政发〔1987〕12号", ["蘭政發（１９８７）１２號"]),
        ("兰政发(87)12号", ["蘭政發（１９８７）１２號"]),
        ("修?库", ["修水庫"]),
        ("哪一年请示兴修水库呢", ["興修水庫", "請示"]),
        ("移民", []),
        ("-水库", []),
    ],
)
def test_it_marks(typed, expected):
    assert marked(TEXT, typed) == expected


def test_it_marks_names_found_by_pinyin():
    assert marked(TEXT, "zhangsan", names=("张三", "李四")) == ["張三"]
    assert marked(TEXT, "ls", names=("张三", "李四")) == ["李四"]
    assert marked(TEXT, "zhangsan") == []


def test_it_marks_what_is_one_character_off_when_tolerant():
    assert marked(TEXT, "兴修水厍", tolerant=True) == ["興修水"]
    assert marked(TEXT, "人名政府", tolerant=True) == ["人\n民政府"]
    assert marked(TEXT, "人名政府") == []


def test_it_shows_the_text_with_most_of_what_was_asked():
    texts = ["水库水库水库", "请示", "关于水库的请示", "水库和请示"]

    found = best_snippet(texts, parse_query("水库 请示"))

    assert found.text_index == 2
    assert [found.text[a:b] for a, b in found.spans] == ["水库", "请示"]


def test_it_cuts_a_long_text_around_the_hits():
    text = "无关内容。" * 100 + "人\n民政府" + "。其他事项" * 100

    found = best_snippet(["", text], parse_query("人民政府"), width=60)

    assert (found.text_index, len(found.text)) == (1, 62)
    assert found.text[0] == found.text[-1] == "…"
    assert "\n" not in found.text
    assert [found.text[a:b] for a, b in found.spans] == ["人 民政府"]


def test_it_shows_the_beginning_when_nothing_is_marked():
    assert best_snippet(["", "第一页"], parse_query("zhangsan")) == (1, "第一页", ())
    assert best_snippet([], parse_query("水")) == (0, "", ())


def test_it_marks_quickly_in_long_texts():
    text = TEXT * 2_000

    assert len(hit_spans(text, parse_query("兴修水库的请示"))) == 2_000


@settings(deadline=None)
@given(
    st.text(alphabet=st.sampled_from("水庫库人民㎡12ab \n，é\u0301\u200b"), max_size=60),
    st.text(alphabet=st.sampled_from("水库人民12ab? "), min_size=1, max_size=8),
    st.booleans(),
)
def test_it_never_marks_a_wrong_place(text, typed, tolerant):
    try:
        words = parse_query(typed)
    except NothingToFind:
        return
    asked = {unit for part in words.parts for unit in part.units if unit}

    for start, end in hit_spans(text, words, tolerant=tolerant):
        inside = units(text[start:end])
        assert inside
        assert asked & set(inside) or "㎡" in text[start:end]
        assert units(text[start]) != [] or text[start] in "\u0301\u200b"

    found = best_snippet([text], words, tolerant=tolerant, width=20)
    assert all(0 <= a < b <= len(found.text) for a, b in found.spans)
