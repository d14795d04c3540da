import pytest
from hypothesis import given, strategies as st

from lantai.engines.formats.encodings import clean, decode, lost_marks
from lantai.engines.formats.tests.samples import OTHER, PARAGRAPH
from tests.support.shared import shared_data

TRADITIONAL = "關於縣政府檔案室點收婚姻登記簿冊事，業經查核，數目相符，應准備案，此令。中華民國三十七年五月"
CODES = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("text", [PARAGRAPH, OTHER, TRADITIONAL])
def test_it_reads_chinese_in_every_encoding_archives_hold(text, code):
    assert decode(text.encode(code)).text == text


def test_it_reads_big5():
    assert decode(TRADITIONAL.encode("big5")).text == TRADITIONAL


def test_it_reads_names_of_two_characters_in_gbk():
    assert decode("王五".encode("gbk")).text == "王五"


def test_it_does_not_take_french_for_chinese():
    assert decode("Voilà un élève français à Pékin".encode("cp1252")).text == "Voilà un élève français à Pékin"


def test_it_believes_a_declared_encoding_only_where_the_bytes_allow():
    assert decode(PARAGRAPH.encode("gbk"), declared="utf-8").text == PARAGRAPH
    assert decode(PARAGRAPH.encode("gbk"), declared="gb2312").text == PARAGRAPH
    assert decode(PARAGRAPH.encode(), declared="nonsense").text == PARAGRAPH


def test_it_counts_the_marks_of_destroyed_characters():
    assert decode("档案锟斤拷馆锟斤拷".encode()).lost == 2
    assert lost_marks("档案\ufffd") == 1
    assert decode(PARAGRAPH.encode()).lost == 0


def test_it_calls_noise_doubtful():
    assert decode(bytes(range(128, 256)) * 40).doubtful


def test_it_leaves_nothing_a_database_refuses():
    assert clean("a\x00b\r\nc\rd\u2028e\ud800f\x07") == "ab\nc\nd\ne\ufffdf"


@given(st.binary(max_size=300))
def test_it_never_raises_and_never_gives_a_nul(data):
    text = decode(data).text

    assert "\x00" not in text
    assert text.encode().decode() == text


@given(st.text(alphabet=st.sampled_from(PARAGRAPH + OTHER), min_size=12, max_size=200), st.sampled_from(CODES[:4]))
def test_it_finds_back_any_chinese_text(text, code):
    assert decode(text.encode(code)).text == text


def test_it_reads_the_real_reports_in_gb18030():
    paths = sorted(shared_data("documents", "gov_work_reports").rglob("*.txt"))
    assert paths

    for path in paths:
        found = decode(path.read_bytes())
        assert (found.encoding, found.lost, found.doubtful) == ("gb18030", 0, False)
        assert "政府工作报告" in found.text or "政府" in found.text


@pytest.mark.parametrize(
    "mark", ["\x00", "\x0b", "\x1f", "\x7f", "\x85", "\x9f", "\u2028", "\ufeff", "\ufdd0", "\uffff"]
)
def test_it_cleans_what_no_database_takes_wherever_it_stands(mark):
    text = f"城东{mark}水渠"

    assert clean(text) in {"城东水渠", "城东\n水渠"}


def test_it_leaves_clean_text_as_it_is():
    text = "第一条\n\t城东水渠，\u3000由水利局修缮。\u200b𠮷"

    assert clean(text) == text
