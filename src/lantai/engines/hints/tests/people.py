"""Numbers of people who do not exist: counties 00-99 of real provinces were never given out."""

from __future__ import annotations

from lantai.engines.hints.detectors.identity import check_character


def id_number(birth: str = "19520305", *, province: str = "32", serial: str = "123") -> str:
    stem = f"{province}0099{birth}{serial}"
    return stem + check_character(stem).upper()


def card_number(stem: str = "622848999900001234") -> str:
    digits = [int(each) for each in reversed(stem)]
    total = sum((2 * d - 9 if 2 * d > 9 else 2 * d) if i % 2 == 0 else d for i, d in enumerate(digits))
    return stem + str(-total % 10)
