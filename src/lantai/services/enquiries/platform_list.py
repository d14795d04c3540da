"""A list of applications as the national or a province's platform gives it out: a sheet, one application a row.

No platform is known to publish an interface, and no two lists are alike: columns are known by their headers, in any
order, with rows above them. What no column is known for is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.shared_pool import shared_pool
from lantai.engines.formats.tables import Table
from lantai.holdings.imports.headers import plain
from lantai.services.enquiries.matters import matters

READ_TABLES = "lantai.engines.formats.tables.read_tables"
"""Runs in a limited process: a hostile workbook may take all the memory it is given."""
MOST_ROWS, HEADER_WITHIN = 5_000, 20
_COLUMNS = {
    "outside_number": ("平台编号", "申请编号", "受理编号", "查档编号", "申请单号", "业务编号", "number"),
    "name": ("申请人", "申请人姓名", "姓名", "applicant"),
    "applicant_kind": ("申请人类型", "申请人身份", "与当事人关系", "who asks"),
    "document_kind": ("证件类型", "证件种类", "document kind"),
    "document": ("证件号码", "证件号", "身份证号", "身份证号码", "公民身份号码", "document"),
    "phone": ("联系电话", "电话", "手机", "手机号", "手机号码", "phone"),
    "email": ("电子邮箱", "邮箱", "e-mail", "email"),
    "address": ("通讯地址", "邮寄地址", "联系地址", "地址", "address"),
    "body": ("工作单位", "单位", "body"),
    "purpose": ("查档目的", "利用目的", "用途", "purpose"),
    "matter": ("查档事项", "办理事项", "事项", "查档类型", "档案类型", "matter"),
    "sought": ("查档内容", "申请内容", "查询内容", "内容", "sought"),
    "clues": ("档号", "线索", "查档线索", "clues"),
}
COLUMNS = {plain(word): name for name, words in _COLUMNS.items() for word in words}
NEEDED = ("outside_number", "name")
ANSWER = "q-"


class PlatformListUnreadable(ArchiveError):
    code = "enquiries.platform_list_unreadable"
    message = gettext_noop("The list of applications %(path)s could not be read: %(reason)s")
    hint = gettext_noop("Give a CSV file or a workbook with the columns 申请编号 and 申请人, of at most 5,000 rows.")
    http_status = 422
    exit_code = 3


@dataclass(frozen=True, slots=True)
class PlatformRow:
    """One row: its number in the sheet and its cells by the name of the field, answers by `q-` and their question."""

    number: int
    cells: Mapping[str, str]


def read_platform_list(path: Path) -> list[PlatformRow]:
    """Every row that is not empty. Raises `PlatformListUnreadable`."""
    try:
        tables: Sequence[Table] = shared_pool().call(READ_TABLES, path)
    except Unreadable as error:
        raise PlatformListUnreadable(path=path.name, reason=error.finding(path.name).sentence()) from error
    except OSError as error:
        raise PlatformListUnreadable(path=path.name, reason=error.strerror or str(error)) from error
    rows = [row for table in tables for row in _rows(table)]
    if not rows or len(rows) > MOST_ROWS:
        raise PlatformListUnreadable(path=path.name, reason=f"{len(rows):,} / {MOST_ROWS:,}")
    return rows


def _rows(table: Table) -> Iterator[PlatformRow]:
    known = COLUMNS | _questions()
    head = next((n for n, row in enumerate(table.rows[:HEADER_WITHIN]) if _is_head(row)), None)
    if head is None:
        return
    names = [known.get(plain(cell), "") for cell in table.rows[head]]
    for number, row in enumerate(table.rows[head + 1 :], head + 2):
        cells = {name: cell.strip() for name, cell in zip(names, row, strict=False) if name and cell.strip()}
        if cells:
            yield PlatformRow(number, cells)


def _is_head(row: Sequence[str]) -> bool:
    known = {COLUMNS.get(plain(cell), "") for cell in row}
    return set(NEEDED) <= known


def _questions() -> dict[str, str]:
    """Headers that are the words of a question some matter asks."""
    asked = {question.code: question for matter in matters().values() for question in matter.questions}
    return {plain(words): ANSWER + code for code, each in asked.items() for words in each.labels.values()}
