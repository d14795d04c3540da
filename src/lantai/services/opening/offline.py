"""The offline package of a letter: a workbook with its records for the unit to fill in, and reading it back.

For units without a line to the archive. Wrong rows are named one by one, and then nothing of the file is entered.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.shared_pool import shared_pool
from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.withholding.grounds import grounds, said
from lantai.services.opening.actions import Answer
from lantai.services.opening.models import BatchItem, Consultation, Decision, Value

READ_TABLES = "lantai.engines.formats.tables.read_tables"
"""Runs in a limited process: a hostile workbook may take all the memory it is given."""
COLUMNS = ("序号", "档号", "题名", "责任者", "日期", "馆方意见", "馆方理由", "贵单位意见", "理由代码", "说明")
WIDTHS = (6, 30, 46, 20, 12, 12, 24, 12, 12, 30)
NUMBER, CODE, ANSWERED, REASONS, NOTE = 0, 1, 7, 8, 9
WORDS: Mapping[str, str] = {
    "开放": Value.OPEN,
    "同意开放": Value.OPEN,
    "部分开放": Value.PARTIAL,
    "延期": Value.DELAYED,
    "延期开放": Value.DELAYED,
    "控制": Value.CONTROLLED,
    "控制使用": Value.CONTROLLED,
}
LABELS = {Value.OPEN: "开放", Value.PARTIAL: "部分开放", Value.DELAYED: "延期开放", Value.CONTROLLED: "控制"}
MOST_ROWS = 20_000
_PIECE = 500


class AnswersUnreadable(ArchiveError):
    code = "opening.answers_unreadable"
    message = gettext_noop("The file could not be read: %(reason)s")
    hint = gettext_noop("Send back the workbook that came with the letter, with its columns as they were.")
    http_status = 422


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one row; `row` as the workbook counts them."""

    row: int
    sentence: str


@dataclass(frozen=True, slots=True)
class AnswersRead:
    """Answers of a workbook, and what is wrong with it: with any finding nothing may be entered."""

    answers: tuple[Answer, ...]
    findings: tuple[Finding, ...]


def items_in(consultation: Consultation) -> Iterator[BatchItem]:
    """The records a letter is about, in their order."""
    rows = BatchItem.objects.filter(batch=consultation.batch, record__fonds=consultation.fonds)
    return rows.exclude(state=BatchItem.State.LEFT_OUT).select_related("record").order_by("position").iterator()


def package_of(consultation: Consultation) -> bytes:
    """The workbook for the unit."""
    import xlsxwriter  # heavy: only who sends a package pays

    told = io.BytesIO()
    book = xlsxwriter.Workbook(told, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold = book.add_worksheet("反馈表"), book.add_format({"bold": True, "bg_color": "#eeeeee"})
    for column, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, bold)
    sheet.freeze_panes(1, 2)
    items = list(items_in(consultation))
    proposed = proposals_of(items)
    for row, item in enumerate(items, 1):
        sheet.write_number(row, NUMBER, item.position)
        decision = proposed.get(item.pk)
        record = item.record
        texts = (record.code, record.title, record.creator, record.date_text or str(record.year or ""))
        value = LABELS.get(Value(decision.value), "") if decision else ""
        why = [said(decision.reasons)] if decision else []
        why += [str(withheld_told(decision))] if decision and decision.value == Value.PARTIAL else []
        for column, text in enumerate((*texts, value, "；".join(why)), 1):
            sheet.write_string(row, column, text)
    if items:
        choices = ["开放", "部分开放", "延期开放", "控制"]
        sheet.data_validation(1, ANSWERED, len(items), ANSWERED, {"validate": "list", "source": choices})
    _explain(book.add_worksheet("填写说明"), consultation)
    book.close()
    return told.getvalue()


def _explain(sheet: object, consultation: Consultation) -> None:
    lines = [
        f"{consultation.batch.institution.name}征求开放审核意见（{consultation.letter_number}）",
        f"请于 {consultation.due_on or ''} 前在“贵单位意见”一栏填写：开放、部分开放、延期开放、控制；",
        "空白表示未发表意见。",
        "“理由代码”可填：" + "；".join(str(each) for each in grounds().values()),
        "请勿增删行列、改动序号与档号，填好后原样发回。",
    ]
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class WithheldTold:
    """What would be withheld of a record that is to be opened in part: how much, why and where, never what it is."""

    count: int
    grounds: tuple[tuple[str, int], ...]
    pages: tuple[int, ...]

    def __str__(self) -> str:
        """For the workbook."""
        known = grounds()
        why = "、".join(f"{known[code].label if code in known else code}{n}处" for code, n in self.grounds)
        return f"不开放{self.count}处（{why}；第{'、'.join(map(str, self.pages))}页）"


def withheld_told(decision: Decision) -> WithheldTold:
    """Of a decision whose passages were fetched with it."""
    passages = decision.passages.all()
    counted = Counter(each.reason for each in passages)
    by_ground = tuple((code, counted[code]) for code in grounds() if counted[code])
    return WithheldTold(len(passages), by_ground, tuple(sorted({each.page_number for each in passages})))


def proposals_of(items: Sequence[BatchItem]) -> dict[int, Decision]:
    """What the second review proposes of each, with what it would withhold: two queries, passages in pieces."""
    rows = Decision.objects.filter(IsAmong([item.pk for item in items], "item"), stage="second")
    standing = rows.filter(withdrawn_at__isnull=True)
    found = {row.item_id: row for row in standing}
    partial = [row for row in found.values() if row.value == Value.PARTIAL]
    for start in range(0, len(partial), _PIECE):
        prefetch_related_objects(partial[start : start + _PIECE], "passages")
    return found


def read_package(consultation: Consultation, path: Path) -> AnswersRead:
    """The answers of a workbook that came back. Raises `AnswersUnreadable` for what is no such workbook."""
    try:
        tables = shared_pool().call(READ_TABLES, path)
    except Unreadable as error:
        raise AnswersUnreadable(reason=error.finding(path.name).sentence()) from error
    table = next(
        (each for each in tables if each.rows and tuple(map(str.strip, each.rows[0][:3])) == COLUMNS[:3]), None
    )
    if table is None or len(table.rows) > MOST_ROWS + 1:
        raise AnswersUnreadable(reason=_("it has no sheet with the columns of the package."))
    known = {item.position: item.record.code for item in items_in(consultation)}
    answers, findings, seen = [], [], set[int]()
    for number, cells in enumerate(table.rows[1:], 2):
        row = [cell.strip() for cell in [*cells, *[""] * len(COLUMNS)][: len(COLUMNS)]]
        if not any(row):
            continue
        answer, wrong = _answer(row, known, seen)
        findings += [Finding(number, wrong)] if wrong else []
        answers += [answer] if answer else []
    return AnswersRead(tuple(answers), tuple(findings))


def _answer(row: Sequence[str], known: Mapping[int, str], seen: set[int]) -> tuple[Answer | None, str]:
    """One row, or what is wrong with it."""
    text = row[NUMBER].removesuffix(".0")
    position = int(text) if text.isdecimal() and len(text) < 9 else 0
    if known.get(position) != row[CODE]:
        return None, _("number and reference code are not those of the letter.")
    if position in seen:
        return None, _("this record is answered twice.")
    seen.add(position)
    if not row[ANSWERED]:
        return None, _("reasons without an opinion.") if row[REASONS] else ""
    value = WORDS.get(row[ANSWERED])
    if value is None:
        return None, _("“%(word)s” is no opinion: 开放, 部分开放, 延期开放 or 控制.") % {"word": row[ANSWERED][:20]}
    codes = [each for each in row[REASONS].replace("、", " ").replace(",", " ").replace("，", " ").split() if each]
    strange = [each for each in codes if each not in grounds()]
    if strange:
        return None, _("“%(word)s” is no reason: R1, R2, R3a, R3b, R4 or R5.") % {"word": strange[0][:20]}
    return Answer(position, value, tuple(codes), row[NOTE][:2000]), ""
