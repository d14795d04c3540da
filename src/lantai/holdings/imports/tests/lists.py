"""Lists made for tests: a workbook or a CSV file from rows, as units send them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.imports.actions import check_import, commit_import, receive_list
from lantai.holdings.imports.models import ImportBatch

HEADER = ("档号", "题名", "责任者", "日期", "年度", "保管期限", "件号", "密级", "备注")


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[Any]]], dress: Any = None) -> Path:
    """One sheet for each; `dress(book, sheets)` adds merges, notes and colours."""
    book = xlsxwriter.Workbook(str(path))
    made = {}
    for name, rows in sheets.items():
        made[name] = book.add_worksheet(name)
        for number, row in enumerate(rows):
            made[name].write_row(number, 0, row)
    if dress:
        dress(book, made)
    book.close()
    return path


def csv_file(path: Path, rows: Sequence[Sequence[str]], encoding: str) -> Path:
    with path.open("w", encoding=encoding, newline="") as out:
        csv.writer(out).writerows(rows)
    return path


def checked(fonds: Fonds, path: Path, **choices: Any) -> ImportBatch:
    return check_import(actor=OPERATOR, batch=receive_list(actor=OPERATOR, fonds=fonds, path=path, **choices))


def imported(fonds: Fonds, path: Path, **choices: Any) -> ImportBatch:
    return commit_import(actor=OPERATOR, batch=checked(fonds, path, **choices))


def records(batch: ImportBatch) -> list[Record]:
    """In the order of the list."""
    return [deed.record for deed in batch.deeds.select_related("record") if deed.record]


def codes(batch: ImportBatch) -> dict[str, int]:
    return {each["code"]: each["count"] for each in batch.findings}
