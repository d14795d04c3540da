"""Numbers of bank cards and accounts: Luhn's check (ISO/IEC 7812) and an issuer's first digits, or the word for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lantai.engines.hints.digits import Number
from lantai.engines.hints.model import Found
from lantai.engines.hints.page import Page

GROUND = "R3a"
LABELS = (
    "银行卡",
    "银行卡号",
    "卡号",
    "账号",
    "帐号",
    "账户",
    "帐户",
    "存折号",
    "存折",
    "储蓄卡",
    "信用卡",
    "借记卡",
    "社保卡",
)
ISSUERS = ("62", "4", "51", "52", "53", "54", "55", "9558", "356", "357", "358", "34", "37", "60", "81", "84")
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


class BankCards:
    """Sixteen to nineteen digits."""

    name = "bank_card"

    def patterns(self) -> Sequence[str]:
        return ()

    def find(self, page: Page) -> Iterable[Found]:
        column = None
        for run in page.runs:
            end = -1
            for number in sorted(run.numbers(12, 21), key=lambda each: (each.start, -len(each.digits))):
                if column is None:
                    column = _column(page.folded)
                kind = _kind(page, number, is_listed=number.start >= column) if number.start >= end else None
                if kind:
                    end = number.end
                    yield Found(number.start, number.end, f"{kind[0]}@1", kind[1], GROUND)


def _column(text: str) -> int:
    """Where the first line ends that heads a column of such numbers: a label and no digit; else where the text does."""
    at = 0
    for line in text.split("\n"):
        at += len(line) + 1
        if any(label in line for label in LABELS) and not any(map(str.isdigit, line)):
            return at
    return len(text)


def _kind(page: Page, number: Number, *, is_listed: bool) -> tuple[str, float] | None:
    if not set("".join(number.gaps)) <= set(" \n\t\u3000-—"):
        return None
    labelled = page.before(number.start, LABELS)
    kinds = list(_kinds(number, labelled=labelled, is_listed=is_listed))
    return max(kinds, key=lambda each: each[1]) if kinds else None


def _kinds(number: Number, *, labelled: bool, is_listed: bool) -> Iterator[tuple[str, float]]:
    for digits in number.readings:
        if not digits.isdigit():
            continue
        if 15 <= len(digits) <= 19 and digits.startswith(ISSUERS) and fits_luhn(digits):
            if labelled or (len(digits) >= 16 and (is_listed or _is_one(number))):
                yield "strict", 0.97 if labelled else 0.8
        elif labelled:
            yield "labelled", 0.7


def _is_one(number: Number) -> bool:
    """Whether its groups are those of one number, not of columns: all alike but the last."""
    return len(number.sizes) == 1 or (len(set(number.sizes[:-1])) == 1 and 4 <= number.sizes[0] <= 8)


def fits_luhn(digits: str) -> bool:
    total = sum(map(int, digits[-1::-2])) + sum(_DOUBLED[int(each)] for each in digits[-2::-2])
    return total % 10 == 0
