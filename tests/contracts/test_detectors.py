"""What whoever finds hints for the precheck promises: our engine, and the detector of words that tests have."""

import pytest

from lantai.services.precheck.detecting import EngineDetector, LexiconIsWrong
from lantai.services.precheck.tests.words import WordsDetector

TEXT = "申请人程志远，身份证号码999999195611205429，因离婚一事信访。"


@pytest.fixture(params=["engine", "words"])
def detector(request, tmp_path):
    return EngineDetector(tmp_path / "lexicons") if request.param == "engine" else WordsDetector()


def test_hints_are_places_in_the_text_with_score_rule_and_ground(detector):
    found = detector.find(TEXT)

    assert "id_number" in {each[0] for each in found}
    for name, start, end, score, rule, ground in found:
        assert 0 <= start < end <= len(TEXT)
        assert 0 < score <= 1
        assert rule.startswith(f"{name}.")
        assert ground in {"R1", "R2", "R3a", "R3b", "R4", "R5", ""}


def test_the_same_text_under_one_version_gives_the_same(detector):
    assert detector.find(TEXT) == detector.find(TEXT)
    assert detector.version == detector.version
    assert 0 < len(detector.version) <= 40
    assert detector.find("") == []


def test_words_of_the_archive_count_and_make_another_version(tmp_path):
    plain = EngineDetector(tmp_path)
    (tmp_path / "words.txt").write_text("水库移民\n", encoding="utf-8")
    own = EngineDetector(tmp_path)

    assert plain.version != own.version
    assert [each[0] for each in own.find("关于水库移民的安置")] == ["lexicon"]
    (tmp_path / "wrong.yaml").write_text("name: [", encoding="utf-8")
    with pytest.raises(LexiconIsWrong) as refusal:
        EngineDetector(tmp_path)
    assert refusal.value.exit_code == 3
