"""The papers of an acquisition as PDF: 接收凭据, 捐赠证书, 返还凭据; wording and order are data in `deeds/`.

They are in Chinese whatever the page is in: they are deeds, not pages.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from lantai.holdings.acquisitions.kinds import units
from lantai.holdings.acquisitions.models import Acquisition, Item
from lantai.holdings.catalogue.data_files import read_data_file
from lantai.holdings.printing.deeds import MOST_ROWS, Deed, set_deed

FOLDER = Path(__file__).with_name("deeds")
_TEXT, _NUMBER = {"type": "string"}, {"type": "number", "minimum": 0}
_TEXTS = {"type": "array", "items": _TEXT}
_FACT = {
    "type": "object",
    "required": ["label", "value"],
    "additionalProperties": False,
    "properties": {"label": _TEXT, "value": _TEXT, "wide": {"type": "boolean"}},
}
_PART = {
    "type": "object",
    "required": ["kind"],
    "additionalProperties": False,
    "properties": {
        "kind": {"enum": ["facts", "items", "text", "signatures"]},
        "facts": {"type": "array", "items": _FACT},
        "title": _TEXT,
        "columns": _TEXTS,
        "widths": {"type": "array", "items": _NUMBER},
        "text": _TEXT,
        "parties": {"type": "array", "items": {"enum": ["owner", "archive"]}},
        "lines": _TEXTS,
        "room": _NUMBER,
    },
}
SCHEMA = {
    "type": "object",
    "required": ["schema", "code", "version", "title", "standard", "parts"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": 1},
        "code": _TEXT,
        "version": {"type": "integer"},
        "title": _TEXT,
        "standard": _TEXT,
        "parts": {"type": "array", "items": _PART},
    },
}


@cache
def forms() -> Mapping[str, dict[str, Any]]:
    """Every paper's form by code, held to the schema."""
    read = (read_data_file(path, SCHEMA) for path in sorted(FOLDER.glob("*.yaml")))
    return MappingProxyType({form["code"]: form for form in read})


def papers_of(acquisition: Acquisition) -> dict[str, str]:
    """Those there are by now: code → title."""
    there = {
        "receipt": acquisition.received_on,
        "certificate": acquisition.certificate,
        "return": acquisition.returned_on,
    }
    return {code: forms()[code]["title"] for code, is_there in there.items() if is_there}


def paper_as_pdf(acquisition: Acquisition, name: str) -> Path | None:
    """The file, set anew when its facts have changed; None for a paper there is not."""
    if name not in papers_of(acquisition):
        return None
    with translation.override("zh-hans"):
        deed = _deed(acquisition, name)
    key = hashlib.sha256(json.dumps(deed.values(), ensure_ascii=False).encode()).hexdigest()[:32]
    target = Path(settings.CACHE_FOLDER) / "acquisitions" / acquisition.ulid / f"{name}-{key}.pdf"
    if not target.exists():
        day = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        set_deed(deed, target, day=day)
    return target


def amounts_of(items: Sequence[Item]) -> str:
    """数量: of each unit how many."""
    counted: Counter[str] = Counter()
    for item in items:
        counted[item.unit] += item.quantity
    return "，".join(f"{number} {units()[unit].label}" for unit, number in counted.items())


def facts_of(acquisition: Acquisition, items: Sequence[Item]) -> dict[str, str]:
    """The answers to the words of the forms; what is not known is empty, for the pen."""
    agreement = getattr(acquisition, "agreement", None)
    return {
        "number": acquisition.number,
        "kind": acquisition.way.label,
        "title": acquisition.title,
        "owner": acquisition.party.name,
        "archive": acquisition.institution.name,
        "amounts": amounts_of(items),
        "agreement": agreement.number if agreement else "",
        "term_ends": _day(agreement.term_ends) if agreement else "",
        "received_on": _day(acquisition.received_on),
        "condition_found": acquisition.condition_found,
        "certificate": acquisition.certificate,
        "certified_on": _day(acquisition.certified_on),
        "certificate_words": acquisition.certificate_words,
        "returned_on": _day(acquisition.returned_on),
        "returned_to": acquisition.returned_to,
        "reason": acquisition.reason,
    }


def _day(day: dt.date | None) -> str:
    return f"{day:%Y年%m月%d日}" if day else ""


def _deed(acquisition: Acquisition, name: str) -> Deed:
    form, items = forms()[name], list(acquisition.items.all()[:MOST_ROWS])
    facts = facts_of(acquisition, items)
    parts = (_part(part, facts, items, name) for part in form["parts"])
    number = facts["certificate"] if name == "certificate" else facts["number"]
    return Deed(
        title=form["title"],
        standard=form["standard"],
        left=f"编号：{number}",
        right=acquisition.institution.name,
        parts=[part for part in parts if part],
    )


def _part(part: Mapping[str, Any], facts: Mapping[str, str], items: Sequence[Item], name: str) -> dict[str, Any] | None:
    if part["kind"] == "facts":
        rows = [
            {"label": each["label"], "value": facts[each["value"]], "wide": each.get("wide", False)}
            for each in part["facts"]
        ]
        return {"kind": "facts", "facts": rows}
    if part["kind"] == "items":
        rows = [{"cells": _cells(number, item)} for number, item in enumerate(items, 1)]
        return {"kind": "table", **{key: part[key] for key in ("title", "columns", "widths")}, "rows": rows}
    if part["kind"] == "text":
        text = part["text"].format_map(facts)
        return {"kind": "text", "text": text} if text else None
    blocks = [_block(part, party, facts, name) for party in part["parties"]]
    return {"kind": "signatures", "blocks": blocks}


def _cells(number: int, item: Item) -> list[str]:
    return [str(number), item.title, item.date_text, item.medium_label, item.amount, item.description]


def _block(part: Mapping[str, Any], party: str, facts: Mapping[str, str], name: str) -> dict[str, Any]:
    """Where somebody signs and seals; of a certificate the day is known, of the others it is written by hand."""
    day = facts["certified_on"] if name == "certificate" else ""
    lines = [{"label": f"{word}：", "value": day if word == "日期" else ""} for word in part["lines"]]
    title = f"{facts['archive']}（印章）" if party == "archive" else f"所有者（移交人）：{facts['owner']}"
    return {"title": title, "lines": lines, "note": "", "room": part["room"]}
