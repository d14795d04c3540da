"""Papers of the desk: the slip with which paper is fetched (调卷单), and the receipt the applicant signs (签收单).

They are in Chinese whatever the page is in, as all papers of the archive are. Nothing is kept: the second names an
applicant.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone, translation

from lantai.holdings.printing.deeds import Deed, set_deed
from lantai.services.certificates.models import Certificate
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.queries.basket import BasketItem

SLIP, RECEIPT = "slip", "receipt"


def slip_as_pdf(enquiry: Enquiry, items: Sequence[BasketItem], by: str) -> bytes:
    """Reference code and place of everything that has to be fetched. Of the applicant it says nothing."""
    rows = [{"cells": [str(n), *_cells(item)]} for n, item in enumerate(items, 1)]
    table = {
        "title": "调阅档案",
        "columns": ["序号", "档号", "题名", "库位", "备注"],
        "widths": [11, 42, 0, 42, 30],
        "rows": rows,
    }
    facts = _facts(("申请事项", enquiry.matter_label or "利用未开放档案"), ("调卷人", by), ("日期", _today()))
    deed = Deed(
        "调卷单", "", f"编号：{enquiry.number}", enquiry.institution.name,
        [facts, {"kind": "table", **table}, _signatures("调卷人", "库房经手人", "归还签收")],
    )  # fmt: skip
    return _set(deed)


def receipt_as_pdf(enquiry: Enquiry, certificates: Sequence[Certificate], by: str) -> bytes:
    """What was given, with a line for the applicant's name."""
    with translation.override("zh-hans"):
        rows = [
            {"cells": [str(n), each.kind_label, each.number, str(each.pages or 1)]}
            for n, each in enumerate(certificates, 1)
        ]
        facts = _facts(
            ("申请人", enquiry.name), ("证件", enquiry.masked_document), ("申请事项", enquiry.matter_label),
            ("利用目的", enquiry.purpose_label), ("经办人", by), ("日期", _today()),
        )  # fmt: skip
    table = {"title": "领取材料", "columns": ["序号", "名称", "编号", "页数"], "widths": [11, 50, 0, 18], "rows": rows}
    said = {"kind": "text", "text": "以上材料本人已当面领取，并经核对无误，仅用于所申请的用途。"}
    deed = Deed(
        "档案利用签收单", "", f"编号：{enquiry.number}", enquiry.institution.name,
        [facts, {"kind": "table", **table}, said, _signatures("领取人签名", "经办人签名")],
    )  # fmt: skip
    return _set(deed)


def _cells(item: BasketItem) -> list[str]:
    places = [str(paper.stands.path) if paper.stands else "未登记库位" for paper in item.papers] or ["未登记库位"]
    boxes = [f"盒{paper.box.number}" for paper in item.papers if paper.box]
    lent = [f"借出未还：{each.loan.borrower}，应还{each.loan.due:%Y-%m-%d}" for each in item.lent]
    return [item.record.code, item.record.title, "；".join(places), "；".join([*boxes, *lent])]


def _facts(*said: tuple[str, str]) -> dict[str, Any]:
    facts = [{"label": label, "value": value, "wide": False} for label, value in said if value]
    return {"kind": "facts", "facts": facts}


def _signatures(*titles: str) -> dict[str, Any]:
    lines = [{"label": "签字", "value": ""}, {"label": "日期", "value": ""}]
    blocks = [{"title": title, "lines": lines, "note": "", "room": 6} for title in titles]
    return {"kind": "signatures", "blocks": blocks}


def _today() -> str:
    return f"{timezone.localdate():%Y年%m月%d日}"


def _set(deed: Deed) -> bytes:
    with tempfile.TemporaryDirectory(prefix="slip-") as folder:
        target = Path(folder) / "slip.pdf"
        set_deed(deed, target, day=timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0))
        return target.read_bytes()
