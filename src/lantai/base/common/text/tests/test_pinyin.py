"""Names are found by what people type for them: surnames read as surnames, ü three ways, every likely reading."""

import pytest

from lantai.base.common.text import pinyin_forms, pinyin_terms
from lantai.base.common.text.surnames import double, single


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("张三", "zhangsan"),
        ("张三", "zs"),
        ("曾小国", "zengxiaoguo"),
        ("单小芳", "shanxiaofang"),
        ("單小芳", "shanxiaofang"),
        ("仇大力", "qiudali"),
        ("解春", "xiechun"),
        ("区小姐", "ouxiaojie"),
        ("查一", "zhayi"),
        ("朴一", "piaoyi"),
        ("吕红", "lvhong"),
        ("吕红", "luhong"),
        ("吕红", "lyuhong"),
        ("种小道", "chongxiaodao"),
        ("尉迟小恭", "yuchixiaogong"),
        ("尉遲小恭", "yuchixiaogong"),
        ("万俟小明", "moqixiaoming"),
        ("欧阳小修", "oyxx"),
        ("王乐", "wangle"),
        ("王乐", "wangyue"),
        ("买买提·小山", "maimaitixiaoshan"),
        ("Peter Li", "peterli"),
    ],
)
def test_it_finds_a_name_by(name, typed):
    assert typed in pinyin_forms(name)


def test_it_finds_parts_of_a_name_typed_with_spaces():
    assert {"wang", "xiao", "ming", "xiaoming", "wangxiaoming", "wxm"} <= set(pinyin_terms("王小明"))
    assert {"ouyang", "xiu"} <= set(pinyin_terms("欧阳修"))


def test_it_has_nothing_for_what_is_no_name():
    assert pinyin_forms("—") == ()
    assert pinyin_terms("") == ()


def test_it_bounds_the_readings_of_a_long_name():
    assert len(pinyin_forms("重长乐行朝单曾解区查" * 3)) < 400


def test_it_knows_enough_surnames():
    assert len(single()) > 120
    assert len(double()) > 60
