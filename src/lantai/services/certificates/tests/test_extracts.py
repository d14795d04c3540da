"""What an extract may say of a record of which something is withheld, against somebody who tries to say more."""

from __future__ import annotations

import pytest

from lantai.services.certificates.extracts import Texts, plain

SEEN = "经研究，同意张████同志于一九七八年三月\n到职。伟大的转折，承办人：█ ████。"
PARTLY = "经研究，同意张伟同志于一九七八年三月\n到职。伟大的转折，承办人：√ 柳文澜。"
WHOLE = "诊断：慢性肝炎 病员赵强"


def texts(chosen: str = SEEN) -> Texts:
    return Texts([chosen], [SEEN, ""], [PARTLY], [WHOLE])


@pytest.mark.parametrize(
    "said",
    [
        "于一九七八年三月到职", "於一九七八年\u3000三月\r\n到職", "同志于，一九七八年三月", "经研究 同意张",
        "到职", "三",
        "经研究，同意张████同志于一九七八年", "伟大的转折……经研究，同意",
    ],
)  # fmt: skip
def test_it_quotes_what_may_be_seen_in_any_form(said):
    assert texts().allow(said, "退休")


@pytest.mark.parametrize(
    "said",
    [
        "张伟", "伟同", "張 偉", "张\n伟同志于一九", "张\u200b伟", "张、伟", "柳文澜", "柳", "承办人√", "√",
        "赵强", "肝", "慢性肝", "ＡＢ", "一九七九年三月", "于年", "同意张 伟大的转折", "赵", "于一九七八年三月到职赵强",
    ],
)  # fmt: skip
def test_it_says_nothing_else_however_it_is_written(said):
    assert not texts().allow(said, "退休")


def test_a_page_without_anything_to_see_is_the_source_of_nothing():
    assert not texts("").allow("于一九七八年三月", "退休")
    assert not Texts([SEEN, ""], [SEEN, ""], [PARTLY], [WHOLE]).allow("于一九七八年三月", "退休")


def test_the_purpose_says_nothing_of_it_either():
    assert not texts().allow("于一九七八年三月", "证明其慢性肝炎")
    assert texts().allow("于一九七八年三月", "证明三月到职")


def test_other_forms_and_spaces_are_one_and_signs_stay():
    assert plain("１９７８年，三 月（＋）\u200b") == plain("1978年三月+") == "1978年三月+"
