"""The report of a stock-taking on paper (库房清点报告): sums, what was found wrong and what was decided, who signs.

It is in Chinese whatever the page is in: it is a paper to be filed, not a page. Every line is in the workbook.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from lantai.holdings.printing.deeds import MOST_ROWS, Deed, set_deed
from lantai.holdings.storerooms.models import StockLine, StockTaking
from lantai.holdings.storerooms.queries.stock import wrong_lines
from lantai.holdings.storerooms.stock_states import sums_of

COLUMNS, WIDTHS = ("条码或档号", "内容", "情况", "应在位置", "实见位置", "处理意见"), (34, 0, 18, 30, 30, 34)
SIGNERS = ("清点人", "监点人", "库房负责人")
SUMS = {
    "expected": "应有",
    "found": "在位",
    "lent": "借出未还",
    "missing": "未见",
    "misplaced": "错位",
    "unknown": "账外",
}


def stock_report(taking: StockTaking) -> Path:
    """The file, set anew when its facts have changed. Raises `DeedFailed`."""
    with translation.override("zh-hans"):
        deed = stock_deed(taking)
    key = hashlib.sha256(json.dumps(deed.values(), ensure_ascii=False).encode()).hexdigest()[:32]
    target = Path(settings.CACHE_FOLDER) / "stock" / taking.ulid / f"{key}.pdf"
    if not target.exists():
        day = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        set_deed(deed, target, day=day)
    return target


def stock_deed(taking: StockTaking) -> Deed:
    lines = wrong_lines(taking, MOST_ROWS + 1)
    parts: list[dict[str, Any]] = [{"kind": "facts", "facts": _facts(taking)}]
    if lines:
        rows = [_row(number, line) for number, line in enumerate(lines[:MOST_ROWS], 1)]
        table = {"title": "清点发现的问题", "columns": ["序号", *COLUMNS], "widths": [11, *WIDTHS], "rows": rows}
        parts.append({"kind": "table", **table})
    if len(lines) > MOST_ROWS:
        parts.append({"kind": "text", "text": f"本表列出前{MOST_ROWS}条，其余见清点明细表（电子表格）。"})
    if not lines:
        parts.append({"kind": "text", "text": "账实相符，未发现缺失、错位或账外档案。"})
    return Deed("库房清点报告", "JGJ 25", f"范围：{taking.place.path}", _state(taking), [*parts, _signatures()])


def _facts(taking: StockTaking) -> list[dict[str, Any]]:
    sums = sums_of(taking)
    told = [("保管单位", taking.institution.name), ("清点范围", taking.place.path)]
    told += [("开始", _moment(taking.begun_at)), ("结束", _moment(taking.closed_at))]
    told += [("开始人", taking.begun_by), ("结束人", taking.closed_by)]
    told += [(label, f"{sums[name]:,}") for name, label in SUMS.items()]
    return [{"label": label, "value": value, "wide": False} for label, value in told]


def _row(number: int, line: StockLine) -> dict[str, Sequence[str]]:
    what = str(line.box) if line.box else line.paper.record.title if line.paper else ""
    places = [place.path if place else "" for place in (line.expected, line.seen)]
    decision = str(line.get_decision_display()) if line.decision else ""
    opinion = "；".join(each for each in (decision, line.note, line.decided_by) if each)
    return {"cells": [str(number), line.code, what, str(line.state_label), *places, opinion]}


def _signatures() -> dict[str, Any]:
    lines = [{"label": "签字", "value": ""}, {"label": "日期", "value": ""}]
    return {
        "kind": "signatures",
        "blocks": [{"title": title, "lines": lines, "note": "", "room": 4} for title in SIGNERS],
    }


def _state(taking: StockTaking) -> str:
    return "清点已结束" if taking.closed_at else "清点进行中"


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%Y年%m月%d日 %H:%M}" if at else ""
