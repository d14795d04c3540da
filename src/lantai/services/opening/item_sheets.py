"""The review form record by record (§4.4, 逐件): a sheet for each record of a batch, as PDF, Word document, workbook.

A batch of thousands is set piece by piece in limited processes and bound at last: never more than one piece of it is in
memory, and what was set is not set again, so that an interrupted download goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.printing.deeds import bind_sheets, set_sheets, write_sheets
from lantai.holdings.printing.lines import term
from lantai.holdings.withholding.grounds import said
from lantai.services.opening.models import BatchItem, Decision, Passage, ReviewBatch
from lantai.services.opening.papers import STAGES, block_of, sheet_form, value_said
from lantai.services.opening.queries.batches import decisions_of

MOST_SHEETS = 5000
"""So many are bound to one PDF; of a larger batch those from another number on are asked for."""
MOST_WRITTEN = 500
"""So many at most in one Word document: it is held in memory while it is written, and people scroll through it."""
PIECE = 250
MOST_LISTED = 20_000
COLUMNS = ("序号", "档号", "题名", "责任者", "文件日期", "密级", "保管期限", "全宗号")
"""What the workbook has of a record before what each stage said of it."""


class NoSheets(ArchiveError):
    code = "opening.no_sheets"
    message = gettext_noop("From number %(first)s on, batch %(number)s has no records to be printed.")
    hint = gettext_noop("Ask for the sheets from 1 on; records that were left out have none.")
    http_status = 404
    exit_code = 1


def sheets_as_pdf(batch: ReviewBatch, *, first: int = 1) -> Path:
    """The sheets of a batch from this number on, `MOST_SHEETS` at most. Raises `NoSheets`, `DeedFailed`."""
    with translation.override("zh-hans"):
        folder = Path(settings.CACHE_FOLDER) / "opening" / batch.ulid
        day = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        form, pieces = sheet_form(), list[tuple[Path, int]]()
        for sheets in _pieces(batch, first):
            target = folder / f"{_digest(sheets)}.pdf"
            told = target.with_suffix(".pages")
            if not (target.exists() and told.exists()):
                told.parent.mkdir(parents=True, exist_ok=True)
                told.write_text(str(set_sheets(form["title"], form["standard"], sheets, target, day=day)))
            pieces.append((target, int(told.read_text())))
        if not pieces:
            raise NoSheets(first=first, number=batch.number)
        if len(pieces) == 1:
            return pieces[0][0]
        whole = folder / f"{_digest([path.name for path, _pages in pieces])}.pdf"
        if not whole.exists():
            bind_sheets(form["title"], pieces, whole, day=day)
        return whole


def sheets_as_word(batch: ReviewBatch, *, first: int = 1) -> Path:
    """The same sheets from this number on as a Word document, `MOST_WRITTEN` at most. Raises as above."""
    with translation.override("zh-hans"):
        form = sheet_form()
        sheets = [each for piece in _pieces(batch, first, MOST_WRITTEN) for each in piece]
        if not sheets:
            raise NoSheets(first=first, number=batch.number)
        target = Path(settings.CACHE_FOLDER) / "opening" / batch.ulid / f"{_digest(sheets)}.docx"
        if not target.exists():
            day = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
            write_sheets(form["title"], form["standard"], sheets, target, day=day)
        return target


def sheets_table(batch: ReviewBatch) -> tuple[tuple[str, ...], list[Sequence[str]]]:
    """Columns and rows for a workbook: every record of the batch, a row for each stage that decided it."""
    with translation.override("zh-hans"):
        columns, rows = sheet_form()["columns"], list[Sequence[str]]()
        for items in _items(batch, 1, MOST_LISTED):
            decisions = decisions_of(items)
            for item in items:
                head, by_stage = _told(item), decisions[item.pk]
                said = [(name, by_stage[stage]) for stage, name in STAGES.items() if stage in by_stage]
                rows += [[*head, *_cells(columns, name, row), _said_of(row)] for name, row in said]
                rows += [] if said else [[*head, *_cells(columns, "", None), ""]]
        return (*COLUMNS, *columns, "说明"), rows


def _told(item: BatchItem) -> list[str]:
    record = item.record
    date = record.date_text or str(record.year or "")
    return [
        str(item.position), record.code, record.title, record.creator, date, record.secrecy, term(record.retention),
        record.fonds.code,
    ]  # fmt: skip


def _said_of(decision: Decision) -> str:
    places = "；".join(_place(each) for each in decision.passages.all())
    return "；".join(each for each in (decision.note, places and f"不开放部分：{places}") if each)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:32]


def _pieces(batch: ReviewBatch, first: int, most: int = MOST_SHEETS) -> Iterator[list[dict[str, Any]]]:
    """The sheets, some at a time: three queries a piece."""
    for items in _items(batch, first, most):
        decisions = decisions_of(items)
        yield [_sheet(batch, item, decisions[item.pk]) for item in items]


def _items(batch: ReviewBatch, first: int, most: int) -> Iterator[list[BatchItem]]:
    left, last = most, first - 1
    while left > 0:
        rows = BatchItem.objects.filter(batch=batch, position__gt=last).exclude(state=BatchItem.State.LEFT_OUT)
        items = list(rows.select_related("record__fonds").order_by("position")[: min(PIECE, left)])
        if not items:
            return
        yield items
        left, last = left - len(items), items[-1].position


def _sheet(batch: ReviewBatch, item: BatchItem, by_stage: Mapping[str, Decision]) -> dict[str, Any]:
    form, record = sheet_form(), item.record
    facts = {  # two a row: a wide one begins a row of its own
        "档号": record.code, "批次": f"{batch.number} 第 {item.position} 件（卷）", "题名": record.title,
        "责任者": record.creator, "日期": record.date_text or str(record.year or ""), "密级": record.secrecy,
        "保管期限": term(record.retention), "全宗": f"{record.fonds.code} {record.fonds.title}",
    }  # fmt: skip
    parts: list[dict[str, Any]] = [
        {"kind": "facts", "facts": [{"label": k, "value": v, "wide": k in ("题名", "全宗")} for k, v in facts.items()]}
    ]
    rows = [{"cells": _cells(form["columns"], name, by_stage.get(stage))} for stage, name in STAGES.items()]
    columns = {"columns": form["columns"], "widths": form["widths"], "rows": rows}
    parts.append({"kind": "table", "title": "", **columns})
    parts += [{"kind": "text", "text": text} for text in _words(by_stage)]
    parts.append({"kind": "signatures", "blocks": [block_of(batch, office) for office in form["signatures"]]})
    head = {"left": f"编号：{batch.number}-{item.position}", "right": batch.institution.name}
    return {"place": record.code, "head": head, "parts": parts}


def _cells(columns: Sequence[str], stage: str, decision: Decision | None) -> list[str]:
    """Everything a column may ask for, by its name."""
    line = {"环节": stage}
    if decision:
        line |= {
            "意见": value_said(decision), "理由": said(decision.reasons), "依据": decision.basis,
            "再审日期": f"{decision.review_on or ''}", "审核人": decision.by,
            "日期": f"{timezone.localtime(decision.at):%Y-%m-%d}",
        }  # fmt: skip
    return [line.get(column, "") for column in columns]


def _words(by_stage: Mapping[str, Decision]) -> Iterator[str]:
    """Notes of the stages, and where something is withheld: never what it is."""
    for stage, name in STAGES.items():
        if stage in by_stage and by_stage[stage].note:
            yield f"{name}说明：{by_stage[stage].note}"
    last = next((by_stage[stage] for stage in reversed(STAGES) if stage in by_stage), None)
    places = [_place(each) for each in last.passages.all()] if last else []
    if places:
        yield f"不开放部分：{'；'.join(places)}。"


def _place(passage: Passage) -> str:
    part = "整页" if passage.whole_page else "文字" if passage.start is not None else "图像局部"
    return f"第{passage.page_number}页{part}（{said([passage.reason])}）"
