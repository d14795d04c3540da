"""销毁清册 and 鉴定工作报告 as PDF; columns and signature blocks are data in `deeds/`.

They are in Chinese whatever the page is in: they are deeds, not pages.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils import timezone, translation

from lantai.holdings.catalogue.data_files import read_data_file
from lantai.holdings.catalogue.labels import retention_label
from lantai.holdings.disposal.models import (
    Appraisal,
    AppraisalItem,
    Decision,
    Destruction,
    DestructionItem,
    DestructionStep,
)
from lantai.holdings.printing.deeds import MOST_ROWS, Deed, set_deed

FOLDER = Path(__file__).with_name("deeds")
_TEXT, _TEXTS = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
SCHEMA = {
    "type": "object",
    "required": ["schema", "code", "version", "title", "standard", "columns", "widths", "signatures", "names"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": 1},
        "code": _TEXT,
        "version": {"type": "integer"},
        "title": _TEXT,
        "standard": _TEXT,
        "columns": _TEXTS,
        "widths": {"type": "array", "items": {"type": "number", "minimum": 0}},
        "signatures": _TEXTS,
        "names": {"type": "object", "additionalProperties": _TEXT},
    },
}
ROOM, ABREAST = 8, 4
"""Millimetres for the pen, and how many blocks stand beside one another."""


@cache
def forms() -> Mapping[str, dict[str, Any]]:
    """Every paper's form by code, held to the schema."""
    read = (read_data_file(path, SCHEMA) for path in sorted(FOLDER.glob("*.yaml")))
    return MappingProxyType({form["code"]: form for form in read})


def list_as_pdf(destruction: Destruction) -> Path:
    """The destruction list with every step that was taken, set anew when something has changed."""
    with translation.override("zh-hans"):
        return _set(_list(destruction), destruction.ulid)


def report_as_pdf(appraisal: Appraisal) -> Path:
    with translation.override("zh-hans"):
        return _set(_report(appraisal), appraisal.ulid)


def _set(deed: Deed, ulid: str) -> Path:
    key = hashlib.sha256(json.dumps(deed.values(), ensure_ascii=False).encode()).hexdigest()[:32]
    target = Path(settings.CACHE_FOLDER) / "disposal" / ulid / f"{key}.pdf"
    if not target.exists():
        day = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        set_deed(deed, target, day=day)
    return target


def _list(destruction: Destruction) -> Deed:
    form, fonds = forms()["destruction_list"], destruction.fonds
    lines = DestructionItem.objects.filter(destruction=destruction)
    counted = dict(lines.order_by().values_list("state").annotate(n=Count("pk")))
    steps, struck = list(destruction.steps.all()), counted.get("struck", 0)
    facts = {
        "立档单位": fonds.unit or fonds.title,
        "全宗号": fonds.code,
        "鉴定清单": destruction.appraisal.number,
        "状态": str(destruction.get_state_display()),
        "数量": f"{sum(counted.values()) - struck} 卷（件），另剔除 {struck} 卷（件）",
        "销毁原因": destruction.reason,
        "销毁地点": destruction.place,
        "销毁方式": destruction.way,
        "销毁时间": _day(destruction.destroyed_at),
    }
    rows = [{"cells": _line(each)} for each in lines.order_by("position")[:MOST_ROWS]]
    return _deed(form, destruction.number, fonds.code, facts, rows, lines.count(), _blocks(form, steps))


def _line(each: DestructionItem) -> list[str]:
    note = each.struck_reason if each.state == DestructionItem.State.STRUCK else each.reason
    prefix = "剔除：" if each.state == DestructionItem.State.STRUCK else ""
    return [
        str(each.position), each.code, each.document_number, each.creator, each.title, each.date_text,
        retention_label(each.retention), str(each.kept_years), str(each.pages or ""),
        f"{each.files} 个" if each.files else "", each.places, f"{prefix}{note}",
    ]  # fmt: skip


def _blocks(form: Mapping[str, Any], steps: Sequence[DestructionStep]) -> list[dict[str, Any]]:
    """Every step that was taken, and an empty block for the pen for each that was not."""
    blocks = []
    for code in form["signatures"]:
        done: list[DestructionStep | None] = [step for step in steps if step.code == code]
        done = done or [None]
        blocks += [_block(form["names"][code], step) for step in done]
    return blocks


def _block(title: str, step: DestructionStep | None) -> dict[str, Any]:
    lines = [
        {"label": "意见：", "value": step.words if step else ""},
        {"label": "签名：", "value": step.by if step else ""},
        {"label": "日期：", "value": _day(step.at) if step else ""},
    ]
    return {"title": title, "lines": lines, "note": "系统账号签署。" if step else "", "room": ROOM}


def _report(appraisal: Appraisal) -> Deed:
    form, fonds = forms()["appraisal_report"], appraisal.fonds
    items = AppraisalItem.objects.filter(appraisal=appraisal)
    counted = items.order_by().values_list("second_decision").annotate(n=Count("pk"))
    result = "，".join(f"{_said(decision, '')} {n} 卷（件）" for decision, n in counted if decision)
    facts = {
        "立档单位": fonds.unit or fonds.title,
        "全宗号": fonds.code,
        "文件年度": f"{appraisal.year_from}—{appraisal.year_to}",
        "到期计算": f"截至 {appraisal.due_in} 年，期限规则第 {appraisal.rule_version} 版",
        "状态": str(appraisal.get_state_display()),
        "鉴定结果": result,
    }
    rows = [{"cells": _item(each)} for each in items.select_related("record").order_by("position")[:MOST_ROWS]]
    people = {
        "first": "、".join(_people(items, "first")),
        "second": "、".join(_people(items, "second")),
        "close": appraisal.closed_by,
    }
    blocks = [
        {
            "title": form["names"][code],
            "lines": [
                {"label": "签名：", "value": people[code]},
                {"label": "日期：", "value": _day(appraisal.closed_at) if code == "close" else ""},
            ],
            "note": "系统账号签署。" if people[code] else "",
            "room": ROOM,
        }
        for code in form["signatures"]
    ]
    return _deed(form, appraisal.number, fonds.code, facts, rows, items.count(), blocks)


def _people(items: QuerySet[AppraisalItem], review: str) -> Iterable[str]:
    rows = items.exclude(**{f"{review}_by": ""}).order_by(f"{review}_by").values_list(f"{review}_by", flat=True)
    return rows.distinct()[:20]


def _item(each: AppraisalItem) -> list[str]:
    return [
        str(each.position), each.record.code, each.record.title, str(each.last_year), retention_label(each.retention),
        _said(each.first_decision, each.first_period), _said(each.second_decision, each.second_period), each.reason,
    ]  # fmt: skip


def _said(decision: str, period: str) -> str:
    words = str(Decision(decision).label) if decision else ""
    return f"{words} {retention_label(period)}" if period else words


def _deed(form: Mapping[str, Any], number: str, fonds: str, facts: Mapping[str, str], *rest: Any) -> Deed:
    rows, total, blocks = rest
    wide = {"销毁原因", "鉴定结果", "立档单位", "销毁时间"}
    parts: list[dict[str, Any]] = [
        {"kind": "facts", "facts": [{"label": k, "value": v, "wide": k in wide} for k, v in facts.items()]},
        {
            "kind": "table", "title": form["title"], "columns": form["columns"], "widths": form["widths"], "rows": rows,
        },
    ]  # fmt: skip
    if total > MOST_ROWS:
        parts.append({"kind": "text", "text": f"另有 {total - MOST_ROWS} 条未印出，见系统中同号清单。"})
    parts += [{"kind": "signatures", "blocks": blocks[n : n + ABREAST]} for n in range(0, len(blocks), ABREAST)]
    return Deed(form["title"], form["standard"], f"编号：{number}", f"全宗号：{fonds}", parts, landscape=True)


def _day(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y年%m月%d日}" if moment else ""
