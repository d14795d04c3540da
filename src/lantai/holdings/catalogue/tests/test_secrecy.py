"""密级 as people write it: what is a state secret, what says that there is none, and what nobody knows."""

from __future__ import annotations

import pytest

from lantai.holdings.catalogue.secrecy import is_classified, is_internal, is_secret

CLASSIFIED = (
    "秘密 机密 绝密 秘　密 机\u00a0密 ★机密 机密★10年 密级：机密 密级:秘密★长期 【绝密】 绝密级 國家機密 絕密 ＭＭ ｊｍ"
    " MM10 JM★20年 UM Secret TOP-SECRET 内部/机密 保密等级：秘密 密级：密级：机密 机-密"
)
NONE = (
    "公开 公　开 公开级 国内 内部 内部级 非密 非涉密 无 无密级 — - 0 密级：公开 密级： 不属于国家秘密 非国家秘密 ☆公开"
    " None"
)
INTERNAL = "内部 内部资料 国内发行 内部：注意保存"
UNKNOWN = "密 三级 涉密 限制 MMX 内部保密 秘 绝 待定 公开？密 ？？1"


@pytest.mark.parametrize("level", CLASSIFIED.split(" "))
def test_a_level_of_secrets_is_known_in_every_spelling(level):
    assert (is_classified(level), is_secret(level), is_internal(level)) == (True, True, False)


@pytest.mark.parametrize("level", ["", " ", *NONE.split(" ")])
def test_words_that_say_there_is_none_are_known(level):
    assert (is_classified(level), is_secret(level)) == (False, False)


@pytest.mark.parametrize("level", INTERNAL.split(" "))
def test_what_is_meant_for_some_is_no_state_secret(level):
    assert (is_internal(level), is_secret(level)) == (True, False)


@pytest.mark.parametrize("level", UNKNOWN.split(" "))
def test_what_nobody_knows_is_not_opened(level):
    assert (is_classified(level), is_secret(level)) == (False, True)
