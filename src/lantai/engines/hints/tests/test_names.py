from __future__ import annotations

import pytest

from lantai.engines.hints.finding import find_hints


def names(text: str) -> list[str]:
    return [hint.text for hint in find_hints(text) if hint.detector == "name"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("男方：张建国，女方：李芳，自愿结婚。", ["张建国", "李芳"]),
        ("收养人 王　芳与其夫李志和收养弃婴。", ["王　芳", "李志和"]),
        ("患者赵铁柱因患精神分裂症住院。", ["赵铁柱"]),
        ("欧阳建华同志受到行政记过处分。", ["欧阳建华"]),
        ("来信人周大勇反映其女周小妹被劝退一事。", ["周大勇", "周小妹"]),
        ("被處分人張偉盜竊公款，張偉供認不諱。", ["張偉", "張偉"]),
        ("原告王芳不愿和解，被告将李建国打伤，邻居上官秀在场。", ["王芳", "李建国", "上官秀"]),
        ("关于生产队会计孙有福侵占救济款的来信", ["孙有福"]),
        ("户口簿\n姓名：阿不都·热依木", ["阿不都·热依木"]),
        ("房屋纠纷。林俊嗓门大，林俊腿脚不好。", ["林俊", "林俊"]),
        ("复员军人补助：孤老，妻万海无业，由侄宋雪碧照料", ["万海", "宋雪碧"]),
    ],
)
def test_it_finds_names_in_private_matters(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "县长张建国主持会议，局长李芳汇报工作。",
        "离婚登记，经办人：王秀英。",
        "第一条 被告人有权获得辩护。\n第二条 当事人应当依法行使权利。\n第三条 收养人应当同时具备下列条件。",
        "诉讼代理人、祖父母、国旗、国徽都不是人名。离婚登记。",
        "兹开具户籍证明一份。留守儿童登记。离婚登记。",
        "全县种植水稻12万亩，张庄公社亩产最高。",
        "结婚登记申请书\n职业\n工人\n文化程度\n初中\n婚姻状况\n未婚",
        "",
    ],
)
def test_it_leaves_officers_laws_and_public_matters_alone(text):
    assert names(text) == []


def test_it_leaves_names_out_when_asked():
    assert find_hints("患者赵铁柱住院", names=False) == []
