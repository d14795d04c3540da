"""Statistics of opening as a workbook for the annual return, in Chinese whatever the page is in."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import translation

from lantai.base.accounts.access import Scope
from lantai.holdings.catalogue.models import Fonds, OpeningState
from lantai.services.opening.models import Value
from lantai.services.opening.queries.figures import LEVELS, Figures, years_of_all
from lantai.services.opening.states import rules

MOST_FONDS = 5000
_MOST_ROWS = 500_000


def figures_as_workbook(said: Figures, scope: Scope) -> bytes:
    """Sheets for the year, its grounds, all years, fonds, and fonds by year. Nothing in it is ever a formula."""
    import xlsxwriter  # heavy: only who asks for one pays

    told = io.BytesIO()
    with translation.override("zh-hans"):
        book = xlsxwriter.Workbook(told, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        bold = book.add_format({"bold": True})
        for name, columns, rows in _sheets(said, scope):
            _add(book.add_worksheet(name), bold, columns, rows)
        book.close()
    return told.getvalue()


def _sheets(said: Figures, scope: Scope) -> Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]:
    states = [str(state.label) for state in OpeningState]
    values = [str(value.label) for value in Value]
    fonds: dict[int, Fonds] = {line.fonds.pk: line.fonds for line in said.by_fonds}
    yield f"{said.year}年", ("指标", "卷", "件"), _annual(said)
    yield (
        "理由",
        ("代码", "理由", "延期开放", "控制", "部分开放"),
        ((each.ground.code, each.ground.label, *each.cells()) for each in said.by_ground),
    )
    yield "历年", ("年", *values, "撤回", "公布目录条数"), ((str(each.year), *each.cells()) for each in said.years)
    yield (
        "全宗",
        ("全宗号", "全宗名称", *states, "到期待审"),
        ((line.fonds.code, line.fonds.title, *line.cells()) for line in said.by_fonds),
    )
    rows = (row for row in years_of_all(scope)[:_MOST_ROWS] if row[0] in fonds)
    yield (
        "全宗和年度",
        ("全宗号", "文件年度", *states),
        ((fonds[pk].code, str(year) if year else "无年度", *cells) for pk, year, cells in rows),
    )


def _annual(said: Figures) -> Iterable[Sequence[Any]]:
    """One row a figure of the return; what is counted neither in volumes nor in items stands in one column."""
    era = rules()["era_year"]
    names = {
        "opened": "开放档案", "before": f"其中：{era}年以前", "since": f"其中：{era}年以后（含年度不明）",
        "opened_in_year": "当年新开放", "delayed_in_year": "当年延期开放", "restricted_in_year": "当年控制使用",
        "delayed": "延期开放（现有）", "due": "到期待审",
    }  # fmt: skip
    for code, levels in said.annual():
        yield (names[code], *(levels.get(level, 0) for level in LEVELS))
    yield ("公布目录条数", said.this_year.entries)
    yield ("有开放档案的全宗数", said.opened_fonds)
    yield ("当年撤回", said.this_year.withdrawn)


def _add(sheet: Any, bold: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    for column, name in enumerate(columns):
        sheet.set_column(column, column, 32 if column < 2 else 14)
        sheet.write_string(0, column, name, bold)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, column, value)
            else:
                sheet.write_string(number, column, value)
    sheet.freeze_panes(1, 0)
