"""Letters of a case as PDF: 受理回执, 不予利用告知书, 同意利用通知书, 查档结果告知书; wording is data in `letters/`.

They are in Chinese whatever the page is in: they are letters, not pages. Nothing is kept: what names an applicant
would otherwise lie in a folder after the case has forgotten it. A refusal names no record: it must not confirm one.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.utils import timezone, translation

from lantai.holdings.catalogue.data_files import read_data_file
from lantai.holdings.catalogue.record_types import record_types
from lantai.holdings.printing.deeds import LETTER, Deed, set_deed
from lantai.services.enquiries.granting import COPY
from lantai.services.enquiries.models import Decision, Enquiry, Meant

FOLDER = Path(__file__).with_name("letters")
RECEIPT, NOT_FOUND = "receipt", "not_found"
_TEXT, _NUMBER = {"type": "string"}, {"type": "number", "minimum": 0}
_FACT = {
    "type": "object",
    "required": ["label", "value"],
    "additionalProperties": False,
    "properties": {"label": _TEXT, "value": _TEXT, "wide": {"type": "boolean"}, "when": _TEXT},
}
_PART = {
    "type": "object",
    "required": ["kind"],
    "additionalProperties": False,
    "properties": {
        "kind": {"enum": ["facts", "records", "text", "seal"]},
        "facts": {"type": "array", "items": _FACT},
        "title": _TEXT,
        "columns": {"type": "array", "items": _TEXT},
        "widths": {"type": "array", "items": _NUMBER},
        "text": _TEXT,
        "when": _TEXT,
    },
}
SCHEMA = {
    "type": "object",
    "required": ["schema", "code", "version", "title", "standard", "parts"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": 1},
        "code": _TEXT,
        "version": {"type": "integer", "minimum": 1},
        "title": _TEXT,
        "standard": _TEXT,
        "parts": {"type": "array", "items": _PART},
    },
}


@cache
def letters() -> Mapping[str, dict[str, Any]]:
    """Every letter's form by code, held to the schema."""
    read = (read_data_file(path, SCHEMA) for path in sorted(FOLDER.glob("*.yaml")))
    return MappingProxyType({form["code"]: form for form in read})


def letter_as_pdf(enquiry: Enquiry, name: str) -> bytes | None:
    """The receipt, what was searched, or a decision's letter by its number; nothing where there is none (any more)."""
    decision = None
    if enquiry.erased_at or enquiry.state == "filed" or (name == NOT_FOUND and not _is_not_found(enquiry)):
        return None
    if name not in (RECEIPT, NOT_FOUND):
        decision = enquiry.decisions.filter(letter=name).exclude(letter="").first()
        if decision is None:
            return None
    with translation.override("zh-hans"):
        deed = _deed(enquiry, decision, decision.outcome if decision else name)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "letter.pdf"
        set_deed(deed, target, day=timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0))
        return target.read_bytes()


def _is_not_found(enquiry: Enquiry) -> bool:
    """What was searched stays with the case while others are asked: it is an answer only when it was given as one."""
    return bool(enquiry.searched) and enquiry.answer == NOT_FOUND


def _deed(enquiry: Enquiry, decision: Decision | None, code: str) -> Deed:
    form = letters()[code]
    meant = list(enquiry.meant.select_related("record")) if decision else []
    facts = _facts(enquiry, decision, meant)
    parts = (_part(part, facts, meant) for part in form["parts"])
    number = decision.letter if decision else enquiry.number
    return Deed(
        title=form["title"], standard=form["standard"], left=f"编号：{number}", right=enquiry.institution.name,
        parts=[part for part in parts if part], size=LETTER,
    )  # fmt: skip


def _facts(enquiry: Enquiry, decision: Decision | None, meant: list[Meant]) -> dict[str, str]:
    """The answers to the words of the letters; what is not known is empty."""
    grounds = dict.fromkeys(each.ground_label for each in meant if each.ground)
    facts = {
        "number": enquiry.number, "archive": enquiry.institution.name, "name": enquiry.name,
        "filed_on": _day(timezone.localdate(enquiry.made_at)), "applicant": enquiry.applicant_label,
        "document": enquiry.masked_document, "body": enquiry.body, "purpose": enquiry.purpose_label,
        "sought": enquiry.sought, "clues": enquiry.clues, "channel": enquiry.get_channel_display(),
        "due_on": _day(enquiry.due_on), "handler": enquiry.handler, "grounds": "；".join(grounds),
        "matter": enquiry.matter_label, **_searched(enquiry),
    }  # fmt: skip
    if decision is not None:
        facts |= {
            "reason": decision.reason, "use": decision.use_label, "until": _day(decision.until),
            "conditions": decision.conditions, "letter": decision.letter,
            "copies": decision.use_label if decision.use == COPY else "",
            "visit": decision.use_label if decision.use != COPY else "",
            "decided_on": _day(timezone.localdate(decision.decided_at)) if decision.decided_at else "",
        }  # fmt: skip
    return facts


def _searched(enquiry: Enquiry) -> dict[str, str]:
    """Ours and, told as theirs, what archives outside searched."""
    said, outside = enquiry.searched, enquiry.searched_outside
    elsewhere = dict.fromkeys(each.get("elsewhere", "") for each in (said, *outside))
    return {
        "searched": said.get("question", ""), "searched_types": _types(said), "searched_years": said.get("years", ""),
        "searched_more": said.get("more", ""), "elsewhere": "；".join(each for each in elsewhere if each),
        "searched_outside": "　".join(_told(each) for each in outside),
        "only_outside": "" if enquiry.has_searched else "、".join(str(each["by"]) for each in outside),
    }  # fmt: skip


def _told(said: Mapping[str, Any]) -> str:
    facts = (
        ("查找线索", said.get("question", "")), ("档案种类", _types(said)), ("年份", said.get("years", "")),
        ("另外查阅", said.get("more", "")),
    )  # fmt: skip
    return f"{said['by']}答复未查到。" + "；".join(f"{label}：{value}" for label, value in facts if value)


def _types(said: Mapping[str, Any]) -> str:
    known = record_types()
    return "、".join(known[code].label for code in said.get("types", ()) if code in known)


def _day(day: dt.date | None) -> str:
    return f"{day:%Y年%m月%d日}" if day else ""


def _part(part: Mapping[str, Any], facts: Mapping[str, str], meant: list[Meant]) -> dict[str, Any] | None:
    if part.get("when") and not facts[part["when"]]:
        return None
    if part["kind"] == "facts":
        rows = [
            {"label": each["label"], "value": facts[each["value"]], "wide": each.get("wide", False)}
            for each in part["facts"]
            if not each.get("when") or facts[each["when"]]
        ]
        return {"kind": "facts", "facts": rows}
    if part["kind"] == "records":
        given = [each.record for each in meant if each.verdict == Meant.Verdict.GRANTED]
        rows = [{"cells": [str(n), each.code, each.title]} for n, each in enumerate(given, 1)]
        return {"kind": "table", **{key: part[key] for key in ("title", "columns", "widths")}, "rows": rows}
    if part["kind"] == "text":
        return {"kind": "text", "text": part["text"].format_map(facts)}
    day = facts.get("decided_on") or facts["filed_on"]
    block = {
        "title": f"{facts['archive']}（印章）",
        "lines": [{"label": "日期：", "value": day}],
        "note": "",
        "room": 30,
    }
    return {"kind": "signatures", "blocks": [block]}
