"""Use of the archives in a year, and the register of use (利用登记), as files: in Chinese whatever the page is in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone, translation

from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.queries.register import Issued, issued_for, records_given, register_rows
from lantai.services.enquiries.queries.yearly import Use, sheet_of_use

Sheet = tuple[str, Sequence[str], Iterable[Sequence[Any]]]
KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
COLUMNS = (
    "登记号", "登记日期", "利用者", "单位", "人员类别", "证件类型", "利用目的", "办事事项", "查阅内容", "方式",
    "代收窗口", "档号", "卷件次", "复制页数", "出证份数", "经办人", "结果", "答复日期", "交付方式", "满意度",
)  # fmt: skip
RESULTS = {"delivered": "查到", "granted": "同意利用", "not_found": "未查到", "refused": "不予利用", "": "办理中"}


def use_as_file(use: Use, ending: str) -> bytes:
    with translation.override("zh-hans"):
        return _written([(f"{use.year}年", ("类别", "指标", "单位", "数量"), sheet_of_use(use))], ending)


def register_as_file(institution: str, year: int, codes: dict[int, list[str]], ending: str) -> tuple[bytes, int]:
    """The file, and how many lines it has. `codes`: reference codes of what was given, as far as they may be seen."""
    rows, given, issued = register_rows(institution, year), records_given(institution, year), issued_for(institution)
    with translation.override("zh-hans"):
        lines = [_line(each, codes.get(each.pk, []), given, issued) for each in rows]
        return _written([("利用登记", COLUMNS, lines)], ending), len(lines)


def _line(each: Enquiry, codes: list[str], given: dict[int, int], issued: dict[str, Issued]) -> tuple[Any, ...]:
    of_case = issued.get(each.number, Issued())
    result = "撤回" if each.state == "withdrawn" else "并入另一件" if each.state == "merged" else RESULTS[each.answer]
    return (
        each.number, timezone.localdate(each.made_at).isoformat(), each.name, each.body, each.applicant_label,
        each.document_label, each.purpose_label, each.matter_label, each.sought, str(each.get_channel_display()),
        each.counter.name if each.counter else "", "；".join(codes), given.get(each.pk, 0), of_case.pages,
        of_case.papers, each.handler, result, each.answered_on.isoformat() if each.answered_on else "",
        each.delivery_label, each.satisfaction_label,
    )  # fmt: skip


def _written(sheets: Iterable[Sheet], ending: str) -> bytes:
    return _workbook(sheets) if ending == "xlsx" else _csv(sheets)


def _csv(sheets: Iterable[Sheet]) -> bytes:
    """With a mark of its encoding, as office programs want it; nothing in it is ever a formula."""
    told = io.StringIO()
    writer = csv.writer(told)
    for _name, columns, rows in sheets:
        writer.writerow(columns)
        writer.writerows([_plain(cell) for cell in row] for row in rows)
    return told.getvalue().encode("utf-8-sig")


def _plain(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in tuple("=+-@\t\r") else cell


def _workbook(sheets: Iterable[Sheet]) -> bytes:
    import xlsxwriter  # heavy: only who asks for one pays

    told = io.BytesIO()
    book = xlsxwriter.Workbook(told, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    for name, columns, rows in sheets:
        sheet = book.add_worksheet(name)
        for column, title in enumerate(columns):
            sheet.set_column(column, column, 24 if column < 2 else 14)
            sheet.write_string(0, column, title, bold)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                write = sheet.write_number if isinstance(value, int) else sheet.write_string
                write(number, column, value)
        sheet.freeze_panes(1, 0)
    book.close()
    return told.getvalue()
