"""The papers of a hand-over: 登记表, 交接文据, 问题清单, 回执; wording and order are data in `deeds/`.

They are in Chinese whatever the page is in: they are deeds, not pages.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from lantai.engines.packages.digests import title as algorithm_title
from lantai.holdings.catalogue.data_files import read_data_file
from lantai.holdings.catalogue.models import Record
from lantai.holdings.printing.deeds import MOST_ROWS, Deed, set_deed
from lantai.holdings.transfers.models import REGISTER, Problem, Signature, Transfer
from lantai.holdings.transfers.paper_counting import CODE as COUNT
from lantai.holdings.transfers.problems import BY_HAND
from lantai.holdings.transfers.requirements import SENDER_CHECKS
from lantai.holdings.transfers.statement import sha256_of
from lantai.holdings.transfers.states import MISSING, TRANSITIONS, State

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
        "kind": {"enum": ["facts", "checks", "problems", "text", "signatures"]},
        "facts": {"type": "array", "items": _FACT},
        "title": _TEXT,
        "columns": _TEXTS,
        "widths": {"type": "array", "items": _NUMBER},
        "text": _TEXT,
        "parties": {"type": "array", "items": {"enum": list(Signature.Party.values)}},
        "lines": _TEXTS,
        "room": _NUMBER,
        "by": {"type": "object", "additionalProperties": {"type": "array", "items": {"enum": [*TRANSITIONS]}}},
        "names": {"type": "object", "additionalProperties": _TEXT},
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
ACCEPTED = frozenset(
    {
        State.ACCEPTED,
        State.ACCEPTED_WITH_ISSUES,
        State.SIGNED_BY_SENDER,
        State.SIGNED_BY_RECEIVER,
        State.STORED,
        State.CLOSED,
        *MISSING,
        State.CANCELLED,
    }
)
PARTY_NAMES = {"sender": "移交单位", "receiver": "接收单位", "supervisor": "监交人"}


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper that exists: how addresses name it, and its title."""

    name: str
    title: str


@cache
def forms() -> Mapping[str, dict[str, Any]]:
    """Every paper's form by code, held to the schema."""
    read = (read_data_file(path, SCHEMA) for path in sorted(FOLDER.glob("*.yaml")))
    return MappingProxyType({form["code"]: form for form in read})


def papers_of(transfer: Transfer) -> list[Paper]:
    """Those there are by now; a list of problems for each round that was returned."""
    titles = {code: _form(transfer, code)["title"] for code in ("problems", "register", "deed", "receipt")}
    rounds = sorted(set(transfer.problems.values_list("round", flat=True)))
    found = [Paper(f"problems-{number}", f"{titles['problems']}（第{number}轮）") for number in rounds]
    if transfer.state in ACCEPTED:
        found += [Paper(code, titles[code]) for code in ("register", "deed")]
    if transfer.state in (State.STORED, State.CLOSED):
        found.append(Paper("receipt", titles["receipt"]))
    return found


def paper_as_pdf(transfer: Transfer, name: str) -> Path | None:
    """The file, set anew when its facts have changed; None for a paper there is not."""
    if name not in {paper.name for paper in papers_of(transfer)}:
        return None
    with translation.override("zh-hans"):
        deed = _deed(transfer, name)
    key = hashlib.sha256(json.dumps(deed.values(), ensure_ascii=False).encode()).hexdigest()[:32]
    target = Path(settings.CACHE_FOLDER) / "handover" / transfer.ulid / f"{name}-{key}.pdf"
    if not target.exists():
        day = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        set_deed(deed, target, day=day)
    return target


def signed_paper_of(name: str) -> str:
    """The paper whose signatures stand under this one: the 文据 bears those of the 登记表, and its digest."""
    return REGISTER if name == "deed" else name


def facts_of(transfer: Transfer, number: int) -> dict[str, str]:
    """The answers to the words of the forms; what is not known is empty, for the pen."""
    intake, counted = transfer.intake, transfer.counted
    steps = {step.act: step for step in transfer.steps.all() if step.round == number}
    digest = counted.get("digest", "")
    return {
        "title": transfer.title,
        "content": transfer.content,
        "unit": transfer.unit.name,
        "archive": transfer.archive.name,
        "fonds_code": transfer.fonds.code,
        "fonds_title": transfer.fonds.title,
        "category": transfer.category,
        "years": transfer.years,
        "agreement": transfer.agreement.number if transfer.agreement else "",
        "amounts": amounts_of(transfer),
        "boxes": f"{transfer.boxes} 盒" if transfer.boxes is not None else "",
        "lists": f"{transfer.lists} 册" if transfer.lists is not None else "",
        "finding_aids": transfer.finding_aids,
        "copies": str(transfer.copies) if transfer.copies is not None else "",
        "counted": _counted(counted),
        "gigabytes": f"{transfer.gigabytes} GB" if transfer.bytes is not None else "",
        "carrier": transfer.carrier_words,
        "carrier_numbers": transfer.carrier_numbers or ("—" if transfer.way == "online" else ""),
        "digest": f"{algorithm_title(counted['digest_algorithm'])}：{digest}" if digest else "",
        "openings": transfer.openings,
        "government_information": transfer.government_information,
        "secrecy_changes": transfer.secrecy_changes,
        "outcome": _outcome(transfer),
        "statement_digest": f"SHA-256：{sha256_of(transfer.statement)}" if transfer.statement else "",
        "accepted_on": _day(steps.get("accept") or steps.get("accept_with_issues")),
        "returned_on": _day(steps.get("return")),
        "stored_on": _day(steps.get("store")),
        "round": str(number),
        "intake": intake.ulid if intake else "",
        "stored_records": _stored(transfer),
        "stored_files": f"{intake.file_count} 个" if intake else "",
    }


def amounts_of(transfer: Transfer) -> str:
    """移交电子档案数量: volumes, items and files."""
    units = (("volumes", "卷"), ("items", "件"), ("files", "个文件"))
    return "，".join(f"{getattr(transfer, name)} {unit}" for name, unit in units if getattr(transfer, name))


def _stored(transfer: Transfer) -> str:
    """入库记录: volumes and items that came in, in the words of the form."""
    if transfer.intake is None:
        return ""
    levels = Counter(
        transfer.intake.items.filter(record__isnull=False).order_by().values_list("record__level", flat=True)
    )
    volumes, items = levels[Record.Level.VOLUME], levels[Record.Level.ITEM]
    said = [f"{volumes} 卷"] if volumes else []
    return "，".join([*said, f"{items} 件"] if items or not said else said)


def _counted(counted: Mapping[str, Any]) -> str:
    """实点数量 of paper, in the words of the form."""
    units = (("boxes", "盒"), ("volumes", "卷"), ("items", "件"))
    return "，".join(f"{counted[name]} {unit}" for name, unit in units if counted.get(name) is not None)


def _outcome(transfer: Transfer) -> str:
    if transfer.state not in ACCEPTED:
        return ""
    said = f"有问题接收：{transfer.reason}" if transfer.reason else "合格，准予接收"
    if transfer.state != State.CANCELLED:
        return said
    reasons = transfer.steps.filter(act__in=["ask_cancel", "cancel"]).values_list("words", flat=True)
    return f"{said}。入库前信息包灭失，双方取消交接：{'；'.join(reasons)}"


def _day(step: Any) -> str:
    return f"{timezone.localtime(step.at):%Y年%m月%d日}" if step else ""


def round_of(name: str, transfer: Transfer) -> int:
    tail = name.rpartition("-")[2]
    return int(tail) if tail.isdigit() else transfer.round


def _deed(transfer: Transfer, name: str) -> Deed:
    form, number = _form(transfer, name.partition("-")[0]), round_of(name, transfer)
    facts = facts_of(transfer, number)
    drawer = _Drawer(transfer, number, facts, signed_paper_of(name))
    return Deed(
        title=form["title"],
        standard=form["standard"],
        left=f"编号：{transfer.number}" + (f"（第{number}轮）" if number > 1 else ""),
        right=f"全宗号：{transfer.fonds.code}",
        parts=[part for each in form["parts"] if (part := drawer.drawn(each))],
    )


def _form(transfer: Transfer, code: str) -> Mapping[str, Any]:
    """The form of this paper; of paper in boxes its own, where there is one."""
    own = forms().get(f"{code}_of_paper") if transfer.is_paper else None
    return own or forms()[code]


@dataclass(frozen=True, slots=True)
class _Drawer:
    """Fills the parts of one form with what is known of one hand-over."""

    transfer: Transfer
    round: int
    facts: Mapping[str, str]
    signed_as: str

    def drawn(self, part: Mapping[str, Any]) -> dict[str, Any] | None:
        return getattr(self, f"_{part['kind']}")(part)  # type: ignore[no-any-return]

    def _facts(self, part: Mapping[str, Any]) -> dict[str, Any]:
        rows = [
            {"label": fact["label"], "value": self.facts[fact["value"]], "wide": fact.get("wide", False)}
            for fact in part["facts"]
        ]
        return {"kind": "facts", "facts": rows}

    def _checks(self, part: Mapping[str, Any]) -> dict[str, Any]:
        sent, found = self.transfer.sender_checks, self.transfer.receiver_checks.get("properties", {})
        names = part.get("names", {})
        rows = [
            {"cells": [f"{names.get(key, label)}检验", sent.get(key, ""), found.get(key, "")]}
            for key, label in SENDER_CHECKS.items()
            if sent.get(key) or found.get(key)
        ]
        return self._table(part, rows)

    def _problems(self, part: Mapping[str, Any]) -> dict[str, Any]:
        problems = Problem.objects.filter(transfer=self.transfer, round=self.round)[:MOST_ROWS]
        rows = [{"cells": [_CELLS[column](each) for column in part["columns"]]} for each in problems]
        return self._table(part, rows)

    def _table(self, part: Mapping[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "kind": "table",
            "title": part["title"],
            "columns": part["columns"],
            "widths": part["widths"],
            "rows": rows,
        }

    def _text(self, part: Mapping[str, Any]) -> dict[str, Any] | None:
        text = part["text"].format_map({**self.facts, "rest": self._rest()})
        return {"kind": "text", "text": text} if text else None

    def _rest(self) -> str:
        count = self.transfer.problems.filter(round=self.round).count()
        return f"另有 {count - MOST_ROWS} 条未印出，见同名 JSON 文件。" if count > MOST_ROWS else ""

    def _signatures(self, part: Mapping[str, Any]) -> dict[str, Any]:
        """Whose signatures stand under the form; where it is not signed yet, who did what it tells of."""
        did = {party: self._who_did(acts) for party, acts in part.get("by", {}).items()}
        signed = {each.party: each for each in self.transfer.signatures.filter(paper=self.signed_as)}
        blocks = [
            self._block(part, each, _signer(signed.get(each)) or did.get(each, _NOBODY), _note(signed.get(each)))
            for each in part["parties"]
        ]
        return {"kind": "signatures", "blocks": blocks}

    def _who_did(self, acts: list[str]) -> tuple[str, str]:
        """Who performed the last of these acts of the round, and on which day."""
        steps = [each for each in self.transfer.steps.all() if each.act in acts and each.round == self.round]
        return (steps[-1].actor_label, _day(steps[-1])) if steps else _NOBODY

    def _block(self, part: Mapping[str, Any], party: str, who: tuple[str, str], note: str) -> dict[str, Any]:
        person, day = who
        known = {"日期": day}
        lines = [
            {"label": f"{word}：", "value": known.get(word, "" if word == "审核人" else person)}
            for word in part["lines"]
        ]
        body = {"sender": self.transfer.unit.name, "receiver": self.transfer.archive.name}.get(party, "")
        title = f"{PARTY_NAMES[party]}{'：' + body if body else ''}（印章）" if body else PARTY_NAMES[party]
        return {"title": title, "lines": lines, "note": note, "room": part["room"]}


def _signer(signed: Signature | None) -> tuple[str, str] | None:
    return (signed.person, _day(signed)) if signed else None


def _link(code: str) -> str:
    """By what it was found, in words where the code is one of ours; the others are items of DA/T 70-2018."""
    if code == BY_HAND:
        return "退回意见"
    return "清点" if code == COUNT else "查看" if code.startswith("paper.") else code


_NOBODY = ("", "")
_CELLS: Mapping[str, Callable[[Problem], str]] = {
    "行号": lambda each: str(each.row),
    "位置": lambda each: each.path,
    "字段": lambda each: each.field,
    "项目": lambda each: each.field,
    "检测项": lambda each: _link(each.code),
    "环节": lambda each: _link(each.code),
    "问题": lambda each: each.message,
    "处理意见": lambda each: each.remedy,
}
"""Columns of a list of problems, by their headers."""


def _note(signed: Signature | None) -> str:
    """How it was signed, so that nobody takes an account for a key."""
    if signed is None:
        return ""
    if not signed.signature:
        return f"系统账号签署，未用密钥。签署内容 SHA-256：{signed.sha256}"
    return f"电子签名 {signed.algorithm}，密钥 {signed.key}。签署内容 SHA-256：{signed.sha256}"
