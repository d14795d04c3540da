"""Every act and every kind of subject has words, in both languages; numbers are not taken for yes and no."""

from django.utils.translation import override

from lantai.front.oversight.showing import shown_data
from lantai.front.oversight.verbs import VERBS
from lantai.front.oversight.words import KINDS, capacity_words, kind_words, verb_words
from tests.docs.reference import verbs


def test_it_has_words_for_every_verb_in_the_code():
    assert sorted({verb for verb, _ in verbs()} - set(VERBS)) == []


def test_it_says_them_in_chinese_and_falls_back_on_the_code():
    with override("zh-hans"):
        assert [verb for verb in VERBS if verb_words(verb).isascii()] == []
        assert [kind for kind in KINDS if kind_words(kind).isascii()] == []
        assert capacity_words("archivist,auditor") == "档案员, 安全审计员"
    assert (verb_words("no:such"), kind_words("nothing"), capacity_words("x")) == ("no:such", "nothing", "x")


def test_one_is_a_number_and_true_is_a_tick():
    assert [words for _, words, _ in shown_data({"a": 1, "b": True, "c": False, "d": None})] == ["1", "✓", "✗", "—"]
