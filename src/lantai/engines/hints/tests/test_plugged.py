"""Detectors of packages that are installed beside ours: found without a change here, judged, bounded."""

import re
import textwrap

import pytest

from lantai.engines.hints import finding
from lantai.engines.hints.finding import find_hints, own_detectors, rules_version, version_with
from lantai.engines.hints.linear import MOST_WAYS, ways_of
from lantai.engines.hints.model import PlugInIsWrong
from lantai.engines.hints.plugged import plugged
from tests.contracts.test_detector import DetectorContract

STAMPS = """
    import re

    from lantai.engines.hints.model import Found

    STAMP = re.compile("{pattern}")


    class Stamps:
        name = "{name}"

        def patterns(self):
            return (STAMP.pattern,)

        def find(self, page):
            return [Found(*match.span(), "stamp@1", 0.6, "R5") for match in STAMP.finditer(page.folded)] {more}
"""


@pytest.fixture
def install(tmp_path, monkeypatch):
    """A package as pip lays it down: a module, and metadata that name its detector."""

    def installed(*, pattern="库存章[0-9]{1,6}", name="stamp", version="1.0", more="", module="archive_stamps"):
        (tmp_path / f"{module}.py").write_text(
            textwrap.dedent(STAMPS).format(pattern=pattern, name=name, more=more), encoding="utf-8"
        )
        told = tmp_path / f"{module}-{version}.dist-info"
        told.mkdir()
        (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: {version}\n", encoding="utf-8")
        (told / "entry_points.txt").write_text(f"[lantai.hint_detectors]\nstamps = {module}:Stamps\n", encoding="utf-8")

    monkeypatch.syspath_prepend(tmp_path)
    plugged.cache_clear()
    yield installed
    plugged.cache_clear()


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    """Each test's module is its own."""
    import sys

    yield
    for name in [name for name in sys.modules if name.startswith("archive_stamps")]:
        del sys.modules[name]


def test_an_installed_detector_is_asked_and_makes_another_version(install):
    assert own_detectors() == ()
    assert version_with([]) == rules_version()
    install()
    plugged.cache_clear()

    hints = [hint for hint in find_hints("盖有库存章００１２，机密★10年") if hint.detector == "stamp"]
    assert [(hint.text, hint.rule, hint.score, hint.ground) for hint in hints] == [
        ("库存章００１２", "stamp.stamp@1", 0.6, "R5")
    ]
    assert "secrecy" in {hint.detector for hint in find_hints("机密★10年")}
    first = version_with([])
    assert first != rules_version()
    install(version="1.1", module="archive_stamps_later", name="later")
    plugged.cache_clear()
    assert version_with([]) not in {first, rules_version()}


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"pattern": "(章+)+号"}, "重复没有上限"),
        ({"pattern": "章.*号"}, "重复没有上限"),
        ({"pattern": "(章{1,9}){1,9}号"}, "超过 10000 种"),
        ({"name": "phone"}, "自带检测器"),
        ({"name": "Stamp!"}, "须为小写字母"),
        ({"more": "]"}, "SyntaxError"),
    ],
    ids=lambda each: str(each)[:20],
)
def test_one_that_cannot_be_used_is_named_and_not_left_out(install, wrong, why):
    install(**wrong)

    with pytest.raises(PlugInIsWrong, match=why) as refusal:
        find_hints("库存章12")
    assert "stamps" in str(refusal.value)
    assert refusal.value.exit_code == 3


def test_two_of_one_name_are_refused(install):
    install()
    install(module="archive_stamps_again")

    with pytest.raises(PlugInIsWrong, match="两个软件包"):
        own_detectors()


@pytest.mark.parametrize("more", ["+ [1 / 0]", '+ [Found(0, 10**9, "stamp@1", 0.5, "")]'], ids=["breaks", "outside"])
def test_one_that_breaks_on_a_text_asks_somebody_to_look_and_spoils_no_other(install, more):
    install(more=more)

    hints = find_hints("身份证号码999999195611205429")

    assert ("stamp", "stamp.failed@1", 0, 1) in {(each.detector, each.rule, each.start, each.end) for each in hints}
    assert "id_number" in {each.detector for each in hints}
    assert find_hints("") == []


@pytest.mark.parametrize(
    ("pattern", "ways"),
    [
        ("机密[★*]?[0-9]{1,2}年", 4),
        ("(?:公安|法院){1,3}", 14),
        (r"[^\n。]{1,400}", 400),
        ("(?>库{0,9})章", 10),
        ("(?=章{1,3})库", 3),
        ("a{3}b", 1),
        ("(a+)+b", None),
        ("a*", None),
        ("(?:a|a{1,200}){1,200}b", MOST_WAYS + 1),
    ],
)
def test_ways_are_counted(pattern, ways):
    assert ways_of(pattern) == ways


def test_what_is_no_pattern_is_told():
    with pytest.raises(re.error):
        ways_of("(")


class TestInstalled(DetectorContract):
    """What is asked of ours is asked of theirs, by the same tests: a package may run them as its own."""

    @pytest.fixture
    def detector(self, install):
        install()
        return finding.own_detectors()[0]

    def test_it_has_a_name_and_patterns_that_compile(self, detector):
        assert detector.detector.patterns()
        super().test_it_has_a_name_and_patterns_that_compile(detector.detector)
