from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given, settings, strategies as st

from lantai.base.common.data_files import BadDataFile, read_data_file
from lantai.base.common.text import fold
from lantai.engines.hints import rule_files
from lantai.engines.hints.detectors.subjects import NAMES, PERSON
from lantai.engines.hints.finding import detectors, find_hints, rules_version, version_with
from lantai.engines.hints.lexicons import lexicons_in, read_lexicon
from lantai.engines.hints.model import GROUNDS
from lantai.engines.hints.rule_schema import RULE_FILE

PIECES = st.sampled_from(
    ["身份证", "3200991952", "O3O5123X", "张", "建国", "同志", "患者", "：", " ", "\n", "\u3000", "\u200b", "㈠", "路12号",  # noqa: E501
     "机密★", "１３９", "05120087", "(0515)", "-", "離婚", "X", "収", "\U00020000", "·", "男", "，", "第一条", "\ud800"]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=80))


@settings(max_examples=40, deadline=None)
@given(TEXTS)
@example("身\u200b份证：\ufeff32009 9195203051\u200b23x㈠℡ 患者张\n建国住院")
def test_every_hint_is_a_part_of_the_text_as_it_was_given(text):
    hints = find_hints(text)

    assert all(0 <= hint.start < hint.end <= len(text) for hint in hints)
    assert all(hint.text == text[hint.start : hint.end] for hint in hints)
    assert all(0 < hint.score <= 1 and hint.ground in {*GROUNDS, ""} for hint in hints)
    assert [hint.start for hint in hints] == sorted(hint.start for hint in hints)


def test_offsets_are_those_of_the_text_as_given_behind_characters_that_fold_to_several_or_none():
    text = "㈠\u200b℡ 联系电话：１３９０５１２００８７"

    (hint,) = find_hints(text)
    assert (hint.start, hint.text) == (text.index("１"), "１３９０５１２００８７")


HOSTILE = [
    "9" * 99, "1 " * 50, "1.-" * 33, "o0l1" * 25, "张" * 99, "张 " * 50, "张\n" * 50, "\n" * 99, " " * 99, "路1号" * 33,
    "男," * 50, "机密 " * 33, "第一条\n" * 20, "·张三" * 25, "患者张三、" * 20, "(((" * 33, "一二三号栋单元" * 14, "与张" * 50,  # noqa: E501
]  # fmt: skip


def seconds(call, text):
    begin = time.process_time()
    call(text)
    return time.process_time() - begin


def test_no_pattern_takes_more_than_time_in_proportion_on_hostile_text():
    """A megabyte of each kind of evil; an eighth of it beside, so that growth with the square would show."""
    whole = "".join(each * (1_000_000 // len(HOSTILE) // len(each)) for each in HOSTILE)
    eighth = "".join(each * (125_000 // len(HOSTILE) // len(each)) for each in HOSTILE)
    patterns = {pattern for detector in detectors() for pattern in detector.patterns()}

    for pattern in patterns:
        compiled = re.compile(pattern)
        count = lambda text, found=compiled: sum(1 for _ in found.finditer(text))  # noqa: E731
        assert seconds(count, whole) < 0.5 + 24 * seconds(count, eighth), pattern


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_takes_more_than_time_in_proportion_on_hostile_text(hostile):
    short, long = hostile * (1_500 // len(hostile)), hostile * (12_000 // len(hostile))

    find_hints(short)
    assert seconds(find_hints, long) < 0.6 + 24 * seconds(find_hints, short)


@pytest.mark.parametrize("path", sorted(rule_files.FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_rule_file_keeps_the_schema_and_names_lists_that_are_there(path):
    read_data_file(path, RULE_FILE)
    rules = rule_files.rule_files()[path.stem].rules

    named = {name for rule in rules for name in (rule.marks, *rule.near, *rule.without, *rule.page)}
    assert named - {NAMES, PERSON} <= rule_files.word_lists().keys()


def test_patterns_are_written_as_text_folds():
    for detector in detectors():
        for pattern in detector.patterns():
            han = re.sub(r"\\[A-Za-z]|[^\u4e00-\u9fff]", "", pattern)
            assert fold(han) == han, detector.name


def test_the_version_changes_with_an_archives_own_words(tmp_path):
    plain = tmp_path / "own.txt"
    plain.write_text("# ground: R5\n# score: 0.7\n捐赠人要求\n\n金山協定\n", encoding="utf-8")
    (lexicon,) = lexicons_in(tmp_path)

    (hint,) = find_hints("依据金山\n协定办理", lexicons=[lexicon])
    assert (hint.text, hint.ground, hint.score, hint.rule) == ("金山\n协定", "R5", 0.7, "lexicon.own@1")
    assert version_with([lexicon]) != rules_version() == version_with([])


def test_a_lexicon_in_yaml_has_a_schema(tmp_path):
    path = tmp_path / "places.yaml"
    path.write_text(
        "schema: 1\nname: 地名\nversion: 3\nground: R2\nscore: 0.5\nwords: [北山, {word: 南山, score: 0.9}]\n",
        encoding="utf-8",
    )
    hints = find_hints("北山南山", lexicons=[read_lexicon(path)])
    assert [(hint.rule, hint.score) for hint in hints] == [("lexicon.地名@3", 0.5), ("lexicon.地名@3", 0.9)]

    path.write_text("schema: 1\nname: 地名\nversion: 3\nscore: 7\nwords: [北山]\n", encoding="utf-8")
    with pytest.raises(BadDataFile, match="line 4"):
        read_lexicon(path)


@pytest.mark.parametrize("line", ["# score: 0", "# ground: R9", "# version: x"])
def test_a_plain_list_with_a_wrong_setting_is_refused(tmp_path, line):
    path = tmp_path / "own.txt"
    path.write_text(f"词\n{line}\n", encoding="utf-8")

    with pytest.raises(BadDataFile, match="line 2"):
        read_lexicon(path)
