from __future__ import annotations

import pytest

from lantai.engines.hints.finding import find_hints


def detectors(text: str) -> set[str]:
    return {hint.detector for hint in find_hints(text, names=False)}


@pytest.mark.parametrize(
    ("detector", "text"),
    [
        ("health", "患者赵铁柱，门诊诊断为肺结核。"),
        ("minors", "女童周小妹被拐卖，已由民政局送养。"),
        ("religion", "户主：刘大年，一贯道点传师，1951年登记退道。"),
        ("ethnicity", "关于白果乡民族纠纷事件的经过：双方殴打致伤七人。"),
        ("informers", "治安耳目王二虎，化名老李，每月活动费五元。"),
        ("case_files", "被告人陈大海讯问笔录"),
        ("cadre_appraisal", "该同志考察材料：主要缺点是急躁。"),
        ("trade_secret", "我厂大曲配方严禁外泄。"),
        ("state_interest", "战备仓库位于北山，弹药库坐标如下。"),
    ],
)
def test_it_finds_what_a_record_may_be_closed_for(detector, text):
    assert detector in detectors(text)


@pytest.mark.parametrize(
    "text",
    [
        "国家保护正常的宗教活动。",
        "防治肺结核是本年卫生工作的重点。",
        "保护未成年人的合法权益。",
        "保守商业秘密和技术秘密。",
        "加强边防和国防工程建设。",
        "国家秘密的密级分为绝密、机密、秘密三级。",
    ],
)
def test_it_takes_no_word_alone_for_a_hint(text):
    assert detectors(text) == set()


@pytest.mark.parametrize(
    "text", ["机密★10年", "绝密 ★ 长期", "秘 密☆", "机密*5年", "密级：秘密", "\n机密\n关于", "内部资料 注意保存\n正文"]
)
def test_it_finds_marks_of_secrecy(text):
    assert detectors(text) == {"secrecy"}
