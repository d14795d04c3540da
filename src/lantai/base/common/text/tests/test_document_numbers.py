"""One document number has one key, however it was typed."""

import pytest

from lantai.base.common.text import document_number_key


@pytest.mark.parametrize(
    "written",
    [
        "兰政发〔1987〕12号",
        "兰政发[1987]12号",
        "兰政發（１９８７）第12號",
        "兰政发(87)12号",
        "兰政发【1987】 012 号",
        "兰政发1987年12号",
        "兰政发〔1987〕12",
        "兰政发〔1987〕\n12号",
        "兰政发字〔1987〕第12号",
    ],
)
def test_it_gives_one_key_to(written):
    assert document_number_key(written) == "兰政发〔1987〕12号"


@pytest.mark.parametrize("text", ["", "北京1987", "1987", "兰政发", "第12号", "国发〔1982〕99号文件的意见", "张三"])
def test_it_finds_no_number_in(text):
    assert document_number_key(text) is None


def test_it_reads_a_short_year_as_of_its_century():
    assert document_number_key("兰政发(49)1号") == "兰政发〔1949〕1号"
    assert document_number_key("兰政发(05)1号") == "兰政发〔2005〕1号"


def test_it_answers_at_once_for_a_hostile_text():
    assert document_number_key("发" * 50_000 + "〔") is None
