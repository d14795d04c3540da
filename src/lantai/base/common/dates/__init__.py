"""Dates as archives have them: unknown days, ranges, eras, words. The raw text is never lost."""

from __future__ import annotations

from lantai.base.common.dates.columns import read_dates
from lantai.base.common.dates.model import ArchivalDate, Precision
from lantai.base.common.dates.numerals import numeral
from lantai.base.common.dates.reading import parse_date

__all__ = ["ArchivalDate", "Precision", "numeral", "parse_date", "read_dates"]
