"""The papers of a batch (§4.4): plan, lists, review form, letters, minutes, notice, statistics. As PDF and as DOCX.

They are in Chinese whatever the page is in: they are deeds, not pages. Titles, columns and signatures are data
(`papers.yaml`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from lantai.holdings.catalogue.data_files import read_data_file
from lantai.holdings.printing.deeds import MOST_ROWS, Deed, set_deed, write_deed
from lantai.holdings.withholding.grounds import said
from lantai.services.opening.models import BatchItem, Decision, ReviewBatch, Value
from lantai.services.opening.paper_subjects import KINDS, NO_DAY, Subject, day_said, is_draft
from lantai.services.opening.queries.notices import COLUMNS, rows_of
from lantai.services.opening.queries.statistics import statistics_of
from lantai.services.opening.states import Office, Stage

FILE = Path(__file__).with_name("papers.yaml")
_TEXT, _TEXTS = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
SCHEMA = {
    "type": "object",
    "required": ["schema", "version", "sheet", "papers"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": 1},
        "version": {"type": "integer", "minimum": 1},
        "sheet": {
            "type": "object",
            "required": ["title", "standard", "columns", "widths", "signatures"],
            "additionalProperties": False,
            "properties": {
                "title": _TEXT,
                "standard": _TEXT,
                "columns": _TEXTS,
                "widths": {"type": "array", "items": {"type": "number", "minimum": 0}},
                "signatures": _TEXTS,
            },
        },
        "papers": {
            "type": "array",
            "items": {
                "type": "object",
                "required": [
                    "code",
                    "of",
                    "title",
                    "standard",
                    "text",
                    "list",
                    "columns",
                    "widths",
                    "signatures",
                    "values",
                ],
                "additionalProperties": False,
                "properties": {
                    "code": _TEXT,
                    "of": {"enum": list(KINDS)},
                    "title": _TEXT,
                    "standard": _TEXT,
                    "text": _TEXT,
                    "list": _TEXT,
                    "columns": _TEXTS,
                    "widths": {"type": "array", "items": {"type": "number", "minimum": 0}},
                    "signatures": _TEXTS,
                    "values": {"type": "array", "items": {"enum": Value.values}},
                },
            },
        },
    },
}
ROOM, ABREAST = 8, 4
_PIECE = 1000


@cache
def forms() -> Mapping[str, dict[str, Any]]:
    """Every paper's form by code, held to the schema."""
    rows = read_data_file(FILE, SCHEMA)["papers"]
    return MappingProxyType({row["code"]: row for row in rows})


@cache
def sheet_form() -> Mapping[str, Any]:
    """The form of the sheet every record of a batch has."""
    return MappingProxyType(read_data_file(FILE, SCHEMA)["sheet"])


def paper_names() -> list[tuple[str, str, str]]:
    """Code, title, and what each is of besides the batch."""
    return [(code, form["title"], form["of"]) for code, form in forms().items()]


SET: Mapping[str, Callable[..., object]] = {"pdf": set_deed, "docx": write_deed}
"""How a paper is laid down, by the ending of its file."""


def paper_as_file(batch: ReviewBatch, code: str, form: str, subject: Subject | None = None) -> Path:
    """One paper of a batch as `pdf` or `docx`, made anew when something has changed. Raises `DeedFailed`."""
    with translation.override("zh-hans"):
        deed = _deed(batch, forms()[code], subject or Subject())
        key = hashlib.sha256(json.dumps(deed.values(), ensure_ascii=False).encode()).hexdigest()[:32]
        target = Path(settings.CACHE_FOLDER) / "opening" / batch.ulid / f"{key}.{form}"
        if not target.exists():
            day = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
            SET[form](deed, target, day=day)
        return target


def _title(batch: ReviewBatch, form: Mapping[str, Any], subject: Subject) -> str:
    if subject.notice:
        return subject.notice.title
    return f"{form['title']}（拟）" if is_draft(batch, form["of"], subject) else str(form["title"])


def _texts(batch: ReviewBatch, form: Mapping[str, Any], subject: Subject) -> list[str]:
    text = [form["text"].format_map(_names(batch, subject))] if form["text"] else []
    return [*([DRAFT] if is_draft(batch, form["of"], subject) else []), *text]


def _deed(batch: ReviewBatch, form: Mapping[str, Any], subject: Subject) -> Deed:
    told = subject.facts(batch) if form["of"] else _facts(batch)
    parts: list[dict[str, Any]] = [
        {"kind": "facts", "facts": [{"label": k, "value": v, "wide": k in _WIDE} for k, v in told.items()]}
    ]
    parts += [{"kind": "text", "text": text} for text in _texts(batch, form, subject)]
    rows, total = (_counts(batch), 0) if form["code"] == "statistics" else _rows(batch, form, subject, MOST_ROWS)
    if form["columns"]:
        columns = {"columns": form["columns"], "widths": form["widths"], "rows": rows}
        parts.append({"kind": "table", "title": form["list"], **columns})
    if total > MOST_ROWS:
        parts.append({"kind": "text", "text": f"另有 {total - MOST_ROWS} 条未印出，见系统中同号批次。"})
    blocks = [block_of(batch, office) for office in form["signatures"]]
    parts += [{"kind": "signatures", "blocks": blocks[n : n + ABREAST]} for n in range(0, len(blocks), ABREAST)]
    wide = len(form["columns"]) > 6
    title, head = _title(batch, form, subject), subject.number(batch)
    return Deed(title, form["standard"], head, batch.institution.name, parts, landscape=wide)


_WIDE = {"批次名称", "各单位意见", "审定意见", "提前开放", "全宗"}
DRAFT = "本件为草拟稿：尚未审定，所列为目前的审核意见，不得对外公布或报送。"


def _facts(batch: ReviewBatch) -> dict[str, str]:
    facts = {
        "批次名称": batch.name,
        "计划年度": str(batch.plan_year),
        "文件年度": "—".join(str(year) for year in (batch.year_from, batch.year_to) if year) or "不限",
        "档案数量": f"{batch.items_count} 件（卷）",
        "状态": str(batch.get_state_display()),
        "初审期限": _day(batch.first_due_on),
        "复审期限": _day(batch.second_due_on),
        "审定期限": _day(batch.due_on),
        "抽查比例": f"{batch.sample_percent}%",
    }
    if batch.early:
        facts["提前开放"] = f"{batch.get_subject_display()}：{batch.early_reason}"
    letters = batch.consultations.select_related("fonds")
    if letters:
        facts["各单位意见"] = "；".join(
            f"{each.fonds.code} {each.asked or '—'}：{each.get_state_display()}"
            + (f"（{each.alone_reason}）" if each.alone_reason else "")
            for each in letters
        )
    approved = batch.steps.filter(code="approve").last()
    if approved:
        facts["审定意见"] = approved.words
    return facts


def _names(batch: ReviewBatch, subject: Subject) -> dict[str, str]:
    """What stands in for names in the text of a form."""
    letter, consent = subject.letter, subject.consent
    return {
        "archive": batch.institution.name,
        "number": batch.number,
        "name": batch.name,
        "unit": (letter.asked if letter else "") or "有关单位",
        "until": (_day(letter.due_on) if letter else "") or NO_DAY,
        "authority": consent.authority_name if consent else "档案主管部门",
        "day": _day(timezone.localdate()),
    }


def _rows(
    batch: ReviewBatch, form: Mapping[str, Any], subject: Subject, most: int | None
) -> tuple[list[dict[str, Any]], int]:
    """The records the paper is about, so many at most, and how many there are in all.

    Where it is about some decisions only, those that are so decided by now; a letter is about its fonds, and a notice
    about what it names and is open still.
    """
    if not form["columns"]:
        return [], 0
    if subject.notice:
        lines = [dict(zip(COLUMNS, line, strict=True)) for line in rows_of(subject.notice)]
        printed_lines = [{"cells": [line.get(column, "") for column in form["columns"]]} for line in lines[:most]]
        return printed_lines, len(lines)
    items = BatchItem.objects.filter(batch=batch).exclude(state=BatchItem.State.LEFT_OUT).select_related("record")
    items = items.filter(record__fonds=subject.letter.fonds_id) if subject.letter else items
    shown = [each for each in items.order_by("position") if not form["values"] or _value(each) in form["values"]]
    printed = shown[:most]
    decisions: dict[int, dict[str, Decision]] = {}
    for start in range(0, len(printed), _PIECE):
        pks = [each.pk for each in printed[start : start + _PIECE]]
        for row in Decision.objects.filter(item__in=pks, withdrawn_at__isnull=True):
            decisions.setdefault(row.item_id, {})[row.stage] = row
    cells = [_cells(n, each, decisions.get(each.pk, {})) for n, each in enumerate(printed, 1)]
    return [{"cells": [line.get(column, "") for column in form["columns"]]} for line in cells], len(shown)


def _value(item: BatchItem) -> str:
    return item.final_value or item.summary_value or item.second_value or item.first_value


def _cells(number: int, item: BatchItem, by_stage: Mapping[str, Decision]) -> dict[str, str]:
    """Everything a column may ask for, by its name."""
    record = item.record
    ruling = next((by_stage[s] for s in (Stage.FINAL, Stage.SUMMARY, Stage.SECOND, Stage.FIRST) if s in by_stage), None)
    line = {
        "序号": str(number), "档号": record.code, "题名": record.title, "责任者": record.creator,
        "日期": record.date_text or str(record.year or ""), "密级": record.secrecy,
        "理由": said(ruling.reasons) if ruling else "", "依据": ruling.basis if ruling else "",
        "再审日期": f"{ruling.review_on or ''}" if ruling else "", "意见": value_said(ruling),
        "贵单位意见": "", "说明": "", "开放情况": value_said(ruling),
    }  # fmt: skip
    for stage, name in STAGES.items():
        row = by_stage.get(stage)
        line[name] = f"{value_said(row)} {row.by} {timezone.localtime(row.at):%Y-%m-%d}" if row else ""
    return line


STAGES = {
    Stage.FIRST: "初审",
    Stage.SECOND: "复审",
    Stage.UNIT: "单位意见",
    Stage.SUMMARY: "汇总",
    Stage.FINAL: "审定",
}


def value_said(decision: Decision | None) -> str:
    return str(decision.get_value_display()) if decision else ""


def _counts(batch: ReviewBatch) -> list[dict[str, Any]]:
    rows = statistics_of(batch).rows
    return [
        {"cells": [row.stage, *(str(row.counts.get(value, 0)) for value in Value.values), str(row.average or "")]}
        for row in rows
    ]


def block_of(batch: ReviewBatch, office: str) -> dict[str, Any]:
    """A block for the pen: the batch's own people by name, others empty."""
    person = getattr(batch, office) if office in Office.values else None
    title = str(Office(office).label) if office in Office.values else office
    lines = [
        {"label": "意见：", "value": ""},
        {"label": "签名：", "value": str(person) if person else ""},
        {"label": "日期：", "value": ""},
    ]
    return {"title": title, "lines": lines, "note": "", "room": ROOM}


_day = day_said


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A paper for a workbook: what stands above its table, and the whole table, however long."""

    facts: Mapping[str, str]
    columns: Sequence[str]
    rows: list[Sequence[str]]


def paper_table(batch: ReviewBatch, code: str, subject: Subject | None = None) -> PaperTable:
    """The facts and every row of a paper."""
    with translation.override("zh-hans"):
        form, subject = forms()[code], subject or Subject()
        rows = _counts(batch) if code == "statistics" else _rows(batch, form, subject, None)[0]
        told = subject.facts(batch) if form["of"] else _facts(batch)
        facts = {"标题": _title(batch, form, subject), "编号": batch.number, **told}
        texts = _texts(batch, form, subject)
        if texts:
            facts["正文"] = "\n".join(texts)
        return PaperTable(facts, form["columns"], [row["cells"] for row in rows])
