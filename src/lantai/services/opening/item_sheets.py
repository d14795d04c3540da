"""The review form record by record (§4.4, 逐件): a sheet for each record of a batch, all of them as one PDF.

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
from lantai.holdings.printing.deeds import bind_sheets, set_sheets
from lantai.holdings.printing.lines import term
from lantai.holdings.withholding.grounds import said
from lantai.services.opening.models import BatchItem, Decision, Passage, ReviewBatch
from lantai.services.opening.papers import STAGES, block_of, sheet_form, value_said
from lantai.services.opening.queries.batches import decisions_of

MOST_SHEETS = 5000
"""So many are bound to one PDF; of a larger batch those from another number on are asked for."""
PIECE = 250


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


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:32]


def _pieces(batch: ReviewBatch, first: int) -> Iterator[list[dict[str, Any]]]:
    """The sheets, some at a time: three queries a piece."""
    left, last = MOST_SHEETS, first - 1
    while left > 0:
        rows = BatchItem.objects.filter(batch=batch, position__gt=last).exclude(state=BatchItem.State.LEFT_OUT)
        items = list(rows.select_related("record__fonds").order_by("position")[: min(PIECE, left)])
        if not items:
            return
        decisions = decisions_of(items)
        yield [_sheet(batch, item, decisions[item.pk]) for item in items]
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
