"""Titles that differ in numbers and dates only: one pattern."""

from __future__ import annotations

import re

_NUMBERS = re.compile(r"[\d〇零一二两三四五六七八九十百千廿卅]+")


def pattern_of(title: str) -> str:
    """The title with every number, Arabic or Chinese, as `#`."""
    return _NUMBERS.sub("#", " ".join(title.split()))
