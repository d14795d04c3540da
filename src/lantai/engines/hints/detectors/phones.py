"""Telephones: mobile numbers of every range from 13 to 19, fixed ones with their area code, any that is called one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lantai.engines.hints.digits import Number, Run
from lantai.engines.hints.model import Found
from lantai.engines.hints.page import Page

GROUND = "R3a"
LABELS = (
    "电话", "手机", "手机号", "手机号码", "电话号码", "联系方式", "移动电话", "传真", "宅电", "小灵通", "座机", "热线",
    "tel", "phone", "mobile", "fax", "call", "微信", "联系号码", "来电", "致电", "拨打", "住宅", "号码", "bp机", "呼机",
)  # fmt: skip
OTHER_NUMBERS = (
    "编号", "文号", "序号", "单号", "票号", "合同号", "案号", "档号", "证号", "字第", "第", "no", "账号", "帐号", "卡号",  # noqa: E501
    "户号", "货号", "批号", "件号", "图号", "型号", "机号", "车号", "代码", "编码", "流水号", "凭证号", "执照号", "注册号",  # noqa: E501
    "金额", "人民币", "￥", "¥", "$", "qq", "邮编", "邮政编码", "条码", "工号", "学号", "订单", "发票", "存根", "isbn",
)  # fmt: skip
_AFTER = "号元万亿吨件册份页卷股斤亩票%％℃时年月日"
_MOST_LETTERS = 2
"""In the place of digits, where no word says that a telephone stands here."""
_BETWEEN = frozenset(" \n\t\u3000-—–_")
_BRACKETS = frozenset("()（）")


class Phones:
    """A number that is called something else before it, or counted behind it, is none."""

    name = "phone"

    def patterns(self) -> Sequence[str]:
        return ()

    def find(self, page: Page) -> Iterable[Found]:
        for run in page.runs:
            yield from _in_run(page, run)


def _in_run(page: Page, run: Run) -> Iterable[Found]:
    found: list[Found] = []
    for number in sorted(run.numbers(5, 14), key=lambda each: (each.start, -len(each.digits))):
        if found and number.start < found[-1].end:
            continue
        kind = _kind(page, number)
        if kind:
            found.append(Found(number.start, number.end, f"{kind[0]}@1", kind[1], GROUND))
    return found


def _kind(page: Page, number: Number) -> tuple[str, float] | None:
    marks = set("".join(number.gaps))
    if not marks <= _BETWEEN | _BRACKETS or len(number.gaps) > 6:
        return None
    labelled = page.before(_before_code(page, number), LABELS)
    if not labelled and (number.letters > _MOST_LETTERS or (number.letters and number.gaps)):
        return None
    if not labelled and _is_another(page, number):
        return None
    for digits in number.readings:
        if not digits.isdigit():
            return None
        if marks <= _BETWEEN and is_mobile(digits):
            return "mobile", 0.95 if labelled else 0.8
        if is_fixed(digits, number):
            return "fixed", 0.95 if labelled else 0.75
        if labelled and 6 <= len(digits) <= 8 and "\n" not in marks:
            return "labelled", 0.7
    return None


def _before_code(page: Page, number: Number) -> int:
    """Where the number begins with what may stand before it, such as the plus sign or a bracket."""
    start = number.start
    return start - 1 if start and page.folded[start - 1] in "+(（" else start


def _is_another(page: Page, number: Number) -> bool:
    if page.folded[number.start - 1 : number.start] in {"-", "/", "〔", "["}:
        return True
    after = page.folded[number.end : number.end + 1]
    return (bool(after) and after in _AFTER) or page.before(number.start, OTHER_NUMBERS)


def is_mobile(digits: str) -> bool:
    for code in ("0086", "86", "0"):
        if len(digits) == 11 + len(code) and digits.startswith(code):
            digits = digits[len(code) :]
    return len(digits) == 11 and digits[0] == "1" and digits[1] in "3456789"


def is_fixed(digits: str, number: Number) -> bool:
    """With an area code set apart by a mark, or of the right length where it is not."""
    if len(digits) in {13, 14} and digits.startswith("86") and digits[2] != "0":
        digits = "0" + digits[2:]
    code = 3 if digits[:2] in {"01", "02"} else 4
    if digits[0] != "0" or digits[1] == "0" or len(digits) - code not in {7, 8} or digits[code] in "01":
        return False
    if digits[1] == "1" and digits[2] != "0":
        return False
    apart = bool(set("".join(number.gaps)) & (_BRACKETS | set("-—–_ ")))
    return apart or len(digits) >= 11
